"""The joint rule of flags on many rows of counts at once: redraws, leave-one-out and windows ask it the same question.

Every array of counts is rows × cells; `disks` is that of a study area: the row of each cell and of its neighbours
(n × 7), n where there is none. The thresholds are those of `flag_rule.Thresholds`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from est.space.index_codes import index_values
from est.statistics.exact_tests import exact_tail

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Levels = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]

LEAST = 4  # reports a unit must hold
STEPS = (0.20, 0.10, 0.06, 0.04, 0.02)  # levels that idle counts are known of

_TINY = 1e-9

IdleCounts = Mapping[float, Floats]


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
    total = np.take(padded, disks[:, 0], axis=-1)
    for place in range(1, disks.shape[1]):
        total += np.take(padded, disks[:, place], axis=-1, mode="clip")  # which is quicker where none is beyond
    return total


def highest_nearby(levels: Levels, disks: Integers) -> Levels:
    """Return for every row and cell the highest level among the cell and its ring."""
    padded = np.concatenate([levels, np.zeros((*levels.shape[:-1], 1), dtype=levels.dtype)], axis=-1)
    highest = np.take(padded, disks[:, 0], axis=-1)
    for place in range(1, disks.shape[1]):
        np.maximum(highest, np.take(padded, disks[:, place], axis=-1, mode="clip"), out=highest)
    return highest


def joint_levels(
    counts: npt.ArrayLike,
    shares: Floats,
    disks: Integers,
    cutoffs: tuple[float, ...] = (0.20, 0.05),
    least: float = LEAST,
    dispersion: tuple[float, float] = (1.0, 1.0),
    idle: IdleCounts | None = None,
) -> UnitsInDisks:
    """Return the levels of every row of counts, each row tested by itself given its own total.

    `shares` is the part of the total that each cell is expected to hold (n, or rows × n). A cell or disk has level k
    when its q-value (Benjamini-Hochberg over all 2n exact tests of its row) meets k of the `cutoffs` and it holds at
    least `least` reports. `dispersion` is that of the cells and that of the disks (`overdispersion`). `idle` is that of
    `idle_counts` where the shares of all rows are the same: it changes no level, and spares most of the tails.
    """
    y = np.atleast_2d(np.asarray(counts, dtype=np.float64))
    both, share = with_rings(y, disks), with_rings(np.atleast_2d(shares), disks)
    totals = y.sum(axis=1, keepdims=True)
    e = np.broadcast_to(share * (totals[:1] if np.ptp(totals) == 0 else totals), both.shape)
    row, unit = np.nonzero(_within_reach(both, e, max(cutoffs), idle or {}))
    held = both[row, unit]
    place, one = _alike(e, unit, held)
    spread = np.repeat(dispersion, y.shape[1])[unit[one]]
    tails = upper_tails(
        held[one], e[row[one], unit[one]], totals[row[one], 0], spread, surely_rejected(cutoffs, both.shape[1])
    )
    p = tails[place]
    limits = _limits(p, np.searchsorted(row, np.arange(len(y) + 1)), both.shape[1], cutoffs)
    passed = np.zeros(both.shape, dtype=np.int8)
    passed[row, unit] = np.where(held < least, 0, (p <= limits[:, row]).sum(axis=0))
    own, ring = np.split(passed, 2, axis=1)
    return UnitsInDisks(own, ring)


def _alike(expected: Floats, unit: Integers, held: Floats) -> tuple[Integers | slice, Integers | slice]:
    """Return the place of every test among those that differ, and one of each of them.

    Where all rows expect the same, as redraws do that keep their total, the same count of a unit is the same test.
    """
    if expected.strides[0] or not held.size or (held != np.floor(held)).any():
        return slice(None), slice(None)
    known, place = index_values(unit * (int(held.max()) + 1) + held.astype(np.int64))
    one = np.empty(known.size, dtype=np.int64)
    one[place] = np.arange(place.size)
    return place, one


def with_rings(values: Floats, disks: Integers) -> Floats:
    """Return the values of the cells, and beside them those of the disks (rows × 2n)."""
    return np.concatenate([values, add_rings(values, disks)], axis=1)


def idle_counts(shares: Floats, disks: Integers, total: float, dispersion: tuple[float, float]) -> IdleCounts:
    """Return for each of some levels a count of every cell and disk (2n) whose tail is above it, -1 where none is
    known, in rows of `total` reports or more. What a unit holds up to that count is as idle, as a tail falls with the
    count and grows with the total.
    """
    e = with_rings(np.atleast_2d(shares), disks)[0] * total
    wide = np.repeat(dispersion, e.size // 2)
    about = {level: np.minimum(np.floor(e - special.ndtri(level) * np.sqrt(e * wide)), total) for level in STEPS}
    return {level: np.where(exact_tail(y, e, total, wide) > level, y, -1.0) for level, y in about.items()}


def _within_reach(counts: Floats, expected: Floats, cutoff: float, idle: IdleCounts) -> Bools:
    """Return which counts Benjamini and Hochberg may reject at a cut-off.

    What is not above its expectation has a p-value of about a half or more and takes no part in any decision at a
    q-value below that. Of the others the p that they reject are at most the cut-off times the part of all tests that
    have such a p: what is known to lie above that takes no part, and leaves those that do a smaller part.
    """
    there = counts > expected
    limit, levels = cutoff, sorted(idle)
    while (level := next((level for level in levels if level >= limit), None)) is not None:
        there &= counts > idle[level]
        limit = cutoff * int(there.sum(axis=1).max(initial=0)) / counts.shape[1]
        levels = [lower for lower in levels if lower < level]
    return there


def surely_rejected(cutoffs: tuple[float, ...], tests: int) -> float:
    """Return up to which p-value Benjamini and Hochberg reject at every cut-off, whatever the other p-values are."""
    return min(cutoffs) / tests


def upper_tails(counts: Floats, expected: Floats, totals: Floats, dispersion: npt.ArrayLike, surely: float) -> Floats:
    """Return the exact upper tail of every count above its expectation, where a decision could hang on it.

    What lies so far above that Chernoff's bound on its tail is under `surely` is rejected whatever the others are: the
    bound stands for it. That bound is exp(-n KL(y / n, s)) of the binomial (Arratia & Gordon 1989),
    and with a dispersion, of the negative binomial of size r and mean e,
    exp(-(y log(y / e) - (y + r) log((y + r) / (e + r)))).
    """
    y, e, n, phi = np.broadcast_arrays(counts, expected, totals, np.asarray(dispersion))
    wide = phi > 1
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where(wide, e / np.maximum(phi - 1, _TINY), 1.0)
        p: Floats = np.where(
            wide,
            np.exp(-special.xlogy(y, y / e) + special.xlogy(y + size, (y + size) / (e + size))),
            np.exp(-special.rel_entr(y, e) - special.rel_entr(n - y, n - e)),
        )
    p[e <= 0] = 0.0
    near = p > surely
    p[near] = exact_tail(y[near], e[near], n[near], phi[near])
    return p


def _limits(p: Floats, ends: Integers, tests: int, cutoffs: tuple[float, ...]) -> Floats:
    """Return for every cut-off the largest p of each row that Benjamini and Hochberg reject, else -1 (cut-offs × rows).

    The p of a row, of so many `tests` those that may be rejected, lie between two of the `ends`.
    """
    row = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
    smallest = p[np.lexsort((p, row))]
    rank = (np.arange(p.size) - ends[row] + 1) / tests
    limits = np.full((len(cutoffs), len(ends) - 1), -1.0)
    for place, cut in enumerate(cutoffs):
        rejected = np.flatnonzero(smallest <= cut * rank)
        limits[place, row[rejected]] = smallest[rejected]  # of several the last, which is the largest
    return limits


def keep_flagged(units: UnitsInDisks, disks: Integers, level: int = 1) -> Bools:
    """Return for every row and cell whether its place is flagged: the cell with its ring, or any cell of them alone.

    That is what is asked of a flag under redraws and without an organisation: a place whose reports spread over the
    border to the next cell is the same place.
    """
    return np.maximum(units.ring, highest_nearby(units.own, disks)) >= level
