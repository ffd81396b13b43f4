"""Columns of bare numbers: taken where only one form is possible, and left to be told where several are."""

from datetime import datetime, time

import polars as pl
import pytest

from est.reports.columns.recognition import recognise_columns
from est.reports.fields.mapping import ColumnMapping
from est.reports.fields.reasons import Reason
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from est.reports.values.bare_numbers import form_of_clocks, form_of_dates, is_count
from tests.reports.tables import NOW, WORDS, table

LATE = datetime(2026, 3, 6, 21, 15)


def found_of(dates, clocks=None, *, header=True):
    count = len(dates)
    columns = (
        {"datum": dates} | ({"tid": clocks} if clocks else {}) | {"lat": ["59.33"] * count, "lon": ["18.06"] * count}
    )
    made = table(columns, header=header)
    recognised = recognise_columns(made, WORDS, today=NOW.date())
    return check_rows(made, recognised.mapping, ReferenceData(), WORDS, NOW), recognised


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (["20260306", "20251231", ""], "ymd"),
        (["20260306 2115", "202603062115", "20260306211500", "20260306T2115"], "ymd"),
        (["2026-03-06", "20260307"], "ymd"),
        (["25032026", "06032026"], "dmy"),
        (["03252026", "03062026"], "mdy"),
        (["06032026", "07032026"], ""),
        (["25032026", "03252026"], ""),
        (["20261306"], ""),
        (["260306", "260307"], ""),
        (["46087", "46088,885"], "excel"),
        (["26065", "26066"], ""),
        (["2026-03-06", "46088"], ""),
        (["1772828100", "1772914500"], "epoch"),
        (["1772828100000"], "epoch"),
        (["2603062115"], ""),
        (["915"], ""),
        ([], ""),
    ],
)
def test_form_of_dates(values, form):
    assert form_of_dates(pl.Series("d", values, dtype=pl.String)) == form


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (["2115", "0005", "0000"], "hhmm"),
        (["2115", "730", "0", "45"], "hhmm"),
        (["2115", "5", "45"], "hhmm"),
        (["2115", "5", "0"], ""),
        (["21:15", "2115", "21.15"], "hhmm"),
        (["2115", "9"], ""),
        (["21", "9"], ""),
        (["2175"], ""),
        (["45", "0"], ""),
        (["0,885416", "0,5"], "excel"),
        (["0,75"], ""),
        (["21:15"], ""),
    ],
)
def test_form_of_clocks(values, form):
    assert form_of_clocks(pl.Series("t", values)) == form


def test_numbers_of_a_workbook_are_read_as_those_of_a_text():
    assert form_of_dates(pl.Series("d", [20260306.0, None])) == "ymd"
    assert form_of_clocks(pl.Series("t", [2115, 5])) == ""
    assert form_of_clocks(pl.Series("t", [2115.0, 30.0])) == "hhmm"
    assert form_of_clocks(pl.Series("t", [0.885, 0.0])) == "excel"


@pytest.mark.parametrize(
    ("day", "clock", "start"),
    [
        ("20260306", "2115", LATE),
        ("20260306", "21.15", LATE),
        ("06.03.2026", "2115", None),
        ("46087", "2115", LATE),
        ("46087", "0,885416667", LATE),
        ("20260306", "845", datetime(2026, 3, 6, 8, 45)),
    ],
)
def test_a_date_and_a_clock_without_signs_are_a_pair(day, clock, start):
    found, _ = found_of([day], [clock])
    assert found.rows["starts"].to_list() == ([start] if start else [])
    assert bool(found.asks) is (start is None)


def test_days_that_are_counted_are_told():
    found, recognised = found_of(["46087", "46087,885416667", "46088.25"])
    assert found.rows["starts"].to_list() == [datetime(2026, 3, 6), LATE, datetime(2026, 3, 7, 6)]
    assert found.rows["time_precision"].to_list() == ["unknown", "exact", "exact"]
    assert (
        recognised.notices[0].sentence()
        == "The numbers in “datum” are read as Excel's days: 46087 is 2026-03-06 00:00."
    )
    assert not found.asks


def test_days_of_either_calendar_are_asked_about_and_nothing_is_taken():
    """44625 is a day of 2022, or of 2026 where the workbook counts from 1904; 46087 would be one of 2030."""
    found, recognised = found_of(["44625", "44625,885"])
    assert recognised.mapping.forms["start"] is None
    assert found.rows.is_empty()
    assert [str(question) for question in found.asks] == [
        "The numbers in datum are Excel's days, counted from 1900 or from 1904: 44625 is 2022-03-05 or 2026-03-06. Say "
        "which it is: --column 'datum=start(excel)' or --column 'datum=start(excel1904)'."
    ]
    days = {}
    for form in ("excel", "excel1904"):
        told = ColumnMapping((("datum", f"start({form})"), ("lat", "lat"), ("lon", "lng")))
        days[form] = check_rows(
            table({"datum": ["44625", "44625,885"], "lat": ["59.33"] * 2, "lon": ["18.06"] * 2}),
            told, ReferenceData(), WORDS, NOW,
        ).rows["starts"].to_list()  # fmt: skip
    assert days == {
        "excel": [datetime(2022, 3, 5), datetime(2022, 3, 5, 21, 14, 24)],
        "excel1904": [datetime(2026, 3, 6), datetime(2026, 3, 6, 21, 14, 24)],
    }


def test_a_day_without_a_today_proves_nothing():
    numbers = pl.Series("d", ["46087"])
    assert not is_count(numbers, "excel", None)
    assert is_count(numbers, "excel", NOW.date())
    assert not is_count(pl.Series("d", ["2026030621"]), "epoch", NOW.date())  # a day with its hour


def test_seconds_that_are_counted_are_told():
    found, recognised = found_of(["1772828100"])
    assert found.rows["starts"].to_list() == [LATE]
    assert "read as seconds since 1970" in recognised.notices[0].sentence()


def test_a_written_date_among_days_that_are_counted_is_read_too():
    found, _ = found_of(["46087", "2026-03-07", "i går", "46089", "46090"])
    assert found.rows["starts"].dt.day().to_list() == [6, 7, 8, 9]
    assert [(reject.row, reject.reason) for reject in found.rejects] == [(4, Reason.TIME_UNREADABLE)]


def test_a_file_without_names_has_dates_without_signs():
    found, _ = found_of(["20260306", "20260307"], ["21:15", "22:15"], header=False)
    assert found.rows["starts"].dt.time().to_list() == [time(21, 15), time(22, 15)]


def test_codes_under_a_name_that_may_be_no_time_are_no_days():
    made = table(
        {
            "händelse": ["40123", "40124"],
            "tid": ["2026-03-06", "2026-03-07"],
            "lat": ["59.33"] * 2,
            "lon": ["18.06"] * 2,
        }
    )
    assert recognise_columns(made, WORDS).mapping.fields["start"] == "tid"
