"""The line below which a p-value is an alarm: what the store's own past, in another order, crosses so often a year.

The past is shuffled four weeks at a time, so that what happens together, whoever reports it, stays together; what is
left is a town where no place is more than usual at any time.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from est.hotspots.surveillance.expectation import PlacePrior
from est.hotspots.surveillance.weekly_scan import Floats, Integers, WeeklyScan, scan_weeks

FALSE_ALARMS_A_YEAR = 0.15  # of the past; more in a year to come where reports come in clusters (docs/accuracy.md)
WEEKS_A_YEAR = 52
TOGETHER = 4  # weeks that keep their order
QUIET = 12  # weeks without, before what crosses the line again is another alarm
ORDERS = 30  # in which the past is put
LOOKS_A_YEAR = 26  # at one place, that are as good as independent: windows of 4 weeks overlap
MOST_VALUES = 60_000_000  # places × organisations × weeks in all orders; of a large town fewer orders are drawn
SEED = 20261128


@dataclass(frozen=True)
class AlarmLine:
    """The smallest p-value of every week of shuffled histories (orders × weeks), and how many a year may be alarms.

    `places` is how many places they are the smallest of.
    """

    smallest: Floats
    allowed: float
    places: int

    @property
    def years(self) -> float:
        """How many years of weeks they are."""
        return self.smallest.size / WEEKS_A_YEAR

    def alarms_a_year(self, p: float) -> float:
        """Return how often a year chance crosses a p-value, at any of the places."""
        alarms = self._alarms(p)
        if alarms:
            return alarms / self.years
        rarest = float(self.smallest.min(initial=1.0))
        if rarest == 1:  # never and nowhere so much that anything was worked out: by Bonferroni
            return p * self.places * LOOKS_A_YEAR
        # beyond what was drawn: as rare as the rarest that was, in proportion
        return p / rarest * self._alarms(rarest) / self.years if rarest > 0 else 0.0

    @property
    def p(self) -> float:
        """The p-value that chance crosses as often as is allowed."""
        candidates = np.unique(self.smallest)
        low, high = 0, candidates.size
        while low < high:
            middle = (low + high) // 2
            if self.alarms_a_year(float(candidates[middle])) <= self.allowed:
                low = middle + 1
            else:
                high = middle
        if low:
            return float(candidates[low - 1])
        rarest = float(candidates.min(initial=1.0))
        if rarest == 1:
            return self.allowed / (self.places * LOOKS_A_YEAR)
        # too few weeks to tell: as much rarer than the rarest as is allowed, in proportion
        return rarest * self.allowed / self.alarms_a_year(rarest)

    def _alarms(self, p: float) -> int:
        return sum(_alarms(order) for order in self.smallest <= p)


def _alarms(below: npt.NDArray[np.bool_]) -> int:
    """Return how many times a line is crossed by weeks that are in a row, or nearly."""
    weeks = np.flatnonzero(below)
    return int(weeks.size > 0) + int((np.diff(weeks) > QUIET).sum())


def alarm_lines(table: Floats, town: Floats, prior: PlacePrior, families: Integers) -> tuple[AlarmLine, ...]:
    """Return the line of each family of places, which share the false alarms between them.

    `table` is weeks × organisations × places, `town` weeks × organisations of the whole town, `families` the number of
    the family of each place, from 0. In another order no place drifts from year to year, so there none is expected to:
    else the line would rise by as much as the drift lowers what is judged, and the drift would count for nothing.
    """
    chance = np.random.default_rng(SEED)
    orders = [_shuffled(table.shape[0], chance) for _ in range(max(4, min(ORDERS, MOST_VALUES // max(table.size, 1))))]
    members = [families == family for family in range(int(families.max(initial=0)) + 1)]
    steady = replace(prior, drift=np.zeros_like(prior.drift))
    scans = [_smallest(scan, members) for scan in scan_weeks(table, town, steady, np.array(orders))]
    smallest = np.array(scans).reshape(len(scans), len(members), len(orders))
    allowed = FALSE_ALARMS_A_YEAR / len(members)
    return tuple(
        AlarmLine(smallest[:, number].T, allowed, max(int(own.sum()), 1)) for number, own in enumerate(members)
    )


def _smallest(scan: WeeklyScan, members: list[npt.NDArray[np.bool_]]) -> list[Floats]:
    p = np.minimum(scan.more, scan.fewer).min(axis=0)
    return [p[:, own].min(axis=1, initial=1.0) for own in members]


def _shuffled(weeks: int, chance: np.random.Generator) -> Integers:
    """Return the numbers of the weeks in another order, four at a time; the first part may be shorter."""
    parts = np.split(np.arange(weeks), np.arange(weeks % TOGETHER or TOGETHER, weeks, TOGETHER))
    return np.concatenate([parts[number] for number in chance.permutation(len(parts))])
