"""The flags of every week: those of the weeks that end with it, judged from one question to the store."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import polars as pl

from est.hotspots.detection import null_models
from est.hotspots.detection.cell_sizes import sizes_of_cells
from est.hotspots.detection.coverage import by_coverage
from est.hotspots.detection.family import carry_flags, family_thresholds, pay_for_family
from est.hotspots.detection.flag_rule import Flag
from est.hotspots.detection.flags import ask_reports, exact_enough, expected_counts, flag_events, without_flags
from est.hotspots.detection.null_models import Expectation, NullModel
from est.hotspots.detection.overdispersion import measure_overdispersion
from est.hotspots.detection.places import cover_cells
from est.hotspots.evolution.trend_classes import TrendClass, classify_trends
from est.picture.selected_reports import SelectedReports
from est.picture.selection import Selection, loaded_period
from est.picture.tested_events import WEEKLY, add_up_events, weekly_events_of_reports
from est.progress import Progress, ignore_progress
from est.space.area import StudyArea, study_area
from est.space.cells import text_to_cell
from est.store import Store

WEEK = timedelta(weeks=1)
LENGTH = 12  # weeks that the flags of a week look back on, it among them
YEAR = 52


def monday_of(day: date) -> date:
    """Return the Monday of the week of a day; weeks are named by it."""
    return day - timedelta(days=day.weekday())


@dataclass
class RollingWindow:
    """The flags of a selection's filters in the `length` weeks that end with a week, for any week until `last`.

    `weekly` holds the tested events of every week in the area's cells, and `every` those of all categories where the
    null asks for it. `others` are the same at the other resolutions that are tested, and `tested` tells whether this
    one is: a week's flags are those of any of them, as in `flags.find_flags`. `first` is the first week with reports,
    None when there are none. What was judged is kept.
    """

    area: StudyArea
    selection: Selection
    length: int
    first: date | None
    last: date
    weekly: pl.DataFrame
    expected: Expectation | None
    every: pl.DataFrame | None
    others: tuple["RollingWindow", ...] = ()
    tested: bool = True
    _judged: dict[date, pl.DataFrame] = field(default_factory=dict)

    def window(self, week: date) -> Selection:
        """Return the selection of the weeks that end with this one."""
        return replace(self.selection, start=week - (self.length - 1) * WEEK, end=week + WEEK)

    def flags(self, week: date) -> pl.DataFrame:
        """Return every cell with its flag, as `flags.find_flags` does, of the weeks that end with this one."""
        if week not in self._judged:
            number = len(self.others) + self.tested
            others = {one.area.resolution: one.own_flags(week, number) for one in self.others}
            own = self.own_flags(week, number) if self.tested else without_flags(self.own_flags(week, 1))
            self._judged[week] = carry_flags(own, self.area.resolution, others)
        return self._judged[week]

    def own_flags(self, week: date, resolutions: int) -> pl.DataFrame:
        """Return every cell as this resolution alone flags it, one of so many that are tested."""
        held = self.weekly.filter(pl.col("week").is_between(week - (self.length - 1) * WEEK, week))
        spread = measure_overdispersion(self.area, held)
        expected = self.expectation(held, week, self.length, spread.own)
        limits = family_thresholds(None, resolutions)
        return pay_for_family(flag_events(self.area, held, expected, limits, spread=spread), resolutions)

    def events_of_weeks(self, week: date, length: int) -> pl.DataFrame:
        """Return the tested events of `length` weeks, this one the last."""
        return _within(self.weekly, week, length)

    def expectation(self, held: pl.DataFrame, week: date, length: int, dispersion: float = 1.0) -> Expectation:
        """Return what the events of these weeks are compared with; `dispersion` is that of the cells."""
        if self.expected is not None:
            return self.expected
        if self.every is None:
            return by_coverage(self.area, held, dispersion)
        every = _within(self.every, week, length)
        tested = (pl.col("certain") + pl.col("partial_weight")).alias("tested")
        return null_models.by_other_reports(self.area, held.with_columns(tested), every.with_columns(tested))


def _within(weekly: pl.DataFrame, week: date, length: int) -> pl.DataFrame:
    return add_up_events(weekly.filter(pl.col("week").is_between(week - (length - 1) * WEEK, week)))


def rolling_window(
    store: Store,
    selection: Selection,
    resolution: int,
    null: NullModel | str = NullModel.EVEN,
    length: int = LENGTH,
) -> RollingWindow:
    """Return the rolling flags of the selection's filters, from the first week with reports to that of its end.

    The period's start takes no part. A last week that has not ended by the end of the selection holds its days until
    then. Raises what `flags.find_flags` raises for the resolution and the null.
    """
    area, period = study_area(store, resolution), loaded_period(store)
    first = monday_of(period[0]) if period else selection.start
    if period is None or first >= selection.end:
        weekly = pl.DataFrame(schema=WEEKLY)
        return RollingWindow(
            area, selection, length, None, monday_of(selection.end - timedelta(days=1)), weekly, None, None
        )
    chosen, reference = ask_reports(store, replace(selection, start=first), NullModel(null))
    family = sizes_of_cells(store, selection)[1] or (area,)

    def window(one: StudyArea) -> RollingWindow:
        weekly = _placed_weekly(chosen, one)
        every = _placed_weekly(reference.every, one) if reference.every is not None else None
        expected = expected_counts(one, weekly, reference) if reference.people is not None else None
        last = monday_of(selection.end - timedelta(days=1))
        return RollingWindow(one, selection, length, first, last, weekly, expected, every)

    others = tuple(window(one) for one in family if one.resolution != resolution)
    return replace(window(area), others=others, tested=len(others) < len(family))


def _placed_weekly(chosen: SelectedReports, area: StudyArea) -> pl.DataFrame:
    """Return the events of every week, by week, in the cells of an area (as `flags.placed_events`)."""
    events = weekly_events_of_reports(chosen, area.resolution).join(area.cells.select("cell"), on="cell", how="semi")
    return events.filter(exact_enough(area)).sort("week")


BY_WEEK = {
    "week": pl.Date,
    "reports": pl.Float64,
    "window": pl.Float64,
    "expected": pl.Float64,
    "flag": pl.String,
    "trend": pl.String,
}


def flags_by_week(
    store: Store,
    selection: Selection,
    cells: tuple[str, ...],
    weeks: int = YEAR,
    progress: Progress = ignore_progress,
) -> pl.DataFrame:
    """Return what was known of these cells in each of the last weeks until the selection's end: [week Date (its
    Monday), reports, window, expected (f64), flag String, trend String], by week.

    `cells` are texts of one resolution. `reports` are those of the week itself, `window` those of the twelve weeks
    that end with it and `expected` what an even spread expects of these. `flag` is the strongest flag (`Flag`) on a
    cell among them, or on a ring that holds at least half of them, null without one. `trend` is what the place had
    become by then (`trend_classes.TrendClass`, seasons and hours aside), null without one and where there were not yet
    two years. Weeks before the first report are left out, so that a frame without rows is an answer. Raises as
    `rolling_window` does.
    """
    if not cells:
        return pl.DataFrame(schema=BY_WEEK)
    held = rolling_window(store, selection, (text_to_cell(cells[0]) >> 52) & 0xF)
    if held.first is None:
        return pl.DataFrame(schema=BY_WEEK)
    first = max(held.first, held.last - (weeks - 1) * WEEK)
    wanted = [first + number * WEEK for number in range((held.last - first).days // 7 + 1)]
    numbers = [text_to_cell(cell) for cell in cells]
    own = held.weekly.filter(pl.col("cell").is_in(numbers))
    counts = dict(own.group_by("week").agg(pl.col("count").sum().round(9)).rows())
    rows = []
    for done, week in enumerate(wanted, 1):
        judged = held.flags(week)
        there = judged.filter(pl.col("cell").is_in(list(cells)))
        sums = [round(float(there[name].sum()), 9) for name in ("count", "expected")]
        rows.append((week, counts.get(week, 0.0), *sums, _strongest(judged, cells), _trend(held, week, cells)))
        progress(done / len(wanted))
    return pl.DataFrame(rows, schema=BY_WEEK, orient="row")


def _strongest(judged: pl.DataFrame, cells: tuple[str, ...]) -> str | None:
    """Return the strongest flag that is on these cells."""
    wanted = set(cells)
    rows = judged.filter(pl.col("flag").is_not_null()).select("cell", "unit", "flag").rows()
    found = {
        flag for cell, unit, flag in rows if cell in wanted or 2 * len(cover_cells(cell, unit) & wanted) >= len(wanted)
    }
    return next((str(flag) for flag in (Flag.CLEAR, Flag.WATCH) if flag in found), None)


def _trend(held: RollingWindow, week: date, cells: tuple[str, ...]) -> str | None:
    """Return what the place with most reports among these cells had become in the two years that end with a week."""
    if (
        held.first is None or held.area.source == "reports" or week - (2 * YEAR - 5) * WEEK < held.first
    ):  # four weeks' grace, as in tracking.find_trend_classes
        return None
    newer, older = held.events_of_weeks(week, YEAR), held.events_of_weeks(week - YEAR * WEEK, YEAR)
    both = held.events_of_weeks(week, 2 * YEAR)
    told = classify_trends(held.area, older, newer, held.expectation(both, week, 2 * YEAR))
    there = told.filter(pl.col("cell").is_in(list(cells))).sort(-(pl.col("older") + pl.col("newer")), "cell")
    return str(TrendClass(there["trend"][0])) if there.height else None
