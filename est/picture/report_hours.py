"""When in the week kept reports are, and what each weighs under chosen hours: selection_sql.py's rule in memory."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from est.clock import HOURS_IN_WEEK, MINUTES_IN_DAY, MINUTES_IN_WEEK
from est.picture.selection import Selection
from est.picture.selection_sql import chosen_hours
from est.statistics.hours import WindowEnds, fold_windows

WEEK_TIMES = ("hour", "week_minute", "minutes", "clock_hour", "clock_minutes")
"""The columns of `reports` that tell when in the week a report is."""

UNKNOWN = 2**16 - 1  # the minute of a report of which only the day is known

Floats = npt.NDArray[np.float64]
Places = slice | npt.NDArray[np.intp]


@dataclass(frozen=True)
class ReportHours:
    """When in the week reports are, four bytes each: the minute of the week of the start, and the minutes of the window
    (0: none; a week stands for all that are longer).

    `turned` are the places of the windows in which the clock was changed, `hour` and `by` the hour of the week that it
    skipped (-60) or repeated (60).
    """

    start: npt.NDArray[np.uint16]
    length: npt.NDArray[np.uint16]
    turned: npt.NDArray[np.intp]
    hour: npt.NDArray[np.int64]
    by: npt.NDArray[np.int64]

    @classmethod
    def from_rows(cls, rows: pl.DataFrame) -> "ReportHours":
        """Return those of rows with `WEEK_TIMES`, in their order."""
        turned = np.flatnonzero(rows["clock_minutes"].is_not_null().to_numpy())
        start = pl.when(pl.col("hour").is_null()).then(UNKNOWN).otherwise("week_minute")
        return cls(
            rows.select(start=start.cast(pl.UInt16))["start"].to_numpy(),
            rows["minutes"].fill_null(0).clip(upper_bound=MINUTES_IN_WEEK).cast(pl.UInt16).to_numpy(),
            turned,
            *(rows[name].gather(turned).cast(pl.Int64).to_numpy() for name in ("clock_hour", "clock_minutes")),
        )

    @property
    def unknown(self) -> npt.NDArray[np.bool_]:
        """Of which only the day is known."""
        unknown: npt.NDArray[np.bool_] = self.start == UNKNOWN
        return unknown

    def weights(self, selection: Selection, days: npt.NDArray[np.int32], places: Places) -> Floats:
        """Return what the reports at some places, which start on these `days` since 1970, weigh under the hours of a
        selection (0 to 1), by the rule of `selection_sql.selected_sql`.
        """
        hours, whole_days = chosen_hours(selection)
        inside = np.array(hours)
        until = np.append(0, np.repeat(inside, 60).cumsum())  # the chosen minutes until each minute of two weeks
        start, length = (values[places].astype(np.int64) for values in (self.start, self.length))
        known = start != UNKNOWN
        begun = np.where(known, start, 0)
        weights: Floats = inside[begun // 60].astype(np.float64)
        part = np.flatnonzero(length)
        held, over = until[begun[part] + length[part]] - until[begun[part]], length[part]
        there, hour, by = self._changes(places, part)
        held[there] += by * inside[hour]
        over[there] += by
        weights[part] = held / over
        weights[part[length[part] == MINUTES_IN_WEEK]] = len(selection.hours) / HOURS_IN_WEEK
        unknown = np.flatnonzero(~known)
        # a report of which only the day is known lies in the hours when they hold all of that day (day 0: a Thursday)
        whole = np.array(whole_days, dtype=np.float64)[(days[unknown] + 3) % 7]
        weights[unknown] = np.where(length[unknown] <= MINUTES_IN_DAY, whole, 0.0)
        return weights

    def by_hour(self, places: Places) -> Floats:
        """Return for each hour of the week (168) the reports at some places whose time is known, windows spread evenly
        over their minutes.
        """
        start, length = (values[places].astype(np.int64) for values in (self.start, self.length))
        known = start != UNKNOWN
        points = np.bincount(start[known & (length == 0)] // 60, minlength=HOURS_IN_WEEK)
        weeks = np.count_nonzero(known & (length == MINUTES_IN_WEEK))
        part = np.flatnonzero(known & (length > 0) & (length < MINUTES_IN_WEEK))
        over = length[part]
        there, hour, by = self._changes(places, part)
        over[there] += by
        sides = (_side(moment, over) for moment in (start[part], start[part] + length[part]))
        turned = np.bincount(hour, by / over[there], HOURS_IN_WEEK)
        counts: Floats = points + weeks / HOURS_IN_WEEK + fold_windows(*sides) + turned
        return counts

    def _changes(
        self, places: Places, part: npt.NDArray[np.intp]
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return in which of a part of these places the clock was changed, and the hour and the minutes of it."""
        change = np.full(self.start.size, -1)
        change[self.turned] = np.arange(self.turned.size)
        change = change[places][part]
        there = np.flatnonzero(change >= 0)
        return there, self.hour[change[there]], self.by[change[there]]


def _side(moment: npt.NDArray[np.int64], length: npt.NDArray[np.int64]) -> WindowEnds:
    """Return one side of windows, summed by hour."""
    hour = moment // 60
    rate, into = (
        np.bincount(hour, each, 2 * HOURS_IN_WEEK).astype(np.float64) for each in (1 / length, (moment % 60) / length)
    )
    return WindowEnds(np.arange(2 * HOURS_IN_WEEK), rate, into)
