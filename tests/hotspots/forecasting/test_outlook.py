"""Looking ahead: a history is spread without losing a report, forecasts find what is there, and a test is honest."""

import numpy as np
import pytest

from est.errors import TooLittleHistoryError
from est.hotspots.forecasting.backtest import MOST_FOLDS, backtest, folds_of
from est.hotspots.forecasting.cell_history import CellHistory, HistoryCells, HistoryPoints, cell_history
from est.hotspots.forecasting.forecast import (
    METHODS,
    forecast,
    gamma_shape,
    kernel_forecast,
    last_three_months,
    plain_counts,
    shrunk_forecast,
)

SIDE = 15


def grid(side: int = SIDE, step: float = 300.0) -> HistoryCells:
    """A square town of cells 300 m apart, of 0.09 km²."""
    x, y = np.meshgrid(np.arange(side) * step, np.arange(side) * step)
    return HistoryCells(x.ravel(), y.ravel(), np.full(side * side, (step / 1000) ** 2))


def town(
    rates: np.ndarray, months: int, seed: int = 1, cells: HistoryCells | None = None
) -> tuple[HistoryPoints, HistoryCells]:
    """Reports drawn from a rate per cell and month, each somewhere in its cell."""
    cells = cells or grid()
    draw = np.random.default_rng(seed)
    counts = draw.poisson(np.broadcast_to(rates[:, None], (rates.size, months)))
    cell, period = np.repeat(np.indices(counts.shape).reshape(2, -1), counts.ravel(), axis=1)
    at = draw.uniform(-150, 150, (2, cell.size))
    return HistoryPoints(cells.x[cell] + at[0], cells.y[cell] + at[1], cell, period, np.ones(cell.size)), cells


def uneven(side: int = SIDE) -> np.ndarray:
    """Rates of a town whose middle has more than its edge, and with a few places that have far more."""
    cells = grid(side)
    far = np.hypot(cells.x - cells.x.mean(), cells.y - cells.y.mean())
    rates = 0.35 * np.exp(-((far / 900) ** 2))
    rates[[side * 7 + 7, side * 8 + 4, side * 4 + 9]] += 1.2
    return rates


def test_no_report_is_lost_when_it_is_spread() -> None:
    """Every table has the sum of the counts in every period, also for a report at the very corner of the town."""
    points, cells = town(uneven(), 9)
    corner = HistoryPoints(np.array([-149.0]), np.array([-149.0]), np.array([0]), np.array([3]), np.array([0.25]))
    for made in (cell_history(points, cells, 9), cell_history(corner, cells, 9)):
        for table in made.around.values():
            assert table.sum(axis=0) == pytest.approx(made.counts.sum(axis=0))


def test_a_narrow_gaussian_in_a_large_cell_stays_in_it() -> None:
    """A report at the edge of a cell of 0.7 km² is nobody's if its centre is not reached; it is always reached."""
    cells = HistoryCells(np.array([0.0, 960.0]), np.zeros(2), np.full(2, 0.8))
    made = cell_history(
        HistoryPoints(np.array([-470.0]), np.zeros(1), np.zeros(1, int), np.zeros(1, int), np.ones(1)), cells, 1
    )
    assert made.around[150.0][:, 0] == pytest.approx([1, 0], abs=1e-9)


@pytest.mark.slow
def test_a_history_knows_only_what_was_before() -> None:
    """What a fold learns from does not change when the future does."""
    points, cells = town(uneven(), 9)
    made = cell_history(points, cells, 9)
    other = CellHistory(made.counts.copy(), made.area, {key: table.copy() for key, table in made.around.items()})
    other.counts[:, 6:] = 99.0
    for table in other.around.values():
        table[:, 6:] = 99.0
    for name, method in METHODS.items():
        assert np.array_equal(method(made.before_period(6)), method(other.before_period(6))), name


def test_plain_counts_and_three_months_are_what_they_say() -> None:
    """Two cells, five periods: the means can be done in the head."""
    counts = np.array([[5.0, 0, 0, 0, 0], [0, 0, 1, 1, 1]])
    made = CellHistory(counts, np.ones(2), {})
    assert plain_counts(made).tolist() == [1.0, 0.6]
    assert last_three_months(made).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("name", list(METHODS))
def test_every_method_stands_an_empty_history(name: str) -> None:
    """Nothing happened, nothing is expected; and nothing is divided by nothing."""
    none, whole = np.zeros(0), np.zeros(0, int)
    empty = HistoryPoints(none, none, whole, whole, none)
    expected = METHODS[name](cell_history(empty, grid(4), 8))
    assert expected.shape == (16,)
    assert expected == pytest.approx(np.zeros(16), abs=1e-9)


