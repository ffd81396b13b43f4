"""How many are to be expected after, given before and a control: the negative binomial predictive distribution."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PredictiveDistribution:
    """A negative binomial count: its mean, and its size (variance = mean + mean² / size). Arrays of one shape."""

    mean: Floats
    size: Floats

    def lower(self, count: ArrayLike) -> Floats:
        """Return P(Y <= count), by the regularised incomplete beta function, so for counts that are not whole too."""
        y = np.asarray(count, dtype=float)
        with np.errstate(invalid="ignore", divide="ignore"):
            tail = special.betainc(self.size, y + 1, self.size / (self.size + self.mean))
        return np.where((self.mean > 0) & (self.size > 0), tail, 1.0)

    def upper(self, count: ArrayLike) -> Floats:
        """Return P(Y >= count)."""
        y = np.asarray(count, dtype=float)
        with np.errstate(invalid="ignore", divide="ignore"):
            tail = special.betainc(np.maximum(y, 1e-9), self.size, self.mean / (self.size + self.mean))
        return np.where(y <= 0, 1.0, np.where((self.mean > 0) & (self.size > 0), tail, 0.0))

    def quantile(self, share: float) -> float:
        """Return the least count whose probability of not being passed is at least `share`; of one distribution."""
        if not float(self.mean) > 0:
            return 0.0
        return float(stats.nbinom.ppf(share, self.size, self.size / (self.size + self.mean)))


def predictive_distribution(
    baseline: ArrayLike, shape: ArrayLike, control: tuple[ArrayLike, ArrayLike], dispersion: ArrayLike = 1.0
) -> PredictiveDistribution:
    """Return the predictive distribution of the count after, if nothing but what the control shows has happened.

    `baseline` is the expected count before, known as a Gamma of this `shape` is (its relative variance is 1 / shape);
    `control` its own counts (before, after). The mean is baseline × after / before, the variance dispersion × mean +
    mean² × dispersion × (1 / shape + 1 / before + 1 / after). With a count T0 as baseline and shape, dispersion 1 and
    a large control, P(Y <= y) is the exact conditional test of two Poisson counts (Przyborowski & Wilenski 1940), and
    P(Y >= y) is it with T0 + 1. A control with a count of 0 has one half added to both.
    """
    before, after = (np.asarray(count, dtype=float) for count in control)
    half = np.where((before == 0) | (after == 0), 0.5, 0.0)
    before, after = before + half, after + half
    mean = np.asarray(baseline, dtype=float) * after / before
    phi = np.asarray(dispersion, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = phi * (1 / np.asarray(shape, dtype=float) + 1 / before + 1 / after)
        size = mean**2 / ((phi - 1) * mean + mean**2 * relative)
    return PredictiveDistribution(np.asarray(mean, dtype=np.float64), np.asarray(np.nan_to_num(size), dtype=np.float64))
