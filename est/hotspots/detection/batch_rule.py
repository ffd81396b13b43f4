"""The joint rule of flags on many rows of counts at once: redraws, leave-one-out and windows ask it the same question.

Every array of counts is rows × cells; `disks` is that of a study area: the row of each cell and of its neighbours
(n × 7), n where there is none. The thresholds are those of `flag_rule.Thresholds`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from est.statistics.exact_tests import exact_tail

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Levels = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]

LEAST = 4  # reports a unit must hold
NEVER = 1e-9


@dataclass(frozen=True)
class UnitsInDisks:
    """The level of every cell by its own test, and of every cell with its ring (rows × cells): the number of cut-offs
    that its q-value meets, strictest last counted; 0 is not flagged.
    """

    own: Levels
    ring: Levels


def add_rings(values: npt.NDArray[np.generic], disks: Integers) -> npt.NDArray[np.generic]:
    """Return for every row and cell the sum over the cell and its ring; members outside the area count 0."""
    padded = np.concatenate([values, np.zeros((*values.shape[:-1], 1), dtype=values.dtype)], axis=-1)
    total = padded[..., disks[:, 0]]
    for place in range(1, disks.shape[1]):
        total = total + padded[..., disks[:, place]]
    return total


def highest_nearby(levels: Levels, disks: Integers) -> Levels:
    """Return for every row and cell the highest level among the cell and its ring."""
    padded = np.concatenate([levels, np.zeros((*levels.shape[:-1], 1), dtype=levels.dtype)], axis=-1)
    highest = padded[..., disks[:, 0]]
    for place in range(1, disks.shape[1]):
        highest = np.maximum(highest, padded[..., disks[:, place]])
    return highest


def joint_levels(
    counts: npt.ArrayLike,
    shares: Floats,
    disks: Integers,
    cutoffs: tuple[float, ...] = (0.20, 0.05),
    eligible: tuple[Bools, Bools] | None = None,
    least: float = LEAST,
    dispersion: tuple[float, float] = (1.0, 1.0),
) -> UnitsInDisks:
    """Return the levels of every row of counts, each row tested by itself given its own total.

    `shares` is the part of the total that each cell is expected to hold (n, or rows × n). A cell or disk has level k
    when its q-value (Benjamini-Hochberg over all 2n exact tests of its row) meets k of the `cutoffs` and it holds at
    least `least` reports. `eligible` says which cells and which disks may be flagged at all (more than one day).
    `dispersion` is that of the cells and that of the disks (`overdispersion`).
    """
    y = np.atleast_2d(np.asarray(counts, dtype=np.float64))
    part = np.broadcast_to(shares, y.shape)
    both = np.concatenate([y, add_rings(y, disks)], axis=1)
    share = np.concatenate([part, add_rings(part, disks)], axis=1)
    totals = y.sum(axis=1, keepdims=True)
    passed = np.zeros(both.shape, dtype=np.int8)
    wide = np.repeat(np.asarray(dispersion), y.shape[1])
    p = upper_tails(both, share, totals, wide)
    for limit in _limits(p, cutoffs):
        passed += p <= limit
    passed[both < least] = 0
    own, ring = np.split(passed, 2, axis=1)
    if eligible is not None:
        own, ring = own * eligible[0], ring * eligible[1]
    return UnitsInDisks(own.astype(np.int8), ring.astype(np.int8))


def upper_tails(counts: Floats, shares: Floats, totals: Floats, dispersion: npt.ArrayLike = 1.0) -> Floats:
    """Return the exact upper tail of every count that lies above its expectation, where a decision could hang on it.

    What is not above its expectation has a p-value of about a half or more and takes no part in any decision at a
    q-value below that: 1 stands for it. What lies so far above that Chernoff's bound on its tail is under 1e-9 is
    rejected among any number of tests that a map can hold: the bound stands for it. That bound is exp(-n KL(y / n, s))
    of the binomial (Arratia & Gordon 1989), and with a dispersion, of the negative binomial of size r and mean e,
    exp(-(y log(y / e) - (y + r) log((y + r) / (e + r)))).
    """
    p = np.ones(counts.shape)
    high = counts > shares * totals
    y, n, s, phi = (
        np.broadcast_to(part, counts.shape)[high] for part in (counts, totals, shares, np.asarray(dispersion))
    )
    e, wide = s * n, phi > 1
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where(wide, e / np.maximum(phi - 1, NEVER), 1.0)
        bound = np.where(
            wide,
            np.exp(-special.xlogy(y, y / e) + special.xlogy(y + size, (y + size) / (e + size))),
            np.exp(-special.rel_entr(y, e) - special.rel_entr(n - y, n - e)),
        )
    bound = np.where(e > 0, bound, 0.0)
    near = bound > NEVER
    bound[near] = exact_tail(y[near], e[near], n[near], phi[near])
    p[high] = bound
    return p


def _limits(p: Floats, cutoffs: tuple[float, ...]) -> list[Floats]:
    """Return for every cut-off the largest p of each row that Benjamini and Hochberg reject (rows × 1), else -1."""
    tests = p.shape[1]
    # only small ones can be rejected; a fixed width keeps the rows together
    width = int((p <= max(cutoffs)).sum(axis=1).max(initial=0))
    smallest = np.sort(np.partition(p, max(width - 1, 0), axis=1)[:, :width], axis=1)
    rank = np.arange(1, width + 1) / tests
    return [np.where(smallest <= cut * rank, smallest, -1.0).max(axis=1, initial=-1.0)[:, None] for cut in cutoffs]


def keep_flagged(units: UnitsInDisks, disks: Integers, level: int = 1) -> Bools:
    """Return for every row and cell whether its place is flagged: the cell with its ring, or any cell of them alone.

    That is what is asked of a flag under redraws and without an organisation: a place whose reports spread over the
    border to the next cell is the same place.
    """
    return np.maximum(units.ring, highest_nearby(units.own, disks)) >= level
