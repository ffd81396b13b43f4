"""A period is compared with the one before only where reports had begun by then."""

from datetime import date, timedelta

import polars as pl
import pytest

from est.picture.change import ChangeVerdict
from est.picture.comparison import change_direction, reported_spans, reports_begun, reports_ended
from est.picture.selection import Selection

PERIOD = Selection(date(2026, 3, 30), date(2026, 6, 22))  # twelve weeks; the twelve before begin on 5 January
BEFORE = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("late", "compared"), [(-400, True), (0, True), (8, True), (9, False), (84, False), (120, False)]
)
def test_what_nobody_reported_yet_is_no_zero_to_compare_with(late: int, compared: bool) -> None:
    """A tenth of the period before may lack: the first report of a quiet town does not come on its first day."""
    first = BEFORE + timedelta(days=late)
    assert reports_begun(PERIOD, (first, first + timedelta(days=200))) == (None if compared else first)


def test_another_period_is_asked_the_same() -> None:
    """Of the same time last year, say, as of the period before."""
    year = timedelta(weeks=52)
    last_year = Selection(PERIOD.start - year, PERIOD.end - year)
    loaded = (BEFORE, PERIOD.end)
    assert reports_begun(PERIOD, loaded) is None
    assert reports_begun(PERIOD, loaded, last_year) == BEFORE


def test_a_direction_begins_with_the_reports() -> None:
    """Weeks before the first report are no zeros that a trend rises from; the week it comes in is not whole."""
    monday = date(2026, 1, 5)
    spans = pl.DataFrame({"start": [monday + timedelta(weeks=n) for n in range(20)], "days": [7] * 20})
    spans = spans.with_columns(count=pl.Series([0.0] * 10 + [9.0, 10.0] * 5))
    asked = reported_spans(spans, (monday + timedelta(weeks=10), monday + timedelta(weeks=20)))
    assert change_direction(spans, "week").verdict is ChangeVerdict.MORE
    assert change_direction(asked, "week").verdict is ChangeVerdict.UNSURE
    end = monday + timedelta(weeks=20)
    assert reported_spans(spans, (monday + timedelta(weeks=9, days=2), end)).height == 10


def test_a_direction_ends_with_the_reports() -> None:
    """Weeks after the last report are no zeros that a trend falls to; the week it came in is not whole."""
    monday = date(2026, 1, 5)
    spans = pl.DataFrame({"start": [monday + timedelta(weeks=n) for n in range(20)], "days": [7] * 20})
    spans = spans.with_columns(count=pl.Series([9.0, 10.0] * 5 + [0.0] * 10))
    asked = reported_spans(spans, (monday, monday + timedelta(weeks=10, days=-1)))
    assert change_direction(spans, "week").verdict is ChangeVerdict.FEWER
    assert change_direction(asked, "week").verdict is ChangeVerdict.UNSURE
    assert reported_spans(spans, (monday, monday + timedelta(weeks=10, days=-2))).height == 9


def test_a_period_that_goes_on_without_reports_is_not_all_there() -> None:
    """More than a tenth of it lies after the last report; a day or two of delay is nothing."""
    first, last = date(2020, 1, 1), PERIOD.end - timedelta(days=1)
    assert reports_ended(PERIOD, (first, last)) is None
    tenth = timedelta(days=PERIOD.days // 10)
    assert reports_ended(PERIOD, (first, last - tenth)) is None
    assert reports_ended(PERIOD, (first, last - 2 * tenth)) == last - 2 * tenth
    assert reports_ended(PERIOD, None) is None


def test_in_a_store_without_reports_nothing_has_begun() -> None:
    """There is nothing to say of it either."""
    assert reports_begun(PERIOD, None) is None
