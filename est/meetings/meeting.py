"""A meeting of the working group: its day, the functions present, its picture, and the places in focus after it."""

from dataclasses import dataclass, fields
from datetime import date

from est.errors import MeetingError
from est.store.versions import Fields
from est.text import N_

FIELD_NAMES = {
    "held": N_("Day"),
    "present": N_("Present, by function"),
    "picture": N_("Situation picture"),
    "focus": N_("Focus places until the next meeting"),
    "next_held": N_("Next meeting"),
}
LONGEST_LINE = 200
MOST_LINES = 40


@dataclass(frozen=True)
class Meeting:
    """A meeting as somebody wants it; MeetingError when something is missing or too long.

    `present` are functions (municipal police, security coordinator), never names. `picture` is the identity of the
    frozen picture that it goes through. `focus` are places in order of priority.
    """

    held: date
    present: tuple[str, ...] = ()
    picture: str | None = None
    focus: tuple[str, ...] = ()
    next_held: date | None = None

    def __post_init__(self) -> None:
        """Check what can be checked without a store."""
        for lines in (self.present, self.focus):
            if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
                raise MeetingError(N_("Write at most 40 lines of at most 200 characters each."))
        if self.next_held and self.next_held <= self.held:
            raise MeetingError(N_("The next meeting must come after this one."))

    def to_fields(self) -> Fields:
        """Return every field as text, empty where nothing is said; lines stand under each other."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: "\n".join(value) if isinstance(value, tuple) else str(value or "") for name, value in said.items()
        }

    @classmethod
    def from_fields(cls, written: Fields) -> "Meeting":
        """Return the meeting that was `to_fields`."""
        return cls(
            date.fromisoformat(written["held"]),
            lines_of(written["present"]),
            written["picture"] or None,
            lines_of(written["focus"]),
            date.fromisoformat(written["next_held"]) if written["next_held"] else None,
        )


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
