"""The forecasts of the literature are what they are named after, on cells laid out by hand."""

import numpy as np
import pytest
from scipy import sparse

from est.hotspots.forecasting.cell_history import HistoryCells, HistoryPoints, cell_history
from est.hotspots.forecasting.forecast import EVEN
from tests.calibration import candidates
from tests.calibration.candidates import CANDIDATES, Known

SIDE, STEP_M, MONTHS, MONTH = 15, 300.0, 4, 30.0


def known(x: np.ndarray, y: np.ndarray, day: np.ndarray) -> Known:
    """Return what is known after four months of thirty days on a board of squares, touching at sides and corners."""
    column, row = (part.ravel() for part in np.meshgrid(*(np.arange(SIDE, dtype=np.float64),) * 2))
    cells = HistoryCells(column * STEP_M, row * STEP_M, np.full(SIDE**2, STEP_M**2 / 1e6))
    cell = np.rint(x / STEP_M).astype(int) + SIDE * np.rint(y / STEP_M).astype(int)
    points = HistoryPoints(x, y, cell, (day // MONTH).astype(int), np.ones(len(x)))
    near = np.maximum(abs(column[:, None] - column), abs(row[:, None] - row)) == 1
    made = cell_history(points, cells, MONTHS)
    return Known(x, y, cell, MONTHS * MONTH - day, MONTH, cells, sparse.csr_array(near.astype(np.int8)), made)


def scattered(number: int, seed: int = 0) -> Known:
    """Return incidents laid out evenly by chance in space and time."""
    draw = np.random.default_rng(seed)
    x, y = draw.uniform(0, STEP_M * (SIDE - 1), size=(2, number))
    return known(x, y, draw.uniform(0, MONTHS * MONTH, number))


@pytest.mark.parametrize("name", CANDIDATES)
@pytest.mark.parametrize("number", [1, 2, 60])
def test_every_cell_has_an_expectation_however_little_is_known(name: str, number: int) -> None:
    """It is finite, not negative, and not 0 everywhere."""
    found = CANDIDATES[name](scattered(number))
    assert found.shape == (SIDE**2,)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert found.max() > 0


@pytest.mark.parametrize("name", CANDIDATES)
def test_a_place_of_many_incidents_is_expected_to_have_most(name: str) -> None:
    """Forty incidents over the months around one corner, in a town of sixty others."""
    draw = np.random.default_rng(1)
    even = scattered(60)
    x, y = (np.r_[part, 900 + draw.normal(0, 60, 40)] for part in (even.x, even.y))
    found = CANDIDATES[name](known(x, y, np.r_[120 - even.ago, draw.uniform(0, 120, 40)]))
    assert found.argmax() == 3 + SIDE * 3


def test_the_likeliest_bandwidth_is_about_the_size_of_the_clusters() -> None:
    """Clusters of 150 m give a narrower one than an even spread."""
    draw = np.random.default_rng(2)
    middles = np.repeat(draw.uniform(600, 3600, size=(2, 12)), 15, axis=1)
    x, y = middles + draw.normal(0, 150, size=(2, 180))
    assert known(x, y, draw.uniform(0, 120, 180)).bandwidth in {75.0, 150.0}
    assert scattered(180).bandwidth >= 300


def test_a_lone_incident_says_nothing_of_itself() -> None:
    """Left out, two incidents far apart are only as likely as an even spread makes them."""
    two = known(np.array([0.0, 4200]), np.array([0.0, 4200]), np.array([1.0, 50]))
    even = EVEN / (1e6 * two.cells.area.sum())
    assert two.likelihood(np.float64(75)) == pytest.approx(2 * np.log(even))


def test_what_sets_off_more_is_expected_to_go_on_where_it_was_last() -> None:
    """Chains of incidents within days and 50 m: the last chain's place is above an equal one of long ago."""
    draw = np.random.default_rng(3)
    starts = np.r_[np.linspace(2, 80, 9), 112]
    middles = np.column_stack([300 + 300 * (np.arange(10) % 5) * 2, 900 + 1800 * (np.arange(10) // 5)]).astype(float)
    x, y = (np.repeat(middles[:, at], 5) + draw.normal(0, 20, 50) for at in (0, 1))
    chains = known(x, y, np.repeat(starts, 5) + np.tile(np.arange(5) * 1.5, 10))
    for method in (candidates.self_exciting, candidates.self_exciting_cells):
        found = method(chains)
        assert found[chains.cell[-1]] > 1.3 * found[chains.cell[0]]


def test_the_local_empirical_bayes_is_that_of_marshall_by_hand() -> None:
    """Nine incidents in one cell and none around it, C = (s² − m/ē)/(s² − m/ē + m/e) with r = y/e and m its mean.

    One incident varies no more than chance, and the ring's mean is then all.
    """
    middle = 7 + 7 * SIDE
    at = np.full(9, 7 * STEP_M)
    day = np.linspace(0, 119, 9)
    found = candidates.marshall(known(at, at, day))
    e = 9 / SIDE**2
    mean, square = 9 / (9 * e), (9 / e) ** 2 / 9
    spread = square - mean**2
    between = spread - mean / e
    pull = between / (between + mean / e)
    assert found[middle] == pytest.approx(e * (mean + pull * (9 / e - mean)))
    assert found[middle + 1] == pytest.approx(e * (mean + pull * (0 - mean)))
    one = candidates.marshall(known(at[:1], at[:1], day[:1]))
    assert one[middle] == pytest.approx(one[middle + 1])


def test_ranks_share_their_places() -> None:
    """Two least of four are both one and a half of four."""
    assert candidates._ranks(np.array([0.0, 5, 0, 7])) == pytest.approx(np.array([1.5, 3, 1.5, 4]) / 4)


def test_weights_are_learned_from_what_came_after() -> None:
    """Where every month repeats the cells of the month before, a cell's own count is all that counts."""
    draw = np.random.default_rng(4)
    x, y = np.tile(np.rint(draw.uniform(0, SIDE - 1, size=(2, 20))) * STEP_M, 4)
    same = known(x, y, np.repeat([5.0, 35, 65, 95], 20))
    found = candidates.weighted_rings(same)
    assert found[np.unique(same.cell)].sum() == pytest.approx(1, abs=0.02)
