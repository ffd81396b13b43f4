"""How much more than chance counts vary: Pearson's dispersion of a table of units and months."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special


def estimate_dispersion(table: ArrayLike) -> float:
    """Return max(1, chi-square / degrees of freedom) of a table of counts, units × months.

    The expectation is that of rows and columns: every unit has its level and every month its own. Empty rows and
    columns tell nothing and are left out; a table without degrees of freedom has 1. Source: McCullagh & Nelder 1989,
    Generalized Linear Models, section 4.5.2.
    """
    counts = np.asarray(table, dtype=float)
    if counts.ndim != 2 or (counts < 0).any():
        raise ValueError(f"needs a table of counts, none negative; got shape {counts.shape}.")
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    freedom = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    if freedom < 1:
        return 1.0
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    return max(1.0, float(((counts - expected) ** 2 / expected).sum() / freedom))


SURE = 1.0  # standard errors: below, a table is taken to vary no more than chance


def count_dispersion(counts: ArrayLike, totals: ArrayLike, overlap: float = 1.0) -> float:
    """Return the squared deviations over those of chance of the counts of units (times × units) among `totals`, and 1
    where that is within its own standard error of 1 (by the variance 2 e² + e of a squared Poisson deviation).

    The units may overlap (`overlap` is how many of them hold a report), and none need hold all: each has its own level,
    and every time that part e of it which the time has of all N. Given both, chance gives (y - e)² the mean e (1 - the
    unit's part) (1 - the time's part) N / (N - 1), that of the hypergeometric distribution. The sums are divided, so
    that units weigh as they count: of bursts of unequal size it is the mean of the squares over the mean, whatever
    their number in a unit.
    """
    excess, chance = (float(sums.sum()) for sums in squared_deviations(counts, totals))
    if chance <= 0:
        return 1.0
    whole = np.asarray(totals, dtype=float)
    expected = np.outer(whole / whole.sum(), np.asarray(counts, dtype=float).sum(axis=0))
    error = np.sqrt(overlap * (2 * expected**2 + expected).sum()) / chance
    factor = excess / chance
    return factor if factor > 1 + SURE * error else 1.0


def squared_deviations(counts: ArrayLike, totals: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return of every unit the sum over times of the squared deviations, and that which chance gives."""
    table, whole = np.asarray(counts, dtype=float), np.asarray(totals, dtype=float)
    n, level = float(whole.sum()), table.sum(axis=0)
    if n <= 1:
        return np.zeros(table.shape[1]), np.zeros(table.shape[1])
    part = whole / n
    excess = ((table - np.outer(part, level)) ** 2).sum(axis=0)
    return excess, level * (1 - level / n) * (part * (1 - part)).sum() * n / (n - 1)


def homogeneity_test(table: ArrayLike, scale: float = 1.0) -> float | None:
    """Return the p of the chi-square that the rows of a table of counts have one pattern, divided by a dispersion.

    None when a row or fewer than two columns hold anything.
    """
    counts = np.asarray(table, dtype=float)
    counts = counts[:, counts.sum(axis=0) > 0]
    if counts.shape[1] < 2 or (counts.sum(axis=1) == 0).any():
        return None
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    freedom = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    return float(special.chdtrc(freedom, ((counts - expected) ** 2 / expected).sum() / scale))
