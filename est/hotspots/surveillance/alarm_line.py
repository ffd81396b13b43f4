"""The line below which a p-value is an alarm: what the store's own past, in another order, crosses so often a year.

The past is shuffled four weeks at a time, so that what happens together, whoever reports it, stays together; what is
left is a town where no place is more than usual at any time.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from est.hotspots.surveillance.expectation import PlacePrior
from est.hotspots.surveillance.weekly_scan import Floats, Integers, WeeklyScan, scan_weeks

FALSE_ALARMS_A_YEAR = 0.3  # two or more in a year, then, in one town of twenty-seven
WEEKS_A_YEAR = 52
TOGETHER = 4  # weeks that keep their order
QUIET = 12  # weeks without, before what crosses the line again is another alarm
ORDERS = 30  # in which the past is put
MOST_VALUES = 60_000_000  # places × organisations × weeks in all orders; of a large town fewer orders are drawn
SEED = 20261128


@dataclass(frozen=True)
class AlarmLine:
    """The smallest p-value of every week of shuffled histories (orders × weeks), and how many a year may be alarms."""

    smallest: Floats
    allowed: float

    @property
    def years(self) -> float:
        """How many years of weeks they are."""
        return self.smallest.size / WEEKS_A_YEAR

    def alarms_a_year(self, p: float) -> float:
        """Return how often a year chance crosses a p-value, at any of the places."""
        alarms = sum(_alarms(order) for order in self.smallest <= p)
        if alarms:
            return alarms / self.years
        # beyond what was drawn: as rare as the rarest that was, in proportion
        rarest = float(self.smallest.min(initial=1.0))
        return p / rarest / self.years if rarest > 0 else 0.0

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
        # too few weeks to tell: as much rarer than the rarest as is allowed, in proportion
        return float(candidates[low - 1] if low else candidates.min(initial=1.0) * self.allowed * self.years)


def _alarms(below: npt.NDArray[np.bool_]) -> int:
    """Return how many times a line is crossed by weeks that are in a row, or nearly."""
    weeks = np.flatnonzero(below)
    return int(weeks.size > 0) + int((np.diff(weeks) > QUIET).sum())


def alarm_lines(table: Floats, town: Floats, prior: PlacePrior, families: Integers) -> tuple[AlarmLine, ...]:
    """Return the line of each family of places, which share the false alarms between them.

    `table` is weeks × organisations × places, `town` weeks × organisations of the whole town, `families` the number of
    the family of each place, from 0.
    """
    chance = np.random.default_rng(SEED)
    orders = [_shuffled(table.shape[0], chance) for _ in range(max(4, min(ORDERS, MOST_VALUES // max(table.size, 1))))]
    members = [families == family for family in range(int(families.max(initial=0)) + 1)]
    scans = [_smallest(scan, members) for scan in scan_weeks(table, town, prior, np.array(orders))]
    smallest = np.array(scans).reshape(len(scans), len(members), len(orders))
    return tuple(AlarmLine(smallest[:, number].T, FALSE_ALARMS_A_YEAR / len(members)) for number in range(len(members)))


def _smallest(scan: WeeklyScan, members: list[npt.NDArray[np.bool_]]) -> list[Floats]:
    p = np.minimum(scan.more, scan.fewer).min(axis=0)
    return [p[:, own].min(axis=1, initial=1.0) for own in members]


def _shuffled(weeks: int, chance: np.random.Generator) -> Integers:
    """Return the numbers of the weeks in another order, four at a time; the first part may be shorter."""
    parts = np.split(np.arange(weeks), np.arange(weeks % TOGETHER or TOGETHER, weeks, TOGETHER))
    return np.concatenate([parts[number] for number in chance.permutation(len(parts))])
