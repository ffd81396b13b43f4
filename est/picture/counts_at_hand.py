"""Counts of reports that are at hand: what counts.py and courses.py else ask the store for, in a walk over all."""

from collections.abc import Collection
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from est.picture.report_hours import ReportHours
from est.picture.selected_reports import SelectedReports
from est.picture.selection import Selection
from est.space.cells import Floats

NEVER = 2**31 - 1  # days since 1970, of no reports


def daily_weights_of(reports: SelectedReports, selection: Selection) -> pl.DataFrame:
    """Return `counts.daily_weights` of a selection; these are its reports of all hours."""
    names, day = reports.fetched.organisations, reports.days_of_all.astype(np.int64)
    first = int(day.min(initial=NEVER))  # of these reports: a period may begin thousands of years before
    place = (day - first) * len(names) + reports.column("organisation")
    there = np.flatnonzero(np.bincount(place))
    days, who = np.divmod(there, len(names))
    return pl.DataFrame(
        {
            "day": pl.Series(days + first, dtype=pl.Int32).cast(pl.Date),
            "organisation": names.gather(who),
            "count": _sums(place, reports.weights_under(selection), 0)[there],
        }
    )


def by_hour_of(reports: SelectedReports) -> Floats:
    """Return for each hour of the week (168) how many of these reports of all hours lie in it (`counts.hour_table`)."""
    return _hours(reports).by_hour(reports.places)


def unknown_time_of(reports: SelectedReports, weekdays: Collection[int]) -> int:
    """Return of how many of these reports of all hours only the day is known, which is one of these (0: Monday)."""
    days = reports.days_of_all[_hours(reports).unknown[reports.places]]
    return int(np.isin((days + 3) % 7, list(weekdays)).sum())  # day 0 was a Thursday


def counts_and_courses_of(
    reports: SelectedReports, selection: Selection, weeks: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return `courses.counts_and_courses` of a selection; these are its reports of all hours, with those of the period
    before it and of so many weeks.
    """
    day, weights = reports.days_of_all, reports.weights_under(selection)
    kinds, kind = reports.combined("category", "organisation", "district")
    within = day >= _number(selection.start)
    before = ~within & (day >= _number(selection.previous().start))
    count, former = (_sums(kind[some], weights[some], kinds.height) for some in (within, before))
    counts = kinds.with_columns(count=pl.Series(count), before=pl.Series(former))

    places, place = reports.combined("category", "district")
    first = _number(selection.end - timedelta(weeks=weeks))
    some = np.flatnonzero(day >= first)
    held = _sums(place[some] * weeks + (day[some] - first) // 7, weights[some], places.height * weeks)
    there = np.flatnonzero(held)
    row, week = np.divmod(there, weeks)
    courses = places[row].with_columns(week=pl.Series(week, dtype=pl.UInt8), count=pl.Series(held[there]))
    return counts.filter(pl.col("count") + pl.col("before") > 0), courses


def _hours(reports: SelectedReports) -> ReportHours:
    hours = reports.fetched.hours
    if hours is None:
        raise ValueError("these reports were fetched without the hours in which they are")
    return hours


def _sums(place: npt.NDArray[np.integer], weights: Floats, size: int) -> Floats:
    """Return the sums of weights of so many places at least; of none they are whole numbers to numpy."""
    return np.bincount(place, weights, size).astype(np.float64)


def _number(day: date) -> int:
    """Return the days since 1970."""
    return (day - date(1970, 1, 1)).days
