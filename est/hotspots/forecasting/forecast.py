"""What every cell is expected to have in the coming weeks, from its history. Pure functions on arrays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import scipy  # its `stats` is loaded where it is first asked, as that takes a quarter of what a server loads

from est.hotspots.forecasting.cell_history import CellHistory, Values
from est.statistics.bayes import gamma_prior

COUNT, KERNEL = "count", "kernel"
EVEN = 0.03  # part of what the surroundings expect that is even over the area, so that nowhere has none
POINT = 1e6  # shape of a prior that is a point
HELD = 1.28  # standard deviations: a cell's own count is drawn down by no more (80 % of a normal lie within)
LEVEL_PERIODS = 12  # the number of reports to come is that of so many last periods: one of every season


@dataclass(frozen=True)
class Forecast:
    """The expected count of every cell, and the bounds of the count to come with the given certainty."""

    expected: Values
    low: Values
    high: Values


def plain_counts(history: CellHistory) -> Values:
    """Return the counts of all history: the plain hotspot map."""
    return np.asarray(history.counts.sum(axis=1))


def kernel_forecast(history: CellHistory) -> Values:
    """Return the counts of all history, each drawn towards the kernel of the reports in the cells around it."""
    return _drawn(history, _surroundings(history))[0]


METHODS: Mapping[str, Callable[[CellHistory], Values]] = MappingProxyType(
    {COUNT: plain_counts, KERNEL: kernel_forecast}
)


def forecast(history: CellHistory, length: float = 1.0, level: float = 0.8, *, by_kernel: bool = False) -> Forecast:
    """Return the expected count of every cell in the coming `length` periods, and its bounds.

    The expectation is that of a Gamma-Poisson posterior: the cell's reports are drawn towards the even spread, as in
    the ranking, or towards the kernel of the cells around it. The total is that of the last twelve periods. The bounds
    are those of the negative binomial count that follows from the posterior, of size y + ν.
    """
    mean, size = _drawn(history, _surroundings(history) if by_kernel else _even(history))
    recent = history.counts[:, -LEVEL_PERIODS:]
    total = recent.sum() / max(1, recent.shape[1]) * length
    expected = mean * (total / mean.sum() if mean.sum() > 0 else 0.0)
    counted = scipy.stats.nbinom(size, size / (size + expected))
    side = (1 - level) / 2
    return Forecast(expected, counted.ppf(side), counted.isf(side))


def _even(history: CellHistory) -> Values:
    return np.asarray(history.counts.sum() * history.area / history.area.sum())


def _surroundings(history: CellHistory) -> Values:
    """Return what the reports of the other cells expect of each cell, with a little of the even spread, in total."""
    around, even = history.around.sum(axis=1), _even(history)
    if not around.any():
        return even
    return np.asarray((1 - EVEN) * around * even.sum() / around.sum() + EVEN * even)


def _drawn(history: CellHistory, prior: Values) -> tuple[Values, Values]:
    """Return the posterior mean of every cell's count, and the shape of its posterior (`bayes.gamma_prior`).

    A place far above all others is not what the prior is fitted to, and would be drawn down too far: it keeps at least
    y − 1.28 √y (limited translation: Efron & Morris 1972).
    """
    y = history.counts.sum(axis=1)
    if len(y) < 2 or not y.any():
        return y, y + 1
    shape, rate = gamma_prior(y, prior)
    if not np.isfinite(shape):
        return prior, np.full(len(y), POINT)
    return np.maximum(prior * (y + shape) / (prior + rate), y - HELD * np.sqrt(y)), y + shape
