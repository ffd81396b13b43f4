"""Is there a trend: the test of Mann and Kendall."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special


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
    return MannKendall(s, float(s / np.sqrt(pairs * untied)), float(min(1.0, 2 * special.ndtr(-abs(z)))))
