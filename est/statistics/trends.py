"""Is there a trend, and is a peak more than chance: Mann-Kendall and Naus' scan statistic."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats


@dataclass(frozen=True)
class MannKendall:
    """Kendall's S of a series against time, tau, and the two-sided p-value."""

    s: int
    tau: float
    p: float


def mann_kendall(values: ArrayLike) -> MannKendall:
    """Return S, tau and two-sided p of a monotone trend in a series in order of time.

    S counts rising minus falling pairs; tau is tau-b, which with ties counts only pairs that differ; p is normal
    with continuity correction and the variance corrected for ties. Source: Mann 1945, Kendall 1975. Raises
    ValueError for fewer than 3 values.
    """
    series = np.asarray(values, dtype=float)
    n = len(series)
    if n < 3:
        raise ValueError(f"a trend needs at least 3 values; got {n}.")
    s = int(np.sign(series[None, :] - series[:, None])[np.triu_indices(n, 1)].sum())
    ties = np.unique(series, return_counts=True)[1].astype(float)
    pairs = n * (n - 1) / 2
    untied = pairs - (ties * (ties - 1) / 2).sum()
    variance = (n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    if variance == 0:
        return MannKendall(0, 0.0, 1.0)
    z = (s - np.sign(s)) / np.sqrt(variance)
    return MannKendall(s, float(s / np.sqrt(pairs * untied)), float(min(1.0, 2 * stats.norm.sf(abs(z)))))


def scan_window(length: float, window: float, mean: float, count: int) -> float:
    """Return the probability that some window somewhere in a period holds at least `count` events.

    `length` and `window` are in the same unit of time, `mean` is the Poisson mean per unit. Source: Naus 1982,
    Journal of the American Statistical Association 77:177-183: P ≈ 1 − Q2 (Q3/Q2)^(length/window − 2), where Q2
    and Q3 are the exact probabilities of no such window in two and three window lengths.
    """
    if not 0 < window <= length or mean <= 0 or count < 1:
        raise ValueError(
            f"needs 0 < window <= length, mean above 0 and count of at least 1; got {(length, window, mean, count)}."
        )
    psi = mean * window
    if count == 1:
        return float(-np.expm1(-mean * length))
    k = count

    def p(r: ArrayLike) -> np.ndarray:
        return np.asarray(stats.poisson.pmf(r, psi))

    def f(r: ArrayLike) -> np.ndarray:
        return np.asarray(stats.poisson.cdf(r, psi))

    q2 = f(k - 1) ** 2 - (k - 1) * p(k) * p(k - 2) - (k - 1 - psi) * p(k) * f(k - 3)
    a1 = 2 * p(k) * f(k - 1) * ((k - 1) * f(k - 2) - psi * f(k - 3))
    a2 = 0.5 * p(k) ** 2 * ((k - 1) * (k - 2) * f(k - 3) - 2 * (k - 2) * psi * f(k - 4) + psi**2 * f(k - 5))
    r = np.arange(1, k)
    a3 = (p(2 * k - r) * f(r - 1) ** 2).sum()
    r = np.arange(2, k)
    a4 = (p(2 * k - r) * p(r) * ((r - 1) * f(r - 2) - psi * f(r - 3))).sum()
    q3 = f(k - 1) ** 3 - a1 + a2 + a3 - a4
    return float(np.clip(1 - q2 * (q3 / q2) ** (length / window - 2), 0.0, 1.0))
