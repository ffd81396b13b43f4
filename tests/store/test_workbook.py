"""A workbook holds the table as it is: numbers as numbers, texts as texts, and nothing that Excel would run."""

import io
from datetime import date, datetime

import openpyxl
import polars as pl

from est.store.workbook import to_workbook

FRAME = pl.DataFrame(
    {
        "Plats": ['=HYPERLINK("http://x")', "Torget"],
        "Rapporter": [3, None],
        "Väntat": [1.5, float("nan")],
        "Dag": [date(2026, 3, 1), None],
        "När": [datetime(2026, 3, 1, 22, 5), None],
        "Rutor": [["a", "b"], []],
    }
)


def test_values_keep_their_kind_and_a_formula_stays_text():
    """Excel reads what was written, and runs nothing of it."""
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(FRAME, "rutor")))
    (sheet,) = book.worksheets
    headings, first, second = sheet.iter_rows()
    assert [cell.value for cell in headings] == FRAME.columns
    assert [cell.value for cell in first] == [
        '=HYPERLINK("http://x")', 3, 1.5, datetime(2026, 3, 1), datetime(2026, 3, 1, 22, 5), "a, b",
    ]  # fmt: skip
    assert first[0].data_type in ("s", "inlineStr")
    assert [cell.value for cell in second][1:4] == [None, None, None]


def test_a_second_sheet_says_what_the_table_is():
    """The selection and the source go with the file; a name that no sheet may have is mended."""
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(FRAME, "rutor/[natt]", ("Karta", "Natt 22–06"), "Om")))
    assert book.sheetnames == ["rutor  natt", "Om"]
    assert [row[0].value for row in book["Om"].iter_rows()] == ["Karta", "Natt 22–06"]
