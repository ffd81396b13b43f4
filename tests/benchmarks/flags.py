"""The flags of 2,000 and 20,000 cells, from counts to q-values and back to the cells that are marked."""

from collections.abc import Iterator
from datetime import date
from functools import partial

import h3
import numpy as np
import polars as pl

from est.hotspots.detection.flag_rule import flag_cells
from est.space.area import StudyArea
from est.space.cells import areas_km2
from tests.benchmarks.measuring import Figure, seconds
from tests.stores import TOWN


def area(cells: int) -> StudyArea:
    """Return a round study area of at least so many whole cells of resolution 9."""
    rings = next(rings for rings in range(200) if 3 * rings * (rings + 1) + 1 >= cells)
    ids = np.array(sorted(map(h3.str_to_int, h3.grid_disk(h3.latlng_to_cell(*TOWN, 9), rings))), dtype=np.uint64)
    return StudyArea(9, "outline", pl.DataFrame({"cell": ids, "share": np.ones(ids.size), "area_km2": areas_km2(ids)}))


def counts(ids: np.ndarray, reports: int, windows: bool) -> pl.DataFrame:
    """Return even counts as `cell_counts` gives them, with a fifth of the weight from windows or none."""
    drawn = np.random.default_rng(2).multinomial(reports, np.full(ids.size, 1 / ids.size))
    partial = drawn // 2 if windows else np.zeros_like(drawn)
    return pl.DataFrame({"cell": ids, "certain": drawn - partial, "partial": partial}).with_columns(
        pl.col("certain", "partial").cast(pl.UInt32),
        partial_weight=0.4 * pl.col("partial"),
        count=pl.col("certain") + 0.4 * pl.col("partial"),
        first_day=date(2026, 3, 2),
        last_day=date(2026, 3, 3),
    )


def figures() -> Iterator[Figure]:
    """Measure `mark` at both sizes, with whole counts and with windows."""
    for cells in (2_000, 20_000):
        place = area(cells)
        for windows in (False, True):
            found = counts(place.ids, 3 * place.ids.size, windows)
            (taken,) = seconds(partial(flag_cells, place, found))
            what = f"flags on {place.ids.size:,} cells, {'windows' if windows else 'whole counts'}"
            target = 50.0 if cells == 20_000 else None
            yield Figure(
                what,
                round(1000 * taken, 1),
                "ms",
                target=None if target is None else f"under {target:g} ms",
                reached=None if target is None else 1000 * taken < target,
            )
