"""The outlook on real incidents, small: smoothing holds more where reports are few, and no less else; it covers."""

import numpy as np
import pytest

from tests.calibration import forecast
from tests.calibration.forecast import Gain, Thinned, drawn, gains, together


def test_the_gain_is_paired_by_draw() -> None:
    """A method that holds a third more in every draw has no spread, however much the draws differ."""
    at = len(forecast.SHARES)
    draws = [
        Thinned(
            {"count": np.full(at, n)} | dict.fromkeys(("kernel", forecast.WHOLE), np.full(at, 4 * n / 3)), [], [], []
        )
        for n in (3.0, 30.0, 300.0)
    ]
    for gain in gains("x", draws):
        assert (gain.ratio, gain.low, gain.high) == pytest.approx((4 / 3, 4 / 3, 4 / 3))


def test_sets_weigh_alike_together() -> None:
    """Half as much and twice as much are as much."""
    found = [Gain("a", "kernel", 0.01, 0.5, 0.4, 0.6), Gain("b", "kernel", 0.01, 2.0, 1.8, 2.2)]
    value, low, high = together(found, "kernel", 0.01)
    assert value == pytest.approx(1.0)
    assert low < 1 < high


@pytest.mark.slow
def test_in_a_town_nothing_is_lost_and_the_interval_covers() -> None:
    """Where every place has many incidents the kernel holds about as much as plain counts; the interval holds 80 %."""
    draws = drawn("Houston town 0", 1500, 2)
    found = {(gain.method, gain.share): gain.ratio for gain in gains("town", draws)}
    assert found["kernel", 0.05] > 0.9
    assert found[forecast.WHOLE, 0.05] < 1.4
    assert np.mean([hit for one in draws for hit in one.held]) >= 0.8


@pytest.mark.slow
def test_robberies_of_a_city_thinned_to_400_a_year() -> None:
    """The kernel holds more than plain counts, and less than one who knew the long run of every cell."""
    found = {(gain.method, gain.share): gain.ratio for gain in gains("robbery", drawn("Houston robbery", 400, 2))}
    assert 1.05 < found["kernel", 0.05] < found[forecast.WHOLE, 0.05]
