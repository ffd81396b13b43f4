"""The course of a year is that of its weeks, and who is silent is silent for longer than ever before."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from est.picture.courses import WEEKS, counts_and_courses, courses_by_key
from est.picture.freshness import reporting_days, silent_organisations
from est.picture.selection import Selection
from tests.stores import organisation_ids, prepared_store, put

END = date(2026, 3, 2)


@pytest.mark.slow
def test_a_course_has_a_count_for_every_week_of_the_year_the_oldest_first():
    """The days before the year are not there, and a week begins on the weekday that the selection ends before."""
    with prepared_store() as store:
        days = [END - timedelta(days=back) for back in (1, 7, 8, 364, 365)]
        starts = [datetime.combine(day, datetime.min.time()) for day in days]
        put(store, pl.DataFrame({"starts": starts, "category": ["SKA", "SKA", "FOR", "SKA", "SKA"]}))
        _, counts = counts_and_courses(store, Selection(END - timedelta(days=7), END))
        courses = dict(courses_by_key(counts, "category").iter_rows())
    assert {code: len(course) for code, course in courses.items()} == {"SKA": WEEKS, "FOR": WEEKS}
    assert [place for place, count in enumerate(courses["SKA"]) if count] == [0, WEEKS - 1]
    assert (courses["SKA"][-1], courses["SKA"][0], courses["FOR"][-2]) == (2.0, 1.0, 1.0)
    assert courses_by_key(counts, "district")["id"].to_list() == [None]


@pytest.mark.slow
def test_silent_is_who_has_not_reported_for_longer_than_ever_before():
    """Who reports every month is not silent after three weeks; who reports every week is. Two weeks are nothing."""
    with prepared_store() as store:
        weekly, monthly, fresh, once = organisation_ids(store)[:4]
        last = datetime(2026, 3, 1, 12)
        rows = [(last - timedelta(days=21 + 7 * n), weekly) for n in range(10)]
        rows += [(last - timedelta(days=21 + 30 * n), monthly) for n in range(10)]
        rows += [(last - timedelta(days=14), fresh), (last - timedelta(days=13), fresh), (last, once)]
        put(store, pl.DataFrame(rows, schema=["starts", "organisation"], orient="row"))
        found = silent_organisations(reporting_days(store), last.date())
    told = {row["organisation"]: (row["quiet_days"], row["silent"]) for row in found.iter_rows(named=True)}
    assert told == {weekly: (21, True), monthly: (21, False), fresh: (13, False), once: (0, False)}
    assert found["organisation"][0] == weekly
    assert found["last_delivery"].null_count() == 4
