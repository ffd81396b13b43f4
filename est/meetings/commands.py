"""Changes to meetings: what is written at a point lands at once on its hotspot and its measure, in one change."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import duckdb

from est.errors import MeetingError
from est.hotspots.register.commands import NoteKind
from est.hotspots.register.hotspot import Hotspot, refuse_state_change
from est.hotspots.register.queries import BY_POINT, HOTSPOTS
from est.identity import new_id
from est.measures.commands import put_edited_measure
from est.measures.measure import Measure
from est.measures.queries import MEASURES
from est.meetings.coming_event import FIELD_NAMES as EVENT_FIELDS
from est.meetings.coming_event import ComingEvent
from est.meetings.meeting import FIELD_NAMES as MEETING_FIELDS
from est.meetings.meeting import Meeting
from est.meetings.point import FIELD_NAMES as POINT_FIELDS
from est.meetings.point import MeetingPoint
from est.meetings.queries import (
    ADD_EVENT,
    ADD_MEETING,
    ADD_POINTS,
    ADD_TASK,
    EDIT_EVENT,
    EDIT_MEETING,
    EDIT_TASK,
    EVENTS,
    MEETINGS,
    POINTS,
    TASKS,
)
from est.meetings.task import FIELD_NAMES as TASK_FIELDS
from est.meetings.task import Task
from est.store import Change, Store, TextPolicy, applies
from est.store.versions import CHANGED, R, Record, Records
from est.text import N_

ABOUT_MEETINGS = TextPolicy(
    CHANGED,
    why=N_("minutes name functions and places, never persons."),
    names=EVENT_FIELDS | TASK_FIELDS | POINT_FIELDS | MEETING_FIELDS,
)
LOCKED = N_("The minutes of this meeting are locked. Write an addendum to them instead.")


def add_meeting(
    store: Store, meeting: Meeting, points: Iterable[MeetingPoint], who: str, when: datetime, identity: UUID
) -> UUID:
    """Prepare a meeting with the points of its agenda, and return its identity. The call can be repeated.

    Raises PersonalDataError for a text that holds any.
    """
    if store.ask("SELECT 1 FROM meetings WHERE id = ?", [str(identity)]).is_empty():
        payload = MEETINGS.first_version(meeting) | {"others": _first_versions(points)}
        store.apply(Change(who, when, ADD_MEETING, identity, payload))
    return identity


def edit_meeting(store: Store, identity: UUID, version: int, meeting: Meeting, who: str, when: datetime) -> int:
    """Change a meeting from the `version` that was read, and return its new version.

    Raises EditedByOtherError, and changes nothing, when somebody else has changed it since; MeetingError when its
    minutes are locked; PersonalDataError for a text that holds any.
    """
    return MEETINGS.edit(store, identity, version, meeting, who, when)


def add_points(store: Store, meeting: UUID, points: Sequence[MeetingPoint], who: str, when: datetime) -> None:
    """Add points to a meeting; MeetingError when its minutes are locked."""
    if points:
        store.apply(Change(who, when, ADD_POINTS, meeting, {"others": _first_versions(points)}))


def _first_versions(points: Iterable[MeetingPoint]) -> dict[str, Any]:
    return {str(new_id()): POINTS.first_version(point) for point in points}


def write_point(
    store: Store,
    identity: UUID,
    version: int,
    point: MeetingPoint,
    who: str,
    when: datetime,
    measure: tuple[int, Measure] | None = None,
    hotspot: tuple[int, Hotspot] | None = None,
) -> int:
    """Write what was decided or noted at a point, from the `version` that was read, and return its new version.

    Decision and note become those of its hotspot too. `measure` and `hotspot` are what the point's measure and hotspot
    become, each with the version that was read. All of it is one change. Raises EditedByOtherError, and changes
    nothing, when somebody else has changed one of the three since; MeetingError when the minutes are locked;
    MeasureError or HotspotError for a state that cannot follow; PersonalDataError for a text that holds any.
    """
    with store.asking() as cursor:
        before = POINTS.require_version(cursor, identity, version, point)
        others = {
            **_next(cursor, MEASURES, point.measure, measure),
            **_next(cursor, HOTSPOTS, point.hotspot, hotspot),
        }
    if before == point and not others:
        return version
    payload = POINTS.next_version(version, before, point) | {"others": others}
    store.apply(Change(who, when, BY_POINT, identity, payload))
    return version + 1


def _next(
    cursor: duckdb.DuckDBPyConnection, records: Records[R], identity: str | None, wanted: tuple[int, R] | None
) -> dict[str, Any]:
    """Return the payload of a record's next version by its identity, empty where nothing is to change."""
    if identity is None or wanted is None:
        return {}
    version, record = wanted
    before: Record = records.require_version(cursor, UUID(identity), version, record)
    return {} if before == record else {identity: records.next_version(version, before, record)}  # type: ignore[arg-type]


