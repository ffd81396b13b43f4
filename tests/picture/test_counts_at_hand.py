"""Where all reports are kept, counts are taken from them, and are what a walk over the store counts."""

import tracemalloc
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from est.clock import PRESETS
from est.identity import new_id
from est.picture.cohort import trend_counts
from est.picture.counts import daily_weights, hour_table, unknown_time_count, weekly_counts
from est.picture.courses import counts_and_courses
from est.picture.selected_reports import reports_at_hand, select_reports
from est.picture.selection import Selection
from tests.stores import TOWN, organisation_ids, prepared_store, put

SPRING = Selection(date(2026, 3, 2), date(2026, 6, 1))
CHOICES = {
    "the whole week": SPRING,
    "nights": replace(SPRING, hours=PRESETS["night"]),
    "categories on weekends": replace(SPRING, hours=PRESETS["weekend"], categories=("SKA", "FOR")),
    "whole days": replace(SPRING, hours=frozenset(range(24, 72))),
    "one day": Selection(date(2026, 4, 3), date(2026, 4, 4)),
    "two years": Selection(date(2024, 6, 1), date(2026, 6, 1), PRESETS["evening"]),
    "a week without reports": Selection(date(2020, 1, 6), date(2020, 1, 13)),
}


@pytest.fixture
def store():
    """A thousand reports of two years, some without a place, a district, an organisation or a time; points, windows and
    windows of weeks, in one of which the clock was changed.
    """
    with prepared_store() as opened:
        random, n = np.random.default_rng(3), 1000
        who = [*organisation_ids(opened), None]
        starts = [datetime(2024, 6, 1) + timedelta(minutes=int(m)) for m in random.integers(0, 730 * 1440, n)]
        lengths = [(None, 30, 200, 1440, 9000, 20_000)[k] for k in random.integers(0, 6, n)]
        lats = [None if k == 0 else TOWN[0] + 0.002 * k for k in random.integers(0, 6, n).tolist()]
        districts = [str(new_id()), str(new_id())]
        cursor = opened._connection.cursor()
        cursor.execute("USE est")
        cursor.executemany("INSERT INTO districts VALUES (?, ?, NULL)", [[one, one[:4]] for one in districts])
        ends = [start + timedelta(minutes=m) if m else None for start, m in zip(starts, lengths, strict=True)]
        put(
            opened,
            pl.DataFrame(
                {
                    "starts": starts,
                    "ends": pl.Series(ends, dtype=pl.Datetime),
                    "time_precision": ["unknown" if k == 0 else "exact" for k in random.integers(0, 12, n)],
                    "lat": lats,
                    "lng": [None if lat is None else TOWN[1] for lat in lats],
                    "category": [("SKA", "FOR", "ORD")[k] for k in random.integers(0, 3, n)],
                    "organisation": [who[k % len(who)] for k in random.integers(0, 99, n)],
                    "district": [[*districts, None][k] for k in random.integers(0, 3, n)],
                }
            ),
        )
        cursor.execute("UPDATE reports SET clock_hour = 146, clock_minutes = 60 WHERE minutes = 1440")
        yield opened


@pytest.mark.parametrize("name", CHOICES)
def test_they_are_what_the_store_counts(store, name):
    """Days and who told of anything on them, hours of the week, and the course of each kind and district."""
    selection = CHOICES[name]
    assert reports_at_hand(store, selection) is None
    asked = _asked(store, selection)
    select_reports(store, selection)
    assert reports_at_hand(store, selection) is not None
    for wanted, found in zip(asked, _asked(store, selection), strict=True):
        assert_frame_equal(found, wanted, rel_tol=1e-9)
    assert (asked[-1].item() > 0) == (not selection.whole_week and name not in ("whole days", "a week without reports"))
    assert any(frame["count"].sum() > 0 for frame in asked) == (name != "a week without reports")


def _asked(store, selection):
    counts, courses = counts_and_courses(store, selection)
    return (
        daily_weights(store, selection),
        hour_table(store, selection),
        weekly_counts(store, selection),
        trend_counts(store, selection, "month")[1].spans.rename({"cohort": "count"}),
        counts.sort(pl.all()),
        courses.sort(pl.all()),
        pl.DataFrame({"count": [unknown_time_count(store, selection)]}),
    )


def test_what_is_written_after_is_asked_for_again(store):
    """Reports at hand are those of the store: with one more they are at hand no longer, and a walk counts it."""
    select_reports(store, SPRING)
    before = daily_weights(store, SPRING)["count"].sum()
    put(store, pl.DataFrame({"starts": [datetime(2026, 4, 1)]}))
    assert reports_at_hand(store, SPRING) is None
    assert daily_weights(store, SPRING)["count"].sum() == before + 1
    select_reports(store, SPRING)
    assert daily_weights(store, SPRING)["count"].sum() == before + 1


def test_a_choice_that_is_no_part_of_them_is_asked_of_the_store(store):
    """Districts, kinds of place and subcategories are not among what is kept."""
    select_reports(store, SPRING)
    district = store.ask("SELECT id::VARCHAR FROM districts ORDER BY id").item(0, 0)
    for more in (
        {"districts": (district,)},
        {"effects": (1,)},
        {"place_kinds": ("torg",)},
        {"subcategories": ("SKA/x",)},
    ):
        assert reports_at_hand(store, replace(SPRING, **more)) is None
    inside = daily_weights(store, replace(SPRING, districts=(district,)))["count"].sum()
    assert 0 < inside < daily_weights(store, SPRING)["count"].sum()


def test_a_period_of_ten_thousand_years_takes_no_memory_for_its_days(store):
    """An address may ask for any: what is held is of the days on which there are reports."""
    ever = Selection(date(1, 1, 2), date(9999, 12, 31))
    wanted = daily_weights(store, ever)
    select_reports(store, ever)
    tracemalloc.start()
    try:
        found = daily_weights(store, ever)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert_frame_equal(found, wanted, rel_tol=1e-9)
