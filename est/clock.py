"""Hours of the week, presets, windows and local wall-clock time.

The hours of the week are numbered 0 to 167; hour 0 is Monday 00:00-01:00 and hour 167 Sunday 23:00-24:00. A set of them
is a filter that repeats every week. All times are local wall-clock times of the municipality.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from est.errors import SelectionError
from est.text import N_

FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)  # of reports, and of what is asked of them
HOURS_IN_WEEK = 168
MINUTES_IN_DAY = 1_440
MINUTES_IN_WEEK = 10_080
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAMES = (
    ("mon", "monday", "mån", "man", "måndag"),
    ("tue", "tuesday", "tis", "tisdag"),
    ("wed", "wednesday", "ons", "onsdag"),
    ("thu", "thursday", "tor", "tors", "torsdag"),
    ("fri", "friday", "fre", "fredag"),
    ("sat", "saturday", "lör", "lor", "lördag"),
    ("sun", "sunday", "sön", "son", "söndag"),
)
_DAY_NUMBERS = {name: number for number, names in enumerate(_DAY_NAMES) for name in names}
_HOUR_RANGE = re.compile(r"(\d{1,2})(?::00)?(?:-(\d{1,2})(?::00)?)?")


@dataclass(frozen=True)
class DaySpan:
    """Days from a first to a last, both included; without a last one, on and on."""

    first: date
    last: date | None = None

    def meets(self, start: date, end: date) -> bool:
        """Tell whether any of the days lies in a period; its `end` is exclusive."""
        return self.first < end and (self.last is None or self.last >= start)


def hours_of_week(hours: Iterable[int], weekdays: Iterable[int]) -> frozenset[int]:
    """Return the hours of the week (0-167) that are one of `hours` on one of `weekdays` (0 = Monday).

    `hours` are counted from the midnight that the day begins with: 0 to 23 are its own, 24 to 47 those of the day
    after. So 22 to 29 on Fridays is the night from Friday 22 to Saturday 06.
    """
    days = list(weekdays)
    return frozenset((day * 24 + hour) % HOURS_IN_WEEK for hour in hours for day in days)


def parse_hours(text: str) -> frozenset[int]:
    """Return the hours named by "22-06", "8-12,18-22" or "23", counted from midnight: 22 to 29 for "22-06".

    A range that passes midnight belongs to the evening's day, so that its later hours are those from 24 on
    (`hours_of_week`). The second number of a range is not included: "08-16" ends at four o'clock. Raises
    SelectionError.
    """
    found: set[int] = set()
    for part in _parts(text):
        match = _HOUR_RANGE.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or int(match[1]) + 1)) if match else (99, 99)
        if not (first <= 23 and last <= 24 and first != last):
            raise SelectionError(
                N_("Hours are written as 22-06, or as 8-12,18-22, with hours 0 to 24; not {text!r}."), text=text
            )
        found.update(range(first, last if last > first else last + 24))
    return frozenset(found)


def parse_weekdays(text: str) -> frozenset[int]:
    """Return the weekdays (0 = Monday) named by "mon-fri", "lör-sön" or "fredag,sat". Raises SelectionError."""
    found: set[int] = set()
    for part in _parts(text):
        names = [_DAY_NUMBERS.get(name) for name in part.split("-")]
        if len(names) > 2 or None in names:
            raise SelectionError(
                N_("Weekdays are written as mon-fri or lör-sön, also as mon,wed; not {text!r}."), text=text
            )
        first, last = int(names[0] or 0), int(names[-1] or 0)
        found.update(day % 7 for day in range(first, last + 1 if last >= first else last + 8))
    return frozenset(found)


def _parts(text: str) -> list[str]:
    return re.sub(r"\s+", "", text.lower().replace("–", "-")).split(",")


_ALL_DAYS = range(7)
ALL_HOURS: frozenset[int] = frozenset(range(HOURS_IN_WEEK))
PRESETS: Mapping[str, frozenset[int]] = MappingProxyType(
    {
        "all": ALL_HOURS,
        "day": hours_of_week(range(6, 18), _ALL_DAYS),
        "evening": hours_of_week(range(18, 22), _ALL_DAYS),
        "night": hours_of_week(range(22, 30), _ALL_DAYS),
        # the nights before a free day
        "weekend-nights": hours_of_week(range(22, 30), (4, 5)),
        # from Friday 18:00, when the working week is over, to Sunday midnight
        "weekend": hours_of_week(range(18, 24), (4,)) | hours_of_week(range(24), (5, 6)),
        "school": hours_of_week(range(8, 16), range(5)),
    }
)


def hours_to_text(hours: frozenset[int]) -> str:
    """Return a short text for the address of a page: a preset's name, or "mon-fri.08-16_sat.10-12.20-24"."""
    for name, preset in PRESETS.items():
        if hours == preset:
            return name
    groups = [
        ".".join(["-".join(WEEKDAYS[day] for day in days), *(span_text(*span, "-") for span in ranges)])
        for days, ranges in day_groups(hours)
    ]
    return "_".join(groups) or "none"


def span_text(first: int, end: int, dash: str) -> str:
    """Return a span of hours in writing, 22-06 for 22 to 30."""
    return f"{first:02d}{dash}{end if end <= 24 else end - 24:02d}"


