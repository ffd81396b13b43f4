"""What is in a window and what lies before it: two weeks at the least, and a past that fades."""

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from est.hotspots.surveillance.expectation import PlacePrior
from est.hotspots.surveillance.unusual import surveyed_area
from est.hotspots.surveillance.watched_places import watched_places
from est.hotspots.surveillance.weekly_scan import scan_weeks
from est.hotspots.surveillance.weekly_table import weekly_table
from est.space.places import named_places
from tests.stores import put

WEEKS = 60
PRIOR = PlacePrior(np.full(2, 0.5), np.full(2, 1.0), np.full(2, 1.0), np.zeros(2), np.ones(2))


def latest(places):
    """Return the scan of the last week of weeks × places, of one organisation."""
    table = np.asarray(places, dtype=float)[:, None]
    *_, scan = scan_weeks(table, table.sum(axis=2), PRIOR)
    return scan


def test_what_came_within_one_week_is_one_event_however_often_it_was_told():
    places = np.tile([0.0, 4.0], (WEEKS, 1))
    places[::10, 0] = 1
    places[-4:, 0] = [0, 0, 0, 12]
    assert latest(places).more[0, 0, 0] == 1
    places[-4:, 0] = [0, 0, 6, 6]
    assert latest(places).more[0, 0, 0] < 0.001


def test_what_was_a_year_ago_weighs_half_of_what_was_lately():
    places = np.zeros((WEEKS + 8, 2))
    places[:4, 0] = places[52:56, 1] = 10
    places[-4:] = 5
    then, lately = latest(places).expected[0].mean[0]
    assert then < 0.75 * lately


@pytest.mark.parametrize(("every_row", "told"), [(False, 1), (True, 3)])
@pytest.mark.slow
def test_repeats_are_counted_as_tests_count_them(store, every_row, told):
    """Three of one kind in one cell on one day, of an organisation whose repeats count once or each."""
    police = store.ask(
        "SELECT id::VARCHAR AS id FROM organisations WHERE every_row = $every LIMIT 1", {"every": every_row}
    )
    last = date(2026, 2, 22)
    weekly = [datetime(2026, 2, 17, 9) - timedelta(weeks=week) for week in range(50)]
    starts = [*weekly, *(datetime(2026, 2, 20, hour) for hour in (9, 10, 11))]
    put(store, pl.DataFrame({"starts": starts, "organisation": [police["id"][0]] * len(starts)}))
    area = surveyed_area(store)
    watched = watched_places(area, (), named_places(store))
    assert weekly_table(store, area, watched, last - timedelta(weeks=50), last).town.sum() == 50 + told
