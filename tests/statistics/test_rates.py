import numpy as np
import pytest
from scipy import stats

from est.statistics.rates import e_test, rate_ratio, weighted_difference, weighted_harm


@pytest.mark.parametrize(("k1", "k2", "p"), [(3, 0, 0.088379), (6, 2, 0.174875), (20, 10, 0.068832)])
@pytest.mark.parametrize("form", ["score", "wald"])
def test_e_test_gives_the_published_p_at_equal_exposure(k1: int, k2: int, p: float, form: str) -> None:
    """Krishnamoorthy & Thomson's p-values come out in both forms, and in either order of the counts."""
    assert e_test(k1, k2, form=form) == pytest.approx(p, abs=1e-6)
    assert e_test(k2, k1, form=form) == pytest.approx(p, abs=1e-6)


def test_e_test_forms_differ_at_unequal_exposure() -> None:
    """100 reports in 10 weeks against 25 in 5: statsmodels gives one p for each form."""
    assert e_test(100, 25, 10, 5, form="wald") == pytest.approx(0.000575, abs=1e-6)
    assert e_test(100, 25, 10, 5, form="score") == pytest.approx(0.001538, abs=1e-6)


def test_the_wald_form_is_that_of_scipy() -> None:
    """The example of scipy.stats.poisson_means_test (0 and 3 seeds of weed in 100 bags each), and unequal exposures."""
    assert e_test(0, 3, 100, 100, form="wald") == pytest.approx(0.08837900929018157, abs=1e-9)
    for k1, k2, n1, n2 in ((11, 7, 10, 5), (2, 0, 1.5, 8), (16, 28, 3, 3.5), (25, 5, 2.2, 1)):
        published = stats.poisson_means_test(k1, n1, k2, n2).pvalue
        assert e_test(k1, k2, n1, n2, form="wald") == pytest.approx(published, abs=1e-9)


def test_e_test_of_nothing_and_of_nonsense() -> None:
    """No reports anywhere is no difference; negative counts are refused."""
    assert e_test(0, 0) == 1.0
    assert e_test(20, 20) == pytest.approx(1.0)
    with pytest.raises(ValueError, match="negative"):
        e_test(3, -2)


@pytest.mark.slow
def test_e_test_of_large_counts_stays_within_memory() -> None:
    """Two counts of a hundred thousand give the p-value of the normal approximation."""
    assert e_test(100_000, 101_000) == pytest.approx(0.0257, abs=5e-4)


def test_rate_ratio_gives_the_published_example() -> None:
    """50 to 30 against 60 to 55: ratio, its log and standard error of Wheeler's and Wilson's example."""
    found = rate_ratio((50, 30), (60, 55))
    assert weighted_difference((50, 30), (60, 55)).total == -15
    assert found.ratio == pytest.approx(0.6545455, abs=1e-7)
    assert found.log_ratio == pytest.approx(-0.4238142, abs=1e-7)
    assert found.standard_error == pytest.approx(0.2969542, abs=1e-7)
    assert found.low < found.ratio < found.high


def test_rate_ratio_survives_a_zero_and_widens_with_dispersion() -> None:
    """A count of 0 gives a finite ratio; twice the dispersion gives √2 the standard error."""
    assert rate_ratio((4, 0), (10, 10)).ratio == pytest.approx((0.5 / 4.5) / 1.0)
    assert rate_ratio((9, 5), (10, 10), dispersion=2).standard_error == pytest.approx(
        np.sqrt(2) * rate_ratio((9, 5), (10, 10)).standard_error
    )


def test_wdd_gives_the_paper_s_numbers() -> None:
    """Wheeler & Ratcliffe 2018: total −118, variance 1568, z −2.98, interval −196 to −40, and both parts."""
    found = weighted_difference((207, 110), (308, 318), (178, 157), (150, 140))
    assert (found.total, found.variance) == (-118, 1568)
    assert found.z == pytest.approx(-2.98, abs=0.005)
    assert (round(found.low), round(found.high)) == (-196, -40)
    assert found.local.total == -107
    assert found.local.standard_error == pytest.approx(30.7083, abs=1e-4)
    assert found.displacement is not None
    assert found.displacement.total == -11
    assert found.displacement.standard_error == pytest.approx(25.0)


def test_wdd_divides_by_time() -> None:
    """A period before that is twice as long counts half: total −20, variance 115."""
    found = weighted_difference((80, 20), (100, 50), time_weights=(2, 1))
    assert (found.total, found.variance) == (-20, 115)


def test_wdd_divides_by_area() -> None:
    """The published example with four areas of different size, to nine digits."""
    found = weighted_difference((207, 110), (308, 318), (178, 157), (150, 140), area_weights=(1.2, 0.9, 1.5, 1.6))
    assert found.total == pytest.approx(-99.69444444)
    assert found.standard_error == pytest.approx(35.4280755)
    assert found.z == pytest.approx(-2.813995483)
    assert (found.low, found.high) == pytest.approx((-169.1321965, -30.25669241))


def test_wdd_in_harm_gives_the_published_sum() -> None:
    """Five kinds of crime weighed by harm: −1721 with standard error 304.1036."""
    found = weighted_harm(
        treated=[(130, 74), (327, 202), (398, 190), (144, 92), (183, 96)],
        control=[(133, 91), (388, 305), (148, 97), (86, 64), (94, 67)],
        weights=[3, 2, 5, 7, 10],
    )
    assert found.total == -1721
    assert found.standard_error == pytest.approx(304.1036007678962)
    assert found.z == pytest.approx(-5.659255581500118)
    assert (found.low, found.high) == pytest.approx((-2317.0321050740235, -1124.9678949259765))


def test_wdd_scales_its_variance_with_dispersion_and_refuses_half_a_displacement() -> None:
    """Dispersion 2 doubles the variance; a control of nothing displaced is a mistake."""
    assert weighted_difference((9, 4), (9, 9), dispersion=2).variance == 62
    with pytest.raises(ValueError, match="displaced"):
        weighted_difference((9, 4), (9, 9), None, (1, 1))
