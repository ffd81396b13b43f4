"""Shrunken relative risks with the certainty they deserve."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special

_POINT = 1e8  # a prior this concentrated is a point: every unit has the common risk


@dataclass(frozen=True)
class EmpiricalBayes:
    """Posterior relative risk per unit: mean, interval, and probability of lying above a threshold.

    `shape` and `rate` are the fitted Gamma prior's ν and α; `rate` is infinite where the counts vary no more than
    chance, and every unit then has the common risk with no spread.
    """

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    exceedance: NDArray[np.float64]
    shape: float
    rate: float


def gamma_prior(counts: ArrayLike, expected: ArrayLike) -> tuple[float, float]:
    """Return the shape ν and the rate α of the prior that `empirical_bayes` fits, both infinite where it is a point.

    Raises ValueError as that does.
    """
    mean, rate = _prior(*_checked(counts, expected))
    return (np.inf, np.inf) if np.isinf(rate) else (mean * rate, rate)


def _prior(counts: NDArray[np.float64], expected: NDArray[np.float64]) -> tuple[float, float]:
    """Return (mean, rate) of the likeliest Gamma prior; the rate is infinite where counts vary no more than chance."""
    common = float(counts.sum() / expected.sum())
    # the slope of the likelihood where the prior is a point, along its variance
    if common <= 0 or ((counts - common * expected) ** 2 - counts).sum() <= 0:
        return common, np.inf
    spread = ((counts - common * expected) ** 2 - common * expected).sum() / (expected**2).sum()
    start = [np.log(common), np.log(common / max(spread, common / _POINT))]
    found = optimize.minimize(
        _loss, start, (counts, expected), method="L-BFGS-B", jac=True, bounds=[(-50, 50), (-50, np.log(_POINT))]
    )
    mean, rate = np.exp(found.x)
    return (common, np.inf) if rate >= _POINT / 2 else (float(mean), float(rate))


def _loss(
    at: NDArray[np.float64], counts: NDArray[np.float64], expected: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64]]:
    """Return minus the log likelihood (but for a constant, a unit) of the logs of mean and rate, and its gradient."""
    mean, rate = np.exp(at)
    shape, n = mean * rate, len(counts)
    likelihood = special.gammaln(counts + shape) - special.gammaln(shape) + shape * np.log(rate)
    likelihood -= (shape + counts) * np.log(rate + expected)
    by_shape = special.digamma(counts + shape) - special.digamma(shape) + np.log(rate) - np.log(rate + expected)
    by_rate = shape / rate - (shape + counts) / (rate + expected)
    gradient = np.array([shape * by_shape.sum(), shape * by_shape.sum() + rate * by_rate.sum()])
    return -float(likelihood.sum()) / n, -gradient / n


def empirical_bayes(
    counts: ArrayLike, expected: ArrayLike, level: float = 0.8, threshold: float = 1.5
) -> EmpiricalBayes:
    """Return the Gamma-Poisson posterior of each unit's relative risk, arrays of one value per unit.

    θ ~ Gamma(ν, α), mean of θ given y = (y + ν)/(e + α), with the ν and α of greatest likelihood: y is then negative
    binomial of size ν and mean e ν/α. Source: Clayton & Kaldor 1987, Biometrics 43:671-681.
    `low` and `high` bound the central `level` interval; `exceedance` is P(θ > threshold). Raises ValueError for
    fewer than two units, negative counts, or an expectation not above 0.
    """
    y, e = _checked(counts, expected)
    mean, rate = _prior(y, e)
    if np.isinf(rate):
        flat = np.full(len(y), mean)
        return EmpiricalBayes(flat, flat, flat, (flat > threshold).astype(float), np.inf, np.inf)
    shape, scale, side = y + mean * rate, 1 / (e + rate), (1 - level) / 2
    low, high = special.gammaincinv(shape, side) * scale, special.gammainccinv(shape, side) * scale
    return EmpiricalBayes(shape * scale, low, high, special.gammaincc(shape, threshold / scale), mean * rate, rate)


def _checked(counts: ArrayLike, expected: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    y, e = np.asarray(counts, dtype=float), np.asarray(expected, dtype=float)
    if y.shape != e.shape or y.ndim != 1 or len(y) < 2 or (y < 0).any() or not (e > 0).all():
        raise ValueError(
            f"needs at least two units, counts that are not negative and expectations above 0; got {y.shape} "
            f"counts from {y.min(initial=0)} and {e.shape} expectations from {e.min(initial=np.inf)}."
        )
    return y, e
