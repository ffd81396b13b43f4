"""Counts that move between neighbouring units because places are not exact: shares of moving, and seeded redraws."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy import sparse

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


def moving_shares(points: Floats, sigma: Floats, home: Integers, centres: Floats, disks: Integers) -> Floats:
    """Return for every point the share of its error that falls in each member of its unit's disk (points × members).

    `points` and `centres` (× 2) lie in a plane where the unit of a place is the one with the nearest centre; `sigma`
    is the standard deviation along each axis, (points) or a 2 × 2 matrix each; `home` is the unit that holds the point,
    `disks` (units × members) the unit itself and its neighbours, with the number of units where there is none. A
    place stays among these: the shares add up to 1.
    """
    known = np.concatenate([centres, np.full((1, 2), np.inf)])
    shares = np.empty((len(points), disks.shape[1]))
    around = position_offsets()
    for first in range(0, len(points), max(1, _CHUNK // (len(around) * disks.shape[1]))):
        part = slice(first, first + max(1, _CHUNK // (len(around) * disks.shape[1])))
        drawn = points[part, None, :] + _scaled(around, sigma[part])
        near = known[disks[home[part]]]
        distance = ((drawn[:, :, None, :] - near[:, None, :, :]) ** 2).sum(axis=-1)
        nearest = distance.argmin(axis=-1)
        for member in range(disks.shape[1]):
            shares[part, member] = (nearest == member).mean(axis=1)
    return shares


def _scaled(around: Floats, sigma: Floats) -> Floats:
    if sigma.ndim == 1:
        return sigma[:, None, None] * around[None]
    scaled: Floats = np.einsum("nij,kj->nki", sigma, around)
    return scaled


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
    there = (np.ones(units * members, dtype=np.int64), (disks.ravel(), np.arange(units * members)))
    gather = sparse.csr_array(there, shape=(units + 1, units * members))
    rows = max(1, _CHUNK // max(units * members, 1))
    for first in range(0, draws, rows):
        size = min(rows, draws - first)
        before = np.broadcast_to(counts, (draws, units))[first : first + size]
        moved = generator.multinomial(before, sure[None, :, :])
        yield np.asarray((gather @ moved.reshape(size, -1).T).T[:, :units])
