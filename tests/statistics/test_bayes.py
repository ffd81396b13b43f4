import csv

import numpy as np
import pytest
from scipy import stats

from est.statistics.bayes import empirical_bayes, gamma_prior
from tests.data import PUBLISHED


def test_the_posterior_mean_lies_between_the_raw_rate_and_the_common_one() -> None:
    """Every unit is drawn towards the mean, a unit with little expected more than one with much."""
    counts, expected = np.array([8, 80, 1, 10, 0, 12]), np.array([2.0, 20.0, 2.0, 20.0, 2.0, 20.0])
    found = empirical_bayes(counts, expected)
    raw, common = counts / expected, found.shape / found.rate
    assert (np.abs(found.mean - common) < np.abs(raw - common)).all()
    assert found.mean[0] < found.mean[1]
    assert ((found.low < found.mean) & (found.mean < found.high)).all()


def test_the_prior_of_the_lip_cancer_of_scotland_is_the_published_one() -> None:
    """Clayton & Kaldor 1987 by maximum likelihood: shape 1.88 and rate 1.32 over 56 districts."""
    with (PUBLISHED / "scotland_lip_cancer_1975_1980.csv").open() as file:
        rows = list(csv.DictReader(file))
    counts, expected = ([float(row[name]) for row in rows] for name in ("observed", "expected"))
    shape, rate = gamma_prior(counts, expected)
    assert (round(shape, 2), round(rate, 2)) == (1.88, 1.32)


def test_the_fitted_prior_is_the_one_that_was_drawn_from() -> None:
    """Of 4,000 units the shape and the mean come back, and no prior near it makes the counts likelier."""
    generator = np.random.default_rng(3)
    expected = generator.uniform(1, 9, 4_000)
    counts = generator.poisson(expected * generator.gamma(2.0, 0.5, 4_000))
    found = empirical_bayes(counts, expected)
    assert (found.shape, found.shape / found.rate) == pytest.approx((2.0, 1.0), rel=0.1)

    def likelihood(shape: float, rate: float) -> float:
        return float(stats.nbinom.logpmf(counts, shape, rate / (rate + expected)).sum())

    best = likelihood(found.shape, found.rate)
    for factor in (0.98, 1.02):
        assert likelihood(found.shape * factor, found.rate) < best
        assert likelihood(found.shape, found.rate * factor) < best


def test_intervals_hold_what_they_promise() -> None:
    """Of 4,000 units the 80 % interval holds the truth in about 80 %, and the exceedance is calibrated."""
    generator = np.random.default_rng(4)
    truth = generator.gamma(3.0, 1 / 3, 4_000)
    expected = generator.uniform(1, 6, 4_000)
    found = empirical_bayes(generator.poisson(expected * truth), expected)
    assert ((found.low < truth) & (truth < found.high)).mean() == pytest.approx(0.8, abs=0.03)
    assert found.exceedance.mean() == pytest.approx((truth > 1.5).mean(), abs=0.02)


def test_counts_without_spread_give_one_common_risk() -> None:
    """Where units differ less than chance nothing is told apart."""
    found = empirical_bayes([5, 5, 5, 5], [5.0, 5.0, 5.0, 5.0])
    assert found.mean.tolist() == [1.0] * 4
    assert found.exceedance.tolist() == [0.0] * 4


def test_an_expectation_of_nothing_is_refused() -> None:
    """A unit where nothing could be expected has no relative risk."""
    with pytest.raises(ValueError, match="above 0"):
        empirical_bayes([1, 2], [0.0, 1.0])
