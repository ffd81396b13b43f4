"""Did reporting change at the place: whose part of its reports changed otherwise than in the control."""

import numpy as np

from est.measures.followup.circumstances import ReportingChange
from est.measures.followup.comparison import BaselineCounts, DifferenceTest
from est.measures.followup.design import ExpectedDirection
from est.measures.followup.validity_checks import DECREASES, INCREASES, OrganisationStrata, holds_without
from est.measures.followup.verdict_levels import VerdictLevel
from est.statistics.mix_changes import mix_changes

LEVEL = 0.03  # of all organisations together
# of the one that changed most, where a step in the expected direction rests on it, or one in the other direction: that
# more is reported by one organisation alone is the commonest of increases
ALONE, ALONE_OTHER = 0.025, 0.2


def reporting_change(
    comparison: DifferenceTest, strata: OrganisationStrata, before: BaselineCounts, step: VerdictLevel
) -> ReportingChange | None:
    """Return the organisation that changed how it reports at the place, or None where chance may have made the mix.

    Each organisation with a report at the place is tested, at 3 % together (Bonferroni). Where the step rests on the
    one that changed most, in the step's direction, 2.5 % of that one alone are enough, and 20 % where that is not the
    direction expected. At every look alike: what is found says less, never more.
    """
    if not strata.target.any():  # nobody reported there, so nobody changed how
        return None
    found = mix_changes(strata.target, strata.control, comparison.dispersion)
    surest = int(np.argmin(found.p))
    earlier, after = strata.target[surest].tolist()
    expected, alone = float(found.expected[surest]), float(found.p[surest])
    together = min(1.0, alone * int((strata.target.sum(axis=1) > 0).sum()))
    same_way = (after < expected and step in DECREASES) or (after > expected and step in INCREASES)
    hoped = DECREASES if comparison.direction is ExpectedDirection.DECREASE else INCREASES
    enough = alone <= (ALONE if step in hoped else ALONE_OTHER)
    carries = enough and same_way and not holds_without(comparison, strata, before, step, surest)
    if together > LEVEL and not carries:
        return None
    return ReportingChange(strata.names[surest], earlier, after, expected, together)
