"""How much more than chance the reports of a town come in bursts, and in how many weeks each place has any.

One quarrel that is reported five times, or a week of fires, fills a cell without making it a lasting place. The counts
of places x spans of time tell how often that happens in this town (docs/method.md, section 4.9).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from est.hotspots.detection.batch_rule import add_rings
from est.space.area import StudyArea
from est.space.cells import index_cells
from est.statistics.dispersion import count_dispersion, squared_deviations

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SPANS = (8, 4)  # weeks: the longer see bursts whole that go on for some time
FEWEST_SPANS = 3  # of a shorter period, single weeks
UNLIKE = 4.0  # times the factor of the rest: a place that varies so much has begun or ended
CELLS_A_PLACE = 100  # for every so many, one place more may be left out
DAYS_IN_WEEK = 7


@dataclass(frozen=True)
class Overdispersion:
    """The variance of the counts of cells, and of cells with their ring, over that of chance (1 or more), and the
    number of weeks in which each cell, and each with its ring, has an event.
    """

    own: float
    ring: float
    weeks: Integers
    ring_weeks: Integers

    @property
    def factors(self) -> tuple[float, float]:
        """The factors of cells and of disks, for `batch_rule.joint_levels`."""
        return self.own, self.ring


def measure_overdispersion(area: StudyArea, weekly: pl.DataFrame) -> Overdispersion:
    """Return the overdispersion of the tested events of a period in the cells of an area.

    `weekly` is that of `tested_events.weekly_events_of_reports` in these cells. The factor is that of places x spans of
    eight weeks (of four, or of single weeks, where the period holds fewer than three spans), each place with its own
    level and each span with its own: a place that holds more than others all the time adds nothing to it. A place that
    varies more than four times as much as the rest is left out, and one more for every hundred cells: it has begun or
    ended, which is what flags are for, and must not hide the others.
    """
    n = area.ids.size
    if weekly.is_empty() or not n:
        return overdispersion_of(area, np.zeros((0, n)))
    days = weekly["week"].to_physical().to_numpy().astype(np.int64)
    week = (days.max() - days) // DAYS_IN_WEEK
    held = (weekly["certain"] + weekly["partial_weight"]).to_numpy()
    weeks = int(week.max()) + 1
    table = np.bincount(week * n + area_rows(area, weekly), held, weeks * n).astype(np.float64)
    return overdispersion_of(area, table.reshape(weeks, n))


def overdispersion_of(area: StudyArea, table: Floats) -> Overdispersion:
    """Return the same of what is tested in every week in every cell (weeks × cells), the last week first, so that the
    last span is whole.
    """
    weeks, n = table.shape
    if not table.size:
        return Overdispersion(1.0, 1.0, np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64))
    there = table > 0
    own_weeks = there.sum(axis=0)
    ring_weeks = (np.asarray(add_rings(there.astype(np.int8), area.disks)) >= 1).sum(axis=0)
    span = next((span for span in SPANS if weeks >= span * FEWEST_SPANS), 1)
    whole = weeks // span * span  # a broken one at the beginning is left out
    spans = table[:whole].reshape(-1, span, n).sum(axis=1)
    for _ in range(1 + n // CELLS_A_PLACE):
        sums = squared_deviations(spans, spans.sum(axis=1))
        excess, chance = (add_rings(values, area.disks) for values in sums)
        rest = (sums[0].sum() - excess) / np.maximum(sums[1].sum() - chance, 1e-9)
        unlike = excess - UNLIKE * np.maximum(rest, 1.0) * chance
        if unlike.max() <= 0:
            break
        most = area.disks[unlike.argmax()]
        spans[:, most[most < n]] = 0.0
    totals = spans.sum(axis=1)
    overlap = float((area.disks < n).sum() / n)
    own, ring = count_dispersion(spans, totals), count_dispersion(add_rings(spans, area.disks), totals, overlap)
    return Overdispersion(own, ring, own_weeks, ring_weeks)


def area_rows(area: StudyArea, events: pl.DataFrame) -> Integers:
    """Return the rows of events' cells in an area: `home` where they have it, as it was looked up in the same area."""
    if "home" in events.columns:
        return events["home"].to_numpy().astype(np.int64)
    known, place = index_cells(events["cell"].to_numpy(), area.resolution)  # each cell is searched for once
    return np.searchsorted(area.ids, known)[place]
