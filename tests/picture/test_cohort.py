"""A closed cohort holds the organisations that reported in every period, whatever is counted of them."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from est.picture.cohort import closed_cohort
from est.picture.selection import Selection
from tests.stores import organisation_ids, prepared_store, put

YEAR = Selection(date(2025, 1, 1), date(2025, 7, 1))


@pytest.fixture(scope="module")
def store():
    """Half a year: the first organisation reports every week, the second skips March, the third comes in April."""
    store = prepared_store()
    first, second, third = organisation_ids(store)[:3]
    monday = datetime(2025, 1, 6, 12)
    rows = []
    for number in range(25):
        day = monday + timedelta(weeks=number)
        rows.append((day, first, "SKA" if number % 2 else "ORD"))
        if day.month != 3:
            rows.append((day, second, "SKA"))
        if day.month >= 4:
            rows += [(day, third, "SKA"), (day, third, "SKA")]
    put(store, pl.DataFrame(rows, schema=["starts", "organisation", "category"], orient="row"))
    return store


def names(store) -> list[str]:
    return store.ask("SELECT name FROM organisations ORDER BY name")["name"].to_list()


def test_who_is_silent_for_a_month_or_comes_later_is_left_out(store):
    """Only the first reported in each of the six months; what the others told is counted as left out."""
    found = closed_cohort(store, YEAR, "month")
    first, second, third = names(store)[:3]
    assert (found.period, found.periods) == ("month", 5)  # January has no 28 days after the first report
    assert (found.inside, found.left) == ((first,), tuple(sorted((second, third))))
    assert (found.reports, found.left_reports) == (25, 20 + 24)
    assert found.spans["cohort"].to_list() == [4, 4, 5, 4, 4, 4]
    assert closed_cohort(store, YEAR, "week").spans["cohort"].to_list() == [1] * 25


def test_months_that_begin_after_the_last_report_ask_nothing(store):
    """Nobody has reported in them yet, and all would be left out; those before are the same ones."""
    longer = closed_cohort(store, Selection(YEAR.start, date(2026, 1, 1)), "month")
    known = closed_cohort(store, YEAR, "month")
    assert known.inside
    assert (longer.periods, longer.inside, longer.left) == (known.periods, known.inside, known.left)


def test_who_is_in_it_does_not_hang_on_what_is_counted(store):
    """Of one category alone the first has no report in every week, and stays."""
    found = closed_cohort(store, Selection(YEAR.start, YEAR.end, categories=("SKA",)), "week")
    assert found.inside == (names(store)[0],)
    assert found.spans.height == 12


def test_over_less_than_two_months_every_week_is_asked_for(store):
    """In five weeks of April and May all three reported in each."""
    found = closed_cohort(store, Selection(date(2025, 4, 7), date(2025, 5, 12)), "week")
    assert (found.period, found.periods, len(found.inside), found.left) == ("week", 5, 3, ())


@pytest.mark.slow
def test_without_a_whole_period_there_is_no_cohort(store):
    """Three days make none; a store without reports has none either."""
    assert closed_cohort(store, Selection(date(2025, 4, 7), date(2025, 4, 10)), "week").inside == ()
    assert closed_cohort(prepared_store(), YEAR, "month").inside == ()
