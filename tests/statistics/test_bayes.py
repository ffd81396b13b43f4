import numpy as np
import pytest

from est.statistics.bayes import empirical_bayes


def test_the_posterior_mean_lies_between_the_raw_rate_and_the_common_one() -> None:
    """Every unit is drawn towards the mean, a unit with little expected more than one with much."""
    counts, expected = np.array([8, 80, 1, 10, 0, 12]), np.array([2.0, 20.0, 2.0, 20.0, 2.0, 20.0])
    found = empirical_bayes(counts, expected)
    raw, common = counts / expected, found.shape / found.rate
    assert (np.abs(found.mean - common) < np.abs(raw - common)).all()
    assert found.mean[0] < found.mean[1]
    assert ((found.low < found.mean) & (found.mean < found.high)).all()


def test_the_fitted_prior_solves_the_moment_equations() -> None:
    """Clayton & Kaldor's two equations hold at the prior that was found."""
    generator = np.random.default_rng(3)
    expected = generator.uniform(1, 9, 4_000)
    counts = generator.poisson(expected * generator.gamma(2.0, 0.5, 4_000))
    found = empirical_bayes(counts, expected)
    risk = (counts + found.shape) / (expected + found.rate)
    assert risk.mean() == pytest.approx(found.shape / found.rate, rel=1e-6)
    spread = ((1 + found.rate / expected) * (risk - risk.mean()) ** 2).sum() / 3_999
    assert spread == pytest.approx(found.shape / found.rate**2, rel=1e-6)
    assert found.shape == pytest.approx(2.0, rel=0.15)


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
