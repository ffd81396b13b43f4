"""Flags are seldom false in an even town, and a planted place is found, on a study area with real edges."""

import pytest
from scipy import stats

from tests.calibration.towns import at_resolution, empty_town, planted_town

TOWNS = 200


@pytest.mark.parametrize(("resolution", "reports"), [(9, 400), (8, 100)])
def test_an_even_town_has_a_clear_flag_in_at_most_five_of_a_hundred(resolution, reports):
    area = at_resolution(resolution)
    false = sum(empty_town(area, reports, seed).clear > 0 for seed in range(TOWNS))
    # with a true rate of 5 %, a count as high as this comes about at least once in a hundred times
    assert stats.binom.sf(false - 1, TOWNS, 0.05) > 0.01


def test_twelve_more_reports_at_one_spot_are_found_in_most_towns_with_few_false_cells():
    area = at_resolution(9)
    towns = [planted_town(area, 400, 12, 10_000 + seed) for seed in range(TOWNS)]
    assert sum(town.planted for town in towns) / TOWNS >= 0.7
    assert sum(town.clear + town.watch for town in towns) / TOWNS <= 0.4
