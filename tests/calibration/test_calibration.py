"""The small version of the calibration: the targets with room for the chance of few towns."""

from functools import partial

import numpy as np
import pytest

from est.hotspots.evolution.trend_classes import TrendClass
from tests.calibration import trials
from tests.calibration.table import CHANGES, share, wilson

pytestmark = [pytest.mark.slow, pytest.mark.thorough]


def test_a_town_without_a_hotspot_hardly_ever_has_a_clear_flag_and_gi_star_almost_always_a_hot_cell():
    """Sixty towns of 400 reports: at most 5 % can be expected."""
    found = [trials.empty_town(seed, 400, 9) for seed in range(60)]
    assert np.mean([outcome.ours for outcome in found]) <= 0.10
    assert np.mean([outcome.gi_star for outcome in found]) >= 0.8


@pytest.mark.parametrize("sigma", [30.0, 100.0])
def test_twelve_extra_reports_are_found_through_the_usual_error_of_places(sigma):
    """Three of four at least, and hardly a cell elsewhere."""
    both = [trials.planted(seed, 12, sigma) for seed in range(40)]
    assert np.mean([found.ours for found, _ in both]) >= 0.62
    assert np.mean([false.ours for _, false in both]) <= 0.4


def test_reports_that_follow_people_are_no_flags_under_the_people_null():
    """Gi* knows of no people and paints the crowded squares."""
    found = [trials.populated(seed, 400, 9) for seed in range(40)]
    assert np.mean([outcome.ours for outcome in found]) <= 0.12
    assert np.mean([outcome.gi_star for outcome in found]) >= 0.9


@pytest.mark.parametrize(("what", "change", "word", "target"), CHANGES)
def test_what_happens_to_a_place_is_called_by_its_word(what, change, word, target):
    """Twenty-five towns each."""
    found = [trials.changing(seed, change)[0] == word for seed in range(25)]
    assert np.mean(found) >= float(target.split()[1]) - 0.13, what


def test_an_organisation_that_reports_three_times_as_much_makes_no_place_emerge():
    """Its growth is everywhere, and the strata know it."""
    found = [trials.changing(seed, trials.Change(third=3))[1] for seed in range(40)]
    assert np.mean(found) <= 0.12


def test_trials_are_the_same_for_the_same_seed_and_a_row_tells_its_interval():
    """Wilson's interval of 5 in 100 is 2.2 to 11.2 %."""
    trial = partial(trials.changing, change=trials.Change(1, 8))
    assert trial(5) == trial(5)
    assert trial(5)[0] in {*TrendClass, None}
    assert wilson(5, 100) == pytest.approx((0.0215, 0.1118), abs=1e-4)
    row = share("x", [True] * 9 + [False], [False] * 10, ">= 0.8")
    assert (row.value, row.reached, row.gi_star) == (0.9, True, 0.0)
