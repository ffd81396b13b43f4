"""Where reports are expected in the next period, from the history of every cell. Pure functions on arrays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy import stats
from sklearn.linear_model import PoissonRegressor

from est.hotspots.forecasting.cell_history import CellHistory, Values
from est.statistics.bayes import gamma_prior

EVEN = 0.03  # part of the surroundings' expectation that is even over the area, so that nowhere has none
SHAPE = (0.1, 10.0)  # least and greatest shape of the prior: with few reports its fit runs away
ORIGINS = 6  # periods that a regression is fitted to, each from what was known before it
LEAST = 2  # periods of history without which there is nothing to fit a regression to
LEVEL_PERIODS = 12  # the number of reports to come is that of so many last periods: one of every season


@dataclass(frozen=True)
class Forecast:
    """The expected count of every cell, and the bounds of the count to come with the given certainty."""

    expected: Values
    low: Values
    high: Values


def _mean(past: Values) -> Values:
    return np.asarray(past.sum(axis=1) / max(1, past.shape[1]))


def plain_counts(history: CellHistory) -> Values:
    """Return the mean count per period of all history: the plain hotspot map."""
    return _mean(history.counts)


def last_three_months(history: CellHistory) -> Values:
    """Return the mean count of the last three periods: what most maps show."""
    return _mean(history.counts[:, -3:])


def kernel_forecast(history: CellHistory) -> Values:
    """Return the kernel density of all history: a fifth in the cell, a fifth by 150 m and the rest by 600 m."""
    parts = (history.counts, history.around[150.0], history.around[600.0])
    return np.asarray(sum(share * _mean(part) for share, part in zip((0.2, 0.2, 0.6), parts, strict=True)))


def ring_forecast(history: CellHistory) -> Values:
    """Return the expectation of each cell from the 2,400 m around it, with a little of the even spread, in total."""
    wide = history.around[2400.0].sum(axis=1)
    return np.asarray((1 - EVEN) * wide + EVEN * wide.sum() * history.area / history.area.sum())


def sharpen_forecast(history: CellHistory) -> Values:
    """Return the counts of all history, partly spread by 150 m and 300 m: a report's place is not that exact."""
    parts = (history.counts, history.around[150.0], history.around[300.0])
    return np.asarray(sum(share * part.sum(axis=1) for share, part in zip((0.4, 0.3, 0.3), parts, strict=True)))


def gamma_shape(history: CellHistory) -> float:
    """Return the shape ν of the Gamma prior of a cell's risk, small when uneven, fitted against the even spread.

    Fitted against the surroundings it would be far too large, as every cell is in its own surroundings.
    """
    past = history.counts.sum(axis=1)
    if past.sum() == 0 or len(past) < 2:
        return SHAPE[1]
    shape, _rate = gamma_prior(past, past.sum() * history.area / history.area.sum())
    return float(np.clip(shape, *SHAPE))


def shrunk_forecast(history: CellHistory) -> Values:
    """Return the local empirical Bayes expectation per period: each cell's history drawn towards its surroundings.

    m (y + ν)/(m + ν) with m from the 2,400 m around, y the cell's reports partly spread by 150 m and 300 m, and the
    shape ν fitted to the counts (Clayton & Kaldor 1987, with the mean of Marshall's local estimator).
    """
    if history.counts.sum() == 0:
        return np.zeros(len(history.area))
    mean, shape = ring_forecast(history), gamma_shape(history)
    return np.asarray(mean * (sharpen_forecast(history) + shape) / (mean + shape) / max(1, history.periods))


def _features(history: CellHistory) -> Values:
    """Return the logarithms of every cell's long and short memory, relative to the even spread: cells × features."""
    even = history.area / history.area.sum()
    wide = history.around[600.0]
    past = [shrunk_forecast(history), kernel_forecast(history), _mean(wide[:, -3:]), _mean(wide[:, -12:])]
    return np.column_stack([np.log(part / max(part.sum(), 1e-12) + EVEN * even) - np.log(even) for part in past])


def regression_forecast(history: CellHistory) -> Values:
    """Return a Poisson regression on what was before, fitted to the last periods of the history itself.

    Every one of the last six periods is explained by what was known before it: the empirical Bayes expectation and the
    kernel density of all history, and the last three and twelve periods within 600 m. The fit is then applied to all
    that is known. With too little to fit, the kernel density is returned.
    """
    origins = [
        at for at in range(max(1, history.periods - ORIGINS), history.periods) if history.counts[:, :at].sum() > 0
    ]
    if len(origins) < LEAST or sum(history.counts[:, at].sum() for at in origins) == 0:
        return kernel_forecast(history)
    design = np.vstack([_features(history.before_period(at)) for at in origins])
    size = history.area / history.area.mean()
    answer = np.concatenate([history.counts[:, at] / size for at in origins])
    model = PoissonRegressor(alpha=1e-3, solver="newton-cholesky", max_iter=50)
    model.fit(design, answer, sample_weight=np.tile(size, len(origins)))
    return np.asarray(model.predict(_features(history)) * size)


def ensemble_forecast(history: CellHistory) -> Values:
    """Return the geometric mean of kernel density, local empirical Bayes and regression, scaled to their total."""
    parts = [
        part
        for part in (kernel_forecast(history), shrunk_forecast(history), regression_forecast(history))
        if part.sum() > 0
    ]
    if not parts:
        return np.zeros(len(history.area))
    even = history.area / history.area.sum()
    logs = [np.log(part / part.sum() + EVEN / 10 * even) for part in parts]
    mean = np.exp(np.mean(logs, axis=0))
    return np.asarray(mean / mean.sum() * _mean(history.counts).sum())


METHODS: Mapping[str, Callable[[CellHistory], Values]] = MappingProxyType(
    {
        "count": plain_counts,
        "last_three_months": last_three_months,
        "kernel": kernel_forecast,
        "empirical_bayes": shrunk_forecast,
        "regression": regression_forecast,
        "ensemble": ensemble_forecast,
    }
)


def forecast(
    history: CellHistory,
    method: Callable[[CellHistory], Values] = ensemble_forecast,
    length: float = 1.0,
    level: float = 0.8,
) -> Forecast:
    """Return the expected count of every cell in the coming `length` periods, and its bounds.

    The total is that of the last twelve periods. The bounds are those of the negative binomial count that follows from
    the Gamma posterior of the cell's risk: with the expected count as mean and y + ν as its size.
    """
    expected = method(history)
    recent = _mean(history.counts[:, -LEVEL_PERIODS:]).sum() * length
    total = expected.sum()
    expected = expected * (recent / total if total > 0 else 0.0)
    size = sharpen_forecast(history) + gamma_shape(history)
    counted = stats.nbinom(size, size / (size + expected))
    side = (1 - level) / 2
    return Forecast(expected, counted.ppf(side), counted.isf(side))
