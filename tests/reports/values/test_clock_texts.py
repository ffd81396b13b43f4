"""Times of day with words behind them, and weeks as four digits."""

from datetime import date

import polars as pl
import pytest

from est.reports.values.clock_texts import split_clocks
from est.reports.values.month_texts import read_spans_of_days


@pytest.mark.parametrize(
    ("text", "first", "about"),
    [
        ("22:00 (ca)", "22:00", True),
        ("07:30 ungefär", "07:30", True),
        ("2026-03-01 22:00 (ca)", "2026-03-01 22:00", True),
        ("kl 7 på morgonen", "07:00", False),
        ("7.15 på kvällen", "19:15", False),
        ("kl. 11 på natten", "23:00", False),
        ("3 på natten", "03:00", False),
    ],
)
def test_words_behind_a_clock(text, first, about):
    split = split_clocks(pl.Series([text]))
    assert split.row(0) == (first, None, about)


@pytest.mark.parametrize("text", ["kl 8 på natten", "12 på natten", "halv åtta på kvällen", "22/3", "9/11", "11/14"])
def test_what_may_be_either_is_left_as_it_is(text):
    split = split_clocks(pl.Series([text]))
    assert split is None or split.row(0) == (text, None, False)


def test_four_digits_are_a_week_under_a_heading_of_weeks():
    assert read_spans_of_days(pl.Series("Vecka", ["2612", "2653", "2699"]))[0].to_list() == [
        date(2026, 3, 16),
        date(2026, 12, 28),
        None,
    ]
    assert read_spans_of_days(pl.Series("Månad", ["2612"]))[0].to_list() == [None]


@pytest.mark.parametrize(
    ("text", "first", "last", "about"),
    [
        ("22:00→23:30", "22:00", "23:30", False),
        ("22:00 -> 23:30", "22:00", "23:30", False),
        ("kl 22 => 24", "22:00", "24:00", False),
        ("22…23", "22:00", "23:00", False),
        ("22.00‑23.30", "22.00", "23.30", False),
        ("22.00–ca 23.30", "22.00", "23.30", True),
        ("kl. 22 till och med kl. 24", "22:00", "24:00", False),
        ("från 22:00 till 23:30", "22:00", "23:30", False),
        ("mellan kl. 22.00 och kl. 23.00", "22.00", "23.00", False),
        ("2200-2330", "22:00", "23:30", False),
        ("22-23:30", "22:00", "23:30", False),
        ("22h-23h", "22:00", "23:00", False),
        ("10 PM - 11 PM", "10 PM", "11 PM", False),
        ("22:00:00-23:30:00", "22:00:00", "23:30:00", False),
        ("2026-03-06 22:00→02:00", "2026-03-06 22:00", "02:00", False),
        ("fre 6 mars 2026 22:00-02:00", "fre 6 mars 2026 22:00", "02:00", False),
        ("6 mars 2026 kl 22-24", "6 mars 2026 22:00", "24:00", False),
        ("2026-03-06 (kväll)", "2026-03-06 18:00", "24:00", True),
        ("22:00/23:00", "22:00", "23:00", False),
        ("22.00 / 23.30", "22.00", "23.30", False),
        ("22/23", "22:00", "23:00", False),
        ("kl 22 / 23", "22:00", "23:00", False),
        ("kl. 9/11", "9:00", "11:00", False),
        ("22/23:30", "22:00", "23:30", False),
        ("2200/2330", "22:00", "23:30", False),
        ("22:00:00/23:30:00", "22:00:00", "23:30:00", False),
        ("22h/23h", "22:00", "23:00", False),
        ("10 PM/11 PM", "10 PM", "11 PM", False),
        ("2026-03-06 22:00/02:00", "2026-03-06 22:00", "02:00", False),
    ],
)
def test_an_interval_has_two_ends_in_every_spelling(text, first, last, about):
    assert split_clocks(pl.Series([text])).row(0) == (first, last, about)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-06T22:00-05:00",
        "2026-03-06T22:00:00-0500",
        "2026-03-06 22:00:00-05:00",
        "2026-03-06 22:00:00-05",
        "2026-03-06 22:00 -0500",
        "Fri, 06 Mar 2026 22:00:00 -0500",
    ],
)
def test_what_is_so_far_from_greenwich_is_no_interval(text):
    split = split_clocks(pl.Series([text]))
    assert split is None or split.row(0) == (text, None, False)