@pytest.mark.slow
def test_smoothing_is_nearer_the_truth_than_counting_when_reports_are_few() -> None:
    """With one report in three cells, kernel and empirical Bayes err less than the plain count in nearly every town."""
    rates, better = uneven(), {kernel_forecast: 0, shrunk_forecast: 0}
    for seed in range(20):
        points, cells = town(rates / 4, 6, seed)
        made = cell_history(points, cells, 6)
        plain = np.abs(plain_counts(made) - rates / 4).sum()
        for method in better:
            better[method] += np.abs(method(made) - rates / 4).sum() < plain
    assert min(better.values()) >= 19


def test_the_prior_is_tight_in_an_even_town_and_wide_in_an_uneven_one() -> None:
    """The shape is what draws a cell towards its surroundings."""
    even = cell_history(*town(np.full(SIDE * SIDE, 0.3), 24), 24)
    assert gamma_shape(even) > 5 > gamma_shape(cell_history(*town(uneven(), 24), 24))


@pytest.mark.slow
def test_the_interval_holds_the_count_to_come_as_often_as_it_says() -> None:
    """Over forty towns at least 80 % of the cells' next counts lie inside the 80 % interval (counts are whole)."""
    held = []
    for seed in range(40):
        points, cells = town(uneven(), 13, seed)
        made = cell_history(points, cells, 13)
        coming = forecast(made.before_period(12), kernel_forecast)
        held.append((made.counts[:, 12] >= coming.low) & (made.counts[:, 12] <= coming.high))
    assert np.mean(held) >= 0.8
    assert np.mean(held, axis=0)[SIDE * 7 + 7] >= 0.6


@pytest.mark.slow
def test_the_sum_expected_is_that_of_the_last_year() -> None:
    """Twice the length, twice the reports."""
    made = cell_history(*town(uneven(), 30), 30)
    level = made.counts[:, -12:].sum() / 12
    assert forecast(made).expected.sum() == pytest.approx(level)
    assert forecast(made, length=2.0).expected.sum() == pytest.approx(2 * level)


def test_a_backtest_sums_hits_over_folds() -> None:
    """Four cells of one size, and all reports always in the first: a quarter of the area holds everything."""
    counts = np.zeros((4, 8))
    counts[0] = 5
    made = CellHistory(counts, np.ones(4), {})
    found = backtest(made, {"count": plain_counts, "last_three_months": last_three_months}, shares=(0.125, 0.25))
    assert (found.folds, found.test_reports) == (6, 30.0)
    half, whole = found.score("count", 0.125), found.score("count", 0.25)
    assert (half.hit_rate, half.pai, half.pei) == pytest.approx((0.5, 4.0, 1.0))
    assert (whole.hit_rate, whole.pai, whole.low, whole.high) == pytest.approx((1.0, 4.0, 4.0, 4.0))
    assert not found.gain("count", "last_three_months", 0.25).certain


def test_what_catches_more_in_every_month_is_certainly_better() -> None:
    """A method that looks where the reports will be, against one that looks where they never are."""
    counts = np.zeros((10, 9))
    counts[0] = 3
    counts[1, ::2] = 1
    made = CellHistory(counts, np.ones(10), {})

    def wrong(history: CellHistory) -> np.ndarray:
        return np.arange(10.0)

    found = backtest(made, {"count": plain_counts, "wrong": wrong}, shares=(0.1,))
    assert found.gain("count", "wrong", 0.1).certain
    assert not found.gain("wrong", "count", 0.1).certain


@pytest.mark.slow
def test_ties_are_broken_by_the_seed_and_favour_no_place() -> None:
    """Twenty cells alike: over many seeds a tenth of the area catches a tenth of what falls in one of them."""
    counts = np.zeros((20, 8))
    counts[:, 0] = 1
    counts[19, 2:] = 1
    counts[:, 1] = 1

    def alike(history: CellHistory) -> np.ndarray:
        return np.ones(20)

    made = CellHistory(counts, np.ones(20), {})
    rates = [backtest(made, {"a": alike}, (0.1,), seed).score("a", 0.1).hit_rate for seed in range(200)]
    assert np.mean(rates) == pytest.approx(0.1, abs=0.03)
    assert backtest(made, {"a": alike}, (0.1,), 3).score("a", 0.1) == backtest(made, {"a": alike}, (0.1,), 3).score(
        "a", 0.1
    )


def test_too_little_history_is_said() -> None:
    """Seven months are too few, eight are six folds, and years are twelve; months without reports are no folds."""
    with pytest.raises(TooLittleHistoryError, match="at least 8 months"):
        folds_of(7)
    assert (folds_of(8), folds_of(90)) == (6, MOST_FOLDS)
    counts = np.zeros((3, 9))
    counts[:, :5] = 1
    with pytest.raises(TooLittleHistoryError, match="6 months with reports"):
        backtest(CellHistory(counts, np.ones(3), {}), {"count": plain_counts})
