"""Did the mix of strata change at a place: each stratum's part of a change, held against the control's."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class MixChange:
    """Of each stratum, what was to be expected after, and the two-sided p that its part of the place did not change."""

    expected: Floats
    p: Floats


def mix_changes(place: npt.ArrayLike, control: npt.ArrayLike, dispersion: float = 1.0) -> MixChange:
    """Return of each stratum whether its part of the place's reports changed otherwise than in the control.

    Both are strata × (before, after). Given its reports of both periods together and the place's of either, a
    stratum's count after is noncentral hypergeometric, with the control's odds ratio of it against the other strata, so
    that a change of the place as a whole says nothing (McCullagh & Nelder 1989, Generalized Linear Models, section
    7.3.2). p is the mid-p, its normal deviate divided by √dispersion and, as the control's odds ratio is itself known
    from counts, by √(1 + v(control) / v(place)), with v = Σ 1 / (count + ½) of the log odds ratio. 1 where a stratum,
    or the others, have no report. Counts are rounded to whole ones.
    """
    here, there = (np.rint(np.asarray(part, dtype=float)) for part in (place, control))
    found = [_stratum(here, there, row, dispersion) for row in range(len(here))]
    return MixChange(*(np.array(part, dtype=float) for part in zip(*found, strict=True)))


def _stratum(here: Floats, there: Floats, row: int, dispersion: float) -> tuple[float, float]:
    table = np.stack([here[row], here.sum(axis=0) - here[row]])
    beside = np.stack([there[row], there.sum(axis=0) - there[row]]) + 0.5
    own, others = table.sum(axis=1)
    late = table[:, 1].sum()
    if own == 0 or others == 0:
        return float(table[0, 1]), 1.0
    log_odds = float(np.log(beside[0, 1] / beside[0, 0]) - np.log(beside[1, 1] / beside[1, 0]))
    k = np.arange(max(0.0, late - others), min(own, late) + 1)
    log = k * log_odds
    for n, taken in ((own, k), (others, late - k)):
        log = log - special.gammaln(taken + 1) - special.gammaln(n - taken + 1)
    chance = np.exp(log - log.max())
    chance /= chance.sum()
    seen = k == table[0, 1]
    tails = [float(chance[side].sum() + chance[seen].sum() / 2) for side in (k < table[0, 1], k > table[0, 1])]
    known = (1 / (table + 0.5)).sum()
    wider = np.sqrt(dispersion * (1 + (1 / beside).sum() / known))
    z = max(0.0, float(-special.ndtri(min(*tails, 0.5)))) / wider
    return float((k * chance).sum()), float(2 * special.ndtr(-z))
