"""Files as other systems write them: nothing is invented or dropped in silence, and what could be either is asked.

Each case has the form of a real export, with rows of its own.
"""

import io
from datetime import date, datetime, time
from typing import Any

import polars as pl
import pytest
from openpyxl.workbook import Workbook

from est.errors import MappingError, UnsettledFileError
from est.reports.batches.batch import refuse_batch
from est.reports.columns.recognition import parse_assignment, recognise_columns
from est.reports.fields.mapping import ColumnMapping
from est.reports.fields.reasons import Reason
from est.reports.files.reader import read_file
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from tests.reports.tables import WORDS

NOW = datetime(2026, 11, 28, 12)
POINT = ";59.3094;14.1106;Klotter"
REST = ";Lat;Lng;Kategori"


def check(content, *columns, name="fil.csv", zone="Europe/Stockholm", hidden=True):
    table = read_file(content if isinstance(content, bytes) else content.encode(), name)
    table = table if hidden else table.without_hidden()
    chosen = ColumnMapping(tuple(map(parse_assignment, columns)))
    mapping = recognise_columns(table, WORDS, chosen=chosen, today=NOW.date()).mapping
    return check_rows(table, mapping, ReferenceData(zone), WORDS, NOW)


def column(header, values, columns=(), **more):
    """Return the check of a file with one column of times and a point."""
    return check("\n".join([header + REST, *(value + POINT for value in values)]), *columns, **more)


def clocks(checked):
    """Return the time of day of each report, None where it is not known."""
    known = checked.rows.select(pl.when(pl.col("hour").is_not_null()).then(pl.col("starts").dt.time()))
    return known.to_series().to_list()


def said(checked):
    return " ".join(notice.sentence() for notice in checked.notices)


def workbook(rows, merged=(), hidden=(), columns=(), left=0):
    """Return the bytes of a workbook of these rows; `merged` are areas of the first column, all counted from 1.

    `hidden` are rows, `columns` the letters of hidden columns; `left` columns are blank in front.
    """
    made = io.BytesIO()
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append([None] * left + row)
    for first, last, value in merged:
        sheet.cell(first, 1 + left).value = value
        sheet.merge_cells(start_row=first, end_row=last, start_column=1 + left, end_column=1 + left)
    for letter in columns:
        sheet.column_dimensions[letter].hidden = True
    for row in hidden:
        sheet.row_dimensions[row].hidden = True
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    "midnight",
    ["T00:00:00", " 00:00:00", " 00:00", " 0:00", "T00:00:00.000", "T00:00:00Z", "T00:00:00+01:00", " 12:00:00 AM"],
)
class TestMidnights:
    """A date that was stored as a time."""

    def test_alone_it_is_a_date_whose_time_is_not_known(self, midnight):
        found = column("Tid", [f"2026-01-{day}{midnight}" for day in (13, 20)])
        assert clocks(found) == [None, None]
        assert "midnight" in said(found)

    def test_beside_a_clock_the_clock_counts(self, midnight):
        found = column("Datum;Klockslag", [f"2026-01-13{midnight};17:51", f"2026-01-20{midnight};23:05"])
        assert clocks(found) == [time(17, 51), time(23, 5)]


def test_one_midnight_among_real_clocks_is_a_midnight():
    assert clocks(column("Tid", ["2026-01-13 00:00", "2026-01-13 17:51"])) == [time(0), time(17, 51)]


@pytest.mark.slow
def test_a_word_among_dates_changes_nothing_for_the_others():
    rows = [[datetime(2026, 1, 13), 59.3, 14.1, "Klotter"], ["vet ej", 59.3, 14.1, "Klotter"]] * 2
    found = check(workbook([["Datum", "Lat", "Lng", "Kategori"], *rows]), name="fil.xlsx")
    assert clocks(found) == [None, None]
    assert [reject.row for reject in found.rejects] == [3, 5]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Tid (UTC)", "2026-07-01 20:30"),
        ("start_utc", "2026-07-01 20:30"),
        ("Tidpunkt GMT", "2026-07-01T20:30:00"),
        ("Tid", "2026-07-01T20:30:00Z[Etc/UTC]"),
        ("Tid", "2026-07-01T22:30:00+02:00[Europe/Stockholm]"),
        ("Tid", "Wed Jul 01 2026 22:30:00 GMT+0200 (Central European Summer Time)"),
        ("Tid", "2026-07-01 22:30 CEST"),
        ("Datum (UTC);Klockslag (UTC)", "2026-07-01;20:30"),
    ],
)
@pytest.mark.slow
def test_a_zone_told_beside_the_values_is_believed(header, value):
    assert clocks(column(header, [value])) == [time(22, 30)]


