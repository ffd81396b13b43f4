"""What is remembered of a selection: its reports by cell and day, and months counted back from its end."""

from datetime import date, datetime

import polars as pl
import pytest

from est.picture.daily_counts import daily_counts, month_starts, months_before, whole_daily_counts
from est.picture.selection import Selection
from tests.stores import prepared_store, put

YEAR = Selection(date(2026, 1, 1), date(2027, 1, 1))


def days(*moments: datetime) -> pl.DataFrame:
    return pl.DataFrame({"starts": moments})


@pytest.mark.slow
def test_reports_are_summed_by_cell_and_day_and_the_rest_is_left_out() -> None:
    """Two on one day in one place are one row; a whole area and no place at all have no cell to be counted in."""
    store = prepared_store()
    put(store, days(datetime(2026, 3, 1, 8), datetime(2026, 3, 1, 9), datetime(2026, 3, 2, 9)))
    put(store, days(datetime(2026, 3, 3)).with_columns(place_precision=pl.lit("area")))
    put(store, days(datetime(2026, 3, 3)).with_columns(cell=pl.lit(None, dtype=pl.UInt64)))
    found = daily_counts(store, YEAR, 9)
    assert found.drop("cell", "home").rows() == [(date(2026, 3, 1), 2.0), (date(2026, 3, 2), 1.0)]


@pytest.mark.slow
def test_the_past_reaches_from_the_first_report_to_the_selection_s_end() -> None:
    """A recent selection remembers all that was before it, and does not wait for what has not been loaded."""
    store = prepared_store()
    assert whole_daily_counts(store, YEAR) == YEAR
    put(store, days(datetime(2024, 5, 6, 8), datetime(2026, 3, 1, 9)))
    chosen = whole_daily_counts(store, YEAR)
    assert (chosen.start, chosen.end) == (date(2024, 5, 6), date(2026, 3, 2))
    early = Selection(date(2025, 1, 1), date(2025, 2, 1))
    assert whole_daily_counts(store, early).end == date(2025, 2, 1)


def test_months_are_counted_back_from_the_end() -> None:
    """All but the first are whole; a first one of less than half its length is joined to the next."""
    end = date(2026, 3, 15)
    assert month_starts(date(2026, 1, 15), end) == [date(2026, 1, 15), date(2026, 2, 15), end]
    assert month_starts(date(2026, 1, 20), end) == [date(2026, 1, 20), date(2026, 2, 15), end]
    assert month_starts(date(2026, 2, 10), end) == [date(2026, 2, 10), end]
    assert month_starts(date(2026, 3, 14), end) == [date(2026, 3, 14), end]


@pytest.mark.parametrize(
    ("day", "number", "before"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 1), 1, date(2025, 12, 1)),
        (date(2026, 12, 31), 1, date(2026, 11, 30)),
        (date(2026, 3, 15), 27, date(2023, 12, 15)),
    ],
)
def test_a_month_before_a_long_month_s_last_day_is_the_short_one_s(day: date, number: int, before: date) -> None:
    """Counted from one day, such days never pass each other."""
    assert months_before(day, number) == before
