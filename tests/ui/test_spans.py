"""A trend looks further back than the selection, and a click on it chooses days or hours."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from est.picture.selection import Selection
from est.text import translator
from est.ui import spans
from est.ui.spans import choose_hours, choose_span, hours_frame, long_period, spans_frame

SELECTION = Selection(date(2026, 1, 1), date(2026, 3, 26))


def test_a_trend_reaches_to_both_sides_of_the_selection():
    """What is chosen can be extended both ways; a selection longer than the trend stays as it is."""
    newest = date(2026, 3, 26)
    assert long_period(SELECTION, 52, newest) == Selection(date(2025, 3, 27), newest)
    week = Selection(date(2025, 6, 2), date(2025, 6, 9))
    assert long_period(week, 52, newest) == Selection(date(2025, 3, 27), newest)
    old = replace(week, start=date(2024, 6, 3), end=date(2024, 6, 10))
    assert long_period(old, 52, newest) == Selection(date(2023, 12, 11), date(2024, 12, 9))
    assert long_period(SELECTION, 0, newest) == SELECTION
    assert long_period(SELECTION, 4, newest) == SELECTION


def test_the_tables_hold_what_the_charts_show():
    """Weeks newest first; hours as rows and weekdays as columns."""
    weeks = pl.DataFrame(
        {"start": [date(2026, 1, 5), date(2026, 1, 12)], "count": [1.0, 2.04], "organisations": [1, 1], "days": [7, 7]}
    )
    assert spans_frame(weeks, "week", translator("sv")).rows() == [("v. 3 2026", 2.04, 1, 7), ("v. 2 2026", 1.0, 1, 7)]
    hours = hours_frame(pl.DataFrame({"hour": [0, 167], "count": [2.0, 3.0]}))
    assert (hours.height, hours["0"][0], hours["6"][23], hours["0"][1]) == (24, 2.0, 3.0, 0.0)


@pytest.fixture
def became(monkeypatch: pytest.MonkeyPatch) -> list[Selection]:
    """What the selection was changed to."""
    changed: list[Selection] = []
    monkeypatch.setattr(spans, "change_selection", changed.append)
    return changed


def test_a_click_chooses_an_hour_and_with_shift_one_more_or_one_less(became):
    """Of the whole week one more is that one alone, and the last hour is not taken away."""
    night = replace(SELECTION, hours=frozenset({22, 23}))
    choose_hours(night)(5, False)
    choose_hours(night)(5, True)
    choose_hours(night)(23, True)
    choose_hours(SELECTION)(5, True)
    choose_hours(replace(SELECTION, hours=frozenset({5})))(5, True)
    assert [set(one.hours) for one in became] == [{5}, {5, 22, 23}, {22}, {5}, {5}]


def test_a_click_chooses_a_week_and_with_shift_the_days_up_to_it(became):
    """Before what is chosen, or after it."""
    week = Selection(date(2026, 1, 12), date(2026, 1, 19))
    choose_span(week, "week")("2026-01-26", False)
    choose_span(week, "week")("2026-01-26", True)
    choose_span(week, "month")("2026-01-01", True)
    assert [(one.start.isoformat(), one.end.isoformat()) for one in became] == [
        ("2026-01-26", "2026-02-02"),
        ("2026-01-12", "2026-02-02"),
        ("2026-01-01", "2026-02-01"),
    ]