@pytest.mark.slow
def test_a_column_of_zones_is_believed_row_by_row():
    zones = ["UTC", "+02:00", "Europe/Stockholm", "CEST", "America/New_York"]
    times = ["20:30", "22:30", "22:30", "22:30", "16:30"]
    rows = [f"2026-07-01 {clock};{zone}" for clock, zone in zip(times, zones, strict=True)]
    assert clocks(column("Tid;Tidszon", rows)) == [time(22, 30)] * 5
    with pytest.raises(UnsettledFileError, match="Romance"):
        refuse_batch(column("Tid;Tidszon", ["2026-07-01 20:30;Romance"]), keep_good=True, accept_centroids=False)


@pytest.mark.parametrize("separator", ["/", ".", "-"])
@pytest.mark.parametrize("order", ["dmy", "mdy"])
@pytest.mark.slow
def test_one_value_tells_the_order_of_day_and_month_for_its_column(separator, order):
    days = [(4, 3), (5, 3), (25, 3)]
    texts = [separator.join(map(str, (*((d, m) if order == "dmy" else (m, d)), 2026))) + " 10:00" for d, m in days]
    found = column("Tid", texts)
    assert found.rows["starts"].dt.day().to_list() == [4, 5, 25]
    refuse_batch(found, keep_good=True, accept_centroids=False)


@pytest.mark.parametrize("values", [["04/05/2026 10:00"], ["25/03/2026 10:00", "03/25/2026 10:00"]])
@pytest.mark.slow
def test_values_for_both_orders_or_for_none_are_asked_and_none_is_stored(values):
    with pytest.raises(UnsettledFileError, match=r"--column 'Tid=start\(dmy\)'"):
        refuse_batch(column("Tid", values), keep_good=True, accept_centroids=False)
    told = check("\n".join(["Tid" + REST, "04/05/2026 10:00" + POINT]), "Tid=start(dmy)")
    refuse_batch(told, keep_good=True, accept_centroids=False)


@pytest.mark.parametrize(
    "word",
    [
        "NULL",
        "(null)",
        "N/A",
        "NaT",
        "-",
        "?",
        "saknas",
        "okänd",
        "9999-12-31",
        "1900-01-00",
        "vet ej",
        "#SAKNAS!",
        "Ej angivet",
    ],
)
def test_a_word_for_nothing_is_empty_in_an_optional_column(word):
    found = column("Starttid;Sluttid", [f"2026-01-13 17:51;{word}", "2026-01-13 17:51;2026-01-13 18:51"])
    assert found.rows["ends"].to_list() == [None, datetime(2026, 1, 13, 18, 51)]
    assert "1 of the rows 'Sluttid' holds a word for nothing" in said(found)


def test_an_unknown_clock_leaves_the_date():
    assert clocks(column("Datum;Klockslag", ["2026-03-07;21:15", "2026-03-07;okänd"])) == [time(21, 15), None]


def test_a_reference_of_nothing_names_no_report():
    found = column("Tid;Ärendenr", ["2026-01-13 17:51;NULL", "2026-01-14 17:51;NULL"])
    assert found.rows["reference"].to_list() == [None, None]


@pytest.mark.parametrize("point", ["999;999", "1;1", "-1;-1", "59.31;59.31", "0.0;14.1", "59.31;0", "90;0", "0;0"])
def test_placeholder_points_are_no_places(point):
    found = check("\n".join(["Tid;Lat;Lng;Kategori", f"2026-03-01 10:00;{point};Klotter"]))
    assert [reject.row for reject in found.rejects] == [2]


