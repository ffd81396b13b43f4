import numpy as np
import pytest

from est.statistics.rates import rate_ratio, weighted_difference


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


def test_wdd_scales_its_variance_with_dispersion_and_refuses_half_a_displacement() -> None:
    """Dispersion 2 doubles the variance; a control of nothing displaced is a mistake."""
    assert weighted_difference((9, 4), (9, 9), dispersion=2).variance == 62
    with pytest.raises(ValueError, match="displaced"):
        weighted_difference((9, 4), (9, 9), None, (1, 1))
