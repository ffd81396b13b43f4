"""The periods that are one click away, counted back from the last day with a report."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from est.picture.selection import DEFAULT_PERIOD, Selection
from est.text import N_

MEETING, WEEK, MONTH, QUARTER, YEAR = "meeting", "week", "4 weeks", "12 weeks", "year"
PERIODS = {
    MEETING: N_("Since the meeting"),
    WEEK: N_("1 week"),
    MONTH: N_("4 weeks"),
    QUARTER: N_("12 weeks"),
    YEAR: N_("This year"),
}


def preset_periods(end: date, met: date | None = None) -> dict[str, tuple[date, date]]:
    """Return name → first day and the day after the last, of the periods that end before `end`.

    `met` is the day of the last meeting before that; without one there is no period since it.
    """
    first_of_year = (end - timedelta(days=1)).replace(month=1, day=1)
    since = {MEETING: (met, end)} if met is not None and met < end else {}
    return since | {
        WEEK: (end - timedelta(weeks=1), end),
        MONTH: (end - timedelta(weeks=4), end),
        QUARTER: (end - DEFAULT_PERIOD, end),
        YEAR: (first_of_year, end),
    }


def period_name(
    selection: Selection, presets: Mapping[str, tuple[date, date]], pressed: str | None = None
) -> str | None:
    """Return the name of the period that the selection has, or None for custom days; of several the one `pressed`."""
    names = [name for name, days in presets.items() if days == (selection.start, selection.end)]
    return pressed if pressed in names else next(iter(names), None)


def year_before(selection: Selection) -> Selection:
    """Return the same selection over the same dates a year before."""
    last = _year_earlier(selection.end - timedelta(days=1))
    return replace(selection, start=_year_earlier(selection.start), end=last + timedelta(days=1))


def same_time_later(selection: Selection, periods: Iterable[tuple[date, date]]) -> tuple[date, date] | None:
    """Return the one of some periods whose dates the selection has a year before, or None."""
    days = (selection.start, selection.end)
    for start, end in periods:
        earlier = year_before(replace(selection, start=start, end=end))
        if (earlier.start, earlier.end) == days:
            return start, end
    return None


def _year_earlier(day: date) -> date:
    """Return the same day of the year before; of the 29th of February, the 28th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
