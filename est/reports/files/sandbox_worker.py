"""The child process that reads Excel and Parquet: `sandbox.py` starts it. Bytes in by standard input, rows out.

It answers with one line of JSON, facts or a refusal, and then the rows as an Arrow stream.
"""
# not measured: the process may write no file, and so none that tells which of these lines were run

import io
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import polars as pl

from est.reports.files.header import SAMPLE, Header, find_header, unique_names
from est.reports.files.sheet_layout import fill_merged, read_layout
from est.reports.files.table import MOST_BYTES, MOST_CELLS, MOST_ROWS, TOO_HEAVY, TOO_MANY_ROWS
from est.text import N_

MOST_COLUMNS = 500
_NOTHING = N_("No sheet that is shown holds any rows.")
_NO_COLUMNS = N_("It has no columns. Send a file whose columns hold the reports.")
_WIDE = N_("It has more than {most} columns. Send only those that are needed.")
_TOO_LARGE = N_(
    "It has {rows} rows and {columns} columns, more than a workbook of reports has. "
    "Send only the rows and columns that are needed."
)
_NO_MAP = N_("It is no GeoJSON, GeoPackage or PMTiles that can be read. Export the layers again as one of these.")
_NESTED = (pl.List, pl.Array, pl.Struct, pl.Object)
_TRUTHS = ("true", "false", "TRUE", "FALSE")
_RESIDENT = "/proc/self/statm"
_DAY = timedelta(days=1)
_CLOCK_ALONE = r"^(?:1899-12-3[01]|1904-01-01)[ T](\d\d:\d\d:\d\d)(?:\.0+)?$"
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
        if rows.height > MOST_ROWS:
            raise _RefusedError(TOO_MANY_ROWS, most=MOST_ROWS)
        if rows.estimated_size() > MOST_BYTES:
            raise _RefusedError(TOO_HEAVY, most=MOST_BYTES // 1024**2)
    except _RefusedError as refused:
        out.write(json.dumps({"refused": refused.pattern, "values": refused.values}).encode() + b"\n")
    else:
        out.write(json.dumps(facts).encode() + b"\n")
        rows.write_ipc_stream(out)
    out.flush()
    # all is said: threads of the readers that have not come to an end abort a process that ends as usual, and a good
    # file would be taken for a damaged one
    os._exit(0)


def _limit(seconds: int, memory: int) -> None:
    """Let the system end this process when it takes more; Windows has only the waiting parent."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 (Windows has no such module)

    resource.setrlimit(resource.RLIMIT_AS, (3 * memory, 3 * memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if os.path.exists(_RESIDENT):
        threading.Thread(target=_watch_memory, args=(memory,), daemon=True).start()


def _watch_memory(most: int) -> None:
    """End the process when it holds more bytes than it may; Linux alone says how many."""
    page = os.sysconf("SC_PAGE_SIZE")
    while True:
        with open(_RESIDENT, "rb") as told:
            if int(told.read().split()[1]) * page > most:
                os._exit(1)
        time.sleep(0.02)


def _excel(content: bytes, *, truths: bool = False) -> tuple[dict[str, Any], pl.DataFrame]:
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
    name, sheet, top, header = _chosen(filled)
    rows, columns = sheet.total_height, sheet.width
    _demand_bearable(rows, columns)
    begin = header.index + header.named
    frame = pl.DataFrame()
    layout = read_layout(content, name)
    if begin < rows:
        frame = fill_merged(_excel_rows(book, name, begin, header.names, truths=truths), begin, layout)
    facts = {
        "sheet": name,
        "others": [other for other, _ in filled if other != name],
        "hidden": [each.name for each in sheets if each.visible != "visible"],
        "names": header.names,
        "cells": top[header.index],
        "named": header.named,
        "above": [" ".join(cell for cell in row if cell.strip()) for row in top[: header.index]],
        "begin": begin,
        "hidden_rows": [row for row in layout.hidden if row > begin],
    }
    return facts, _plain(frame.select(_times_alone(column) for column in frame.get_columns()))[0]


def _chosen(sheets: Sequence[tuple[str, Any]]) -> tuple[str, Any, list[list[str]], Header]:
    """Return the first sheet whose names tell when and where, or else the first that holds something, with its top."""
    tables = []
    for name, sheet in sheets:
        top = [[str(cell or "") for cell in row] for row in sheet.to_polars().rows()]
        if header := find_header(top):
            tables.append((name, sheet, top, header))
    if not tables:
        raise _RefusedError(_NOTHING)
    if len(tables) == 1:
        return tables[0]
    from est.reports.fields.synonyms import has_when_and_where  # noqa: PLC0415 (brings the store with it, rarely needed)

    return next((table for table in tables if has_when_and_where(table[3].names)), tables[0])


def _excel_rows(
    book: Any,  # noqa: ANN401
    sheet: str,
    begin: int,
    names: Sequence[str],
    *,
    truths: bool,
) -> pl.DataFrame:
    """Return the rows of a sheet below its header; as texts when a column holds dates among lengths of time.

    `truths`: the workbook has cells of TRUE and FALSE. Among numbers these would be read as 1 and 0, so that such a
    column is read as texts too.
    """
    import fastexcel  # noqa: PLC0415 (see _excel)

    wanted = {"header_row": None, "skip_rows": begin, "schema_sample_rows": None, "column_names": list(names)}
    try:
        rows: pl.DataFrame = book.load_sheet(sheet, **wanted).to_polars()
    except fastexcel.UnsupportedColumnTypeCombinationError:
        rows = book.load_sheet(sheet, dtypes="string", **wanted).to_polars()
    if truths:
        texts: pl.DataFrame = book.load_sheet(sheet, dtypes="string", **wanted).to_polars()
        numbers = [name for name, kind in rows.schema.items() if kind.is_numeric() and name in texts.columns]
        rows = rows.with_columns(texts[name] for name in numbers if texts[name].is_in(_TRUTHS).any())
    return rows


def _parquet(content: bytes) -> tuple[dict[str, Any], pl.DataFrame]:
    import pyarrow as pa  # noqa: PLC0415 (loaded only in the child, after its limits are set)
    import pyarrow.parquet  # noqa: PLC0415

    file = pyarrow.parquet.ParquetFile(io.BytesIO(content))
    rows, columns = file.metadata.num_rows, file.metadata.num_columns
    if not columns:
        raise _RefusedError(_NO_COLUMNS)
    if columns > MOST_COLUMNS:
        raise _RefusedError(_WIDE, most=MOST_COLUMNS)
    _demand_bearable(rows, columns)
    read = file.read(use_threads=False)
    read = read.rename_columns(list(unique_names(read.column_names)))
    nested = [field.name for field in read.schema if pa.types.is_nested(field.type)]
    flat = read.drop_columns(nested)
    table = pl.from_arrow(flat.cast(pa.schema([field.with_type(_known(field.type)) for field in flat.schema])))
    if not isinstance(table, pl.DataFrame):
        raise _RefusedError(_NOTHING)
    frame, left_out = _plain(table)
    return {"left_out": [name for name in read.column_names if name in (*nested, *left_out)]}, frame


def _demand_bearable(rows: int, columns: int) -> None:
    """Raise _RefusedError for a table of more rows or cells than a file may have."""
    if rows > MOST_ROWS + SAMPLE:  # a sheet has a header and perhaps titles too
        raise _RefusedError(TOO_MANY_ROWS, most=MOST_ROWS)
    if rows * columns > MOST_CELLS:
        raise _RefusedError(_TOO_LARGE, rows=rows, columns=columns)


def _known(kind: Any) -> Any:  # noqa: ANN401
    """Return the type under which polars reads a column: an instant of any zone, also an unknown one, is in UTC."""
    import pyarrow as pa  # noqa: PLC0415 (see _parquet)

    if pa.types.is_timestamp(kind) and kind.tz:
        return pa.timestamp(kind.unit, "UTC")
    return pa.float64() if pa.types.is_decimal256(kind) else kind


def _times_alone(column: pl.Series) -> pl.Series:
    """Return a column of times of day as text (14:30:00); any other column as it is."""
    if column.dtype == pl.String:  # one text among times of day makes texts of them all
        return column.str.replace(_CLOCK_ALONE, "$1")
    if column.dtype.base_type() != pl.Datetime or column.null_count() == len(column):
        return column
    alone = (column.dt.date() < _EXCEL_BEGINS).all()
    return column.dt.to_string("%H:%M:%S") if alone else column


def _plain(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Return the frame in the few types that checks know, and the names of the columns that have no such type."""
    frame = frame.with_columns(_decoded(column) for column in frame.get_columns() if column.dtype == pl.Binary)
    left_out = [name for name, dtype in frame.schema.items() if dtype.base_type() in (*_NESTED, pl.Binary)]
    columns = [_plain_column(frame.get_column(name)) for name in frame.columns if name not in left_out]
    return pl.DataFrame(columns), left_out


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


def _map_layers(content: bytes) -> tuple[dict[str, Any], pl.DataFrame]:
    from est.reports.files.map_layers import read_map_layers  # noqa: PLC0415 (brings the store with it, rarely needed)
    from est.space.ground_features import sort_features  # noqa: PLC0415
    from est.space.ground_kinds import CLASS_COLUMNS, NAME_COLUMNS  # noqa: PLC0415

    try:
        rows = sort_features(read_map_layers(content, NAME_COLUMNS, CLASS_COLUMNS))
    except (ValueError, TypeError, RuntimeError) as error:
        raise _RefusedError(_NO_MAP) from error
    return {}, rows


_READERS: dict[str, Callable[[bytes], tuple[dict[str, Any], pl.DataFrame]]] = {
    "excel": _excel,
    "excel with truths": partial(_excel, truths=True),
    "parquet": _parquet,
    "map layers": _map_layers,
}
