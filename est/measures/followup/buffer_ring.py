"""Did we only move the problem: what the ring around the place can show."""

import numpy as np
from scipy import special

from est.measures.followup.comparison import DifferenceTest
from est.measures.followup.verdict import CountPair, DisplacedPart, VerdictCounts
from est.measures.followup.verdict_levels import DisplacementLevel, VerdictLevel

QUARTER = 0.25  # of the local decrease: what the surroundings may at most have taken over when that is denied
_DECREASES = (VerdictLevel.CLEAR_DECREASE, VerdictLevel.DECREASE)


def ring_displacement(
    comparison: DifferenceTest,
    local: DisplacedPart,
    around: DisplacedPart | None,
    step: VerdictLevel,
    counts: VerdictCounts,
    *,
    elsewhere: bool,
) -> DisplacementLevel:
    """Return whether the problem moved to the surroundings.

    Moved: the place has fewer and the ring more, at a one-sided error of 5 % (on the day of the follow-up; all earlier
    looks have another 1 % together). Spread: the place has fewer and so has the ring, at the same error. Not moved: the
    place has fewer, and what the ring can have gained at most (95 %, one-sided) is less than a quarter of it; never
    said where a place elsewhere grew, since then the answer would mislead. Else, and where reporting changed at the
    place, it cannot be told.
    """
    if around is None or step is VerdictLevel.REPORTING:
        return DisplacementLevel.UNSURE
    if local.change < 0 and comparison.holds_nearby(around.p_increase):
        return DisplacementLevel.MOVED
    if step not in _DECREASES:
        return DisplacementLevel.UNSURE
    if comparison.holds_nearby(around.p_decrease):
        return DisplacementLevel.SPREAD
    most = largest_gain(comparison, counts.ring, counts.ring_control)
    if most < -QUARTER * local.change and not elsewhere:
        return DisplacementLevel.NOT_NEARBY
    return DisplacementLevel.UNSURE


def largest_gain(comparison: DifferenceTest, ring: CountPair, control: CountPair) -> float:
    """Return the upper bound (95 %, one-sided) of the reports that the ring has beyond its control.

    The bounds of both counts are the exact Poisson ones, joined by Zou & Donner 2008 (Statistics in Medicine 27:1693),
    since the normal bound of no report before and none after is no bound at all. What the ring moves by itself widens
    it.
    """
    error = comparison.nearby_error
    wider = np.sqrt(comparison.dispersion)
    before, after = max(control.before, 0.5), max(control.after, 0.5)
    growth = after / before
    expected = ring.before * growth
    own = -special.ndtri(error) * expected * np.sqrt(comparison.around.log_drift)
    high = (special.gammainccinv(ring.after + 1, error) - ring.after) * wider
    low = (special.gammaincinv(ring.before, error) if ring.before > 0 else 0.0) * growth
    down = (expected - low) * wider
    beside = -special.ndtri(error) * expected * np.sqrt(comparison.dispersion * (1 / before + 1 / after))
    return float(ring.after - expected + np.sqrt(high**2 + down**2 + beside**2 + own**2))
