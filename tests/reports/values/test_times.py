"""Times are read as people write them, become local times of the place, and are never guessed."""

from datetime import date, datetime, time

import polars as pl
import pytest

from est.reports.fields.reasons import Reason
from est.reports.values.midnights import all_midnight
from est.reports.values.times import WrittenTimes, read_spans, read_times

ZONE = "Europe/Stockholm"


def read(value, form=None, zone=ZONE):
    return read_times(pl.Series([value]), zone, form).row(0, named=True)


def read_pairs(days, clocks, form=None, clock_form=None):
    starts = WrittenTimes(pl.Series("datum", days), form, pl.Series("kl", clocks), clock_form)
    return read_spans(starts, None, None, len(days), ZONE)[0]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01 18:05", datetime(2026, 3, 1, 18, 5)),
        ("2026-03-01T18:05", datetime(2026, 3, 1, 18, 5)),
        ("2026-03-01T18:05:30", datetime(2026, 3, 1, 18, 5, 30)),
        ("2026-03-01T18:05:30.250", datetime(2026, 3, 1, 18, 5, 30, 250_000)),
        ("2026-03-01 18:05:30,123456789", datetime(2026, 3, 1, 18, 5, 30, 123_456)),
        ("2026-03-01 18.05", datetime(2026, 3, 1, 18, 5)),
        ("2026-03-01 22h", datetime(2026, 3, 1, 22)),
        ("2026-03-01 7h30", datetime(2026, 3, 1, 7, 30)),
        ("01-MAR-26 14:30", datetime(2026, 3, 1, 14, 30)),
        ("01-MAR-26 02.30.00 PM", datetime(2026, 3, 1, 14, 30)),
        ("1/okt/2025 08:15", datetime(2025, 10, 1, 8, 15)),
        ("2026-03-01 kl. 18:05", datetime(2026, 3, 1, 18, 5)),
        ("2026-03-01 kl 18.05", datetime(2026, 3, 1, 18, 5)),
        ("2026-03-01, kl. 18", datetime(2026, 3, 1, 18)),
        ("2026-3-1 8:05", datetime(2026, 3, 1, 8, 5)),
        ("2026/03/01 18:05", datetime(2026, 3, 1, 18, 5)),
        ("2026.03.01 18:05", datetime(2026, 3, 1, 18, 5)),
        ("20260301T180500", datetime(2026, 3, 1, 18, 5)),
        ("20260301T1805Z", datetime(2026, 3, 1, 19, 5)),
        ("1 mars 2026 18:05", datetime(2026, 3, 1, 18, 5)),
        ("den 1 mars 2026 kl. 18.05", datetime(2026, 3, 1, 18, 5)),
        ("söndag 1 mars 2026 18:05", datetime(2026, 3, 1, 18, 5)),
        ("1:a maj 2026 18:05", datetime(2026, 5, 1, 18, 5)),
        ("1 okt. 2026 18:05", datetime(2026, 10, 1, 18, 5)),
        ("March 1, 2026 6:05 PM", datetime(2026, 3, 1, 18, 5)),
        ("1st March 2026 at 18:05", datetime(2026, 3, 1, 18, 5)),
        ("01-Mar-2026 18:05", datetime(2026, 3, 1, 18, 5)),
        ("25/12/2025 18:05", datetime(2025, 12, 25, 18, 5)),
        ("12/25/2025 18:05", datetime(2025, 12, 25, 18, 5)),
        ("25.12.2025 18.05", datetime(2025, 12, 25, 18, 5)),
        ("12/25/2025 12:05 AM", datetime(2025, 12, 25, 0, 5)),
        ("12/25/2025 12:05 pm", datetime(2025, 12, 25, 12, 5)),
        ("2026-03-01 24:00", datetime(2026, 3, 2)),
        ("2026-03-01T17:05:00Z", datetime(2026, 3, 1, 18, 5)),
        ("2026-03-01T17:05:00+00:00", datetime(2026, 3, 1, 18, 5)),
        ("2026-07-01T17:05:00Z", datetime(2026, 7, 1, 19, 5)),
        ("2026-03-01 12:05 -0500", datetime(2026, 3, 1, 18, 5)),
        ("  2026-03-01\u00a018:05 ", datetime(2026, 3, 1, 18, 5)),
        ("2026-03-01 00:00", datetime(2026, 3, 1)),
        ("2026-03-01 18", datetime(2026, 3, 1, 18)),
        ("2026-03-01T18", datetime(2026, 3, 1, 18)),
        ("2026-03-01 9", datetime(2026, 3, 1, 9)),
        ("2026-03-01T17Z", datetime(2026, 3, 1, 18)),
        ("2026-03-01 1805", datetime(2026, 3, 1, 18, 5)),
        ("2026-03-01 805", datetime(2026, 3, 1, 8, 5)),
        ("2026-03-01 180530", datetime(2026, 3, 1, 18, 5, 30)),
        ("1 mars 2026 18", datetime(2026, 3, 1, 18)),
        ("1 mar 26 18", datetime(2026, 3, 1, 18)),
        ("1 mars 21 18:05", datetime(2021, 3, 1, 18, 5)),
        ("1 mars -26 kl. 18.05", datetime(2026, 3, 1, 18, 5)),
        ("Mar 1, 26 18:05", datetime(2026, 3, 1, 18, 5)),
        ("2026 mars 1 18:05", datetime(2026, 3, 1, 18, 5)),
        ("den 1/3 -26 kl 18", datetime(2026, 3, 1, 18)),
        ("sön 1/3-2026 18:05", datetime(2026, 3, 1, 18, 5)),
    ],
)
def test_ways_of_writing_a_time(text, moment):
    assert read(text) == {
        "time": moment,
        "date_only": False,
        "twice": False,
        "instant": read(text)["instant"],
        "problem": None,
    }


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01",
        "1 mars 2026",
        "01-MAR-26",
        "25/12/2025",
        "2026/3/1",
        "1 mar 26",
        "1 mars '26",
        "1/3-26",
        "2026-mar-01",
    ],
)
def test_a_date_alone_has_no_time_of_day(text):
    assert read(text)["problem"] is None
    assert read(text)["date_only"]
    assert read(text)["time"].time() == time(0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("03/01/2026 14:30", Reason.DATE_AMBIGUOUS),
        ("03/03/2026 14:30", Reason.DATE_AMBIGUOUS),
        ("1.3.2026", Reason.DATE_AMBIGUOUS),
        ("26-03-01", Reason.DATE_AMBIGUOUS),
        ("25/12/25", Reason.DATE_AMBIGUOUS),
        ("20260301", Reason.TIME_BARE_NUMBER),
        ("46082", Reason.TIME_BARE_NUMBER),
        ("46082,75", Reason.TIME_BARE_NUMBER),
        ("1772388300", Reason.TIME_BARE_NUMBER),
        ("2026-02-30 25:61", Reason.TIME_UNREADABLE),
        ("2026-02-29 12:00", Reason.TIME_UNREADABLE),
        ("2026-03-01 24:01", Reason.TIME_UNREADABLE),
        ("2026-03-01 23:60", Reason.TIME_UNREADABLE),
        ("2026-03-01 23:59:60", Reason.TIME_UNREADABLE),
        ("2026-03-01 18-05", Reason.TIME_UNREADABLE),
        ("2026-03-01 25", Reason.TIME_UNREADABLE),
        ("6 mar 21", Reason.YEAR_OR_HOUR),
        ("6/3 21", Reason.YEAR_OR_HOUR),
        ("6 mar 21 22", Reason.YEAR_OR_HOUR),
        ("22/3", Reason.YEAR_MISSING),
        ("6 mars kl. 21.15", Reason.YEAR_MISSING),
        ("6.3 21", Reason.TIME_UNREADABLE),
        ("mars 2026", Reason.MONTH_ALONE),
        ("v. 12 2026", Reason.MONTH_ALONE),
        ("blaj 2026", Reason.TIME_UNREADABLE),
        ("2026-03-0118:05", Reason.TIME_UNREADABLE),
        ("2026-03-01 13:05 pm", Reason.TIME_UNREADABLE),
        ("2026-13-01", Reason.TIME_UNREADABLE),
        ("32/13/2026", Reason.TIME_UNREADABLE),
        ("1 blaj 2026 18:05", Reason.TIME_UNREADABLE),
        ("i går", Reason.TIME_UNREADABLE),
        ("18:05", Reason.TIME_UNREADABLE),
        ("2026-03-29 02:30", Reason.HOUR_SKIPPED),
        ("1899-12-31 12:00", Reason.YEAR_OUTSIDE),
        ("9999-12-31", Reason.YEAR_OUTSIDE),
        ("0001-01-01T00:00:00", Reason.YEAR_OUTSIDE),
        ("2026-03-01T18:05+99:00", Reason.TIME_UNREADABLE),
    ],
)
def test_what_is_not_a_time_is_not_guessed(text, reason):
    assert read(text)["problem"] == reason
    assert read(text)["time"] is None


