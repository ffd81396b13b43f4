"""The minutes: they write themselves out of the meeting, are locked with a hash, and corrected by addenda alone."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import duckdb

from est.errors import AlreadyThereError, MeetingError, NotFoundError
from est.identity import new_id
from est.meetings.commands import ABOUT_MEETINGS, refuse_locked
from est.meetings.point import HEADINGS, STATUS_NAMES, PointKind, PointStatus
from est.meetings.queries import (
    MEETINGS,
    POINTS,
    TASKS,
    RecordedMeeting,
    RecordedPoint,
    RecordedTask,
)
from est.meetings.situation.situation_picture import SituationPicture
from est.meetings.task import TASK_STATE_NAMES
from est.store import Change, Store, applies
from est.store.frozen_content import canonical_content, content_hash
from est.text import N_, Translator

LOCK_MINUTES, ADD_ADDENDUM = "lock minutes", "add addendum"
FORMAT = 1
LONGEST_ADDENDUM = 2_000
LONGEST_APPROVAL = 200


def compose_minutes(
    one: RecordedMeeting,
    points: Sequence[RecordedPoint],
    tasks: Sequence[RecordedTask],
    picture: SituationPicture | None,
    words: Translator,
) -> dict[str, Any]:
    """Return what the minutes of a meeting hold now, in the language of `words`: values of JSON alone.

    Points that were not taken up are listed without their words. `versions` are those that were read.
    """
    _, meeting = words.gettext, one.meeting
    return {
        "format": FORMAT,
        "language": words.language,
        "held": meeting.held.isoformat(),
        "next_held": meeting.next_held.isoformat() if meeting.next_held else None,
        "present": list(meeting.present),
        "focus": list(meeting.focus),
        "picture": {"period": picture.content["period"]["name"], "hash": picture.hash} if picture else None,
        "sections": [
            {
                "heading": _(HEADINGS[kind]),
                "points": [_point(found, words) for found in points if found.point.kind is kind],
            }
            for kind in PointKind
            if any(found.point.kind is kind for found in points)
        ],
        "tasks": [
            {
                "title": found.task.title,
                "assigned": found.task.assigned,
                "due": found.task.due.isoformat() if found.task.due else None,
                "state": _(TASK_STATE_NAMES[found.task.state]),
            }
            for found in tasks
        ],
        "versions": {one.identity: one.version}
        | {found.identity: found.version for found in points}
        | {found.identity: found.version for found in tasks},
    }


def _point(found: RecordedPoint, words: Translator) -> dict[str, str]:
    point = found.point
    return {
        "title": point.title,
        "basis": point.basis,
        "status": words.gettext(STATUS_NAMES[point.status]),
        "open": "1" if point.status is PointStatus.OPEN else "",
        "decision": point.decision,
        "note": point.note,
    }


def lock_minutes(
    store: Store, meeting: UUID, content: dict[str, Any], approved_by: str, who: str, when: datetime
) -> UUID:
    """Lock the minutes of a meeting as they were read, and return their identity.

    `approved_by` are functions. Raises MeetingError, and locks nothing, when somebody has written since they were
    composed, or when nobody is said to have approved them; AlreadyThereError when they are locked already.
    """
    if not approved_by.strip() or len(approved_by) > LONGEST_APPROVAL:
        raise MeetingError(N_("Write in at most 200 characters who approved the minutes, by function."))
    identity = new_id()
    payload = {
        "minutes": str(identity),
        "hash": content_hash(content),
        "approved_by": approved_by.strip(),
        "content": content,
    }
    store.apply(Change(who, when, LOCK_MINUTES, meeting, payload))
    return identity


def add_addendum(store: Store, minutes: UUID, wording: str, approved_by: str, who: str, when: datetime) -> UUID:
    """Add to locked minutes what corrects them, and return its identity; what was locked stays as it is.

    Raises MeetingError when it says nothing or is too long, PersonalDataError when it holds any.
    """
    if not wording.strip() or len(wording) > LONGEST_ADDENDUM:
        raise MeetingError(N_("Write in at most 2 000 characters what the addendum says."))
    if not approved_by.strip() or len(approved_by) > LONGEST_APPROVAL:
        raise MeetingError(N_("Write in at most 200 characters who approved the minutes, by function."))
    identity = new_id()
    payload = {"addendum": str(identity), "wording": wording.strip(), "approved_by": approved_by.strip()}
    store.apply(Change(who, when, ADD_ADDENDUM, minutes, payload))
    return identity


@applies(LOCK_MINUTES, ABOUT_MEETINGS)
def _lock(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    said, meeting = change.payload, str(change.object)
    if content_hash(said["content"]) != said["hash"]:
        raise MeetingError(N_("The minutes do not have the hash they were sent with; nothing was locked. Try again."))
    try:
        refuse_locked(cursor, meeting)
    except MeetingError:
        raise AlreadyThereError(N_("The minutes are locked already; nothing was changed.")) from None
    read = dict(said["content"]["versions"])
    for records, where in ((MEETINGS, "id"), (POINTS, "meeting"), (TASKS, "meeting")):
        for identity, version, who, when in cursor.execute(
            f"SELECT id::VARCHAR, version, changed_by, changed FROM {records.table} WHERE {where} = ?",  # noqa: S608 (names of ours)
            [meeting],
        ).fetchall():
            if read.pop(identity, None) != version:
                raise MeetingError(
                    N_(
                        "{who} wrote in these minutes at {when}, after you opened them. Nothing was locked. Read them "
                        "again, and lock them then."
                    ),
                    who=who,
                    when=f"{when:%Y-%m-%d %H:%M}",
                )
    if read:
        raise NotFoundError(N_("What these minutes were made from is not in the store any more. Read them again."))
    cursor.execute(
        "INSERT INTO minutes (id, meeting, held, content, hash, approved_by, locked, locked_by) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            said["minutes"],
            meeting,
            date.fromisoformat(said["content"]["held"]),
            canonical_content(said["content"]),
            said["hash"],
            said["approved_by"],
            change.when,
            change.who,
        ],
    )


@applies(ADD_ADDENDUM, ABOUT_MEETINGS)
def _add(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    said = change.payload
    if not cursor.execute("SELECT 1 FROM minutes WHERE id = ?", [str(change.object)]).fetchall():
        raise NotFoundError(N_("There are no locked minutes {identity}. Lock them first."), identity=change.object)
    cursor.execute(
        "INSERT INTO addenda (id, minutes, wording, approved_by, written, written_by) VALUES (?, ?, ?, ?, ?, ?)",
        [said["addendum"], str(change.object), said["wording"], said["approved_by"], change.when, change.who],
    )
