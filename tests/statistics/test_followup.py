"""The mathematics of a follow-up: prediction, looking early, dispersion, exact growth, common ratio, power."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from est.statistics.dispersion import estimate_dispersion, homogeneity_test
from est.statistics.interim_looks import look_level, look_limit
from est.statistics.negative_binomial import predictive_distribution
from est.statistics.power import PowerSetting, detectable_increase, detectable_reduction
from est.statistics.stratified_counts import common_ratio, grown_beyond

# Seen with 80 % power, one-sided 5 %, in per cent, by reports per area and period (docs/method.md, section 8.14)
TABLE: dict[str, tuple[dict[str, Any], tuple[int | None, ...]]] = {
    "one equal control": ({"control_ratio": 1.0}, (None, 96, 66, 48, 34)),
    "plus displacement pair": ({"control_ratio": 1.0, "surroundings": True}, (None, None, 94, 68, 48)),
    "pooled control 10x": ({"control_ratio": 10.0}, (86, 68, 48, 36, 26)),
    "pooled 10x, 3 years before": ({"control_ratio": 10.0, "years": 3}, (70, 56, 38, 28, 20)),
}


@pytest.mark.parametrize("row", TABLE)
@pytest.mark.slow
def test_the_smallest_visible_reduction_is_that_of_the_method_s_table(row):
    """Every figure within two points, on the table's own grid of two."""
    setting, wanted = TABLE[row]
    for expected, per_cent in zip((10, 20, 50, 100, 200), wanted, strict=True):
        found = detectable_reduction(PowerSetting(expected, rule="difference", **setting))
        if per_cent is None:
            assert found is None
        else:
            assert found is not None
            assert abs(2 * np.ceil(50 * found) - per_cent) <= 2


def test_what_is_visible_is_what_is_seen_in_simulated_follow_ups():
    """At the reduction that is told, four of five simulated measures pass both tests (dispersion 1.5, two years)."""
    expected, ratio, years, phi, level = 40.0, 8.0, 2, 1.5, 0.032
    told = detectable_reduction(PowerSetting(expected, ratio, years, phi, level))
    assert told is not None
    random = np.random.default_rng(1)

    def draw(mean: float) -> np.ndarray:
        return random.negative_binomial(mean / (phi - 1), 1 / phi, 20_000).astype(float)

    t0, t1 = draw(expected * years), draw(expected * (1 - told))
    c0, c1 = draw(expected * ratio * years), draw(expected * ratio)
    change = t1 - t0 * c1 / c0
    variance = phi * (t1 + t0 / years**2 + (c1 + c0 / years**2) * (t0 / c0) ** 2)
    seen = stats.norm.cdf(change / np.sqrt(variance)) <= level
    seen &= predictive_distribution(t0, t0, (c0, c1), phi).lower(t1) <= level
    assert seen.mean() == pytest.approx(0.8, abs=0.02)


def test_the_smallest_visible_increase_is_what_is_seen_in_simulated_follow_ups():
    """At the increase that is told, four of five simulated measures pass the exact test (dispersion 1 and 1.5)."""
    expected, ratio, years, level = 12.0, 8.0, 2, 0.032
    random = np.random.default_rng(2)
    told = {phi: detectable_increase(PowerSetting(expected, ratio, years, phi, level)) for phi in (1.0, 1.5)}
    assert told[1.5] > told[1.0] > 0
    for phi, increase in told.items():
        t0, t1, c0, c1 = (
            (random.poisson(mean, 20_000) if phi == 1 else random.negative_binomial(mean / (phi - 1), 1 / phi, 20_000))
            for mean in (expected * years, expected * (1 + increase), expected * ratio * years, expected * ratio)
        )
        seen = predictive_distribution(t0 + 1, t0 + 1, (c0, c1), phi).upper(t1) <= level
        assert seen.mean() == pytest.approx(0.8, abs=0.02)


def test_an_increase_is_seen_of_a_place_with_hardly_a_report_but_never_of_one_without():
    """Of two expected it takes several times as many; where hardly any is, not even ten times as many are seen."""
    few = detectable_increase(PowerSetting(2))
    assert few is not None
    assert few > 2
    assert detectable_increase(PowerSetting(0.1)) is None


def test_more_of_anything_shows_smaller_reductions():
    """A larger control, more years, more reports; and more dispersion hides them."""
    setting = PowerSetting(30, 5, 1)
    plain = detectable_reduction(setting)
    assert plain is not None
    for better in (replace(setting, control_ratio=20), replace(setting, years=3), replace(setting, expected=60)):
        found = detectable_reduction(better)
        assert found is not None
        assert found < plain
    assert (detectable_reduction(replace(setting, dispersion=2)) or 1) > plain
    with pytest.raises(ValueError, match="above 0"):
        PowerSetting(0)


@pytest.mark.parametrize(("before", "after"), [(4, 0), (12, 5), (30, 31), (7, 20)])
def test_with_a_large_control_the_prediction_is_the_exact_conditional_test(before, after):
    """P(Y <= y) is that of y among both under one half, and so is P(Y >= y) with one more before."""
    large = (1e9, 1e9)
    total = before + after
    lower = predictive_distribution(before, before, large).lower(after)
    upper = predictive_distribution(before + 1, before + 1, large).upper(after)
    assert float(lower) == pytest.approx(stats.binom.cdf(after, total, 0.5))
    assert float(upper) == pytest.approx(stats.binom.sf(after - 1, total, 0.5))


def test_nothing_against_four_is_no_evidence():
    """Four reports before and none after has p 1/16, where the difference's z of −2 would say 2 %."""
    assert float(predictive_distribution(4, 4, (1e9, 1e9)).lower(0)) == pytest.approx(1 / 16)


