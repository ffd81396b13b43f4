"""Values in the columns that est does not use; they tell apart rows that agree in everything else."""

from collections.abc import Collection

import polars as pl

from est.reports.files.returned_rejects import is_ours
from est.reports.files.table import ROW

OTHERS: dict[str, pl.DataType] = {"position": pl.UInt32(), "others": pl.UInt64()}


def unmapped_values(rows: pl.DataFrame, mapped: Collection[str], taken: pl.Series) -> pl.DataFrame:
    """Return OTHERS of the rows that are taken: a hash of what the columns hold that are not mapped."""
    columns = [name for name in rows.columns if name not in (ROW, *mapped) and not is_ours(name)]
    rows = rows.select(ROW, *columns).filter(taken)  # of a large file all columns are some hundred megabytes
    texts = [rows[name].cast(pl.String).str.strip_chars().fill_null("") for name in columns]
    others = pl.DataFrame(texts).hash_rows(seed=0) if texts else pl.repeat(0, rows.height, dtype=pl.UInt64, eager=True)
    return pl.DataFrame({"position": rows[ROW], "others": others}, schema=OTHERS)