@pytest.mark.parametrize(
    "written",
    [
        "59.312721,14.108414",
        "(59.312721, 14.108414)",
        "POINT (14.108414 59.312721)",
        "59.312721 14.108414",
        '"{""type"":""Point"",""coordinates"":[14.108414,59.312721]}"',
        "14.108414,59.312721",
        "59,312721 14,108414",
    ],
)
def test_a_point_in_one_column_is_recognised_in_every_form(written):
    found = check(f"Tid;Position;Kategori\n2026-03-01 21:00;{written};Klotter\n2026-03-02 21:00;{written};Klotter\n")
    assert found.rows.select("lat", "lng").unique().rows() == [(59.312721, 14.108414)]


def test_metres_in_one_column_and_words_that_are_no_point():
    found = check(
        "Tid;Position;Kategori\n2026-03-01 21:00;6574000, 477000;Klotter\n2026-03-02 21:00;torget;Klotter\n",
        "Position=point",
    )
    assert found.rows["lat"].round(2).to_list() == [59.3]
    assert [(reject.row, reject.column) for reject in found.rejects] == [(3, "Position")]


@pytest.mark.parametrize(
    ("written", "first", "after"),
    [
        ("2026-03", datetime(2026, 3, 1), datetime(2026, 4, 1)),
        ("mars 2026", datetime(2026, 3, 1), datetime(2026, 4, 1)),
        ("2026-W12", datetime(2026, 3, 16), datetime(2026, 3, 23)),
        ("v. 12 2026", datetime(2026, 3, 16), datetime(2026, 3, 23)),
        ("2026-11", datetime(2026, 11, 1), datetime(2026, 12, 1)),
        ("mar-26", datetime(2026, 3, 1), datetime(2026, 4, 1)),
    ],
)
def test_a_month_or_a_week_alone_counts_in_no_hour(written, first, after):
    found = check(f"Month;Lat;Lng;Kategori\n{written};59.3;14.1;Klotter\n", "Month=month")
    assert found.rows.select("starts", "ends", "hour", "time_precision").rows() == [(first, after, None, "unknown")]


@pytest.mark.parametrize(
    ("header", "written", "first", "after"),
    [
        ("År;Vecka", "2026;12", datetime(2026, 3, 16), datetime(2026, 3, 23)),
        ("År;Veckonr", "2026;v. 9", datetime(2026, 2, 23), datetime(2026, 3, 2)),
        ("År;Månad", "2026;3", datetime(2026, 3, 1), datetime(2026, 4, 1)),
        ("Månad;År", "november;2025", datetime(2025, 11, 1), datetime(2025, 12, 1)),
        ("Year;Week", "2026;W12", datetime(2026, 3, 16), datetime(2026, 3, 23)),
        ("Year;Month", "2026;Mar", datetime(2026, 3, 1), datetime(2026, 4, 1)),
        ("Vecka;Tid", "2026-W12;22:15", datetime(2026, 3, 16), datetime(2026, 3, 23)),
        ("År;Månad;Dag", "2026;3;5", datetime(2026, 3, 5), None),
    ],
)
def test_a_year_and_a_week_in_two_columns_are_the_one_time_they_say(header, written, first, after):
    """And so are a year and a month, with a day beside them too; a clock tells nothing of a week."""
    found = column(header, [written])
    assert found.rows.select("starts", "ends", "hour", "time_precision").rows() == [(first, after, None, "unknown")]


def test_a_date_in_three_columns_with_an_hour_beside_them():
    found = column("YEAR;MONTH;DAY;HOUR", ["2026;3;5;22", "2026;3;6;0"])
    assert clocks(found) == [time(22), time(0)]
    assert found.rows["starts"].dt.day().to_list() == [5, 6]


def test_parts_of_a_date_that_are_none_are_named():
    found = column("År;Vecka", ["2026;12", "2026;60", ";12", "2026;13", "2026;14"])
    assert [(reject.row, reject.column) for reject in found.rejects] == [(3, "Vecka"), (4, "Vecka")]


def test_a_year_beside_a_whole_date_changes_nothing():
    found = column("Datum;År;Vecka;Tid", ["2026-03-05;2025;9;22:15"])
    assert found.rows["starts"].to_list() == [datetime(2026, 3, 5, 22, 15)]