def add_task(store: Store, task: Task, who: str, when: datetime, identity: UUID | None = None) -> UUID:
    """Agree on a task and return its identity. With an `identity` of one's own the call can be repeated."""
    return TASKS.add(store, task, who, when, identity)


def edit_task(store: Store, identity: UUID, version: int, task: Task, who: str, when: datetime) -> int:
    """Change a task from the `version` that was read, and return its new version; raises what `edit_meeting` does."""
    return TASKS.edit(store, identity, version, task, who, when)


def add_event(store: Store, event: ComingEvent, who: str, when: datetime, identity: UUID | None = None) -> UUID:
    """Enter a coming event and return its identity. With an `identity` of one's own the call can be repeated."""
    return EVENTS.add(store, event, who, when, identity)


def edit_event(store: Store, identity: UUID, version: int, event: ComingEvent, who: str, when: datetime) -> int:
    """Change an event from the `version` that was read, and return its new version; raises as `edit_meeting` does."""
    return EVENTS.edit(store, identity, version, event, who, when)


@applies(ADD_MEETING, ABOUT_MEETINGS)
def _add_meeting(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    MEETINGS.put_version(cursor, change, change.object, change.payload)
    _put_points(cursor, change)


@applies(EDIT_MEETING, ABOUT_MEETINGS)
def _edit_meeting(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    refuse_locked(cursor, str(change.object))
    MEETINGS.put_version(cursor, change, change.object, change.payload)


@applies(ADD_POINTS, ABOUT_MEETINGS)
def _add_points(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    refuse_locked(cursor, str(change.object))
    MEETINGS.stored_record(cursor, change.object)  # raises NotFoundError
    _put_points(cursor, change)


def _put_points(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    for identity, payload in change.payload["others"].items():
        if POINTS.from_payload(payload).meeting != str(change.object):
            raise MeetingError(N_("The point belongs to another meeting."))
        POINTS.put_version(cursor, change, UUID(identity), payload)


@applies(BY_POINT, ABOUT_MEETINGS)
def _write_point(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    point = POINTS.from_payload(change.payload)
    refuse_locked(cursor, point.meeting)
    meeting, _ = MEETINGS.stored_record(cursor, UUID(point.meeting))
    POINTS.put_version(cursor, change, change.object, change.payload)
    for identity, payload in change.payload["others"].items():
        if identity == point.measure:
            put_edited_measure(cursor, change, UUID(identity), payload)
        elif identity == point.hotspot:
            before, _ = HOTSPOTS.stored_record(cursor, UUID(identity))
            HOTSPOTS.put_version(cursor, change, UUID(identity), payload)
            refuse_state_change(before, HOTSPOTS.from_payload(payload))
        else:
            raise MeetingError(N_("The point is about another hotspot or measure. Open it again."))
    if point.hotspot is None:
        return
    for kind, wording in ((NoteKind.DECISION, point.decision), (NoteKind.NOTE, point.note)):
        entry = str(uuid5(change.object, kind))  # the same each time, so that a corrected decision is one, not two
        cursor.execute("DELETE FROM hotspot_entries WHERE id = ?", [entry])
        if wording.strip():
            cursor.execute(
                """INSERT INTO hotspot_entries (id, hotspot, kind, happened, wording, written, written_by)
                   VALUES (?, ?, ?, ?, ?, ?, ?)""",
                [entry, point.hotspot, str(kind), meeting.held, wording.strip(), change.when, change.who],
            )


def refuse_locked(cursor: duckdb.DuckDBPyConnection, meeting: str) -> None:
    """Raise MeetingError when the minutes of a meeting are locked."""
    if cursor.execute("SELECT 1 FROM minutes WHERE meeting = ?", [meeting]).fetchall():
        raise MeetingError(LOCKED)


@applies(ADD_TASK, ABOUT_MEETINGS)
@applies(EDIT_TASK, ABOUT_MEETINGS)
def _put_task(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    """Put a task; also after the minutes are locked, as what became of it is known later. They keep it as it was."""
    TASKS.put_version(cursor, change, change.object, change.payload)


@applies(ADD_EVENT, ABOUT_MEETINGS)
@applies(EDIT_EVENT, ABOUT_MEETINGS)
def _put_event(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    EVENTS.put_version(cursor, change, change.object, change.payload)