def test_nothing_written_is_no_problem_of_reading():
    assert read("  ") == {"time": None, "date_only": None, "twice": None, "instant": None, "problem": None}
    assert read_times(pl.Series([None], dtype=pl.String), ZONE)["problem"].to_list() == [None]


@pytest.mark.parametrize(
    ("value", "form", "moment"),
    [
        ("03/01/2026 14:30", "dmy", datetime(2026, 1, 3, 14, 30)),
        ("03/01/2026 14:30", "mdy", datetime(2026, 3, 1, 14, 30)),
        ("03/01/26 14:30", "dmy", datetime(2026, 1, 3, 14, 30)),
        ("1/3 2026 14:30", "dmy", datetime(2026, 3, 1, 14, 30)),
        ("26-03-01 14:30", "ymd", datetime(2026, 3, 1, 14, 30)),
        ("202603011430", "ymd", datetime(2026, 3, 1, 14, 30)),
        ("20260301 14:30", "ymd", datetime(2026, 3, 1, 14, 30)),
        ("2026-03-01 14:30", "dmy", datetime(2026, 3, 1, 14, 30)),
        ("46082.75", "excel", datetime(2026, 3, 1, 18)),
        (46082.75, "excel", datetime(2026, 3, 1, 18)),
        ("1772384700", "epoch", datetime(2026, 3, 1, 18, 5)),
        (1772384700, "epoch", datetime(2026, 3, 1, 18, 5)),
        (1772384700000, "epoch", datetime(2026, 3, 1, 18, 5)),
    ],
)
def test_the_mapping_can_say_what_could_be_either(value, form, moment):
    assert read(value, form)["time"] == moment


