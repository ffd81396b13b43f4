"""The forecast on real incidents, small: smoothing holds more than counting where reports are few, and no less else."""

import numpy as np
import pytest

from tests.calibration import forecast, literature
from tests.calibration.candidates import CANDIDATES
from tests.calibration.forecast import Gain, gains, together


def test_the_gain_is_paired_by_draw() -> None:
    """A method that holds a third more in every draw has no spread, however much the draws differ."""
    plain = np.array([3.0, 30, 300])
    draws = [{"count": np.full(AT, n)} | dict.fromkeys(OTHERS, np.full(AT, 4 * n / 3)) for n in plain]
    for gain in gains("x", draws):
        assert (gain.ratio, gain.low, gain.high) == pytest.approx((4 / 3, 4 / 3, 4 / 3))


AT = len(forecast.SHARES)
OTHERS = ("last_three_months", "kernel", "empirical_bayes", "regression", "ensemble", forecast.WHOLE)


def test_sets_weigh_alike_together() -> None:
    """Half as much and twice as much are as much."""
    found = [Gain("a", "kernel", 0.01, 0.5, 0.4, 0.6), Gain("b", "kernel", 0.01, 2.0, 1.8, 2.2)]
    value, low, high = together(found, "kernel", 0.01)
    assert value == pytest.approx(1.0)
    assert low < 1 < high


@pytest.mark.thorough
def test_robberies_of_a_city_thinned_to_400_a_year() -> None:
    """Two draws: the forecast is above plain counts at both shares, and so is what cannot be known."""
    found = {(gain.method, gain.share): gain for gain in forecast.tried(["Houston robbery"], 2)}
    for share in forecast.SHOWN:
        assert found["ensemble", share].ratio > 1.05
        assert found[forecast.WHOLE, share].ratio > found["ensemble", share].ratio


@pytest.mark.slow
def test_in_a_town_nothing_is_lost() -> None:
    """Where every place has many incidents plain counts are near the ceiling, and the forecast is near them."""
    found = {(gain.method, gain.share): gain for gain in forecast.tried(["Houston town 0"], 3)}
    assert found["ensemble", 0.05].ratio > 0.9
    assert found[forecast.WHOLE, 0.05].ratio < 1.4


@pytest.mark.thorough
def test_what_was_tried_stands_beside_the_ensemble_on_the_same_draws(monkeypatch) -> None:
    """Every candidate has its rows; plain counts mark cells with a report, and who knew better gains by choosing."""
    for names in ("CITIES", "TOWNS"):
        monkeypatch.setattr(literature, names, ("Houston town 0",))
    found = {row.what.removeprefix("forecast tried, PAI at "): row for row in literature.rows(2)}
    for name in CANDIDATES:
        over_counts = found[f"1% over that of plain counts, 1 towns, {name}"].value
        assert over_counts > 0.5
        best = found["1% over that of plain counts, 1 towns, ensemble"].value
        over_best = found[f"1% over that of the ensemble, 1 towns, {name}"].value
        assert over_best == pytest.approx(over_counts / best)
    assert found["1% over that of plain counts, 1 towns, ceiling among cells with a report"].low > 1
    marked = [row for what, row in found.items() if what.endswith("count") and "that holds a report" in what]
    assert [row.value for row in marked] == pytest.approx([1, 1])
