"""Counts that move between neighbouring units because places are not exact: shares of moving, and seeded redraws."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_CHUNK = 2_000_000  # moves held at a time
_RINGS, _ANGLES = 12, 16


def position_offsets() -> Floats:
    """Return 192 points (k × 2) of equal weight that stand for a round normal of standard deviation 1.

    Twelve circles, each holding a twelfth of the probability at its median radius, of sixteen points, turned against
    each other.
    """
    radius = np.sqrt(-2 * np.log1p(-(np.arange(_RINGS) + 0.5) / _RINGS))
    turn = np.arange(_RINGS) * (np.pi * (3 - np.sqrt(5)))
    angle = turn[:, None] + np.arange(_ANGLES)[None, :] * (2 * np.pi / _ANGLES)
    points: Floats = np.stack([radius[:, None] * np.cos(angle), radius[:, None] * np.sin(angle)], axis=-1)
    return points.reshape(-1, 2)


def moving_shares(points: Floats, spread: Floats, centres: Floats) -> Floats:
    """Return for every point the share of its error that falls nearest to each centre (points × centres).

    `points` and `centres` (× 2) lie in a plane where the unit of a place is the one with the nearest centre; `spread`
    (2 × 2) takes a round normal of standard deviation 1 to the error there. A place stays among these: the shares
    add up to 1.
    """
    shares = np.empty((len(points), len(centres)))
    around = position_offsets() @ spread.T
    apart = (centres**2).sum(axis=1)
    rows = max(1, _CHUNK // (len(around) * len(centres)))
    for first in range(0, len(points), rows):
        part = points[first : first + rows]
        drawn = (part[:, None, :] + around).reshape(-1, 2)
        # |place - centre|² without the |place|² that all centres share
        nearest = (apart - 2 * (drawn @ centres.T)).argmin(axis=1).reshape(len(part), -1)
        for column in range(len(centres)):
            shares[first : first + rows, column] = (nearest == column).mean(axis=1)
    return shares


def redraw_counts(
    counts: Integers, shares: Floats, disks: Integers, draws: int, generator: np.random.Generator
) -> Iterator[Integers]:
    """Give `draws` rows of counts (in chunks of rows × units) in which every unit's count moved by its shares.

    `counts` is (units) or draws × units. `shares` (units × members) is how the counts of a unit spread over its disk;
    a row of zeros stays where it is. The total of every row is that of its counts.
    """
    units, members = disks.shape
    stay = np.zeros(members)
    stay[0] = 1.0
    sure = np.where(shares.sum(axis=1, keepdims=True) > 0, shares, stay)
    sure = sure / sure.sum(axis=1, keepdims=True)
    rows = max(1, _CHUNK // max(units * members, 1))
    for first in range(0, draws, rows):
        size = min(rows, draws - first)
        before = np.broadcast_to(counts, (draws, units))[first : first + size]
        # nothing is drawn for a unit without any, so that leaving those out changes no draw
        some = np.flatnonzero(before.any(axis=0))
        moved = generator.multinomial(before[:, some], sure[None, some, :])
        there = disks[some].ravel()
        after = [np.bincount(there, row.ravel(), units + 1)[:units] for row in moved]
        yield np.array(after).astype(np.int64)
