"""The line holds what chance crosses so often a year, also where it hardly ever comes near it."""

import numpy as np
import pytest

from est.hotspots.surveillance.alarm_line import AlarmLine, alarm_lines
from est.hotspots.surveillance.expectation import PlacePrior


def line(smallest, allowed=0.15, places=10):
    return AlarmLine(np.asarray(smallest, dtype=float), allowed, places)


def test_the_line_is_the_p_that_chance_crosses_as_often_as_is_allowed():
    chance = np.random.default_rng(1)
    drawn = line(chance.random((30, 104)) ** 4)
    assert drawn.alarms_a_year(drawn.p) <= 0.15 < drawn.alarms_a_year(1.5 * drawn.p)


def test_where_nothing_was_worked_out_the_line_is_bonferroni_s_and_no_p_of_one_is_beyond_it():
    drawn = line(np.ones((30, 127)))
    assert drawn.p == pytest.approx(0.15 / 260)
    assert drawn.alarms_a_year(drawn.p) == pytest.approx(0.15)


def test_what_every_order_crosses_at_its_rarest_puts_the_line_below_it():
    drawn = line(np.where(np.arange(127) == 60, 1e-3, 1.0) * np.ones((30, 1)))
    assert 0 < drawn.p < 1e-3
    assert drawn.alarms_a_year(drawn.p) == pytest.approx(0.15)


def test_drift_makes_a_place_harder_to_call_unusual_and_leaves_the_line_where_it_is():
    """In another order no place drifts: a line that rose with the drift would take back what the drift was for."""
    chance = np.random.default_rng(2)
    table = chance.poisson(1.0, (104, 2, 20)).astype(float)
    even = np.full(20, 0.05)
    one = np.ones(20)
    lines = [
        alarm_lines(table, table.sum(axis=2), PlacePrior(even, 5 * one, 5 * one, drift * one, one), np.zeros(20, int))
        for drift in (0.0, 0.4)
    ]
    assert lines[0][0].p == lines[1][0].p
