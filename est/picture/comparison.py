"""Two periods side by side: how many reports, from how many organisations, and what is left when those who came or
went are taken away."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from est.picture.change import LEVEL, PERCENT_FROM, ChangeVerdict, conditional_p, difference_interval
from est.picture.selection import Selection
from est.statistics.trends import mann_kendall

WHOLE = {"week": 7, "month": 28}  # days that make a span whole
FEWEST_SPANS = 8  # whole weeks or months that a direction is read from
UNREPORTED = 0.1  # of the period before may lie before the first report there is, and it is compared with all the same


@dataclass(frozen=True)
class PeriodComparison:
    """A count in this period and in the one before, with a judgement of the difference."""

    count: float
    before: float
    difference: float
    low: float
    high: float
    percent: float | None
    verdict: str


@dataclass(frozen=True)
class ReporterChange:
    """The organisations that reported: names of those in this period only, before only, and the identities of those
    `in_both`."""

    now: int
    before: int
    in_both: tuple[str, ...]
    joined: tuple[str, ...]
    gone: tuple[str, ...]
    closed: PeriodComparison  # only the reports of those in both periods (a closed cohort; docs/method.md, section 6.4)

    @property
    def both(self) -> int:
        """How many reported in both periods."""
        return len(self.in_both)


def compare_periods(count: float, before: float) -> PeriodComparison:
    """Return one count beside the one before it."""
    now, then = np.array([float(count)]), np.array([float(before)])
    low, high = difference_interval(now, then)
    told = conditional_p(now, then)[0] <= LEVEL and count != before
    verdict = (ChangeVerdict.MORE if count > before else ChangeVerdict.FEWER) if told else ChangeVerdict.UNSURE
    percent = 100 * (count - before) / before if min(count, before) >= PERCENT_FROM else None
    return PeriodComparison(
        float(count), float(before), float(count - before), float(low[0]), float(high[0]), percent, verdict
    )


def reports_begun(
    selection: Selection, loaded: tuple[date, date] | None, earlier: Selection | None = None
) -> date | None:
    """Return the first day with a report, where it leaves out more than a tenth of the period before; else None.

    What was not asked for yet is no zero to compare with. `loaded` is `selection.loaded_period`; with `earlier` that
    period stands in the place of the one before. Whatever is compared, on screen or on paper, asks this.
    """
    if loaded is None:
        return None
    before = earlier or selection.previous()
    return loaded[0] if (loaded[0] - before.start).days > UNREPORTED * before.days else None


def reports_ended(selection: Selection, loaded: tuple[date, date] | None) -> date | None:
    """Return the last day with a report, where it leaves out more than a tenth of the period; else None.

    What has not come yet is no decrease. `loaded` is `selection.loaded_period`.
    """
    if loaded is None:
        return None
    missed = (selection.end - loaded[1]).days - 1
    return loaded[1] if missed > UNREPORTED * selection.days else None


def reported_spans(spans: pl.DataFrame, loaded: tuple[date, date] | None) -> pl.DataFrame:
    """Return the weeks or months [start, .., days] without those that lie before the first report or after the last
    one, wholly or in part.
    """
    if loaded is None:
        return spans
    last = pl.col("start") + pl.duration(days=pl.col("days").cast(pl.Int64) - 1)
    return spans.filter(pl.col("start") >= loaded[0], last <= loaded[1])


@dataclass(frozen=True)
class ChangeDirection:
    """Whether whole weeks or months rise or fall: how many there are, the p of the trend, and what may be said."""

    spans: int
    p: float | None
    verdict: ChangeVerdict


def change_direction(spans: pl.DataFrame, unit: str) -> ChangeDirection:
    """Return the direction of [start, count, .., days] over its whole weeks or months (Mann-Kendall).

    Under eight of them nothing is said, and p is None.
    """
    whole = spans.filter(pl.col("days") >= WHOLE[unit])["count"]
    if whole.len() < FEWEST_SPANS:
        return ChangeDirection(whole.len(), None, ChangeVerdict.UNSURE)
    trend = mann_kendall(whole.to_numpy())
    sure = ChangeVerdict.MORE if trend.s > 0 else ChangeVerdict.FEWER
    return ChangeDirection(whole.len(), trend.p, sure if trend.p <= LEVEL else ChangeVerdict.UNSURE)


def reporter_change(now: pl.DataFrame, before: pl.DataFrame) -> ReporterChange:
    """Return who reported, from the organisations' counts [id, name, .., count] of this period and the one before."""
    # a handful of rows; one without an identity is nobody that could be in both
    held, earlier = (dict(rows.select("id", "count").iter_rows()) for rows in (now, before))
    both = [one for one in held if one is not None and one in earlier]
    return ReporterChange(
        now.height,
        before.height,
        tuple(both),
        tuple(name for one, name in now.select("id", "name").iter_rows() if one not in both),
        tuple(name for one, name in before.select("id", "name").iter_rows() if one not in both),
        compare_periods(sum(float(held[one]) for one in both), sum(float(earlier[one]) for one in both)),
    )
