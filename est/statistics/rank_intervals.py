"""How sure an order is: the ranks that the long-run levels of units may have, given their counts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from est.statistics.bayes import gamma_prior

_CHUNK = 2_000_000  # drawn values held at a time
_FAR = 5.0  # standard deviations, on either side


@dataclass(frozen=True)
class RankIntervals:
    """Of the units that seem to hold most, the largest first: their numbers, the mean of each one's long-run level, the
    bounds of its rank among all units (1 is the most), and the probability that it is one of as many as are listed.
    """

    units: NDArray[np.int64]
    level: NDArray[np.float64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    among: NDArray[np.float64]


def rank_intervals(
    counts: ArrayLike,
    expected: ArrayLike,
    most: int = 10,
    level: float = 0.8,
    dispersion: float = 1.0,
    draws: int = 400,
    seed: int = 1,
) -> RankIntervals:
    """Return the `most` units of greatest posterior mean with the central `level` intervals of their ranks.

    The level of unit i is e_i θ_i, θ ~ Gamma(ν, α) of greatest likelihood (`bayes.gamma_prior`), and its posterior
    given y_i is Gamma(ν + y_i, α + e_i); with a `dispersion` a count tells as much as one that many times smaller.
    Ranks are those of joint draws of all levels. Sources: Laird & Louis 1989, Journal of Educational Statistics
    14:29-46; Goldstein & Spiegelhalter 1996, Journal of the Royal Statistical Society A 159:385-443. Raises ValueError
    as `gamma_prior` does.
    """
    y, e = np.asarray(counts, dtype=float) / dispersion, np.asarray(expected, dtype=float) / dispersion
    shape, rate = gamma_prior(y, e)
    flat = not np.isfinite(shape)
    common = y.sum() / e.sum()
    posterior = np.full(y.size, common) if flat else (y + shape) / (e + rate)
    mean = dispersion * e * posterior
    # of equal means the one with the higher count first, and then the first
    units = np.lexsort((np.arange(y.size), -y, -mean))[:most]
    # what lies so far below the listed ones that no draw lifts it above them need not be drawn
    reach = np.zeros(y.size) if flat else mean / np.sqrt(np.maximum(y + shape, 1e-9))
    near = mean + _FAR * reach >= (mean - _FAR * reach)[units].min()
    rivals = np.concatenate([units, np.setdiff1d(np.flatnonzero(near), units)])
    generator = np.random.default_rng(seed)
    ranks = []
    for first in range(0, draws, rows := max(1, _CHUNK // rivals.size)):
        wanted = (min(rows, draws - first), rivals.size)
        # where units differ no more than chance every order is as likely
        drawn = (
            generator.random(wanted)
            if flat
            else generator.standard_gamma((y + shape)[rivals], wanted) * (e / (e + rate))[rivals]
        )
        ranks.append(np.stack([1 + (drawn > drawn[:, [one]]).sum(axis=1) for one in range(units.size)], axis=1))
    found = np.concatenate(ranks)
    side = (1 - level) / 2
    low = np.quantile(found, side, axis=0, method="lower").astype(np.int64)
    high = np.quantile(found, 1 - side, axis=0, method="higher").astype(np.int64)
    return RankIntervals(units, mean[units], low, high, (found <= most).mean(axis=0))
