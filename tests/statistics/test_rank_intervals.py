import numpy as np
import pytest

from est.statistics.rank_intervals import rank_intervals


def test_what_lies_far_above_the_rest_is_surely_the_first() -> None:
    """And of units that are alike any may be the second."""
    found = rank_intervals([400, *[20] * 19], np.ones(20), most=3)
    assert (found.units[0], found.low[0], found.high[0], found.among[0]) == (0, 1, 1, 1.0)
    assert found.low[1] <= 4
    assert found.high[1] >= 15


def test_bursts_make_the_order_less_sure() -> None:
    """With a dispersion of four a count of 40 tells what one of 10 does."""
    counts, even = np.array([40, 30, 25, *[10] * 37]), np.ones(40)
    sure, unsure = (rank_intervals(counts, even, dispersion=factor) for factor in (1.0, 4.0))
    assert (unsure.high - unsure.low).sum() > (sure.high - sure.low).sum()
    assert unsure.level.sum() < sure.level.sum()


def test_counts_that_differ_no_more_than_chance_have_no_order() -> None:
    """Each of the ten may hold any rank, and is one of the three with probability 0.3."""
    found = rank_intervals([5] * 10, np.ones(10), most=3)
    assert (found.low <= 2).all()
    assert (found.high >= 9).all()
    assert found.among == pytest.approx(0.3, abs=0.05)


@pytest.mark.slow
def test_the_intervals_hold_the_long_run_ranks() -> None:
    """Of the ten listed units of 25 towns, drawn from the model, as many as they promise or a little more."""
    generator, held = np.random.default_rng(6), []
    expected = generator.uniform(1, 5, 60)
    for seed in range(25):
        truth = expected * generator.gamma(0.8, 1 / 0.8, 60)
        found = rank_intervals(generator.poisson(truth), expected, draws=300, seed=seed)
        rank = 1 + (truth > truth[found.units][:, None]).sum(axis=1)
        held += [((found.low <= rank) & (rank <= found.high)).mean()]
    assert 0.77 <= np.mean(held) <= 0.93
