"""A period is named as it is spoken of, and its days are those of the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from est.errors import PictureError
from est.meetings.situation.picture_period import PeriodKind, parse_period, period_of
from est.text import translator

DAYS = st.dates(date(1960, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("name", "first", "last", "title"),
    [
        ("2026-W26", date(2026, 6, 22), date(2026, 6, 28), "v. 26 2026"),
        ("2026-w1", date(2025, 12, 29), date(2026, 1, 4), "v. 1 2026"),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "februari 2026"),
        ("2026-T2", date(2026, 5, 1), date(2026, 8, 31), "tertial 2 2026"),
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "2024"),
    ],
)
def test_a_name_is_its_days(name, first, last, title):
    period = parse_period(name)
    assert (period.start, period.last, period.title(translator("sv"))) == (first, last, title)


@pytest.mark.parametrize("name", ["", "2026-W54", "2026-13", "2026-T4", "vecka 26", "2026-W26-1", "0000"])
def test_what_is_no_period_says_how_one_is_written(name):
    with pytest.raises(PictureError, match="2026-W26"):
        parse_period(name)


@given(DAYS, st.sampled_from(PeriodKind))
@pytest.mark.slow
def test_periods_of_a_kind_follow_each_other_without_a_gap(day, kind):
    """Every day lies in one period, which its own name gives back, and the one before ends where it begins."""
    period = period_of(kind, day)
    assert period.start <= day < period.end
    assert parse_period(period.name) == period
    assert period.previous.end == period.start
    assert period_of(kind, period.end - timedelta(days=1)) == period
