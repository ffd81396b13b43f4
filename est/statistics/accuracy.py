"""How well a ranking of places met what came."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


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
