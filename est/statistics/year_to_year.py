"""How much the level of places differs from year to year by itself, beyond the chance of counts: by moments."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

LEAST_MEAN = 3.0  # of fewer reports a year, a unit tells nothing of its level
FEWEST_UNITS = 10
FAR = 3.5  # standard deviations
_ROUNDS = 20


def year_to_year_spread(table: ArrayLike, *, trimmed: bool = False) -> tuple[float | None, int]:
    """Return the relative standard deviation of a unit's level between years, and from how many units it was taken.

    `table` is units × years of counts. Their expectation E is that of rows and columns: every unit has its level and
    every year its own. With the variance E + τ² E² of a count, τ² = Σ ((y − E)² − E (1 − 1/k)) / Σ E² (1 − 1/k) over
    the units with a mean of at least 3, of k years; 0 where chance alone varies as much. In E² the square of a unit's
    level is the mean product of two of its years, which is free of their chance. None with one year, or with fewer than
    ten such units. `trimmed` leaves out units that lie more than 3.5 standard deviations off, from τ = 0 on until no
    more of them change sides: what a few of them went through is then not taken for what all do.
    """
    counts = np.asarray(table, dtype=float)
    if counts.ndim != 2 or (counts < 0).any():
        raise ValueError(f"needs a table of counts, none negative; got shape {counts.shape}.")
    years = counts.shape[1]
    counts = counts[counts.mean(axis=1) >= LEAST_MEAN] if years else counts[:0]
    if years < 2 or len(counts) < FEWEST_UNITS:
        return None, len(counts)
    if not trimmed:
        return float(np.sqrt(_spread(counts))), len(counts)
    square, kept = 0.0, np.ones(len(counts), dtype=bool)
    for _ in range(_ROUNDS):
        expected = _expected(counts, counts[kept])
        scale = np.sqrt((expected + square * expected**2) * (1 - 1 / years))
        near = (np.abs(counts - expected) <= FAR * scale).all(axis=1)
        if near.sum() < FEWEST_UNITS:
            return None, int(near.sum())
        square, settled, kept = _spread(counts[near]), bool((near == kept).all()), near
        if settled:
            break
    return float(np.sqrt(square)), int(kept.sum())


def _expected(counts: Floats, held: Floats) -> Floats:
    """Return the expectation of rows and columns, the columns' parts taken from the rows that are held."""
    return np.asarray(np.outer(counts.sum(axis=1), held.sum(axis=0)) / held.sum())


def _spread(counts: Floats) -> float:
    """Return τ²."""
    left = 1 - 1 / counts.shape[1]
    expected, level = _expected(counts, counts), counts.sum(axis=1) ** 2
    pairs = (level - (counts**2).sum(axis=1)) / left
    found = ((counts - expected) ** 2 - expected * left).sum() / (expected**2 * (pairs / level)[:, None] * left).sum()
    return float(max(0.0, found))
