"""Texts among the date cells of a workbook: the dates stay what they are, and a text is what it says."""

from datetime import date, datetime

import pytest

from est.reports.columns.recognition import recognise_columns
from est.reports.files.reader import read_file
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from tests.reports.files.test_excel import book
from tests.reports.files.test_other_workbooks import document
from tests.reports.tables import NOW, WORDS

DAYS = [date(2026, 3, day) for day in range(2, 7)]
SAID = "The dates in Datum hold no time of day"


def open_document(*rows):
    """Return an OpenDocument sheet with cells of dates, numbers and texts as their values are."""
    return document("".join(f"<table:table-row>{''.join(map(open_cell, row))}</table:table-row>" for row in rows))


def open_cell(value):
    if isinstance(value, date):
        told = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, float):
        told = f'office:value-type="float" office:value="{value}"'
    else:
        told = 'office:value-type="string"'
    return f"<table:table-cell {told}><text:p>{value}</text:p></table:table-cell>"


@pytest.fixture(params=[("mars.xlsx", book), ("mars.ods", open_document)], ids=["excel", "open document"])
def sheet(request):
    return request.param


def checked(sheet, cells, clocks=()):
    """Return the check of a workbook with these cells as dates, and clocks beside them where some are given."""
    name, book = sheet
    rows = [
        [cell, *([clocks[place]] if clocks else []), "klotter", 59.33 + place / 1000, 18.06]
        for place, cell in enumerate(cells)
    ]
    header = ["Datum", *(["Klockslag"] if clocks else []), "kategori", "lat", "lng"]
    table = read_file(book(header, *rows), name)
    return check_rows(table, recognise_columns(table, WORDS).mapping, ReferenceData(), WORDS, NOW)


def times(found):
    return found.rows.select("starts", "time_precision").rows()


UNKNOWN = [(datetime(2026, 3, day), "unknown") for day in range(2, 7)]


@pytest.mark.slow
def test_a_text_with_a_clock_changes_nothing_for_the_days(sheet):
    found = checked(sheet, [*DAYS, "2026-03-03 14:30:00"])
    assert times(found) == [*UNKNOWN, (datetime(2026, 3, 3, 14, 30), "exact")]
    assert any(notice.sentence().startswith(SAID) for notice in found.notices)


def test_a_column_of_days_alone_stays_as_the_sheet_has_it():
    table = read_file(open_document(["Datum", "kategori"], *([day, "klotter"] for day in DAYS)), "mars.ods")
    assert table.date_cells == {}
    assert table.rows["Datum"].to_list() == [day.isoformat() for day in DAYS]


@pytest.mark.slow
def test_a_text_of_either_order_concerns_its_row(sheet):
    found = checked(sheet, [*DAYS, "4/3 2026"])
    assert (times(found), found.asks) == (UNKNOWN, ())
    assert [(reject.row, reject.value) for reject in found.rejects] == [(7, "4/3 2026")]
    assert times(checked(sheet, [*DAYS, "4/3 2026", "25/2 2026"]))[-2:] == [
        (datetime(2026, 3, 4), "unknown"),
        (datetime(2026, 2, 25), "unknown"),
    ]


@pytest.mark.slow
def test_texts_of_either_order_are_asked_about_where_they_are_the_most(sheet):
    assert checked(sheet, [*DAYS[:2], "4/3 2026", "5/3 2026", "6/3 2026"]).asks


@pytest.mark.slow
def test_midnight_is_a_time_where_another_cell_has_one(sheet):
    found = checked(sheet, [datetime(2026, 3, 1, 14, 30), *DAYS, "2026-03-03 14:30"])
    assert found.rows["time_precision"].unique().to_list() == ["exact"]


@pytest.mark.slow
def test_days_among_texts_are_a_pair_with_a_clock(sheet):
    """Also where a text of the days has a clock of its own, which is then one too many in its row alone."""
    found = checked(sheet, [*DAYS, "2026-03-03 21:15"], ["14:30"] * 6)
    assert times(found) == [(datetime(2026, 3, day, 14, 30), "exact") for day in range(2, 7)]
    assert [reject.row for reject in found.rejects] == [7]


@pytest.mark.slow
def test_a_whole_number_is_shown_as_the_sheet_shows_it():
    found = checked(("mars.xlsx", book), DAYS, [2130, 2115, 930, 2500, 15.5])
    assert [reject.value for reject in found.rejects] == ["2130", "2115", "930", "2500", "15.5"]