def test_a_small_control_widens_the_prediction():
    """As a control of 20 is itself uncertain."""
    wide, narrow = predictive_distribution(50, 50, (20, 20)), predictive_distribution(50, 50, (2000, 2000))
    assert float(wide.lower(35)) > float(narrow.lower(35))
    assert wide.quantile(0.975) > narrow.quantile(0.975)
    assert predictive_distribution(0, 0, (5, 5)).quantile(0.9) == 0


@pytest.mark.slow
def test_looking_every_week_keeps_the_error():
    """Of 20,000 follow-ups without effect, looked at in each of 52 weeks, at most 5 % ever pass the bound."""
    random = np.random.default_rng(2)
    path = random.normal(size=(20_000, 52)).cumsum(axis=1) / np.sqrt(np.arange(1, 53))
    ever = np.zeros(len(path), dtype=bool)
    for week in range(52):
        ever |= look_level(stats.norm.sf(path[:, week]), (week + 1) / 52) <= 0.05
    assert 0.03 <= ever.mean() <= 0.05
    naive = (stats.norm.sf(path) <= 0.05).any(axis=1).mean()
    assert naive > 0.25


def test_the_limit_of_a_look_is_where_its_bound_is_met():
    """Half way, an error of 1 % asks for z 3.64."""
    z = look_limit(0.01, 0.5)
    assert z == pytest.approx(3.643, abs=0.001)
    assert float(look_level(stats.norm.sf(z), 0.5)) == pytest.approx(0.01)
    with pytest.raises(ValueError, match="elapsed"):
        look_level(0.5, 1.2)


def test_dispersion_is_found_and_never_below_one():
    """Poisson counts have about 1, twice the variance about 2, equal counts 1; an empty table 1."""
    random = np.random.default_rng(3)
    means = np.outer(random.gamma(2, 1, 150), np.linspace(0.5, 2, 24))
    assert estimate_dispersion(random.poisson(means)) == pytest.approx(1, abs=0.06)
    assert estimate_dispersion(random.negative_binomial(means, 0.5)) == pytest.approx(2, abs=0.15)
    assert estimate_dispersion(np.full((5, 5), 3)) == 1.0
    assert estimate_dispersion(np.zeros((4, 0))) == 1.0
    with pytest.raises(ValueError, match="negative"):
        estimate_dispersion([[1, -1]])


def test_homogeneity_is_the_chi_square_of_the_table():
    """As scipy reckons it; twice the dispersion halves the statistic; one column tells nothing."""
    table = np.array([[30, 20, 10], [300, 310, 290]])
    wanted = stats.chi2_contingency(table, correction=False)
    assert homogeneity_test(table) == pytest.approx(wanted.pvalue)
    assert homogeneity_test(table, 2) == pytest.approx(stats.chi2.sf(wanted.statistic / 2, 2))
    assert homogeneity_test([[3], [4]]) is None
    assert homogeneity_test([[0, 0], [4, 5]]) is None


def test_growth_of_one_stratum_is_fisher_s_exact_test():
    """One stratum: 9 of the unit's 10 are newer, 30 of the rest's 80."""
    wanted = stats.fisher_exact([[9, 1], [30, 50]], alternative="greater").pvalue
    assert grown_beyond([9], [10], [30], [80]) == pytest.approx(wanted)


def test_growth_over_strata_is_the_sum_of_their_chances():
    """Two strata of one and two reports, counted by hand: all three newer has 1/2 × 1/3."""
    assert grown_beyond([1, 2], [1, 2], [0, 0], [1, 1]) == pytest.approx(1 / 2 * 1 / 3)
    assert grown_beyond([1, 2], [1, 2], [0, 0], [10, 10]) == pytest.approx(1 / 11 * 1 / 66)
    assert grown_beyond([0], [0], [5], [9]) == 1.0


def test_an_organisation_that_reports_more_everywhere_makes_no_place_grow():
    """By strata the unit's share is as before; pooled it would look like growth."""
    newer, both = np.array([30, 2]), np.array([40, 10])
    rest_newer, rest_both = np.array([300, 40]), np.array([400, 200])
    assert grown_beyond(newer, both, rest_newer, rest_both) > 0.3


def test_the_common_ratio_of_one_stratum_is_the_plain_one():
    """(T1/T0)/(C1/C0), with Woolf's standard error; without counts there is none."""
    found = common_ratio([(50, 30)], [(60, 55)])
    assert found is not None
    assert np.exp(found.log_ratio) == pytest.approx(0.6545455)
    assert found.standard_error == pytest.approx(0.2969542)
    assert common_ratio([(0, 0)], [(5, 5)]) is None


def test_the_common_ratio_of_berkeley_s_admissions_is_the_published_one():
    """Six departments (Bickel, Hammel & O'Connell 1975), by R's mantelhaen.test: 0.9046968 (0.7719074-1.0603298)."""
    men = [(313, 512), (207, 353), (205, 120), (279, 138), (138, 53), (351, 22)]  # turned down, admitted
    women = [(19, 89), (8, 17), (391, 202), (244, 131), (299, 94), (317, 24)]
    found = common_ratio(men, women)
    assert np.exp(found.log_ratio) == pytest.approx(0.9046968, abs=5e-8)
    bounds = np.exp(found.log_ratio + np.array([-1, 1]) * stats.norm.ppf(0.975) * found.standard_error)
    assert bounds == pytest.approx([0.7719074, 1.0603298], abs=5e-8)


def test_the_common_ratio_does_not_mix_strata():
    """Two organisations whose places both halve: one half, though one of them reports three times as much after."""
    found = common_ratio([(40, 20), (20, 30)], [(400, 400), (200, 600)])
    assert found is not None
    assert np.exp(found.log_ratio) == pytest.approx(0.5)
