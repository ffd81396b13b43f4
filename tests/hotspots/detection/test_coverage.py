"""Ground from which nobody reports is no zero; a town that is even has no such ground."""

import numpy as np
import pytest

from est.hotspots.detection.coverage import by_coverage, silent_cells
from est.hotspots.detection.null_models import even_spread
from tests.calibration import trials
from tests.hotspots.detection.test_flag_rule import town
from tests.hotspots.detection.test_overdispersion import weekly


def test_silent_ground_is_expected_to_hold_little_and_its_neighbours_what_they_hold():
    """A third of a town without reports: the rest is expected to hold them, and no cell far above the others."""
    area = town()
    silent = area.plane.centres[:, 0] < np.quantile(area.plane.centres[:, 0], 1 / 3)
    counts = np.where(silent, 0, 1) * np.random.default_rng(1).poisson(0.2, (48, area.ids.size))
    found = by_coverage(area, weekly(area, counts))
    assert found.silent == pytest.approx(silent.sum(), abs=8)
    assert found.shares.sum() == pytest.approx(1)
    assert found.shares[silent].sum() < 0.1
    assert np.median(found.shares[~silent]) == pytest.approx(1 / (~silent).sum(), rel=0.05)
    without = found.leave_each_out(["0"])[0]
    assert without.sum() == pytest.approx(1)


def test_an_even_town_has_the_plain_expectation():
    area = town()
    events = weekly(area, np.random.default_rng(2).poisson(0.2, (48, area.ids.size)))
    found = by_coverage(area, events)
    assert (found.silent, found.of) == (0, {})
    assert found.shares.tolist() == even_spread(area).shares.tolist()
    assert by_coverage(area, events.clear()).shares.tolist() == even_spread(area).shares.tolist()


def test_bursts_ask_for_more_before_ground_is_silent():
    """A cell without any of seven expected reports is silent, and not where they come five at a time."""
    area = town(rings=2)
    counts = np.full((1, area.ids.size), 7.0)
    counts[0, 4] = 0
    shares = even_spread(area).shares
    assert silent_cells(area, counts, shares)[0].tolist() == (counts[0] == 0).tolist()
    assert not silent_cells(area, counts, shares, 5.0).any()


@pytest.mark.slow
@pytest.mark.parametrize("alone", [False, True])
def test_two_silent_districts_hardly_ever_give_a_clear_flag(alone):
    """Thirty towns of 400 reports: at most 15 % are to have one, where a plain even spread gave all."""
    found = [trials.silent_town(seed, 400, 8, alone).ours for seed in range(30)]
    assert np.mean(found) <= 0.15
