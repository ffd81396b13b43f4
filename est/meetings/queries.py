"""Questions about meetings: the list, their points, tasks, coming events, minutes and addenda."""

import json
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from est.errors import NotFoundError
from est.hotspots.register.queries import BY_POINT
from est.meetings.coming_event import ComingEvent
from est.meetings.meeting import Meeting
from est.meetings.point import MeetingPoint, PointKind
from est.meetings.task import Task, TaskState
from est.store import Store
from est.store.frozen_content import content_hash
from est.store.versions import Records
from est.text import N_, Translator

ADD_MEETING, EDIT_MEETING, ADD_POINTS = "add meeting", "edit meeting", "add points"
ADD_TASK, EDIT_TASK = "add task", "edit task"
ADD_EVENT, EDIT_EVENT = "add coming event", "edit coming event"

MEETINGS = Records(
    "meetings",
    tuple(field.name for field in fields(Meeting)),
    Meeting.from_fields,
    (ADD_MEETING, EDIT_MEETING),
    N_("There is no meeting {identity} in the store. Choose one of the list."),
    unsaid={"present": "", "focus": ""},
    kept_as="meeting",
)
POINTS = Records(
    "meeting_points",
    tuple(field.name for field in fields(MeetingPoint)),
    MeetingPoint.from_fields,
    (ADD_POINTS, BY_POINT, ADD_MEETING),
    N_("There is no point {identity} in the store. Choose one of the agenda."),
    unsaid={"position": 0, "subject": "", "basis": "", "decision": "", "note": ""},
    kept_as="point",
)
TASKS = Records(
    "tasks",
    tuple(field.name for field in fields(Task)),
    Task.from_fields,
    (ADD_TASK, EDIT_TASK),
    N_("There is no task {identity} in the store. Choose one of the list."),
    unsaid={"outcome": ""},
    kept_as="task",
)
EVENTS = Records(
    "coming_events",
    tuple(field.name for field in fields(ComingEvent)),
    ComingEvent.from_fields,
    (ADD_EVENT, EDIT_EVENT),
    N_("There is no event {identity} in the store. Choose one of the list."),
    unsaid={"place": "", "note": "", "cancelled": False},
    kept_as="event",
)


@dataclass(frozen=True)
class RecordedMeeting:
    """A meeting as it stands in the store; `locked` is when its minutes were locked, None as long as they are not."""

    identity: str
    version: int
    meeting: Meeting
    locked: datetime | None = None


@dataclass(frozen=True)
class RecordedPoint:
    """A point as it stands in the store."""

    identity: str
    version: int
    point: MeetingPoint


@dataclass(frozen=True)
class RecordedTask:
    """A task as it stands in the store."""

    identity: str
    version: int
    task: Task


@dataclass(frozen=True)
class RecordedEvent:
    """A coming event as it stands in the store; without an identity where it is a report of one that is to come."""

    identity: str
    version: int
    event: ComingEvent

    def called(self, words: Translator) -> str:
        """Return its title; of one that was only reported the name of its category, in the language."""
        return self.event.title if self.identity else words.data_text(self.event.title)


@dataclass(frozen=True)
class LockedMinutes:
    """Minutes as they were locked, with their addenda: [wording, approved_by, written, written_by], oldest first."""

    identity: str
    content: dict[str, Any]
    hash: str
    approved_by: str
    locked: datetime
    addenda: pl.DataFrame
    erased_hash: str | None = None

    @property
    def whole(self) -> bool:
        """Whether they are what was locked, but for texts that were erased for good."""
        return content_hash(self.content) in (self.hash, self.erased_hash)

    @property
    def erased(self) -> bool:
        """Whether a text was erased from them since they were locked."""
        return self.erased_hash is not None


def all_meetings(store: Store) -> tuple[RecordedMeeting, ...]:
    """Return every meeting, the latest day first."""
    locked = dict(store.ask("SELECT meeting::VARCHAR AS meeting, max(locked) AS locked FROM minutes GROUP BY 1").rows())
    found = [
        RecordedMeeting(identity, version, meeting, locked.get(identity))
        for identity, version, meeting in MEETINGS.all(store)
    ]
    return tuple(sorted(found, key=lambda one: (one.meeting.held, one.identity), reverse=True))


