"""How much places here move from year to year by themselves: seen in the control, or assumed."""

import numpy as np
import numpy.typing as npt

from est.hotspots.detection.batch_rule import add_rings
from est.measures.followup.circumstances import DriftEstimate
from est.measures.followup.tally import Tally
from est.space.area import StudyArea
from est.statistics.year_to_year import year_to_year_spread

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

MONTHS_A_YEAR = 13  # of 28 days
LEAST_MONTHS = 6  # of the same season in two years, that say how much places move
# where there are too few years or reports: of vehicle thefts in New York it is 0.45, and 0.23 in cells seven times as
# large; of reports within a town nothing is published
ASSUMED, ASSUMED_RING = 0.25, 0.125
MOST = 1.0
SEVERAL = 4  # cells of the control that make a ring


def estimate_drift(counts: Tally, area: StudyArea, control: Rows, periods: Floats | None = None) -> DriftEstimate:
    """Return how much the control's cells move from year to year by themselves.

    It is seen in the whole years before the start. With one such year, `periods` (periods × cells: what the control
    counts before and after) stand in, and before the start the months that are there twice, if six or more are; both
    without the few cells that lie far off: what moved there must not be taken for what all places do. Where that leaves
    fewer than ten cells with three reports a period, 25 % are assumed of a cell, or what cells with their rings show
    where that is more; of these, likewise, half as much. Rings are those of the control's own cells, four or more
    together.
    """
    number = counts.months.shape[1]
    years = number // MONTHS_A_YEAR
    trimmed = years < 2
    if not trimmed:
        whole = counts.months[:, : years * MONTHS_A_YEAR].reshape(-1, years, MONTHS_A_YEAR).sum(axis=2)
    elif periods is not None:
        whole, years = periods.T, len(periods)
    elif (twice := number - MONTHS_A_YEAR) >= LEAST_MONTHS:
        parts = (counts.months[:, first : first + twice].sum(axis=1) for first in (0, MONTHS_A_YEAR))
        whole, years = np.stack(list(parts), axis=1), 2
    else:
        return DriftEstimate(ASSUMED, ASSUMED_RING, 0, years, assumed=True)
    inside = np.zeros(area.ids.size, dtype=bool)
    inside[control] = True
    held = np.where(inside[:, None], whole, 0.0)
    around = np.asarray(add_rings(held.T, area.disks), dtype=float).T
    members = np.asarray(add_rings(inside.astype(float), area.disks), dtype=float)
    alone, cells = year_to_year_spread(held[inside], trimmed=trimmed)
    together, _ = year_to_year_spread(around[inside & (members >= SEVERAL)], trimmed=trimmed)
    cell = max(ASSUMED, together or 0.0) if alone is None else alone
    ring = cell * ASSUMED_RING / ASSUMED if together is None else together
    return DriftEstimate(min(MOST, cell), min(MOST, ring), cells, years, assumed=alone is None)
