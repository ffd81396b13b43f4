"""The flags as a ranked list: the same order and numbers on the map, beside it and in its table."""

import polars as pl

from est.hotspots.detection.flag_rule import Flag
from est.space.cells import cell_disk

ORDER = {str(Flag.CLEAR): 0, str(Flag.WATCH): 1}


def rank_cells(cells: pl.DataFrame) -> pl.DataFrame:
    """Return the cells, in their order, with `rank` (Int64): flagged ones from 1, the others null.

    Clear flags come before those to watch; among them the smallest q-value first, then the smallest p-value, the
    highest count and the cell's text, so that the order is the same every time.
    """
    order = (
        cells.lazy()
        .filter(pl.col("flag").is_not_null())
        .sort(
            pl.col("flag").replace_strict(ORDER, return_dtype=pl.Int64),
            "q",
            "p",
            -pl.col("count"),
            "cell",
            maintain_order=True,
        )
        .select("cell")
        .with_row_index("rank", offset=1)
        .with_columns(pl.col("rank").cast(pl.Int64))
    )
    return cells.lazy().join(order, on="cell", how="left", maintain_order="left").collect()


def flagged_cells(cells: pl.DataFrame) -> pl.DataFrame:
    """Return the flagged ones of ranked cells, by rank."""
    return cells.filter(pl.col("rank").is_not_null()).sort("rank")


def group_neighbours(flagged: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the flagged cells [cell, rank, unit] as groups of cells that touch, by rank, the groups by their first.

    A place on the border of two cells is two flags side by side and is spoken of as one. A flagged ring is a group of
    its own, as its reports lie in all its cells.
    """
    rows = flagged.select("cell", "unit").rows()
    alone = {cell for cell, unit in rows if unit != "ring"}
    number: dict[str, int] = {}
    for at, (cell, _) in enumerate(rows):
        if cell not in number:
            number |= dict.fromkeys(_reached(cell, alone) if cell in alone else {cell}, at)
    groups = pl.Series("group", [number[cell] for cell, _ in rows], dtype=pl.Int64)
    return flagged.with_columns(groups).partition_by("group", maintain_order=True, include_key=False)


def _reached(cell: str, among: set[str]) -> set[str]:
    """Return the cells that can be reached from this one, step by step over cells of the set that touch."""
    reached, edge = {cell}, [cell]
    while edge:
        beside = (among & cell_disk(edge.pop())) - reached
        reached |= beside
        edge.extend(beside)
    return reached
