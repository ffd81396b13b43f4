"""Every watched place in every week: how unlikely the reports of its latest 4 and 12 weeks are."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from est.hotspots.surveillance.expectation import FADING, PlacePrior, expected_reports
from est.statistics.negative_binomial import PredictiveDistribution

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

WINDOWS = (4, 12)  # weeks
FEWEST = 4.0  # reports that can be more than usual
LEAST_EXPECTED = 6.0  # reports whose absence can be told
APART = 2  # weeks of the window with reports: what came within one is one event, however often it was told
PAST = 26  # weeks before a window that anything rests on at the least
NEAR = 2.0  # standard deviations below which no tail is worked out


@dataclass(frozen=True)
class WeeklyScan:
    """The places in one week, by window (windows × .. × n): the reports, what was expected of them, and the p-values.

    `more` and `fewer` are one-sided p-values, 1 where too little is known to say anything.
    """

    count: Floats
    expected: tuple[PredictiveDistribution, ...]
    more: Floats
    fewer: Floats


def scan_weeks(table: Floats, town: Floats, prior: PlacePrior, orders: Integers | None = None) -> Iterator[WeeklyScan]:
    """Give the scan of each week that has half a year before its shortest window, oldest first.

    `table` is weeks × organisations × places, `town` weeks × organisations. `orders` (orders × weeks) puts the weeks
    into other orders; all are scanned side by side.
    """
    weeks, organisations, places = table.shape
    order = np.arange(weeks)[None] if orders is None else orders
    every = table.sum(axis=1)
    told = (every > 0).astype(np.float64)
    runs = [_Run(window, len(order), organisations, places) for window in WINDOWS]
    for week in range(weeks):
        for run in runs:
            run.step(
                order[:, week], order[:, week - run.window] if week >= run.window else None, table, town, every, told
            )
        if week + 1 >= PAST + min(WINDOWS):
            yield _scan(runs, prior, [week + 1 >= PAST + run.window for run in runs])


class _Run:
    """One window on its way through the weeks: what is in it, and the faded past before it."""

    def __init__(self, window: int, orders: int, organisations: int, places: int) -> None:
        self.window = window
        self.past = np.zeros((orders, organisations, places))
        self.whole = np.zeros((orders, organisations))
        self.lately = np.zeros((orders, organisations))
        self.count = np.zeros((orders, places))
        self.apart = np.zeros((orders, places))

    def step(
        self, coming: Integers, leaving: Integers | None, table: Floats, town: Floats, every: Floats, told: Floats
    ) -> None:
        self.lately += town[coming]
        self.count += every[coming]
        self.apart += told[coming]
        if leaving is not None:
            self.lately -= town[leaving]
            self.count -= every[leaving]
            self.apart -= told[leaving]
            self.past *= FADING
            self.past += table[leaving]
            self.whole *= FADING
            self.whole += town[leaving]


def _scan(runs: list[_Run], prior: PlacePrior, known: list[bool]) -> WeeklyScan:
    """Return the scan of the weeks that the runs stand in; `known` tells which have half a year before them."""
    expected = tuple(expected_reports(run.past, run.lately, run.whole, prior) for run in runs)
    counts = [run.count.round(9) for run in runs]
    more, fewer = [], []
    for run, count, coming, enough in zip(runs, counts, expected, known, strict=True):
        nothing = np.ones(count.shape)
        eligible = (run.apart >= APART) & (count >= FEWEST)
        more.append(upper_p(count, coming, eligible) if enough else nothing)
        fewer.append(lower_p(count, coming) if enough else nothing)
    return WeeklyScan(np.stack(counts), expected, np.stack(more), np.stack(fewer))


def _far(count: Floats, coming: PredictiveDistribution) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num((count - coming.mean) / np.sqrt(coming.mean + coming.mean**2 / coming.size))


def upper_p(count: Floats, coming: PredictiveDistribution, eligible: Bools) -> Floats:
    """Return P(Y >= count) where it is worth working out, else 1."""
    p = np.ones(count.shape)
    some = eligible & (_far(count, coming) > NEAR)
    p[some] = PredictiveDistribution(coming.mean[some], coming.size[some]).upper(count[some])
    return p


def lower_p(count: Floats, coming: PredictiveDistribution) -> Floats:
    """Return P(Y <= count) where enough was expected and it is worth working out, else 1."""
    p = np.ones(count.shape)
    some = (coming.mean >= LEAST_EXPECTED) & (_far(count, coming) < -NEAR)
    p[some] = PredictiveDistribution(coming.mean[some], coming.size[some]).lower(count[some])
    return p
