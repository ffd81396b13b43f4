"""Looking ahead: a history is spread without losing a report, forecasts find what is there, and a test is honest."""

import numpy as np
import pytest

from est.errors import TooLittleHistoryError
from est.hotspots.forecasting.backtest import MOST_FOLDS, backtest, folds_of
from est.hotspots.forecasting.cell_history import BANDWIDTH, CellHistory, HistoryCells, HistoryPoints, cell_history
from est.hotspots.forecasting.forecast import METHODS, forecast, kernel_forecast, plain_counts

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


def at(cell: int, x: float = 0.0) -> HistoryPoints:
    """One report in a cell, at a point of it."""
    return HistoryPoints(np.array([x]), np.zeros(1), np.array([cell]), np.zeros(1, int), np.ones(1))


def test_a_report_is_spread_over_the_other_cells_by_their_distance() -> None:
    """Three cells 300 m apart in a row, a report in the middle of the first: the parts are those of a Gaussian."""
    cells = HistoryCells(np.array([0.0, 300, 600]), np.zeros(3), np.full(3, 0.09))
    parts = np.exp(-((cells.x / BANDWIDTH) ** 2) / 2)
    made = cell_history(at(0), cells, 1)
    assert made.counts[:, 0].tolist() == [1, 0, 0]
    assert made.around[:, 0] == pytest.approx([0, *parts[1:] / parts.sum()])


def test_what_lies_beyond_reach_gets_nothing_however_large_the_cells() -> None:
    """Cells of 60 km² whose centres are further apart than three bandwidths."""
    cells = HistoryCells(np.array([0.0, 20_000.0]), np.zeros(2), np.full(2, 60.0))
    assert cell_history(at(0, 4_000.0), cells, 1).around.sum() == pytest.approx(0, abs=1e-6)


def test_a_history_knows_only_what_was_before() -> None:
    """What a fold learns from does not change when the future does."""
    made = cell_history(*town(uneven(), 9), 9)
    other = CellHistory(made.counts.copy(), made.area, made.around.copy())
    for table in (other.counts, other.around):
        table[:, 6:] = 99.0
    for name, method in METHODS.items():
        assert np.array_equal(method(made.before_period(6)), method(other.before_period(6))), name


@pytest.mark.parametrize("by_kernel", [False, True])
def test_an_empty_history_and_a_single_cell_stand(by_kernel: bool) -> None:
    """Nothing happened, nothing is expected, and nothing is divided by nothing; one cell has no surroundings."""
    none, whole = np.zeros(0), np.zeros(0, int)
    empty = cell_history(HistoryPoints(none, none, whole, whole, none), grid(4), 8)
    assert forecast(empty, by_kernel=by_kernel).expected == pytest.approx(np.zeros(16))
    assert kernel_forecast(empty) == pytest.approx(np.zeros(16))
    alone = cell_history(at(0), HistoryCells(np.zeros(1), np.zeros(1), np.ones(1)), 1)
    assert forecast(alone, by_kernel=by_kernel).expected == pytest.approx([1.0])


def test_the_surroundings_are_nearer_the_truth_than_counting_when_reports_are_few() -> None:
    """With one report in three cells the kernel errs less than the plain count in nearly every town."""
    rates, better = uneven() / 4, 0
    for seed in range(8):
        made = cell_history(*town(rates, 6, seed), 6)
        better += np.abs(kernel_forecast(made) / 6 - rates).sum() < np.abs(plain_counts(made) / 6 - rates).sum()
    assert better >= 7


def test_a_busy_cell_in_a_quiet_neighbourhood_keeps_its_own_level() -> None:
    """Sixty reports a year where nothing else happens are not smoothed away."""
    rates = np.full(SIDE * SIDE, 0.05)
    rates[SIDE * 7 + 7] = 5.0
    made = cell_history(*town(rates, 12), 12)
    for by_kernel in (False, True):
        assert forecast(made, by_kernel=by_kernel).expected[SIDE * 7 + 7] == pytest.approx(5.0, rel=0.3)


@pytest.mark.parametrize("by_kernel", [False, True])
@pytest.mark.slow
def test_the_interval_holds_the_count_to_come_as_often_as_it_says(by_kernel: bool) -> None:
    """Over ten towns at least 80 % of the ten largest cells' next counts lie inside (counts are whole)."""
    held = []
    for seed in range(10):
        made = cell_history(*town(uneven(), 13, seed), 13)
        coming, largest = forecast(made.before_period(12), by_kernel=by_kernel), np.argsort(-uneven())[:10]
        held.append(((made.counts[:, 12] >= coming.low) & (made.counts[:, 12] <= coming.high))[largest])
    assert 0.8 <= np.mean(held) < 0.98


def test_the_sum_expected_is_that_of_the_last_year() -> None:
    """Twice the length, twice the reports."""
    made = cell_history(*town(uneven(), 30), 30)
    level = made.counts[:, -12:].sum() / 12
    assert forecast(made).expected.sum() == pytest.approx(level)
    assert forecast(made, length=2.0, by_kernel=True).expected.sum() == pytest.approx(2 * level)


def test_a_backtest_sums_hits_over_folds() -> None:
    """Four cells of one size, and all reports always in the first: a quarter of the area holds everything."""
    counts = np.zeros((4, 8))
    counts[0] = 5
    made = CellHistory(counts, np.ones(4), np.zeros((4, 8)))
    found = backtest(made, shares=(0.125, 0.25))
    assert (found.folds, found.test_reports) == (6, 30.0)
    half, whole = found.score("count", 0.125), found.score("count", 0.25)
    assert (half.hit_rate, half.pai, half.pei) == pytest.approx((0.5, 4.0, 1.0))
    assert (whole.hit_rate, whole.pai, whole.low, whole.high) == pytest.approx((1.0, 4.0, 4.0, 4.0))
    assert not found.gain("kernel", "count", 0.25).certain


def test_what_catches_more_in_every_month_is_certainly_better() -> None:
    """A method that looks where the reports will be, against one that looks where they never are."""
    counts = np.zeros((10, 9))
    counts[0] = 3
    counts[1, ::2] = 1
    made = CellHistory(counts, np.ones(10), counts)

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

    made = CellHistory(counts, np.ones(20), counts)
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
        backtest(CellHistory(counts, np.ones(3), counts), {"count": plain_counts})
