"""How much places move by themselves is found again, widens what is foretold, and is part of what can be seen."""

import numpy as np
import pytest
from scipy import stats

from est.statistics.mix_changes import mix_changes
from est.statistics.negative_binomial import predictive_distribution
from est.statistics.power import PowerSetting, detectable_increase, detectable_reduction
from est.statistics.year_to_year import year_to_year_spread


def _years(drift: float, units: int, years: int, random: np.random.Generator) -> np.ndarray:
    """Return counts, units × years, of levels that differ and move."""
    level = random.gamma(2.0, 8.0, units)[:, None] + 4
    return random.poisson(level * np.exp(random.normal(-(drift**2) / 2, drift, (units, years))))


@pytest.mark.parametrize(("drift", "low", "high"), [(0.0, 0.0, 0.06), (0.25, 0.23, 0.28), (0.4, 0.37, 0.46)])
def test_the_spread_of_places_between_years_is_found_again(drift, low, high):
    """Of 2,000 units, though each has few reports; without drift hardly any is found."""
    found, units = year_to_year_spread(_years(drift, 2_000, 3, np.random.default_rng(1)))
    assert units > 1_990
    assert found is not None
    assert low <= found <= high


def test_by_hand():
    """Twelve units of 10 and 30, or 30 and 10: E is 20, (y − E)² is 100, and E² free of chance is 10 · 30."""
    table = np.tile([[10, 30], [30, 10]], (6, 1))
    found, _ = year_to_year_spread(table)
    assert found == pytest.approx(np.sqrt((100 - 20 / 2) / (300 / 2)))


def test_nothing_is_told_of_one_year_or_of_few_units():
    """Nor of units with fewer than three reports a year."""
    assert year_to_year_spread(np.full((50, 1), 9)) == (None, 50)
    assert year_to_year_spread(np.full((9, 3), 9)) == (None, 9)
    assert year_to_year_spread(np.full((50, 3), 2)) == (None, 0)


def test_what_a_few_units_went_through_is_not_taken_for_what_all_do():
    """Two of sixty grew from 2 to 31; the others vary as chance does, or by a quarter."""
    for drift, most in ((0.0, 0.12), (0.25, 0.33)):
        table = _years(drift, 60, 2, np.random.default_rng(3)).astype(float)
        table[:2] = [2, 31]
        all_of_them, trimmed = year_to_year_spread(table)[0], year_to_year_spread(table, trimmed=True)[0]
        assert all_of_them is not None
        assert trimmed is not None
        assert trimmed < most
        assert trimmed < all_of_them


@pytest.mark.slow
def test_a_prediction_with_drift_holds_what_it_promises():
    """Both tails of 4,000 places that move by a quarter a year, held against three years before."""
    random, tau = np.random.default_rng(5), float(np.sqrt(np.expm1(0.25**2)))
    level = np.exp(random.normal(-(0.25**2) / 2, 0.25, (4, 4_000)))
    before, after = random.poisson(60 * level[1:]).sum(axis=0), random.poisson(60 * level[0])
    control = (np.full(4_000, 90_000.0), np.full(4_000, 30_000.0))
    low = predictive_distribution(before, before, control, 1.0, tau, 3).lower(after)
    high = predictive_distribution(before + 1, before + 1, control, 1.0, tau, 3).upper(after)
    assert (low <= 0.05).mean() == pytest.approx(0.05, abs=0.012)
    assert (high <= 0.05).mean() == pytest.approx(0.05, abs=0.012)
    assert (predictive_distribution(before, before, control).lower(after) <= 0.05).mean() > 0.15


def test_without_drift_the_prediction_is_what_it_was():
    """And a quantile with drift lies where its probability says."""
    plain = predictive_distribution(30, 30, (300, 290))
    assert plain == predictive_distribution(30, 30, (300, 290), drift=0.0, years=3)
    wide = predictive_distribution(30, 30, (300, 290), drift=0.3, years=3)
    assert wide.quantile(0.975) > plain.quantile(0.975)
    at = wide.quantile(0.025)
    assert wide.lower(at - 1) < 0.025 <= wide.lower(at)


@pytest.mark.slow
def test_what_can_be_seen_shrinks_with_drift_and_is_what_is_seen():
    """Of a place with 60 reports a year that moves by a quarter, four of five such decreases are told."""
    setting = PowerSetting(60, 15, 3, level=0.032, drift=0.25)
    told, plain = detectable_reduction(setting), detectable_reduction(PowerSetting(60, 15, 3, level=0.032))
    assert told is not None
    assert plain is not None
    assert told > plain + 0.1
    assert (detectable_increase(setting) or 9) > (detectable_increase(PowerSetting(60, 15, 3, level=0.032)) or 9)
    random, a_year = np.random.default_rng(7), float(np.sqrt(np.log1p(0.25**2)))
    level = np.exp(random.normal(-(a_year**2) / 2, a_year, (4, 3_000)))
    t0, t1 = random.poisson(60 * level[1:]).sum(axis=0), random.poisson(60 * (1 - told) * level[0])
    c0, c1 = random.poisson(2_700, 3_000).astype(float), random.poisson(900, 3_000).astype(float)
    seen = predictive_distribution(t0, t0, (c0, c1), 1.0, 0.25, 3).lower(t1) <= 0.032
    assert seen.mean() == pytest.approx(0.8, abs=0.04)


def test_a_mix_that_changed_with_its_control_did_not_change():
    """Everybody reports half as much at the place, and one of them half as much in the whole town."""
    control = np.array([[9_000.0, 1_500], [9_000, 3_000], [9_000, 3_000]])
    found = mix_changes(np.array([[60.0, 5], [60, 10], [60, 10]]), control)
    assert (found.p > 0.5).all()
    assert found.expected == pytest.approx([5, 10, 10], abs=0.1)
    gone = mix_changes(np.array([[60.0, 0], [60, 20], [60, 20]]), np.full((3, 2), 9_000.0))
    assert gone.p[0] < 1e-4
    assert gone.p.argmin() == 0


def test_with_a_large_control_of_one_mix_it_is_fisher_s_exact_test():
    """The two-sided mid-p of the table of one stratum and the others."""
    found = mix_changes(np.array([[12.0, 1], [20, 14]]), np.full((2, 2), 1e9))
    law = stats.hypergeom(47, 15, 13)
    assert found.p[0] == pytest.approx(2 * (law.cdf(0) + law.pmf(1) / 2), rel=1e-3)
    assert found.p[1] == pytest.approx(found.p[0], rel=1e-6)
    assert mix_changes(np.array([[5.0, 3]]), np.array([[50.0, 30]])).p.tolist() == [1.0]
    assert mix_changes(np.array([[0.0, 0], [5, 3]]), np.full((2, 2), 50.0)).p.tolist() == [1.0, 1.0]
