"""How many are to be expected after, given before and a control: the negative binomial predictive distribution."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy  # its `stats` is loaded where it is first asked, as that takes a quarter of what a server loads
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]

# the standard normal laid out on a grid; a coarser one where many distributions are asked at once
_FINE, _COARSE = (np.linspace(-4.5, 4.5, number) for number in (121, 41))
_MANY = 100

_Tail = Callable[[Floats, Floats, Floats], Floats]  # of a count, for a mean and a size


@dataclass(frozen=True)
class PredictiveDistribution:
    """A negative binomial count: its mean, and its size (variance = mean + mean² / size). Arrays of one shape.

    With a `log_sd` the mean is multiplied by a level that is not known: log-normal, its logarithm of mean `log_mean`.
    """

    mean: Floats
    size: Floats
    log_mean: float = 0.0
    log_sd: float = 0.0

    def lower(self, count: ArrayLike) -> Floats:
        """Return P(Y <= count), by the regularised incomplete beta function, so for counts that are not whole too."""
        return self._mixed(np.asarray(count, dtype=float), self._lower)

    def upper(self, count: ArrayLike) -> Floats:
        """Return P(Y >= count)."""
        return self._mixed(np.asarray(count, dtype=float), self._upper)

    def quantile(self, share: float) -> float:
        """Return the least count whose probability of not being passed is at least `share`; of one distribution."""
        if not float(self.mean) > 0:
            return 0.0
        known = float(scipy.stats.nbinom.ppf(share, self.size, self.size / (self.size + self.mean)))
        if self.log_sd == 0:
            return known
        low, high = -1.0, 2 * known + 4
        while float(self.lower(high)) < share:
            low, high = high, 2 * high
        while high - low > 1:
            middle = np.floor((low + high) / 2)
            low, high = (low, middle) if float(self.lower(middle)) >= share else (middle, high)
        return float(high)

    def _mixed(self, y: Floats, tail: _Tail) -> Floats:
        if self.log_sd == 0:
            return tail(y, self.mean, self.size)
        grid = _COARSE if np.size(self.mean) > _MANY else _FINE
        weights = np.exp(-(grid**2) / 2)
        mean = np.asarray(self.mean)[..., None] * np.exp(self.log_mean + self.log_sd * grid)
        return np.asarray(tail(y[..., None], mean, np.asarray(self.size)[..., None]) @ (weights / weights.sum()))

    @staticmethod
    def _lower(y: Floats, mean: Floats, size: Floats) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            tail = special.betainc(size, y + 1, size / (size + mean))
        return np.where(y < 0, 0.0, np.where((mean > 0) & (size > 0), tail, 1.0))

    @staticmethod
    def _upper(y: Floats, mean: Floats, size: Floats) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            tail = special.betainc(np.maximum(y, 1e-9), size, mean / (size + mean))
        return np.where(y <= 0, 1.0, np.where((mean > 0) & (size > 0), tail, 0.0))


def level_after(drift: float, years: int) -> tuple[float, float]:
    """Return the mean and the standard deviation of the logarithm of a place's level after, over that of before.

    `drift` is how much its level differs from year to year by itself (relative standard deviation): that of each year
    is log-normal of mean 1. So the level of the year after, over the mean of so many `years` before, has the
    log-variance s² (1 + 1 / years), with s² = ln(1 + drift²), and the median exp(−s² (1 − 1 / years) / 2).
    """
    a_year = float(np.log1p(drift**2))
    return -a_year * (1 - 1 / years) / 2, float(np.sqrt(a_year * (1 + 1 / years)))


def predictive_distribution(
    baseline: ArrayLike,
    shape: ArrayLike,
    control: tuple[ArrayLike, ArrayLike],
    dispersion: ArrayLike = 1.0,
    drift: float = 0.0,
    years: int = 1,
) -> PredictiveDistribution:
    """Return the predictive distribution of the count after, if nothing but what the control shows has happened.

    `baseline` is the expected count before, known as a Gamma of this `shape` is (its relative variance is 1 / shape);
    `control` its own counts (before, after). The mean is baseline × after / before, the variance dispersion × mean +
    mean² × dispersion × (1 / shape + 1 / before + 1 / after). With a count T0 as baseline and shape, dispersion 1 and
    a large control, P(Y <= y) is the exact conditional test of two Poisson counts (Przyborowski & Wilenski 1940), and
    P(Y >= y) is it with T0 + 1. A control with a count of 0 has one half added to both.

    By its `drift` the mean is multiplied by the level after so many `years` (`level_after`).
    """
    before, after = (np.asarray(count, dtype=float) for count in control)
    half = np.where((before == 0) | (after == 0), 0.5, 0.0)
    before, after = before + half, after + half
    mean = np.asarray(baseline, dtype=float) * after / before
    phi = np.asarray(dispersion, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = phi * (1 / np.asarray(shape, dtype=float) + 1 / before + 1 / after)
        size = mean**2 / ((phi - 1) * mean + mean**2 * relative)
    return PredictiveDistribution(
        np.asarray(mean, dtype=np.float64),
        np.asarray(np.nan_to_num(size), dtype=np.float64),
        *level_after(drift, years),
    )
