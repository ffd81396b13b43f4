"""A workbook gives the rows of its first filled sheet, numbered as Excel does, or is refused with a sentence."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

import openpyxl
import polars as pl
import pytest
from openpyxl.workbook import Workbook

from est.errors import FileRefusedError
from est.reports.files.reader import read_file
from est.reports.files.sandbox import SandboxLimits, read_in_sandbox
from est.reports.files.table import UnreadableReason

HEADER = ["id", "tid", "kategori", "lat", "lng", "text"]
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def row(number: int) -> list[object]:
    return [number, datetime(2026, 3, number, 14, 30), "klotter", 59.3301, 14.1, "på väg"]


def book(*rows: Sequence[object], change: Callable[[Workbook], None] = lambda _: None) -> bytes:
    whole = openpyxl.Workbook()
    for cells in rows:
        whole.active.append(cells)
    change(whole)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def rewritten(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return the workbook with one of its parts changed as bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, change(old.read(entry)) if entry == part else old.read(entry))
    return out.getvalue()


PLAIN = book(HEADER, *(row(number) for number in range(1, 6)))


@pytest.mark.slow
def test_cells_keep_their_types_and_rows_their_numbers():
    table = read_file(PLAIN, "mars.xlsx")
    assert (table.kind, table.has_header, table.sheet, table.lines) == ("excel", True, "Sheet", None)
    assert table.columns == tuple(HEADER)
    assert table.rows.row(0) == (2, 1, datetime(2026, 3, 1, 14, 30), "klotter", 59.3301, 14.1, "på väg")
    assert table.rows.schema["tid"] == pl.Datetime("us")
    assert table.rows["__row"].to_list() == [2, 3, 4, 5, 6]


@pytest.mark.slow
def test_a_header_below_merged_titles_and_blank_rows_is_found():
    def titled(whole: Workbook) -> None:
        whole.active.insert_rows(1, 3)
        whole.active["A1"] = "Rapporter mars 2026"
        whole.active.merge_cells("A1:F1")

    table = read_file(book(HEADER, row(1), [], row(2), change=titled), "mars.xlsx")
    assert table.rows["__row"].to_list() == [5, 7]
    assert any("Rapporter mars 2026" in notice for notice in table.notices)
    assert table.rows.schema["tid"] == pl.Datetime("us")


@pytest.mark.slow
def test_a_table_that_begins_further_in_keeps_its_row_numbers():
    def moved(whole: Workbook) -> None:
        whole.active.move_range("A1:F3", rows=4, cols=2)

    table = read_file(book(HEADER, row(1), row(2), change=moved), "mars.xlsx")
    assert table.columns == tuple(HEADER)
    assert table.rows["__row"].to_list() == [6, 7]


@pytest.mark.slow
def test_rows_that_are_no_reports_are_named():
    table = read_file(
        book(HEADER, row(1), ["# rättat"], HEADER, row(2), ["Summa", None, None, None, None, 2]), "mars.xlsx"
    )
    assert [(reject.row, reject.reason) for reject in table.rejects] == [
        (3, UnreadableReason.COMMENT),
        (4, UnreadableReason.HEADER_AGAIN),
        (6, UnreadableReason.TOTAL),
    ]
    assert table.rows["__row"].to_list() == [2, 5]


@pytest.mark.slow
def test_a_sheet_without_header_loses_no_row():
    table = read_file(book(*(row(number) for number in range(1, 6))), "mars.xlsx")
    assert (table.has_header, table.rows.height, table.rows["__row"][0]) == (False, 5, 1)


@pytest.mark.slow
def test_hidden_and_other_sheets_are_said_and_not_read():
    def sheets(whole: Workbook) -> None:
        hidden = whole.create_sheet("dold", 0)
        hidden.append(["hemligt"])
        hidden.sheet_state = "hidden"
        whole.create_sheet("tom", 1)
        whole.create_sheet("april").append(["annat"])

    table = read_file(book(HEADER, row(1), change=sheets), "mars.xlsx")
    assert (table.sheet, table.rows.height) == ("Sheet", 1)
    assert any("april" in notice for notice in table.notices)
    assert any("dold" in notice for notice in table.notices)


@pytest.mark.slow
def test_a_workbook_of_empty_or_hidden_sheets_is_refused():
    for content in (book(), book([None], [None])):
        with pytest.raises(FileRefusedError, match="No sheet"):
            read_file(content, "tom.xlsx")


@pytest.mark.slow
def test_dates_of_the_old_mac_calendar_are_the_same_dates():
    def old(whole: Workbook) -> None:
        whole.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    table = read_file(book(HEADER, row(1), change=old), "mac.xlsx")
    assert table.rows["tid"][0] == datetime(2026, 3, 1, 14, 30)


@pytest.mark.slow
def test_dates_without_time_and_mixed_columns_come_through():
    table = read_file(book(["dag", "tid"], [date(2026, 3, 1), "14.30"], [date(2026, 3, 2), 15]), "mars.xlsx")
    assert table.rows["dag"].to_list() == [datetime(2026, 3, 1), datetime(2026, 3, 2)]
    assert table.rows["tid"].to_list() == ["14.30", "15"]


@pytest.mark.slow
def test_times_of_day_in_a_column_of_their_own_are_times_of_day():
    def as_duration(whole: Workbook) -> None:
        for place in (2, 3):
            whole.active.cell(place, 3).number_format = "[h]:mm"

    rows = [
        [date(2026, 3, 1), time(14, 30), timedelta(hours=14, minutes=30), 59.5],
        [date(2026, 3, 2), time(0, 0), timedelta(hours=2), 59.25],
    ]
    table = read_file(book(["dag", "tid", "längd", "lat"], *rows, change=as_duration), "mars.xlsx")
    assert table.rows["tid"].to_list() == ["14:30:00", "00:00:00"]
    assert table.rows["längd"].to_list() == ["14:30:00", "02:00:00"]
    assert table.rows["lat"].to_list() == [59.5, 59.25]


@pytest.mark.slow
def test_a_length_of_time_among_dates_is_one_reject_not_a_damaged_workbook():
    """Excel lets a column hold both; the dates are read all the same."""
    rows = [[datetime(2026, 3, day, 14, 30)] for day in range(1, 5)] + [[timedelta(hours=30)]]
    found = read_file(book(["tid"], *rows), "mars.xlsx").rows["tid"].to_list()
    assert found == [*(f"2026-03-0{day} 14:30:00" for day in range(1, 5)), "1900-01-01 06:00:00"]


@pytest.mark.slow
def test_a_formula_gives_the_value_that_was_saved_with_it_and_never_runs():
    def counted(xml: bytes) -> bytes:
        return xml.replace(b"<v>1</v>", b"<f>HYPERLINK(1)</f><v>1</v>")

    table = read_file(rewritten(PLAIN, "xl/worksheets/sheet1.xml", counted), "mars.xlsx")
    assert table.rows["id"].to_list() == [1, 2, 3, 4, 5]


@pytest.mark.slow
def test_a_workbook_with_macros_is_read_without_them():
    assert read_file(PLAIN, "mars.xlsm").rows.height == 5


@pytest.mark.slow
def test_repeated_and_empty_names_are_told_apart():
    table = read_file(book(["text", "text", None, "lat"], ["a", "b", "c", 1.5]), "mars.xlsx")
    assert table.columns == ("text", "text (2)", "column 3", "lat")


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 20 * 1024 * 1024)
    return out.getvalue()


def sheet_with(xml: bytes) -> Callable[[bytes], bytes]:
    body = b'<worksheet xmlns="' + SHEET.encode() + b'"><sheetData>' + xml + b"</sheetData></worksheet>"
    return lambda _: body


PART = "xl/worksheets/sheet1.xml"
FAR = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
WITHOUT_ADDRESS = b"<row>" + b"<c><v>1</v></c>" * 16_000 + b"</row>" + b"<row><c><v>1</v></c></row>" * 100_000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (PLAIN[: len(PLAIN) // 2], "cut off or damaged"),
        (PLAIN[:40], "cut off or damaged"),
        (rewritten(PLAIN, PART, sheet_with(FAR)), "stray cells"),
        (rewritten(PLAIN, PART, sheet_with(FAR.replace(b'"', b"'"))), "stray cells"),
        (rewritten(PLAIN, PART, sheet_with(FAR.replace(b"<c ", b'<c s="1"\n '))), "stray cells"),
        (rewritten(PLAIN, PART, sheet_with(WITHOUT_ADDRESS)), "stray cells"),
        (rewritten(PLAIN, PART, lambda xml: b'<!DOCTYPE x [<!ENTITY a "aa">]>' + xml), "declarations"),
        (rewritten(PLAIN, "xl/workbook.xml", lambda xml: b'<!DOCTYPE x [<!ENTITY a "aa">]>' + xml), "declarations"),
        (rewritten(PLAIN, PART, lambda xml: xml.decode().encode("utf-16")), "declarations"),
        (rewritten(PLAIN, PART, lambda xml: xml[: len(xml) // 2]), "damaged"),
    ],
    ids=["half", "begin", "far cells", "single quotes", "address last", "no addresses", "doctype", "doctype elsewhere",
         "utf-16", "half a sheet"],
)  # fmt: skip
@pytest.mark.slow
def test_a_dangerous_or_damaged_workbook_is_refused_with_a_sentence(content, said):
    with pytest.raises(FileRefusedError, match=said):
        read_file(content, "farlig.xlsx")


@pytest.mark.slow
def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr("est.reports.files.workbook.MOST_UNPACKED", 10 * 1024 * 1024)
    with pytest.raises(FileRefusedError, match="Unpacked"):
        read_file(bomb(), "bomb.xlsx")


def test_a_zip_of_something_else_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("rapport.csv", "a,b\n1,2\n")
    for name, said in (("rapport.zip", "compressed"), ("rapport.xlsx", "no Excel workbook"), ("rapport.csv", "zip")):
        with pytest.raises(FileRefusedError, match=said):
            read_file(out.getvalue(), name)


def test_another_spreadsheet_is_refused_with_what_to_do():
    with pytest.raises(FileRefusedError, match=r"\.xlsx or CSV"):
        read_file(PLAIN, "mars.xlsb")


def test_text_called_a_workbook_and_a_workbook_called_text_are_refused():
    with pytest.raises(FileRefusedError, match="is none"):
        read_file(b"a,b\n1,2\n", "mars.xlsx")
    with pytest.raises(FileRefusedError, match=r"call it \.xlsx"):
        read_file(PLAIN, "mars.csv")


@pytest.mark.slow
def test_a_child_that_takes_too_much_memory_or_time_costs_only_a_sentence():
    with pytest.raises(FileRefusedError, match="damaged, or takes more memory"):
        read_in_sandbox("excel", PLAIN, "mars.xlsx", SandboxLimits(memory=64 * 1024 * 1024))
    with pytest.raises(FileRefusedError, match="longer than"):
        read_in_sandbox("excel", PLAIN, "mars.xlsx", SandboxLimits(waiting=0.001))


@pytest.mark.slow
def test_the_sheet_that_tells_when_and_where_is_read_past_a_cover():
    def covered(whole: Workbook) -> None:
        cover = whole.create_sheet("Om", 0)
        for cells in (["Kommun", "Kristinehamn"], ["Period", "mars 2026"], ["Kontakt", "Polisen"]):
            cover.append(cells)
        whole.create_sheet("april").append(["annat"])

    table = read_file(book(HEADER, row(1), row(2), change=covered), "mars.xlsx")
    assert (table.sheet, table.rows.height) == ("Sheet", 2)
    assert any("Om, april" in notice for notice in table.notices)


@pytest.mark.slow
def test_true_and_false_are_no_numbers():
    """Excel's TRUE in a column of numbers is not the latitude 1."""
    table = read_file(book(HEADER, row(1), [*row(2)[:3], True, False, "på väg"], row(3)), "mars.xlsx")
    assert table.rows["lat"].to_list() == ["59.3301", "true", "59.3301"]
    assert table.rows["lng"].to_list() == ["14.1", "false", "14.1"]
    assert table.rows.schema["tid"] == pl.Datetime("us")


@pytest.mark.slow
def test_many_titles_do_not_hide_the_names():
    table = read_file(book(*([f"Rad {number}"] for number in range(90)), HEADER, row(1), row(2)), "mars.xlsx")
    assert (table.columns, table.rows["__row"].to_list()) == (tuple(HEADER), [92, 93])
