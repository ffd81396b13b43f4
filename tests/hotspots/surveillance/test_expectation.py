"""What a place's own past leads to expect: of the latest weeks, after who reported and how much."""

import numpy as np
import pytest

from est.hotspots.surveillance.expectation import (
    LENT,
    UNKNOWN_DRIFT,
    PlacePrior,
    expected_reports,
    year_to_year_drift,
)


def prior(n, drift=0.0, dispersion=1.0):
    return PlacePrior(np.full(n, 1 / n), np.full(n, 1e6), np.full(n, 1e6), np.full(n, drift), np.full(n, dispersion))


def test_an_organisation_that_reports_three_times_as_much_moves_the_expectation_with_it():
    past = np.array([[30.0, 10.0], [5.0, 55.0]])
    whole = past.sum(axis=1)
    before = expected_reports(past, np.array([4.0, 6.0]), whole, prior(2))
    tripled = expected_reports(past, np.array([12.0, 6.0]), whole, prior(2))
    part = (30 + LENT * 0.5) / (40 + LENT)  # its own past, filled up with the even share
    assert float(tripled.mean[0] - before.mean[0]) == pytest.approx(8 * part, rel=1e-3)
    assert float(tripled.mean.sum()) == pytest.approx(18)  # what was reported is shared out whole


def test_what_rests_on_few_reports_is_less_sure_and_drift_and_dispersion_widen_it():
    few = expected_reports(np.array([[3.0, 3.0]]), np.array([4.0]), np.array([6.0]), prior(2))
    many = expected_reports(np.array([[300.0, 300.0]]), np.array([4.0]), np.array([600.0]), prior(2))
    assert float(few.mean[0]) == pytest.approx(float(many.mean[0]), rel=1e-6)
    assert float(few.size[0]) < float(many.size[0])
    drifting = expected_reports(np.array([[300.0, 300.0]]), np.array([4.0]), np.array([600.0]), prior(2, drift=0.5))
    bursty = expected_reports(np.array([[300.0, 300.0]]), np.array([4.0]), np.array([600.0]), prior(2, dispersion=2.0))
    assert float(drifting.upper(6)[0]) > float(many.upper(6)[0])
    assert float(bursty.upper(6)[0]) > float(many.upper(6)[0])


@pytest.mark.parametrize("true", [0.0, 0.25, 0.45])
def test_the_drift_that_was_put_in_is_found(true):
    chance = np.random.default_rng(5)
    level = 40 * np.exp(chance.normal(-(true**2) / 2, true, (400, 4)))
    found = year_to_year_drift(chance.poisson(level).astype(float), 1.0)
    assert found == pytest.approx(true, abs=0.06)


def test_with_one_year_or_nearly_nothing_the_drift_is_a_known_towns():
    assert year_to_year_drift(np.ones((10, 1)), 1.0) == UNKNOWN_DRIFT
    assert year_to_year_drift(np.ones((10, 3)), 1.0) == UNKNOWN_DRIFT
