"""Whether a count grew more than its strata did: exact distributions of a stratified count, and the common ratio."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy  # its `stats` is loaded where it is first asked, as that takes a quarter of what a server loads
from scipy import special

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
        return float(special.ndtr((y - mean) / np.sqrt(max(variance, 1e-12))))
    whole = np.ones(1)
    for number, share in zip(counts.tolist(), part.tolist(), strict=True):
        if number:
            whole = np.convolve(whole, scipy.stats.binom.pmf(np.arange(number + 1), number, share))
    y = min(max(y, 0), whole.size - 1)
    return float(whole[:y].sum() + whole[y] / 2)


def grown_beyond(
    newer: npt.ArrayLike, both: npt.ArrayLike, rest_newer: npt.ArrayLike, rest_both: npt.ArrayLike
) -> float:
    """Return P(Y >= y) of a unit's newer count y, given how each stratum's reports fall into the two periods.

    Arrays of strata: the unit's newer count, its count of both periods together, and the same of the rest. Y is a sum
    of hypergeometric counts, one a stratum: the exact test that the strata's common odds ratio is 1 (Zelen 1971,
    Biometrika 58:129), which knows that the rest is counted too. Counts are rounded to whole ones.
    """
    own, unit, late, rest = (
        np.rint(np.asarray(part, dtype=float)).astype(np.int64) for part in (newer, both, rest_newer, rest_both)
    )
    whole = np.ones(1)
    for y, number, theirs, others in zip(own.tolist(), unit.tolist(), late.tolist(), rest.tolist(), strict=True):
        if number:
            whole = np.convolve(whole, _hypergeometric(number, others, theirs + y))
    return float(min(1.0, whole[int(own.sum()) :].sum()))


def _hypergeometric(unit: int, rest: int, newer: int) -> Floats:
    """Return the chances of 0 to `unit` newer ones in a unit, when so many of the unit and the rest are newer."""
    k = np.arange(unit + 1)
    possible = (k <= newer) & (newer - k <= rest)
    log = _choices(unit, k) + _choices(rest, np.where(possible, newer - k, 0)) - _choices(unit + rest, np.array(newer))
    return np.where(possible, np.exp(log), 0.0)


def _choices(n: int, k: npt.NDArray[np.int64]) -> Floats:
    return np.asarray(-np.log(n + 1.0) - special.betaln(n - k + 1.0, k + 1.0))


@dataclass(frozen=True)
class CommonRatioInterval:
    """A ratio common to all strata: its logarithm and the standard error of that."""

    log_ratio: float
    standard_error: float


def common_ratio(treated: npt.ArrayLike, control: npt.ArrayLike) -> CommonRatioInterval | None:
    """Return the ratio (T1/T0)/(C1/C0) common to the strata; None when no stratum has both.

    Both are strata × (before, after). Source: Mantel & Haenszel 1959; variance by Robins, Breslow & Greenland 1986,
    Biometrics 42:311.
    """
    t, c = np.asarray(treated, dtype=float), np.asarray(control, dtype=float)
    total = t.sum(axis=1) + c.sum(axis=1)
    t, c, total = t[total > 0], c[total > 0], total[total > 0]
    up, down = t[:, 1] * c[:, 0] / total, t[:, 0] * c[:, 1] / total
    if up.sum() == 0 or down.sum() == 0:
        return None
    same, other = (t[:, 1] + c[:, 0]) / total, (t[:, 0] + c[:, 1]) / total
    variance = (
        (same * up).sum() / (2 * up.sum() ** 2)
        + (same * down + other * up).sum() / (2 * up.sum() * down.sum())
        + (other * down).sum() / (2 * down.sum() ** 2)
    )
    return CommonRatioInterval(float(np.log(up.sum() / down.sum())), float(np.sqrt(variance)))
