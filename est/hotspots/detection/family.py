"""One answer over all sizes of cells: the resolutions that the reports can carry are tested as one family.

A place is flagged at every resolution or at none. Each resolution of the family gets an equal part of the chance of a
false flag, and a map of any size of cells shows what any of them flags, with the numbers of the cell that told it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import h3
import polars as pl

from est.hotspots.detection.flag_rule import Flag, Thresholds
from est.hotspots.detection.places import cover_cells
from est.hotspots.detection.robustness import SUPPORT
from est.space.cells import coarser_cell, finer_cells

MOST_CELLS = 10_000  # of a resolution that is tested beside that of the map: what a map can show
STRENGTH = {None: 0, str(Flag.WATCH): 1, str(Flag.CLEAR): 2}
# what a flag told by a cell of another size brings with it: that cell, its unit, and the unit's numbers
EVIDENCE = {"told_by": pl.String, "told_unit": pl.String, "told_count": pl.Float64, "told_expected": pl.Float64}
TAKEN_OVER = ("flag", "p", "q", "weeks", "background", "on_shared_points", *SUPPORT)


def family_thresholds(thresholds: Thresholds | None, resolutions: int) -> Thresholds:
    """Return the thresholds of each of so many resolutions, so that together they flag falsely no more than one alone.

    The false discovery rate of all is at most the sum of theirs, as is the chance of any flag where nothing is.
    """
    known = thresholds or Thresholds()
    return replace(known, clear=known.clear / resolutions, watch=known.watch / resolutions)


def pay_for_family(cells: pl.DataFrame, resolutions: int) -> pl.DataFrame:
    """Return tested cells with q-values of the whole family: times the number of its resolutions, at most 1."""
    if resolutions == 1:
        return cells
    return cells.with_columns((pl.col("q", "q_cell", "q_ring") * resolutions).clip(upper_bound=1.0))


def carry_flags(cells: pl.DataFrame, resolution: int, others: Mapping[int, pl.DataFrame]) -> pl.DataFrame:
    """Return the cells of a map with [told_by, told_unit String, told_count, told_expected f64], and the flags of
    those of other resolutions (`others`, the cells by resolution).

    A flag of a smaller cell, or of one with its ring, is that of the cell in which its middle lies. A flag of a larger
    one is that of the cell with most reports on its ground. Neither adds anything where as strong a flag is there
    already. What is taken over has the p, the q and the support of the cell that told it, and unit "cell".
    """
    rows = dict(cells.select("cell", "count").iter_rows())
    covered = {
        part: STRENGTH[flag]
        for cell, unit, flag in cells.filter(pl.col("flag").is_not_null()).select("cell", "unit", "flag").rows()
        for part in cover_cells(cell, unit)
    }
    told: dict[str, dict[str, object]] = {}
    for other in _by_nearness(others, resolution):
        for row in _flagged(others[other]):
            strength = STRENGTH[row["flag"]]
            ground = _ground(row, other, resolution)
            there = [cell for cell in ground if cell in rows]
            if not there or max(covered.get(cell, 0) for cell in ground) >= strength:
                continue
            home = max(there, key=lambda cell: (covered.get(cell, 0), rows[cell], cell))
            told[home] = _evidence(home, row)
            covered[home] = strength
    frame = pl.DataFrame(list(told.values()), schema=_schema(cells), orient="row")
    return _taken_over(cells, frame)


def _by_nearness(others: Mapping[int, pl.DataFrame], resolution: int) -> Sequence[int]:
    """Return the resolutions, the finer ones first, as they say the most of where, and those near this one first."""
    return sorted(others, key=lambda other: (other < resolution, abs(other - resolution)))


def _flagged(cells: pl.DataFrame) -> list[dict[str, Any]]:
    flagged = cells.filter(pl.col("flag").is_not_null()).to_dicts()
    return sorted(flagged, key=lambda row: (-STRENGTH[row["flag"]], row["q"], row["p"], row["cell"]))


def _ground(row: Mapping[str, Any], other: int, resolution: int) -> list[str]:
    """Return the cells of a map that lie where a cell of another resolution is flagged."""
    cell = str(row["cell"])
    if other > resolution:
        return [coarser_cell(cell, resolution)]
    members = cover_cells(cell, str(row["unit"]))
    return sorted(part for member in members for part in finer_cells(member, resolution))


def _evidence(home: str, row: Mapping[str, Any]) -> dict[str, object]:
    ring = "ring_" if row["unit"] == "ring" else ""
    return {"cell": home, "told_by": row["cell"], "told_unit": row["unit"]} | {
        "told_count": row[f"{ring}count"],
        "told_expected": row[f"{ring}expected"],
        **{name: row[name] for name in TAKEN_OVER},
    }


def _schema(cells: pl.DataFrame) -> dict[str, pl.DataType]:
    own = {name: cells.schema[name] for name in ("cell", *TAKEN_OVER)}
    return {"cell": own.pop("cell"), **{name: kind() for name, kind in EVIDENCE.items()}, **own}


def _taken_over(cells: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    if told.is_empty():
        return cells.with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in EVIDENCE.items())
    taken = pl.col("told_by").is_not_null()
    joined = cells.lazy().join(told.lazy(), on="cell", how="left", maintain_order="left", suffix="_told")
    return (
        joined.with_columns(
            *(pl.when(taken).then(f"{name}_told").otherwise(name).alias(name) for name in TAKEN_OVER),
            unit=pl.when(taken).then(pl.lit("cell")).otherwise("unit"),
            unstable=pl.when(~taken).then("unstable"),
        )
        .drop(f"{name}_told" for name in TAKEN_OVER)
        .collect()
    )


def told_resolution(told_by: str) -> int:
    """Return the resolution of a cell that told a flag."""
    return int(h3.get_resolution(told_by))
