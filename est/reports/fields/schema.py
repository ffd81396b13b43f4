"""The columns of a checked report, as they go into the store."""

import polars as pl

from est.reports.fields.registry import FIELDS
from est.space.cells import RESOLUTIONS, cell_column

ROWS: dict[str, pl.DataType] = {
    "position": pl.UInt32(),
    **{field.column: field.dtype for field in FIELDS if field.column and field.dtype},
    # what the program makes of the fields
    "twice": pl.Boolean(),
    "hour": pl.UInt8(),
    "week_minute": pl.UInt16(),
    "minutes": pl.UInt32(),
    "clock_hour": pl.UInt8(),
    "clock_minutes": pl.Int16(),
    "cell": pl.UInt64(),
    **{cell_column(resolution): pl.UInt64() for resolution in RESOLUTIONS},
    "district": pl.String(),
    "category_original": pl.String(),
}
STORED: dict[str, pl.DataType] = {
    "id": pl.String(),
    "batch": pl.String(),
    "organisation": pl.String(),
    "version": pl.UInt32(),
    **ROWS,
    "review": pl.String(),
    "purge": pl.Date(),
}
TEXTS = tuple(dict.fromkeys(field.original or field.name for field in FIELDS if field.written))


def empty_rows() -> pl.DataFrame:
    """Return no rows, in the columns of a checked report."""
    return pl.DataFrame(schema=ROWS)
