"""How well a ranking of places met what came, and whether two patterns of points are alike."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats


@dataclass(frozen=True)
class Accuracy:
    """PAI, PEI, hit rate and share of the area after each unit, in the order of the prediction.

    `order` is the index of each unit in that order.
    """

    order: NDArray[np.intp]
    area_share: NDArray[np.float64]
    hit_rate: NDArray[np.float64]
    pai: NDArray[np.float64]
    pei: NDArray[np.float64]


def accuracy_index(observed: ArrayLike, predicted: ArrayLike, area: ArrayLike | None = None) -> Accuracy:
    """Return PAI and PEI after each unit, taken in order of predicted count per area, ties worst first.

    PAI = (n/N)/(a/A) (Chainey, Tompson & Uhlig 2008, Security Journal 21:4-28); PEI = n/n*, where n* is the most
    that any choice of the same area could have caught (Hunt 2016; White, Hunt & Green 2023), units being divisible
    where areas differ. Raises ValueError on shapes that differ, negative counts, areas not above 0, or nothing
    observed.
    """
    seen, guess = np.asarray(observed, dtype=float), np.asarray(predicted, dtype=float)
    size = np.ones(len(seen)) if area is None else np.asarray(area, dtype=float)
    if not seen.shape == guess.shape == size.shape or (seen < 0).any() or not (size > 0).all() or seen.sum() == 0:
        raise ValueError(
            "needs as many observed, predicted and areas, no negative count, areas above 0 and something observed; "
            f"got shapes {seen.shape}, {guess.shape}, {size.shape} and {seen.sum()} observed."
        )
    density = seen / size
    order = np.lexsort((density, -guess / size))
    covered, caught = np.cumsum(size[order]), np.cumsum(seen[order])
    best = np.argsort(-density, kind="stable")
    most = np.interp(covered, np.r_[0, np.cumsum(size[best])], np.r_[0, np.cumsum(seen[best])])
    share, hits = covered / size.sum(), caught / seen.sum()
    return Accuracy(order, share, hits, hits / share, caught / most)


@dataclass(frozen=True)
class PointPatternTest:
    """The p-value per unit that its share is the same in both patterns, and the share of units that are alike."""

    p: NDArray[np.float64]
    s_index: float


def point_pattern_test(base: ArrayLike, test: ArrayLike, level: float = 0.05) -> PointPatternTest:
    """Return p per unit of a 2×2 chi-square with Yates' correction, and S = share of units with p > level.

    `base` and `test` are counts per unit of two patterns; each unit's share of its pattern is compared. Source:
    Wheeler, Steenbeek & Andresen 2018, Transactions in GIS 22:760-774. A unit that is empty in both has p = 1.
    Raises ValueError on different shapes, negative counts or an empty pattern.
    """
    a, b = np.asarray(base, dtype=float), np.asarray(test, dtype=float)
    if a.shape != b.shape or (a < 0).any() or (b < 0).any() or a.sum() == 0 or b.sum() == 0:
        raise ValueError(f"needs two patterns over the same units, none empty; got {a.shape}, {b.shape}.")
    c, d = a.sum() - a, b.sum() - b
    n = a.sum() + b.sum()
    off = np.maximum(np.abs(a * d - b * c) - n / 2, 0.0)
    margins = (a + b) * (c + d) * a.sum() * b.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        chi_square = np.where(margins > 0, n * off**2 / margins, 0.0)
    p = stats.chi2.sf(chi_square, 1)
    return PointPatternTest(p, float((p > level).mean()))
