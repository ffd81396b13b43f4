"""Coming events as entries of the calendar file, beside the days of measures."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from est.measures.calendar_file import WEEK_BEFORE, CalendarEntry
from est.meetings.queries import RecordedEvent
from est.text import Translator


def event_entries(events: Iterable[RecordedEvent], words: Translator) -> Iterator[CalendarEntry]:
    """Yield an entry for each event, over all its days.

    One that was only reported has no identity of its own, so that its day and name stand for it.
    """
    for one in events:
        event = one.event
        uid = one.identity or f"{event.starts:%Y%m%d}-{event.title}-{event.place}"
        told = ", ".join(part for part in (event.place, event.note) if part)
        days = (event.last - event.starts + timedelta(days=1)).days
        summary = words.gettext("Event: {title}").format(title=one.called(words))
        yield CalendarEntry(f"{uid}-event@est", event.starts, summary, told, WEEK_BEFORE, one.version, days)