@pytest.mark.parametrize("header", ["Datum;Klockslag", "Tid"])
@pytest.mark.parametrize(
    ("written", "first", "last", "precision"),
    [
        ("22:00–23:30", "22:00", "2026-03-07 23:30", "exact"),
        ("22.00-01.30", "22:00", "2026-03-08 01:30", "exact"),
        ("kl 22-24", "22:00", "2026-03-08 00:00", "exact"),
        ("mellan 21:15 och 22", "21:15", "2026-03-07 22:00", "exact"),
        ("ca 22:00", "22:00", None, "approximate"),
        ("ca kl. 22", "22:00", None, "approximate"),
        ("kväll", "18:00", "2026-03-08 00:00", "approximate"),
        ("natt", "22:00", "2026-03-08 06:00", "approximate"),
        ("på natten", "22:00", "2026-03-08 06:00", "approximate"),
        ("sent på kvällen", "18:00", "2026-03-08 00:00", "approximate"),
        ("efter kl 22", "22:00", None, "approximate"),
        ("eftermiddag", "12:00", "2026-03-07 18:00", "approximate"),
        ("21:15", "21:15", None, "exact"),
    ],
)
@pytest.mark.slow
def test_an_interval_an_inexact_clock_and_a_part_of_the_day(header, written, first, last, precision):
    between = ";" if ";" in header else " "
    found = column(header, [f"2026-03-07{between}{written}", f"2026-03-07{between}20:00"])
    assert found.rejects == ()
    starts, ends, told = found.rows.select("starts", "ends", "time_precision").row(0)
    assert (f"{starts:%H:%M}", ends and f"{ends:%Y-%m-%d %H:%M}", told) == (first, last, precision)


@pytest.mark.slow
def test_a_clock_as_a_part_of_the_day():
    rows = [
        [datetime(2026, 1, 13), 0.75, 59.3, 14.1, "Klotter"],
        [datetime(2026, 1, 13), 0.9375, 59.3, 14.1, "Klotter"],
    ]
    found = check(
        workbook([["Datum", "Klockslag", "Lat", "Lng", "Kategori"], *rows]), "Klockslag=time(excel)", name="fil.xlsx"
    )
    assert clocks(found) == [time(18), time(22, 30)]


@pytest.mark.parametrize("left", [0, 2])
@pytest.mark.slow
def test_a_merged_cell_holds_its_value_for_all_rows_it_covers(left):
    """Also where blank columns stand in front of the table."""
    rows: list[list[Any]] = [
        ["Datum", "Klockslag", "Lat", "Lng", "Kategori"],
        *[[None, f"{20 + n}:15", 59.3, 14.1, "Klotter"] for n in range(4)],
    ]
    merged = [(2, 3, datetime(2026, 1, 13)), (4, 5, datetime(2026, 1, 14))]
    found = check(workbook(rows, merged, left=left), name="fil.xlsx")
    assert found.rows["starts"].dt.day().to_list() == [13, 13, 14, 14]
    unmerged = [rows[0], [datetime(2026, 1, 13), *rows[1][1:]], rows[2]]
    assert [reject.row for reject in check(workbook(unmerged), name="fil.xlsx").rejects] == [3]


@pytest.mark.slow
def test_hidden_rows_are_told_and_can_be_left_out():
    rows = [["Tid", "Lat", "Lng", "Kategori"], *[[f"2026-01-1{n} 10:00", 59.3, 14.1, "Klotter"] for n in range(6)]]
    content = workbook(rows, hidden=(3, 4, 5, 6))
    assert "were read too: 4 of 6" in said(check(content, name="fil.xlsx"))
    assert check(content, name="fil.xlsx", hidden=False).rows["position"].to_list() == [2, 7]


@pytest.mark.parametrize(("left", "columns"), [(0, "EF"), (2, "GH")])
@pytest.mark.slow
def test_hidden_columns_are_told_and_can_be_left_out(left, columns):
    rows = [["Tid", "Lat", "Lng", "Kategori", "Intern", "Text"], ["2026-01-13 10:00", 59.3, 14.1, "Klotter", "x", "y"]]
    table = read_file(workbook(rows, columns=columns, left=left), "fil.xlsx")
    assert (table.hidden_columns, table.hidden) == (("Intern", "Text"), ())
    assert "Columns that the sheet hides were read too: Intern, Text." in table.notices
    shown = table.without_hidden_columns()
    assert (shown.columns, shown.rows.columns[1:]) == (
        ("Tid", "Lat", "Lng", "Kategori"),
        ["Tid", "Lat", "Lng", "Kategori"],
    )