@pytest.mark.parametrize(
    ("value", "form"), [("20260301", "ymd"), (20260301, "ymd"), ("46082", "excel"), (46082, "excel")]
)
def test_a_number_without_a_time_of_day_is_a_date(value, form):
    assert (read(value, form)["time"], read(value, form)["date_only"]) == (datetime(2026, 3, 1), True)


@pytest.mark.parametrize("value", ["x", "1e99", "NaN", "-1"])
def test_a_number_that_is_no_moment_is_named(value):
    assert read(value, "epoch")["problem"] in (Reason.TIME_UNREADABLE, Reason.YEAR_OUTSIDE, None)
    assert read(value, "excel")["time"] is None


def test_the_autumn_hour_that_comes_twice_is_taken_and_marked():
    assert read("2026-10-25 02:30") | {"instant": None} == {
        "time": datetime(2026, 10, 25, 2, 30), "date_only": False, "twice": True, "instant": None, "problem": None
    }  # fmt: skip


def test_hours_are_skipped_in_the_zone_of_the_place():
    assert read("2010-03-14 02:00", zone="America/Chicago")["problem"] == Reason.HOUR_SKIPPED
    assert read("2010-03-14 02:00")["problem"] is None


def test_native_times_are_taken_as_they_are():
    naive = pl.Series([datetime(2026, 3, 1, 18, 5)], dtype=pl.Datetime("ms"))
    zoned = pl.Series([datetime(2026, 3, 1, 17, 5)], dtype=pl.Datetime("ns", "UTC"))
    assert read_times(naive, ZONE)["time"].to_list() == read_times(zoned, ZONE)["time"].to_list()
    day = read_times(pl.Series([date(2026, 3, 1), None]), ZONE)
    assert day["date_only"].to_list()[0]
    assert day["time"].to_list() == [datetime(2026, 3, 1), None]


