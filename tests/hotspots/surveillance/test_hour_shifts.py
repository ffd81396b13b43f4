"""A known place that is bound to certain hours more than before is told, and none where the town did the same."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from est.hotspots.surveillance.hour_shifts import find_hour_shifts
from tests.calibration.hour_shifts import ENDS, PLACES, STATION, found, stored, town
from tests.stores import organisation_ids, put


@pytest.mark.slow
def test_a_place_whose_nights_grow_is_told_with_what_they_would_have_been():
    (one,) = found(stored(town(np.random.default_rng(2), later_nights=0.7)))
    assert (one.name, one.hours) == ("Stationen", "night")
    assert one.count > 15
    assert 0.1 < one.expected / one.reports < 0.45
    assert one.q < 0.01


@pytest.mark.slow
def test_what_the_whole_town_does_at_night_is_no_news_of_one_place():
    assert not found(stored(town(np.random.default_rng(3), later_nights=0.7, town_nights=0.7)))


@pytest.mark.slow
def test_an_organisation_that_reports_by_night_is_no_change_of_the_place():
    """Within each organisation nothing changes: only who reports does."""
    chance = np.random.default_rng(4)
    rows = [row for row in town(chance, who=1) if row[0] < ENDS - timedelta(weeks=12)]
    guards = [(moment.replace(hour=23), lat, lng, 1) for moment, lat, lng, _ in rows if chance.random() < 0.1]
    lately = [row for row in town(chance, who=1) if row[0] >= ENDS - timedelta(weeks=12)]
    more = [(moment.replace(hour=23), *STATION, 1) for moment, *_ in lately if chance.random() < 0.5]
    assert not found(stored(rows + guards + lately + more))


@pytest.mark.slow
def test_a_window_that_lies_partly_in_the_hours_tells_nothing_of_them():
    """From 18 to 06 is evening and night."""
    ends = [ENDS - timedelta(days=day, hours=-6) for day in range(2, 41)]
    wide = pl.DataFrame({"starts": [end - timedelta(hours=12) for end in ends], "ends": ends})
    with stored(town(np.random.default_rng(5))) as store:
        put(store, at_station(store, wide))
        assert not found(store)


@pytest.mark.slow
def test_what_came_in_two_weeks_is_no_habit():
    """The same reports over three weeks are one."""
    rows = [
        row for row in town(np.random.default_rng(6), who=1) if row[0] < ENDS - timedelta(weeks=12) or row[2] == 14.1
    ]
    for weeks in (2, 3):
        nights = [ENDS - timedelta(weeks=1 + n % weeks, hours=1, days=n // weeks) for n in range(12)]
        with stored(rows) as store:
            put(store, at_station(store, pl.DataFrame({"starts": nights})))
            assert ("Stationen" in {one.name for one in found(store)}) == (weeks > 2)


def at_station(store, reports):
    return reports.with_columns(
        lat=pl.lit(STATION[0]), lng=pl.lit(STATION[1]), organisation=pl.lit(organisation_ids(store)[0])
    )


@pytest.mark.slow
def test_less_than_a_quarter_of_a_year_before_says_nothing():
    store = stored(town(np.random.default_rng(2), later_nights=0.9))
    assert not find_hour_shifts(store, PLACES, 9, ENDS.date() - timedelta(weeks=20), ENDS.date() - timedelta(days=1))
