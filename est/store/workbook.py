"""A table as an Excel workbook: numbers as numbers, days as days, and no text that Excel would run."""

from io import BytesIO

import polars as pl
import xlsxwriter

WIDEST = 60  # letters of a column
ABOUT_WIDE = 80
DATE, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
# a text stays text, whatever it begins with or looks like
PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def to_workbook(frame: pl.DataFrame, sheet: str, about: tuple[str, ...] = (), about_sheet: str = "") -> bytes:
    """Return the frame as one sheet with its headings frozen, and `about`, line by line, as a second one."""
    held = BytesIO()
    with xlsxwriter.Workbook(held, PLAIN) as book:
        bold = book.add_format({"bold": True})
        formats = {pl.Date: book.add_format({"num_format": DATE}), pl.Datetime: book.add_format({"num_format": MOMENT})}
        page = book.add_worksheet(_sheet_name(sheet))
        page.write_row(0, 0, frame.columns, bold)
        page.freeze_panes(1, 0)
        for number, (name, kind) in enumerate(frame.schema.items()):
            written = _as_cells(frame[name])
            wide = max((len(str(value)) for value in (name, *written) if value is not None), default=8)
            page.set_column(number, number, min(WIDEST, wide + 2))
            page.write_column(1, number, written, formats.get(kind.base_type()))
        if about:
            second = book.add_worksheet(_sheet_name(about_sheet))
            second.set_column(0, 0, ABOUT_WIDE)
            second.write_column(0, 0, about)
    return held.getvalue()


def _as_cells(column: pl.Series) -> list[object]:
    """Return values that a cell can hold; lists become text with commas."""
    if isinstance(column.dtype, pl.List):
        return column.cast(pl.List(pl.String)).list.join(", ").to_list()
    if column.dtype.is_float():
        return [value if value is not None and abs(value) < float("inf") else None for value in column.fill_nan(None)]
    return column.to_list()


def _sheet_name(text: str) -> str:
    """Return a name that a sheet may have: at most 31 letters, without the signs that Excel keeps for itself."""
    return "".join(" " if sign in "[]:*?/\\'" else sign for sign in text)[:31].strip() or "est"
