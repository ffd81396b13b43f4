"""The measures' days as a calendar file (iCalendar, RFC 5545): when each is due and when it is followed up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from icalendar import Alarm, Calendar, Event

from est.measures.reminders import by_urgency
from est.measures.terms import OPEN, STATE_NAMES, MeasureState
from est.text import N_, Translator

PRODUCT = "-//est//atgarder//SV"
WEEK_BEFORE = timedelta(days=-7, hours=8)  # eight in the morning, a week before the day
SAME_DAY = timedelta(hours=8)
SATURDAY = 5


@dataclass(frozen=True)
class CalendarEntry:
    """Whole days of the calendar: what they are called, what stands in them, and when they are announced."""

    uid: str
    day: date
    summary: str
    description: str
    alarm: timedelta
    version: int
    days: int = 1


def write_calendar(
    listed: pl.DataFrame, words: Translator, now: datetime, zone: str, others: Iterable[CalendarEntry] = ()
) -> bytes:
    """Return the calendar of these measures and of `others`, `now` being wall-clock time of the `zone`.

    Each open measure gives the day it is due, each that is not closed or abandoned the day of its follow-up; whole days
    with an alarm a week before. What is overdue stands on the next working day, so that it is seen. The same measure
    has the same UID in every file, so that a newer file replaces what an older one put there. What people wrote in
    notes, and who wrote it, is not in it.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", words.gettext("Measures"))
    stamp = now.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    for entry in (*calendar_entries(listed, words, now.date()), *others):
        calendar.add_component(_event(entry, stamp))
    return bytes(calendar.to_ical())


def calendar_entries(listed: pl.DataFrame, words: Translator, today: date) -> Iterator[CalendarEntry]:
    """Yield the days of the measures that `est.measures.measures` lists, the most urgent measure first."""
    for row in by_urgency(listed, today).iter_rows(named=True):
        told = _described(row, words)
        if row["due"] and row["state"] in OPEN:
            late = row["overdue"]
            summary = (
                words.ngettext("OVERDUE {days} day: {title}", "OVERDUE {days} days: {title}", row["days_late"])
                if late
                else words.gettext("Due: {title}")
            )
            yield CalendarEntry(
                f"{row['id']}-due@est",
                _next_working_day(today) if late else row["due"],
                summary.format(days=row["days_late"], title=row["title"]),
                told,
                SAME_DAY if late else WEEK_BEFORE,
                int(row["version"]),
            )
        followed = row["followed"] is not None and row["followed"] >= (row["follow_up"] or date.max)
        if row["follow_up"] and row["state"] not in (MeasureState.CLOSED, MeasureState.ABANDONED) and not followed:
            late = row["follow_up"] < today
            yield CalendarEntry(
                f"{row['id']}-follow-up@est",
                _next_working_day(today) if late else row["follow_up"],
                words.gettext("Follow-up: {title}").format(title=row["title"]),
                told,
                SAME_DAY if late else WEEK_BEFORE,
                int(row["version"]),
            )


def _described(row: dict[str, object], words: Translator) -> str:
    """Return where, whose, how far and by when, one a line."""
    days = {name: words.date(day) for name in ("due", "follow_up") if isinstance(day := row[name], date)}
    lines = (
        (N_("Place"), row["hotspot_name"] or row["place"]),
        (N_("Responsible organisation"), row["organisation_name"]),
        (N_("State"), words.gettext(STATE_NAMES[MeasureState(str(row["state"]))])),
        (N_("Due"), days.get("due")),
        (N_("Follow-up on"), days.get("follow_up")),
    )
    return "\n".join(words.gettext(name) + f": {value}" for name, value in lines if value)


def _event(entry: CalendarEntry, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=entry.days))  # exclusive
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("sequence", entry.version)
    event.add("class", "PUBLIC")
    event.add("transp", "TRANSPARENT")  # nobody is busy that day
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.summary)
    alarm.add("trigger", entry.alarm)
    event.add_component(alarm)
    return event


def _next_working_day(today: date) -> date:
    day = today + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day