@pytest.mark.parametrize(
    "name",
    [
        "Offense Start DateTime", "StartDateTime", "OccurredDateTime", "occurred_from", "Date of Occurrence", "DateOcc",
        "FromDate", "Händelsetidpunkt från", "Tidpunkt från", "StartTid", "Brottstid fr.o.m.", "CMPLNT_FR_DT",
    ],
)  # fmt: skip
@pytest.mark.slow
def test_names_of_the_time_of_an_event(name):
    assert clocks(column(name, ["2026-01-13 17:51"])) == [time(17, 51)]


@pytest.mark.parametrize("name", ["requested_datetime", "Created Date", "Skapad", "Registrerat", "Opened", "Inkom"])
@pytest.mark.slow
def test_where_only_a_report_time_is_known_it_is_offered_by_name(name):
    """Following the advice takes the file."""
    with pytest.raises(MappingError, match=f"--column '{name}=start'"):
        column(name, ["2026-01-13 17:51"])
    taken = check("\n".join([name + REST, "2026-01-13 17:51" + POINT]), f"{name}=start")
    assert taken.rows.height == 1


def test_a_clock_that_is_left_out_is_said():
    table = read_file(b"Starttid;Klockslag;Lat;Lng;Kategori\n2026-01-13 17:51;17:51;59.3;14.1;Klotter\n", "fil.csv")
    notices = [notice.sentence() for notice in recognise_columns(table, WORDS).notices]
    assert any("“Klockslag” looks like times of day and was left out" in one for one in notices)


def test_the_reasons_are_of_the_point():
    found = check("Tid;Lat;Lng;Kategori\n2026-03-01 10:00;1;1;Klotter\n")
    assert found.rejects[0].reason == Reason.COORDINATE_PLACEHOLDER


@pytest.mark.parametrize("written", ["2026-12", "202612", "2026 12"])
def test_numbers_in_a_column_of_weeks_are_weeks(written):
    found = check(f"Vecka;Lat;Lng;Kategori\n{written};59.3;14.1;Klotter\n")
    assert found.rows.select("starts", "ends").rows() == [(datetime(2026, 3, 16), datetime(2026, 3, 23))]


def test_one_midnight_in_a_column_of_clocks_is_a_time():
    """Also where each is written with a word in front, which a date stored as a time never is."""
    found = column("Datum;Klockslag", ["2026-03-01;kl. 00.00", "2026-03-02;kl. 21.15", "2026-03-03;kl. 22"])
    assert (clocks(found), found.rejects) == ([time(0), time(21, 15), time(22)], ())


def test_a_clock_that_is_called_the_time_of_the_event_stands_beside_its_date():
    found = column("Händelsedatum;Händelsetid", ["2026-03-01;kl. 22", "2026-03-15;kl 22.30"])
    assert clocks(found) == [time(22), time(22, 30)]


@pytest.mark.parametrize("written", ["sön 2026-03-01 22:00", "söndag 1/3/2026 22:00", "sön. 01.03.2026 kl 22"])
def test_a_day_of_the_week_in_front_changes_nothing(written):
    assert clocks(
        check(f"Tid;Lat;Lng;Kategori\n{written}{POINT}\n", "Tid=start(dmy)" if "2026-" not in written else "Tid=start")
    ) == [time(22)]


@pytest.mark.slow
def test_names_below_their_groups_and_a_word_among_clocks_of_a_workbook():
    """Two rows of names, the upper one merged; a text among times of day makes texts of the others."""
    rows: list[list[Any]] = [
        ["Veckorapport v. 9"],
        ["När", None, "Position", None, "Kategori"],
        ["Datum", "Klockslag", "Lat", "Long", None],
        [date(2026, 3, 1), time(22), 59.31, 14.11, "Klotter"],
        [date(2026, 3, 2), "natt", 59.31, 14.12, "Klotter"],
        [date(2026, 3, 3), "kl. 21.30", 59.31, 14.13, "Skadegörelse"],
        ["Summa", None, None, None, 3],
    ]
    found = check(workbook(rows), name="fil.xlsx")
    assert clocks(found) == [time(22), time(22), time(21, 30)]
    assert found.rows["category"].to_list() == ["SKA"] * 3
    assert [reject.row for reject in found.rejects] == [7]