def test_a_column_of_nothing_but_midnights_holds_dates():
    assert all_midnight(pl.Series([datetime(2026, 3, 1), None, datetime(2026, 3, 2)]))
    assert not all_midnight(pl.Series([datetime(2026, 3, 1), datetime(2026, 3, 2, 1)]))


@pytest.mark.parametrize(
    ("day", "clock", "moment"),
    [
        ("2026-03-01", "18:05", datetime(2026, 3, 1, 18, 5)),
        ("2026-03-01 00:00:00", "18.05", datetime(2026, 3, 1, 18, 5)),
        ("1 mars 2026", "kl. 18:05", datetime(2026, 3, 1, 18, 5)),
        (date(2026, 3, 1), time(18, 5), datetime(2026, 3, 1, 18, 5)),
        (datetime(2026, 3, 1), datetime(1899, 12, 31, 18, 5), datetime(2026, 3, 1, 18, 5)),
    ],
)
def test_date_and_time_in_two_columns(day, clock, moment):
    assert read_pairs([day], [clock])["time"].to_list() == [moment]


def test_two_columns_where_one_is_blank_or_a_number():
    read = read_pairs(["2026-03-01", "", "2026-03-01"], ["", "18:05", "1805"])
    assert read["date_only"].to_list()[:2] == [True, None]
    assert read["problem"].to_list() == [None, None, Reason.TIME_BARE_NUMBER]
    told = read_pairs(["20260301"], ["1805"], "ymd", "hhmm")
    assert told["time"].to_list() == [datetime(2026, 3, 1, 18, 5)]
    assert read_pairs(["2026-03-01"], ["7"], None, "hour")["time"][0].hour == 7


def test_of_two_columns_the_one_that_cannot_be_read_is_named():
    read = read_pairs(["2026-03-01", "i går", "i går"], ["kväll", "18:05", "kväll"])
    assert read["blame"].to_list() == ["kl", "datum", "datum"]


def test_an_end_without_a_day_of_its_own_follows_its_start():
    starts = WrittenTimes(pl.Series("tid", ["2026-03-01 22:00"] * 3))
    ends = WrittenTimes(None, clocks=pl.Series("slut", ["02:00", "23:00", ""]))
    read = read_spans(starts, ends, None, 3, ZONE)[1]
    assert read["time"].to_list() == [datetime(2026, 3, 2, 2), datetime(2026, 3, 1, 23), None]
    assert read["blame"].to_list() == ["slut"] * 3


@pytest.mark.parametrize("form", ["dmy", None])
def test_two_digits_behind_a_date_are_no_hour_where_zeros_are_lost(form):
    """Of 21 beside 2130 nobody knows whether it is 21:00 or 00:21."""
    found = read_times(pl.Series(["2026-03-01 21", "2026-03-01 2130", "1 mars 2026 kl 21"]), ZONE, form)
    assert found["problem"].to_list() == [Reason.TIME_UNREADABLE, None, None]


def test_a_clock_that_is_a_bare_number_beside_a_date_is_left_to_be_told():
    found = read_pairs(["2026-03-01"] * 2, ["21", "2130"])
    assert found["problem"].to_list() == [Reason.TIME_BARE_NUMBER] * 2
    assert found["time"].null_count() == 2


def test_hours_that_are_all_nought_are_dates():
    assert all_midnight(pl.Series(["2026-03-01 00", "2026-03-02 00"]))
    assert not all_midnight(pl.Series(["2026-03-01 00", "2026-03-02 21"]))


def test_two_digits_behind_a_day_are_the_year_where_one_of_the_column_can_be_nothing_else():
    """Or where the mapping says which of day and month comes first: a day without its year is none."""
    told = read_times(pl.Series(["6 mar 21", "7 mar 26", "7 mar 26 21:15"]), "Europe/Stockholm")
    assert told["time"].to_list() == [datetime(2021, 3, 6), datetime(2026, 3, 7), datetime(2026, 3, 7, 21, 15)]
    for form, text in (("dmy", "6 mar 21"), ("mdy", "mar 6 21"), ("dmy", "6/3 21")):
        assert read_times(pl.Series([text]), "Europe/Stockholm", form)["time"].to_list() == [datetime(2021, 3, 6)]
