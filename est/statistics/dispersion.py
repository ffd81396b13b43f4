"""How much more than chance counts vary: Pearson's dispersion of a table of units and months."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats


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
    return float(stats.chi2.sf(((counts - expected) ** 2 / expected).sum() / scale, freedom))
