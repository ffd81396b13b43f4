"""Did we only move it: what may be said of the ring around the place."""

import numpy as np
from scipy import stats

from est.measures.followup.comparison import Comparison
from est.measures.followup.verdict import Counts, Pair, Part
from est.measures.followup.verdict_levels import Moved, Step

QUARTER = 0.25  # of the local decrease: what the surroundings may at most have taken over when that is denied
_DECREASES = (Step.CLEAR_DECREASE, Step.DECREASE)


def moved(
    comparison: Comparison, local: Part, around: Part | None, step: Step, counts: Counts, *, elsewhere: bool
) -> Moved:
    """Return whether the problem moved to the surroundings.

    Moved: the place has fewer and the ring more, at a one-sided error of 5 % (on the day of the follow-up; all earlier
    looks have another 1 % together). Spread: the place has fewer and so has the ring, at the same error. Not moved: the
    place has fewer, and what the ring can have gained at most (95 %, one-sided) is less than a quarter of it; never
    said where a place elsewhere grew, since then the answer would mislead. Else it cannot be told.
    """
    if around is None:
        return Moved.UNSURE
    if local.change < 0 and comparison.holds_nearby(around.p_increase):
        return Moved.MOVED
    if step not in _DECREASES:
        return Moved.UNSURE
    if comparison.holds_nearby(around.p_decrease):
        return Moved.SPREAD
    most = most_gained(comparison, counts.ring, counts.ring_control)
    if most < -QUARTER * local.change and not elsewhere:
        return Moved.NOT_NEARBY
    return Moved.UNSURE


def most_gained(comparison: Comparison, ring: Pair, control: Pair) -> float:
    """Return the upper bound (95 %, one-sided) of the reports that the ring has beyond its control.

    The bounds of both counts are the exact Poisson ones, joined by Zou & Donner 2008 (Statistics in Medicine 27:1693),
    since the normal bound of no report before and none after is no bound at all.
    """
    error = comparison.nearby_error
    wider = np.sqrt(comparison.dispersion)
    before, after = max(control.before, 0.5), max(control.after, 0.5)
    growth = after / before
    expected = ring.before * growth
    high = (stats.gamma.isf(error, ring.after + 1) - ring.after) * wider
    low = (stats.gamma.ppf(error, ring.before) if ring.before > 0 else 0.0) * growth
    down = (expected - low) * wider
    beside = stats.norm.isf(error) * expected * np.sqrt(comparison.dispersion * (1 / before + 1 / after))
    return float(ring.after - expected + np.sqrt(high**2 + down**2 + beside**2))
