"""What the weeks of a past tell of the places: one month is an event, several that stand out are a season."""

import numpy as np
import pytest

from est.hotspots.surveillance.weekly_table import place_prior
from tests.calibration.surveillance import hexagons

WEEKS = 156


@pytest.mark.slow
def test_one_month_makes_no_season_of_a_place_and_a_summer_does():
    """Fifteen reports of one week in one cell, and in another as many more each summer."""
    area, watched = hexagons()
    counts = np.random.default_rng(1).poisson(0.2, (WEEKS, area.ids.size)).astype(float)
    event, summer, usual = len(watched.known) + np.array([20, 60, 100])
    counts[70, 20] += 15
    for year in range(3):
        counts[52 * year + 22 : 52 * year + 35, 60] += 2
    places = np.asarray((watched.members @ counts.T).T)[:, None]
    dispersion = place_prior(places, places.sum(axis=2), watched, area).dispersion
    assert dispersion[event] == dispersion[usual]
    assert dispersion[summer] > 2 * dispersion[usual]
