"""The child process that reads Excel and Parquet: `limited.py` starts it. Bytes in by standard input, rows out.

It answers with one line of JSON, facts or a refusal, and then the rows as an Arrow stream.
"""

import io
import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import polars as pl

from est.reports.header import SAMPLE, find_header
from est.text import N_

MOST_CELLS = 20_000_000
_NOTHING = N_("No sheet that is shown holds any rows.")
_TOO_LARGE = N_(
    "It has {rows} rows and {columns} columns, more than a workbook of reports has. "
    "Send only the rows and columns that are needed."
)
_NESTED = (pl.List, pl.Array, pl.Struct, pl.Binary, pl.Object)
_EXCEL_BEGINS = date(1904, 1, 2)  # a cell with a time of day alone stands on the first day of Excel's calendars


class _RefusedError(Exception):
    """The file cannot be taken: the pattern of the sentence that says so, and its values."""

    def __init__(self, pattern: str, **values: object) -> None:
        super().__init__(pattern)
        self.pattern = pattern
        self.values = values


def main(arguments: list[str]) -> None:
    """Read standard input with the reader named first, within the seconds and bytes named next."""
    reader, seconds, memory = arguments[0], int(arguments[1]), int(arguments[2])
    _limit(seconds, memory)
    content = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    try:
        facts, rows = _READERS[reader](content)
    except _RefusedError as refused:
        out.write(json.dumps({"refused": refused.pattern, "values": refused.values}).encode() + b"\n")
        return
    out.write(json.dumps(facts).encode() + b"\n")
    rows.write_ipc_stream(out)
    out.flush()


def _limit(seconds: int, memory: int) -> None:
    """Let the system end this process when it takes more; Windows has only the waiting parent."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 (Windows has no such module)

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _excel(content: bytes) -> tuple[dict[str, Any], pl.DataFrame]:
    import fastexcel  # noqa: PLC0415 (loaded only in the child, after its limits are set)

    book = fastexcel.read_excel(content)
    sheets = [
        book.load_sheet(name, header_row=None, skip_rows=0, n_rows=SAMPLE, dtypes="string") for name in book.sheet_names
    ]
    filled = [
        (name, sheet)
        for name, sheet in zip(book.sheet_names, sheets, strict=True)
        if sheet.visible == "visible" and sheet.total_height
    ]
    for name, sheet in filled:
        rows, columns = sheet.total_height, sheet.width
        if rows * columns > MOST_CELLS:
            raise _RefusedError(_TOO_LARGE, rows=rows, columns=columns)
        top = [[str(cell or "") for cell in row] for row in sheet.to_polars().rows()]
        header = find_header(top)
        if header is None:
            continue
        begin = header.index + header.named
        frame = pl.DataFrame()
        if begin < rows:
            frame = book.load_sheet(
                name, header_row=None, skip_rows=begin, schema_sample_rows=None, column_names=list(header.names)
            ).to_polars()
        facts = {
            "sheet": name,
            "others": [other for other, _ in filled if other != name],
            "hidden": [each.name for each in sheets if each.visible != "visible"],
            "names": header.names,
            "cells": top[header.index],
            "named": header.named,
            "above": [" ".join(cell for cell in row if cell.strip()) for row in top[: header.index]],
            "begin": begin,
        }
        return facts, _plain(frame.select(_times_alone(column) for column in frame.get_columns()))[0]
    raise _RefusedError(_NOTHING)


def _parquet(content: bytes) -> tuple[dict[str, Any], pl.DataFrame]:
    import pyarrow.parquet  # noqa: PLC0415 (loaded only in the child, after its limits are set)

    file = pyarrow.parquet.ParquetFile(io.BytesIO(content))
    rows, columns = file.metadata.num_rows, file.metadata.num_columns
    if rows * columns > 10 * MOST_CELLS:
        raise _RefusedError(_TOO_LARGE, rows=rows, columns=columns)
    table = pl.from_arrow(file.read())
    if not isinstance(table, pl.DataFrame):
        raise _RefusedError(_NOTHING)
    frame, left_out = _plain(table)
    return {"left_out": left_out}, frame


def _times_alone(column: pl.Series) -> pl.Series:
    """Return a column of times of day as text (14:30:00); any other column as it is."""
    if column.dtype.base_type() != pl.Datetime or column.null_count() == len(column):
        return column
    alone = (column.dt.date() < _EXCEL_BEGINS).all()
    return column.dt.to_string("%H:%M:%S") if alone else column


def _plain(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Return the frame in the few types that checks know, and the names of the columns that have no such type."""
    left_out = [name for name, dtype in frame.schema.items() if dtype.base_type() in _NESTED]
    columns = [_plain_column(frame.get_column(name)) for name in frame.columns if name not in left_out]
    return pl.DataFrame(columns), left_out


def _plain_column(column: pl.Series) -> pl.Series:
    dtype = column.dtype
    if isinstance(dtype, pl.Datetime):
        if dtype.time_zone:
            return column.dt.to_string("%Y-%m-%dT%H:%M:%S%z")
        return column.cast(pl.Datetime("us"))
    if dtype == pl.Duration:
        return (pl.Series([datetime(1970, 1, 1)]) + column).dt.to_string("%H:%M:%S").alias(column.name)
    if dtype in (pl.Date, pl.Boolean, pl.String):
        return column
    if dtype == pl.UInt64 or not dtype.is_integer():
        return column.cast(pl.Float64 if dtype.is_numeric() else pl.String)
    return column.cast(pl.Int64)


_READERS: dict[str, Callable[[bytes], tuple[dict[str, Any], pl.DataFrame]]] = {"excel": _excel, "parquet": _parquet}
