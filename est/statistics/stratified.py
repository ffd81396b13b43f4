"""Whether a count grew more than its strata did: the exact distribution of the newer part of a stratified count."""

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]


def share_below(newer: npt.ArrayLike, both: npt.ArrayLike, odds: npt.ArrayLike) -> Floats:
    """Return for each unit P(Y < y) + P(Y = y) / 2, where Y = Σ_o Bin(both_o, odds_o) and y is the unit's newer count.

    `both` (units × strata) holds the counts of both periods together, `newer` (units) those of the newer period, and
    `odds` (strata) the part of each stratum that lies in the newer period. It is the space-time permutation expectation
    of Kulldorff et al. 2005 (PLoS Medicine 2:e59), with its exact distribution instead of draws: the strata's binomials
    convolved. A number near 1 is growth beyond that of the strata, near 0 decline. Counts are rounded to whole ones.
    """
    counts = np.rint(np.atleast_2d(np.asarray(both, dtype=np.float64))).astype(np.int64)
    seen = np.rint(np.atleast_1d(np.asarray(newer, dtype=np.float64))).astype(np.int64)
    part = np.clip(np.asarray(odds, dtype=np.float64), 0.0, 1.0)
    return np.array([_below(y, row, part) for y, row in zip(seen.tolist(), counts, strict=True)])


_LARGE = 5_000  # above this many reports the normal approximation is exact to more digits than are shown


def _below(y: int, counts: npt.NDArray[np.int64], part: Floats) -> float:
    if counts.sum() > _LARGE:
        mean, variance = (counts * part).sum(), (counts * part * (1 - part)).sum()
        return float(stats.norm.cdf((y - mean) / np.sqrt(max(variance, 1e-12))))
    whole = np.ones(1)
    for number, share in zip(counts.tolist(), part.tolist(), strict=True):
        if number:
            whole = np.convolve(whole, stats.binom.pmf(np.arange(number + 1), number, share))
    y = min(max(y, 0), whole.size - 1)
    return float(whole[:y].sum() + whole[y] / 2)
