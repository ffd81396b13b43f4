"""What each flag of a map is of, which is not always its cell, with the numbers that were tested."""

from enum import StrEnum

import h3
import polars as pl


class FlagUnit(StrEnum):
    """What a flag is of, as seen from the cell that has it on the map."""

    CELL = "cell"
    RING = "ring"
    SMALLER = "smaller"
    SMALLER_RING = "smaller ring"
    LARGER = "larger"
    LARGER_RING = "larger ring"


OWN = {"flag_unit": pl.String, "flag_count": pl.Float64, "flag_expected": pl.Float64}


def add_flag_units(cells: pl.DataFrame) -> pl.DataFrame:
    """Return the cells of `Flags.cells`, in their order, with [flag_unit a FlagUnit, flag_count, flag_expected f64].

    These are the reports of what the flag is of, and what was expected there; null for a cell that is not flagged.
    """
    flagged = cells.filter(pl.col("flag").is_not_null())
    found = pl.DataFrame([(row["cell"], *_unit(row)) for row in flagged.iter_rows(named=True)], _SCHEMA, orient="row")
    return cells.join(found, on="cell", how="left", maintain_order="left")


_SCHEMA = {"cell": pl.String, **OWN}


def _unit(row: dict[str, object]) -> tuple[FlagUnit, object, object]:
    told_by = row["told_by"]
    if told_by is None:
        ring = row["unit"] == "ring"
        name = "ring_" if ring else ""
        return FlagUnit.RING if ring else FlagUnit.CELL, row[f"{name}count"], row[f"{name}expected"]
    ring = row["told_unit"] == "ring"
    if h3.get_resolution(str(told_by)) > h3.get_resolution(str(row["cell"])):
        unit = FlagUnit.SMALLER_RING if ring else FlagUnit.SMALLER
    else:
        unit = FlagUnit.LARGER_RING if ring else FlagUnit.LARGER
    return unit, row["told_count"], row["told_expected"]
