"""A task: what somebody does until a day, agreed at a meeting; smaller than a measure, and without a follow-up."""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from est.errors import MeetingError
from est.store.versions import Fields
from est.text import N_


class TaskState(StrEnum):
    """How far a task has come."""

    OPEN = "öppen"
    DONE = "klar"
    DROPPED = "avskriven"


TASK_STATE_NAMES = {
    TaskState.OPEN: N_("to be done"),
    TaskState.DONE: N_("done"),
    TaskState.DROPPED: N_("dropped"),
}
FIELD_NAMES = {
    "title": N_("Task"),
    "assigned": N_("Who, by function"),
    "due": N_("Until"),
    "state": N_("State"),
    "outcome": N_("What became of it"),
    "meeting": N_("Meeting"),
    "point": N_("Point"),
}
LONGEST_TITLE = 200
LONGEST_TEXT = 2_000


@dataclass(frozen=True)
class Task:
    """A task as somebody wants it; MeetingError when something is missing or too long.

    `assigned` is a function or an organisation, never a name. `meeting` and `point` are where it was agreed, if at one.
    """

    title: str
    assigned: str
    due: date | None = None
    state: TaskState = TaskState.OPEN
    outcome: str = ""
    meeting: str | None = None
    point: str | None = None

    def __post_init__(self) -> None:
        """Check what can be checked without a store."""
        if not self.title.strip():
            raise MeetingError(N_("The task has no title. Write in a few words what is to be done."))
        if not self.assigned.strip():
            raise MeetingError(N_("Nobody has the task. Write a function or an organisation."))
        if max(len(self.title), len(self.assigned)) > LONGEST_TITLE or len(self.outcome) > LONGEST_TEXT:
            raise MeetingError(N_("The text is too long: a title has at most 200 characters and a note 2 000."))

    def overdue(self, today: date) -> bool:
        """Tell whether it should have been done before a day."""
        return self.state is TaskState.OPEN and self.due is not None and self.due < today

    def to_fields(self) -> Fields:
        """Return every field as text, empty where nothing is said."""
        return {field.name: str(getattr(self, field.name) or "") for field in fields(self)}

    @classmethod
    def from_fields(cls, written: Fields) -> "Task":
        """Return the task that was `to_fields`."""
        return cls(
            written["title"],
            written["assigned"],
            date.fromisoformat(written["due"]) if written["due"] else None,
            TaskState(written["state"]),
            written["outcome"],
            written["meeting"] or None,
            written["point"] or None,
        )
