"""Columns in the few types that the checks know: texts, numbers, truths, dates and times without a zone."""

from datetime import datetime, timedelta

import polars as pl

_NESTED = (pl.List, pl.Array, pl.Struct, pl.Object)
_DAY = timedelta(days=1)


def plain_frame(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Return the frame in the few types that checks know, and the names of the columns that have no such type."""
    frame = frame.with_columns(_decoded(column) for column in frame.get_columns() if column.dtype == pl.Binary)
    left_out = [name for name, dtype in frame.schema.items() if dtype.base_type() in (*_NESTED, pl.Binary)]
    columns = [_plain_column(frame.get_column(name)) for name in frame.columns if name not in left_out]
    return pl.DataFrame(columns), left_out


def shown_frame(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with each column as `shown_texts`."""
    return rows.with_columns(shown_texts(column) for column in rows.get_columns())


def shown_texts(values: pl.Series) -> pl.Series:
    """Return values as texts as a sheet shows them: whole numbers have no decimals, times no fractions of a second."""
    if isinstance(values.dtype, pl.Datetime):
        return values.dt.strftime("%Y-%m-%d %H:%M:%S" + ("%z" if values.dtype.time_zone else ""))
    texts = values.cast(pl.String)
    return texts.str.replace(r"^(-?[0-9]+)[.]0$", "${1}") if values.dtype.is_float() else texts


def _decoded(column: pl.Series) -> pl.Series:
    """Return a column of bytes as texts where all of them are UTF-8, else as it is."""
    try:
        texts = [None if value is None else value.decode() for value in column.to_list()]
        return pl.Series(column.name, texts, dtype=pl.String)
    except UnicodeDecodeError:
        return column


def _plain_column(column: pl.Series) -> pl.Series:
    dtype = column.dtype
    if dtype == pl.Date or (isinstance(dtype, pl.Datetime) and dtype.time_unit != "ns"):
        # what lies beyond the years that can be written is the first or last of them, which no report lies in
        first, last = pl.Series([datetime(1, 1, 1), datetime(9999, 12, 31)]).cast(_bare(dtype)).to_physical()
        column = column.to_physical().clip(first, last).cast(dtype)
    if isinstance(dtype, pl.Datetime):
        if dtype.time_zone:
            return column.dt.to_string("%Y-%m-%dT%H:%M:%S%z")
        return column.cast(pl.Datetime("us"))
    if dtype == pl.Duration:
        clock = (
            (pl.Series([datetime(1970, 1, 1)]) + column.clip(timedelta(0), _DAY))
            .dt.to_string("%H:%M:%S")
            .alias(column.name)
        )
        # what is no time of day is shown as the length that it is, and then cannot be read as one
        return clock.zip_with(column.is_between(timedelta(0), _DAY, closed="left"), column.dt.to_string("polars"))
    if dtype in (pl.Date, pl.Boolean, pl.String):
        return column
    if dtype == pl.UInt64 or not dtype.is_integer():
        return column.cast(pl.Float64 if dtype.is_numeric() else pl.String)
    return column.cast(pl.Int64)


def _bare(dtype: pl.DataType) -> pl.DataType:
    """Return a type of dates or times without its time zone."""
    return pl.Datetime(dtype.time_unit) if isinstance(dtype, pl.Datetime) else dtype
