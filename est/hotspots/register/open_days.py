"""On which days each hotspot was open, as the group has it: for pictures of a time that is past."""

from datetime import date
from uuid import UUID

from est.clock import DaySpan
from est.hotspots.register.hotspot import HotspotState
from est.hotspots.register.queries import HOTSPOTS, RecordedHotspot, all_hotspots, hotspot_versions
from est.store import Store


def open_days(store: Store) -> tuple[tuple[RecordedHotspot, tuple[DaySpan, ...]], ...]:
    """Return each hotspot with the days on which it was open, in the order of `all_hotspots`.

    It is open from `since`, else from the day it was logged, until the day it was closed, and anew from the day it was
    reopened. Those that went into others are left out: the others hold their cells, and their time. docs/method.md,
    section 5.10.
    """
    kept = [one for one in all_hotspots(store) if not one.hotspot.became]
    closed = _closings(store)
    return tuple((one, _spans(store, one, closed)) for one in kept)


def _closings(store: Store) -> str:
    """Return what the log has of closed hotspots, as one text: who is not named in it was never closed or reopened."""
    rows = store.ask(
        """SELECT object::VARCHAR AS object, payload FROM log
           WHERE action IN (SELECT unnest($actions::VARCHAR[])) AND contains(payload, $closed)""",
        {"actions": list(HOTSPOTS.actions), "closed": str(HotspotState.CLOSED)},
    )
    return " ".join(text for row in rows.iter_rows() for text in row)


def _spans(store: Store, one: RecordedHotspot, closed: str) -> tuple[DaySpan, ...]:
    since = one.hotspot.since
    if since and one.identity not in closed:
        return (DaySpan(since),)
    spans: list[DaySpan] = []
    opened: date | None = None
    for version in hotspot_versions(store, UUID(one.identity)):
        day, ended = version.when.date(), version.record["state"] == HotspotState.CLOSED
        if opened is None and not ended:
            opened = day if spans else since or day
        elif opened is not None and ended:
            spans.append(DaySpan(opened, day))
            opened = None
    return (*spans, DaySpan(opened)) if opened else tuple(spans)
