"""The flags as a ranked list: the same order and numbers on the map, beside it and in its table."""

import polars as pl

ORDER = {"tydlig": 0, "bevaka": 1}


def ranked(cells: pl.DataFrame) -> pl.DataFrame:
    """Return the cells, in their order, with `rank` (Int64): flagged ones from 1, the others null.

    Clear flags come before those to watch; among them the smallest q-value first, then the smallest p-value, the
    highest count and the cell's text, so that the order is the same every time.
    """
    order = (
        cells.filter(pl.col("flag").is_not_null())
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
    return cells.join(order, on="cell", how="left", maintain_order="left")


def flags(cells: pl.DataFrame) -> pl.DataFrame:
    """Return the flagged ones of ranked cells, by rank."""
    return cells.filter(pl.col("rank").is_not_null()).sort("rank")
