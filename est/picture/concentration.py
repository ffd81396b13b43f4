"""How much of what is reported lies in how little of the town: the 80/20 table."""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

SHARES = (0.25, 0.5, 0.8)
DRAWS = 199


def concentration_shares(counts: pl.DataFrame, area: pl.DataFrame, seed: int = 1) -> pl.DataFrame:
    """Return [share f64, cells u32, cell_share f64, even_cells u32, even_cell_share f64] for 25, 50 and 80 % of
    reports.

    `counts` is [cell, count] and `area` [cell, share, area_km2] of the study area; reports outside it do not take part.
    `cells` is the fewest cells that hold the share of reports and `cell_share` their part of the study area's cells.
    `even_cells` is how many it would be if as many reports fell evenly by area (median of 199 draws): with few reports
    most cells are empty by chance alone, and only what lies below that is concentration (Bernasco & Steenbeek 2017,
    Journal of Quantitative Criminology 33:451). Empty without reports.
    """
    inside = area.join(counts.select("cell", "count"), on="cell", how="left", maintain_order="left")
    values = inside["count"].fill_null(0.0).to_numpy()
    total, n = values.sum(), values.size
    if total <= 0:
        return pl.DataFrame(schema=_SCHEMA)
    share = inside["area_km2"].to_numpy() / inside["area_km2"].sum()
    draws = np.random.default_rng(seed).multinomial(max(round(total), 1), share, size=DRAWS)
    even = np.median(_fewest(draws), axis=0).astype(int)
    found = _fewest(values[None, :])[0]
    return pl.DataFrame(
        {"share": SHARES, "cells": found, "cell_share": found / n, "even_cells": even, "even_cell_share": even / n},
        schema=_SCHEMA,
    )


_SCHEMA = {
    "share": pl.Float64,
    "cells": pl.UInt32,
    "cell_share": pl.Float64,
    "even_cells": pl.UInt32,
    "even_cell_share": pl.Float64,
}


def _fewest(values: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return, for every row of counts and every share, the fewest units that hold it together (rows x shares)."""
    held = np.cumsum(-np.sort(-values, axis=1), axis=1)
    # a rounding error must not ask for one unit more
    wanted = np.array(SHARES)[None, :] * held[:, -1:] - 1e-9
    fewest: npt.NDArray[np.int64] = 1 + (held[:, :, None] < wanted[:, None, :]).sum(axis=1)
    return fewest