def meeting_before(store: Store, held: date, identity: str = "") -> RecordedMeeting | None:
    """Return the latest meeting before a day, or None."""
    earlier = (one for one in all_meetings(store) if one.meeting.held < held and one.identity != identity)
    return next(earlier, None)


def meeting_points(store: Store, meeting: str) -> tuple[RecordedPoint, ...]:
    """Return the points of a meeting in the order of the agenda."""
    found = [RecordedPoint(*row) for row in POINTS.all(store) if row[2].meeting == meeting]
    order = list(PointKind)
    return tuple(sorted(found, key=lambda one: (order.index(one.point.kind), one.point.position, one.identity)))


def points_about(store: Store, measure: str) -> tuple[tuple[date, MeetingPoint], ...]:
    """Return the points of all meetings that a measure was taken up under, with the day, the newest first."""
    days = {one.identity: one.meeting.held for one in all_meetings(store)}
    found = [
        (days[point.meeting], point)
        for _identity, _version, point in POINTS.all(store)
        if point.measure == measure and (point.decision or point.note)
    ]
    return tuple(sorted(found, key=lambda one: one[0], reverse=True))


def all_tasks(store: Store) -> tuple[RecordedTask, ...]:
    """Return every task: those to be done first, by their day."""
    found = [RecordedTask(*row) for row in TASKS.all(store)]
    last = date.max
    return tuple(
        sorted(found, key=lambda one: (one.task.state is not TaskState.OPEN, one.task.due or last, one.identity))
    )


def tasks_of(store: Store, meeting: str) -> tuple[RecordedTask, ...]:
    """Return the tasks that were agreed at a meeting."""
    return tuple(one for one in all_tasks(store) if one.task.meeting == meeting)


def coming_events(store: Store, first: date, days: int | None = None) -> tuple[RecordedEvent, ...]:
    """Return the events that are not over on a day and begin within so many days after it, the next first.

    Reports of categories that are not counted, which are dated forward, are among them. Cancelled ones are not.
    """
    end = first + timedelta(days=days) if days is not None else date.max
    entered = [
        RecordedEvent(*row)
        for row in EVENTS.all(store)
        if row[2].last >= first and row[2].starts <= end and not row[2].cancelled
    ]
    reported = store.ask(
        """SELECT categories.name AS category, starts::DATE AS starts, ends::DATE AS ends, coalesce(place, '') AS place
           FROM reports JOIN categories ON categories.code = reports.category
           WHERE NOT counted AND review = 'approved' AND coalesce(ends, starts)::DATE >= $first
             AND starts::DATE <= $end ORDER BY starts, place""",
        {"first": first, "end": end},
    ).rows()
    told = [
        RecordedEvent("", 0, ComingEvent(name, starts, ends, place[:200])) for name, starts, ends, place in reported
    ]
    return tuple(sorted([*entered, *told], key=lambda one: (one.event.starts, one.event.title)))


def locked_minutes(store: Store, meeting: str) -> LockedMinutes | None:
    """Return the locked minutes of a meeting, or None where they are not locked yet."""
    rows = store.ask(
        "SELECT id::VARCHAR AS id, content, hash, approved_by, locked, erased FROM minutes WHERE meeting = ?", [meeting]
    ).rows()
    if not rows:
        return None
    identity, content, known_hash, approved_by, locked, erased = rows[0]
    addenda = store.ask(
        "SELECT wording, approved_by, written, written_by FROM addenda WHERE minutes = ? ORDER BY written, id",
        [identity],
    )
    return LockedMinutes(identity, dict(json.loads(content)), known_hash, approved_by, locked, addenda, erased)


def get_meeting(store: Store, identity: str) -> RecordedMeeting:
    """Return one meeting; NotFoundError when it is not in the store."""
    found = next((one for one in all_meetings(store) if one.identity == identity), None)
    if found is None:
        raise NotFoundError(
            N_("There is no meeting {identity} in the store. Choose one of the list."), identity=identity
        )
    return found
