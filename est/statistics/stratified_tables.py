"""The exact conditional test of fourfold tables that share one odds ratio."""

import numpy as np
import numpy.typing as npt
from scipy import special

Integers = npt.NDArray[np.int64]


def stratified_tail(tables: npt.ArrayLike, odds: float = 1.0) -> tuple[float, float]:
    """Return P(X >= x) and the mean of X, when every table has these odds and its margins are given.

    `tables` (n × 2 × 2) are counts [[a, b], [c, d]], and X is the sum of their a. In one table a is then Fisher's
    noncentral hypergeometric; the tables are independent (Mehta, Patel & Gray 1985). Without tables P is 1 and the mean
    0. Raises ValueError for counts below 0 or odds that are not above 0.
    """
    cells = np.asarray(tables, dtype=np.int64).reshape(-1, 4)
    if (cells < 0).any() or not odds > 0:
        raise ValueError(f"Counts are not negative and odds are above 0; got {cells.min(initial=0)} and {odds}.")
    chance, mean, least = np.ones(1), 0.0, 0
    for a, b, c, d in cells.tolist():
        row, column, total = a + b, a + c, a + b + c + d
        counts = np.arange(max(0, row + column - total), min(row, column) + 1)
        four = (counts, row - counts, column - counts, total - row - column + counts)
        logs = counts * np.log(odds) - sum(special.gammaln(part + 1.0) for part in four)
        weights = np.exp(logs - logs.max())
        weights /= weights.sum()
        chance = np.convolve(chance, weights)
        mean += float(counts @ weights)
        least += int(counts[0])
    return float(min(chance[int(cells[:, 0].sum()) - least :].sum(), 1.0)), mean
