"""The hours of the week: named, parsed, written short, and the minutes of a window."""

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from est.clock import (
    PRESETS,
    hours_of_week,
    hours_to_text,
    parse_hours,
    parse_weekdays,
    text_to_hours,
    week_minute,
    window_minutes,
)
from est.errors import SelectionError


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("22-06", set(range(22, 30))),
        ("8-10", {8, 9}),
        ("08:00–10:00", {8, 9}),
        ("23", {23}),
        ("0-24", set(range(24))),
        ("7-8, 22-1", {7, 22, 23, 24}),
    ],
)
def test_hours_of_the_day_are_read_as_people_write_them(text, hours):
    assert parse_hours(text) == hours


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("lör-sön", {5, 6}),
        ("Fredag,sat", {4, 5}),
        ("sun-mon", {6, 0}),
        ("ons", {2}),
    ],
)
def test_weekdays_are_read_in_swedish_and_english(text, days):
    assert parse_weekdays(text) == days


@pytest.mark.parametrize("text", ["", "24", "25-26", "6-6", "night", "8-", "-8", "8-9-10", "1,,2"])
def test_what_is_not_hours_is_refused_with_what_to_write(text):
    with pytest.raises(SelectionError, match="22-06"):
        parse_hours(text)


@pytest.mark.parametrize("text", ["", "mon-", "mon-tue-wed", "x", "mon,,tue"])
def test_what_is_not_weekdays_is_refused_with_what_to_write(text):
    with pytest.raises(SelectionError, match="mon-fri"):
        parse_weekdays(text)


def test_hour_0_is_monday_at_midnight():
    assert (hours_of_week({0}, {0}), hours_of_week({23}, {6})) == (frozenset({0}), frozenset({167}))


@pytest.mark.parametrize(
    ("weekdays", "starts"),
    [("fri", (4 * 24 + 22,)), ("fri-sun", (4 * 24 + 22, 5 * 24 + 22, 6 * 24 + 22)), ("sun", (6 * 24 + 22,))],
)
def test_a_night_belongs_to_the_day_on_which_it_begins(weekdays, starts):
    """22-06 on Sundays ends on Monday at six; of Friday morning it holds nothing."""
    chosen = hours_of_week(parse_hours("22-06"), parse_weekdays(weekdays))
    assert chosen == {(start + hour) % 168 for start in starts for hour in range(8)}


def test_presets_hold_the_hours_they_are_named_after():
    assert {name: len(hours) for name, hours in PRESETS.items()} == {
        "all": 168,
        "day": 84,
        "evening": 28,
        "night": 56,
        "weekend-nights": 16,
        "weekend": 54,
        "school": 40,
    }


def test_hours_are_written_short_for_the_address():
    assert hours_to_text(PRESETS["night"]) == "night"
    text = hours_to_text(hours_of_week(range(8, 12), range(5)) | hours_of_week((9, 23), (6,)))
    assert text == "mon-fri.08-12_sun.09-10.23-24"
    assert hours_to_text(frozenset()) == "none"
    assert hours_to_text(hours_of_week(range(22, 30), (4, 5, 6))) == "fri-sun.22-06"
    assert hours_to_text(hours_of_week(range(18, 24), (4,)) | hours_of_week(range(30), (5,))) == (
        "fri.18-24_sat.00-24_sun.00-06"
    )


@settings(deadline=None)
@given(st.frozensets(st.integers(0, 167)))
@pytest.mark.slow
def test_what_is_written_for_the_address_is_read_back_the_same(hours):
    assert text_to_hours(hours_to_text(hours)) == hours


@pytest.mark.parametrize("text", ["", "mon-fri", "mon.", "mon.99", "quatsch.08-12"])
def test_an_address_with_other_hours_is_refused(text):
    with pytest.raises(SelectionError):
        text_to_hours(text)


def test_a_window_has_its_start_in_the_week_and_its_length_in_minutes():
    monday = datetime(2026, 3, 2, 0, 5, 30)
    frame = pl.DataFrame(
        {
            "starts": [monday, monday, monday, monday, None],
            "ends": [None, datetime(2026, 3, 2, 0, 6), datetime(2026, 3, 2, 0, 7), datetime(2026, 3, 1), None],
        },
        schema={"starts": pl.Datetime, "ends": pl.Datetime},
    )
    result = frame.select(minute=week_minute(pl.col("starts")), length=window_minutes(pl.col("starts"), pl.col("ends")))
    assert result.schema == {"minute": pl.UInt16, "length": pl.UInt32}
    assert result.rows() == [(5, None), (5, None), (5, 2), (5, None), (None, None)]
