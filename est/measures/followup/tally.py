"""Reports laid out for a verdict: by organisation, period and cell. Pure functions on frames and arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from est.errors import DesignError
from est.measures.followup.design import CountedUnit, DesignWindow, FollowUpDesign
from est.measures.followup.queries import FollowUpReports
from est.space.area import StudyArea
from est.text import N_

Floats = npt.NDArray[np.float64]

MONTH = 28  # days: whole weeks, so that months hold the same weekdays
LONGEST_PAST = 39  # such months that the dispersion is taken from
OTHER_CATEGORIES = N_("all other categories")


@dataclass(frozen=True)
class Tally:
    """The counts of a follow-up, arrays of organisations × periods × cells: the windows before, and last the one after.

    `chosen` is of the design's categories and hours, `every` of all of them. `months` is cells × months before the
    start, of what the control counts. `in_time` and `in_kind` are like `chosen`, by name: other hours, other
    categories. Cells are those of the area, organisations those of `organisations` (identities).
    """

    organisations: tuple[str, ...]
    chosen: Floats
    every: Floats
    months: Floats
    in_time: dict[str, Floats] = field(default_factory=dict)
    in_kind: dict[str, Floats] = field(default_factory=dict)

    @property
    def cohort_before(self) -> npt.NDArray[np.bool_]:
        """Whether each organisation reported anything in every window before: all that is known before the start."""
        return np.asarray((self.every[:, :-1].sum(axis=2) > 0).all(axis=1))

    @property
    def cohort(self) -> npt.NDArray[np.bool_]:
        """Whether each organisation reported anything in every period: only those are compared."""
        return np.asarray((self.every.sum(axis=2) > 0).all(axis=1))


def elapsed_days(design: FollowUpDesign, as_of: date) -> int:
    """Return how many days of the follow-up have passed on the evening of a day; DesignError before its start."""
    if as_of < design.start:
        raise DesignError(
            N_(
                "The measure starts on {start}, and nothing can be said of it on {day}. Evaluate it after the start; "
                "until then its page says what could be seen."
            ),
            start=design.start,
            day=as_of,
        )
    return min(design.window.days, (as_of - design.start).days + 1)


def tally_periods(design: FollowUpDesign, as_of: date) -> tuple[DesignWindow, ...]:
    """Return the windows before, cut to the time that has passed after the start, and last the one after."""
    days = elapsed_days(design, as_of)
    return tuple(window.cut(days) for window in (*design.before, design.window))


def tally_reports(found: FollowUpReports, design: FollowUpDesign, area: StudyArea, as_of: date) -> Tally:
    """Return the counts of a design as of a day."""
    table = _Table(tuple(sorted(set(found.every["organisation"]))), area, tally_periods(design, as_of))
    followed = chosen_cells(found, design)
    every = table.counts(found.every)
    cohort = Tally(table.organisations, every, every, np.zeros((0, 0))).cohort
    kept = [name for name, member in zip(table.organisations, cohort.tolist(), strict=True) if member]
    source = (found.every if design.counted is CountedUnit.ALL else followed).filter(pl.col("organisation").is_in(kept))
    return Tally(
        table.organisations,
        table.counts(followed),
        every,
        _months(source, area, found.first_day, design.start),
        {name: table.counts(_of(part, design.categories)) for name, part in found.others.items()},
        {name: table.counts(part) for name, part in _other_kinds(found.followed, design, area).items()},
    )


def chosen_cells(found: FollowUpReports, design: FollowUpDesign) -> pl.DataFrame:
    """Return the reports of the design's categories and hours."""
    return _of(found.followed, design.categories)


def _of(events: pl.DataFrame, categories: Sequence[str]) -> pl.DataFrame:
    return events.filter(pl.col("category").is_in(list(categories))) if categories else events


def _other_kinds(followed: pl.DataFrame, design: FollowUpDesign, area: StudyArea) -> dict[str, pl.DataFrame]:
    """Return the other categories' reports, together and by the categories that the place has any of."""
    if not design.categories:
        return {}
    others = followed.filter(~pl.col("category").is_in(list(design.categories)))
    here = others.filter(pl.col("cell").is_in(area.ids[tally_rows(area, design.target)].tolist()))
    found = {name: others.filter(category=name) for name in sorted(here["category"].unique())}
    return {OTHER_CATEGORIES: others} | found


def tally_rows(area: StudyArea, cells: Sequence[str]) -> npt.NDArray[np.intp]:
    """Return the rows of these cells (texts) in an area that holds them."""
    wanted = np.array([int(text, 16) for text in cells], dtype=np.uint64)
    return np.searchsorted(area.ids, wanted)


@dataclass(frozen=True)
class _Table:
    organisations: tuple[str, ...]
    area: StudyArea
    periods: tuple[DesignWindow, ...]

    def counts(self, events: pl.DataFrame) -> Floats:
        """Return the counts, organisations × periods × cells."""
        counts = np.zeros((len(self.organisations), len(self.periods), self.area.ids.size))
        inside = events.filter(pl.col("cell").is_in(self.area.ids.tolist()) & pl.col("count").is_not_null())
        who = np.searchsorted(np.array(self.organisations, dtype=object), inside["organisation"].to_numpy())
        where = np.searchsorted(self.area.ids, inside["cell"].to_numpy())
        day, count = inside["day"].to_numpy(), inside["count"].to_numpy()
        for number, period in enumerate(self.periods):
            held = (day >= np.datetime64(period.first)) & (day < np.datetime64(period.end))
            np.add.at(counts[:, number], (who[held], where[held]), count[held])
        return counts


def _months(events: pl.DataFrame, area: StudyArea, first_day: date, start: date) -> Floats:
    """Return cells × whole months of 28 days, counted back from the start."""
    number = max(0, min(LONGEST_PAST, (start - first_day).days // MONTH))
    past = events.filter(
        (pl.col("day") < start)
        & (pl.col("day") >= start - timedelta(days=MONTH * number))
        & pl.col("cell").is_in(area.ids.tolist())
    )
    counts = np.zeros((area.ids.size, number))
    month = (pl.lit(start) - pl.col("day") - pl.duration(days=1)).dt.total_days() // MONTH
    where = np.searchsorted(area.ids, past["cell"].to_numpy())
    np.add.at(counts, (where, past.select(month.alias("month"))["month"].to_numpy()), past["count"].to_numpy())
    return counts
