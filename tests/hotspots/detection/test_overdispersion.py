"""Reports in bursts are less sure than as many that come by themselves, and a clear flag takes three weeks."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from est.hotspots.detection.flag_rule import Flag
from est.hotspots.detection.flags import flag_events
from est.hotspots.detection.null_models import even_spread
from est.hotspots.detection.overdispersion import measure_overdispersion
from est.picture.tested_events import WEEKLY
from tests.calibration import bursts, towns
from tests.hotspots.detection.test_flag_rule import CENTRE, town

MONDAY = date(2025, 3, 3)


def weekly(area, counts):
    """Return the events of counts (weeks × cells), each an event of its own at the middle of its cell."""
    week, cell = np.nonzero(counts)
    repeated = np.repeat(np.arange(week.size), counts[week, cell])
    days = [MONDAY + timedelta(weeks=int(week[one])) for one in repeated]
    return pl.DataFrame(
        {
            "week": days, "cell": area.ids[cell[repeated]], "organisation": [str(n % 3) for n in range(len(days))],
            "position": area.ids[cell[repeated]], "sigma": 30.0, "count": 1.0, "certain": 1, "partial": 0,
            "partial_weight": 0.0, "first_day": days, "last_day": [day + timedelta(days=1) for day in days],
        },
        schema=WEEKLY,
    )  # fmt: skip


def test_a_place_that_always_holds_more_is_no_burst_and_one_that_begins_does_not_hide_the_others():
    area, random = town(), np.random.default_rng(3)
    home = int(np.searchsorted(area.ids, CENTRE))
    even = random.poisson(0.05, (48, area.ids.size))
    steady, begun, bursting = even.copy(), even.copy(), 5 * random.poisson(0.01, (48, area.ids.size))
    steady[:, home] += 2
    begun[36:, home] += 6
    factors = [measure_overdispersion(area, weekly(area, counts)).factors for counts in (even, steady, begun)]
    assert np.array(factors).max() < 1.25
    assert measure_overdispersion(area, weekly(area, even + bursting)).own == pytest.approx(3, abs=0.5)


def test_weeks_with_an_event_are_counted_of_the_cell_and_of_it_with_its_ring():
    area = town()
    home = int(np.searchsorted(area.ids, CENTRE))
    counts = np.zeros((10, area.ids.size), dtype=int)
    counts[[0, 0, 4], home] = 3
    counts[[4, 9], area.disks[home, 1]] = 1
    found = measure_overdispersion(area, weekly(area, counts))
    assert (found.weeks[home], found.ring_weeks[home]) == (2, 3)


@pytest.mark.parametrize(("weeks", "flag"), [([5, 5, 6, 6, 6, 5] * 2, Flag.WATCH), (range(0, 48, 4), Flag.CLEAR)])
@pytest.mark.slow
def test_a_clear_flag_takes_three_weeks(weeks, flag):
    """Twelve reports within two weeks are to be watched, as many over the year are clear."""
    area = town()
    counts = np.random.default_rng(5).poisson(0.03, (48, area.ids.size))
    home = int(np.searchsorted(area.ids, CENTRE))
    counts[:, home] = np.bincount(list(weeks), minlength=48)
    found = flag_events(area, weekly(area, counts), even_spread(area)).row(home, named=True)
    assert (found["flag"], found["weeks"], found["q"] < 0.05) == (flag, len(set(weeks)), True)


@pytest.mark.slow
@pytest.mark.parametrize("kind", bursts.KINDS)
def test_a_town_of_bursts_where_nothing_lasts_hardly_ever_has_a_clear_flag(kind):
    """Thirty towns of 400 reports each: at most 10 % can be expected, where Poisson chance gave 32 to 100 %."""
    area, found = towns.area(8), []
    for seed in range(30):
        events = bursts.burst_town(kind, 400, area, np.random.default_rng(seed))
        found.append((flag_events(area, events, even_spread(area))["flag"] == Flag.CLEAR).any())
    assert np.mean(found) <= 0.2
