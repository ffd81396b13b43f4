"""Sheets of workbooks to rows: read in the limited child process, whichever program wrote them."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import zip_longest
from typing import Any

import polars as pl

from est.reports.files.header import SAMPLE, Header, find_header
from est.reports.files.old_excel import OldWorkbook, is_locked, read_old_layout
from est.reports.files.open_document import (
    DateCell,
    DeclaredEntitiesError,
    TooLargeSheetError,
    read_open_document,
)
from est.reports.files.plain_columns import plain_frame
from est.reports.files.sheet_layout import SheetLayout, fill_merged, read_layout
from est.reports.files.table import DATE_CELL, DAY_CELL, MOST_CELLS, MOST_ROWS, TOO_MANY_ROWS
from est.reports.files.workbook import DAMAGED, DECLARES, LOCKED, MOST_COLUMNS, WIDE
from est.text import N_

NOTHING = N_("No sheet that is shown holds any rows. Show the sheet that holds the reports, and send it again.")
_DOCUMENT = N_("It is a document, not a table. Save the table as CSV or .xlsx.")
_TOO_LARGE = N_(
    "It has {rows} rows and {columns} columns, more than a workbook of reports has. "
    "Send only the rows and columns that are needed."
)
_TRUTHS = ("true", "false", "TRUE", "FALSE")
_CLOCK_ALONE = r"^(?:1899-12-3[01]|1904-01-01)[ T](\d\d:\d\d:\d\d)(?:\.0+)?$"
_EXCEL_BEGINS = date(1904, 1, 2)  # a cell with a time of day alone stands on the first day of Excel's calendars


class ChildRefusedError(Exception):
    """The file cannot be taken: the pattern of the sentence that says so, and its values."""

    def __init__(self, pattern: str, **values: object) -> None:
        super().__init__(pattern)
        self.pattern = pattern
        self.values = values


def _excel(
    content: bytes, *, truths: bool = False, read_layout: Callable[[bytes, str], SheetLayout] = read_layout
) -> tuple[dict[str, Any], pl.DataFrame]:
    import fastexcel  # noqa: PLC0415 (loaded only in the child, after its limits are set)

    book = fastexcel.read_excel(content)
    sheets = [
        book.load_sheet(name, header_row=None, skip_rows=0, n_rows=SAMPLE, dtypes="string") for name in book.sheet_names
    ]
    filled = [
        (name, [[str(cell or "") for cell in row] for row in sheet.to_polars().rows()])
        for name, sheet in zip(book.sheet_names, sheets, strict=True)
        if sheet.visible == "visible" and sheet.total_height
    ]
    name, top, header = _chosen(filled)
    sheet = sheets[book.sheet_names.index(name)]
    rows, columns = sheet.total_height, sheet.width
    demand_bearable(rows, columns)
    begin = header.index + header.named
    frame = pl.DataFrame()
    date_cells: dict[str, bool] = {}
    layout = read_layout(content, name)
    if begin < rows:
        frame = _excel_rows(book, name, begin, header.names, truths=truths)
        date_cells = _date_cells(book, name, begin, header.names, frame)
        frame = fill_merged(frame, begin, layout)
    hidden = [each.name for each in sheets if each.visible != "visible"]
    facts = {**_facts(name, filled, hidden, top, header, layout), "date_cells": date_cells}
    return facts, plain_frame(frame.select(_times_alone(column) for column in frame.get_columns()))[0]


def _facts(
    name: str,
    filled: Sequence[tuple[str, list[list[str]]]],
    hidden: list[str],
    top: list[list[str]],
    header: Header,
    layout: SheetLayout,
) -> dict[str, Any]:
    """Return what is told of the sheet that was chosen among those that are filled."""
    begin = header.index + header.named
    return {
        "sheet": name,
        "others": [other for other, _ in filled if other != name],
        "hidden": hidden,
        "names": header.names,
        "cells": top[header.index],
        "named": header.named,
        "above": [" ".join(cell for cell in row if cell.strip()) for row in top[: header.index]],
        "begin": begin,
        "hidden_rows": [row for row in layout.hidden if row > begin],
        "hidden_columns": [own for place, own in enumerate(header.names) if place in layout.columns],
    }


def _old_excel(content: bytes) -> tuple[dict[str, Any], pl.DataFrame]:
    try:
        book = OldWorkbook(content)
        name = next((name for name in ("Workbook", "Book") if name in book.names()), None)
        stream = book.stream(name) if name else b""
    except ValueError as error:
        raise ChildRefusedError(DAMAGED) from error
    if "EncryptedPackage" in book.names() or is_locked(stream):
        raise ChildRefusedError(LOCKED)
    if not name:
        raise ChildRefusedError(_DOCUMENT)
    return _excel(content, truths=True, read_layout=lambda _, sheet: read_old_layout(stream, sheet))


def _open_document(content: bytes) -> tuple[dict[str, Any], pl.DataFrame]:
    try:
        sheets = read_open_document(content)
    except TooLargeSheetError as error:
        if error.columns <= MOST_COLUMNS and error.rows > MOST_ROWS:
            raise ChildRefusedError(TOO_MANY_ROWS, most=MOST_ROWS) from error
        raise ChildRefusedError(WIDE, rows=error.rows, columns=error.columns) from error
    except DeclaredEntitiesError as error:
        raise ChildRefusedError(DECLARES) from error
    except ValueError as error:
        raise ChildRefusedError(DAMAGED) from error
    tables = {sheet.name: sheet for sheet in sheets if sheet.shown and sheet.rows}
    widths = {name: max(map(len, sheet.rows)) for name, sheet in tables.items()}
    filled = [
        (name, [[cell or "" for cell in row] + [""] * (widths[name] - len(row)) for row in sheet.rows[:SAMPLE]])
        for name, sheet in tables.items()
    ]
    name, top, header = _chosen(filled)
    layout, begin = tables[name].layout, header.index + header.named
    columns = dict(zip(header.names, zip_longest(*tables[name].rows[begin:]), strict=False))
    days = {own: _days_among_texts(cells) for own, cells in columns.items()}
    among = {own: alone for own, alone in days.items() if alone is not None}
    frame = pl.DataFrame(
        [
            pl.Series(own, [_whole(cell) for cell in cells] if own in among else cells, dtype=pl.String)
            for own, cells in columns.items()
        ]
    )
    hidden = [sheet.name for sheet in sheets if not sheet.shown]
    facts = {**_facts(name, filled, hidden, top, header, layout), "date_cells": among}
    return facts, fill_merged(frame, begin, layout)


def _days_among_texts(cells: Sequence[str | None]) -> bool | None:
    """Return whether all cells of dates of a column are midnights; None without such cells, or with no others."""
    dates = [cell for cell in cells if isinstance(cell, DateCell)]
    if not dates or len(dates) == sum(cell is not None for cell in cells):
        return None
    return all(re.match(DAY_CELL, date.whole) for date in dates)


def _whole(cell: str | None) -> str | None:
    return cell.whole if isinstance(cell, DateCell) else cell


def _chosen(sheets: Sequence[tuple[str, list[list[str]]]]) -> tuple[str, list[list[str]], Header]:
    """Return the first sheet whose names tell when and where, or else the first that holds something, with its top."""
    tables = [(name, top, header) for name, top in sheets if (header := find_header(top))]
    if not tables:
        raise ChildRefusedError(NOTHING)
    if len(tables) == 1:
        return tables[0]
    from est.reports.fields.synonyms import has_when_and_where  # noqa: PLC0415 (brings the store with it, rarely needed)

    return next((table for table in tables if has_when_and_where(table[2].names)), tables[0])


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


def _date_cells(
    book: Any,  # noqa: ANN401
    sheet: str,
    begin: int,
    names: Sequence[str],
    rows: pl.DataFrame,
) -> dict[str, bool]:
    """Return the columns in which dates stand among texts, and whether all of these dates are midnights.

    One text makes texts of the whole column, so that a cell of a day looks as if it had a time of day.
    """
    written = [name for name, kind in rows.schema.items() if kind == pl.String]
    texts = [name for name in written if rows[name].str.contains(DATE_CELL).any()]
    if not texts:
        return {}
    wanted = {name: "datetime" if name in texts else "string" for name in names}
    read: pl.DataFrame = book.load_sheet(
        sheet, header_row=None, skip_rows=begin, schema_sample_rows=None, column_names=list(names), dtypes=wanted
    ).to_polars()
    found = {}
    for name in texts:
        cells = rows[name].filter(read[name].is_not_null() & rows[name].str.contains(DATE_CELL))
        if 0 < cells.len() < rows[name].count():
            found[name] = bool(cells.str.contains(DAY_CELL).all())
    return found


def demand_bearable(rows: int, columns: int) -> None:
    """Raise ChildRefusedError for a table of more rows or cells than a file may have."""
    if rows > MOST_ROWS + SAMPLE:  # a sheet has a header and perhaps titles too
        raise ChildRefusedError(TOO_MANY_ROWS, most=MOST_ROWS)
    if rows * columns > MOST_CELLS:
        raise ChildRefusedError(_TOO_LARGE, rows=rows, columns=columns)


def _times_alone(column: pl.Series) -> pl.Series:
    """Return a column of times of day as text (14:30:00); any other column as it is."""
    if column.dtype == pl.String:  # one text among times of day makes texts of them all
        return column.str.replace(_CLOCK_ALONE, "$1")
    if column.dtype.base_type() != pl.Datetime or column.null_count() == len(column):
        return column
    alone = (column.dt.date() < _EXCEL_BEGINS).all()
    return column.dt.to_string("%H:%M:%S") if alone else column


SHEET_READERS: dict[str, Callable[[bytes], tuple[dict[str, Any], pl.DataFrame]]] = {
    "excel": _excel,
    "excel with truths": partial(_excel, truths=True),
    "old excel": _old_excel,
    "open document": _open_document,
}