def day_groups(hours: frozenset[int]) -> list[tuple[tuple[int, ...], list[tuple[int, int]]]]:
    """Return the days in a row that have the same hours, without those that have none: ((first, last), or (day,) alone;
    [(first hour, hour after the last)]).

    Hours that pass midnight belong to the day on which they begin, and the hour after the last is then above 24; those
    of a day and night or more in a row are parted at midnight.
    """
    days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for first, end in _spans(hours):
        days[first // 24].append((first % 24, first % 24 + end - first))
    days = [sorted(spans) for spans in days]
    return [
        (tuple(dict.fromkeys(span)), days[span[0]])
        for span in _runs(list(range(7)), lambda day: days[day] == days[day - 1])
        if days[span[0]]
    ]


def _spans(hours: frozenset[int]) -> list[tuple[int, int]]:
    """Return the first hour of the week, and the hour after the last, of hours in a row; a week goes on in the next."""
    runs = [(first, last + 1) for first, last in _runs(sorted(hours))]
    if len(runs) > 1 and runs[0][0] == 0 and runs[-1][1] == HOURS_IN_WEEK:
        runs[-1] = (runs[-1][0], HOURS_IN_WEEK + runs.pop(0)[1])
    parted: list[tuple[int, int]] = []
    for first, end in runs:
        midnights = range(first - first % 24 + 24, end, 24)
        cuts = [first, *midnights, end] if end - first >= 24 else [first, end]
        parted += [(one % HOURS_IN_WEEK, one % HOURS_IN_WEEK + other - one) for one, other in pairwise(cuts)]
    return parted


def text_to_hours(text: str) -> frozenset[int]:
    """Return the hours of the week that `hours_to_text` wrote. Raises SelectionError for any other text."""
    if text in PRESETS:
        return PRESETS[text]
    if text == "none":
        return frozenset()
    found: set[int] = set()
    for group in text.split("_"):
        weekdays, *ranges = group.split(".")
        if not ranges:
            raise SelectionError(
                N_("The hours of an address look like night or mon-fri.08-16, not {text!r}."), text=text
            )
        found |= hours_of_week(parse_hours(",".join(ranges)), parse_weekdays(weekdays))
    return frozenset(found)


def _runs(numbers: list[int], joined: Callable[[int], bool] = lambda _: True) -> list[tuple[int, int]]:
    """Return the first and last of every run of following numbers that belong together."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1 and joined(number):
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def week_minute(starts: pl.Expr) -> pl.Expr:
    """Return the minute of the week (UInt16, 0-10079, Monday 00:00 first) of local times; null stays null."""
    minutes = (starts.dt.weekday().cast(pl.Int32) - 1) * 1440 + starts.dt.hour().cast(pl.Int32) * 60
    return (minutes + starts.dt.minute()).cast(pl.UInt16)


def window_minutes(starts: pl.Expr, ends: pl.Expr) -> pl.Expr:
    """Return the length in minutes (UInt32) of the window from `starts` to `ends`, or null when there is none.

    No end, an end at most one minute after the start, or an end before it gives null: the whole report then counts in
    its start hour (Ratcliffe 2002; docs/method.md, section 1.2). Seconds are cut off at both ends.
    """
    length = (ends.dt.truncate("1m") - starts.dt.truncate("1m")).dt.total_minutes()
    return pl.when(length > 1).then(length).cast(pl.UInt32)


@cache
def turned_hours(zone: str, year: int) -> tuple[tuple[datetime, int], ...]:
    """Return the hours that a year's clock changes skip (-60) or repeat (60): when each begins, and its minutes.

    Changes that are no whole hour of the clock, as on Lord Howe Island, are left out.
    """
    found = []
    day, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    step, before = timedelta(hours=1), _offset(day, zone)
    while day < end:
        after = _offset(day + timedelta(days=1), zone)
        if after != before:
            moment = next(day + step * hours for hours in range(25) if _offset(day + step * hours, zone) == after)
            begins = moment.replace(tzinfo=None) + min(before, after)
            if abs(after - before) == step and not begins.minute:
                found.append((begins, 60 if after < before else -60))
        day, before = day + timedelta(days=1), after
    return tuple(found)


def _offset(moment: datetime, zone: str) -> timedelta:
    return moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def turned_clocks(windows: pl.DataFrame, zone: str) -> pl.DataFrame:
    """Return [clock_hour u8, clock_minutes i16] of windows (starts, ends, minutes): the hour of the week that a clock
    change skips (-60) or repeats (60) within each, and null where there is none.

    A window of a week or more counts evenly, and one that begins or ends within the hour says not in which of the two.
    """
    asked = windows.select(
        "starts", "ends", short=pl.col("minutes").is_between(1, MINUTES_IN_WEEK - 1).fill_null(False)
    )
    years = asked.filter("short").select(first=pl.col("starts").dt.year().min(), last=pl.col("ends").dt.year().max())
    first, last = years.row(0)
    turned = [one for year in range(first, last + 1) for one in turned_hours(zone, year)] if first is not None else []
    if not turned:
        return pl.DataFrame(
            {
                "clock_hour": pl.repeat(None, windows.height, dtype=pl.UInt8, eager=True),
                "clock_minutes": pl.repeat(None, windows.height, dtype=pl.Int16, eager=True),
            }
        )
    rows = [*turned, (None, None)]  # behind the last change there is none
    changes = pl.DataFrame(rows, schema={"begins": pl.Datetime("us"), "by": pl.Int16}, orient="row")
    begins = changes["begins"][:-1].to_numpy()
    at = np.searchsorted(begins, windows["starts"].dt.cast_time_unit("us").to_numpy())
    next_ = changes[np.minimum(at, len(turned))]
    inside = asked["short"] & (asked["ends"] >= next_["begins"] + timedelta(hours=1)).fill_null(False)
    hour = (pl.col("begins").dt.weekday().cast(pl.Int16) - 1) * 24 + pl.col("begins").dt.hour().cast(pl.Int16)
    return next_.select(clock_hour=pl.when(inside).then(hour).cast(pl.UInt8), clock_minutes=pl.when(inside).then("by"))
