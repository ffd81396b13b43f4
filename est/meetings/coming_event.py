"""A coming event (arrangemang): entered once, dated forward, shown where it matters, and never counted as a report."""

from dataclasses import dataclass, fields
from datetime import date

from est.errors import MeetingError
from est.store.versions import Fields
from est.text import N_

FIELD_NAMES = {
    "title": N_("Event"),
    "starts": N_("First day"),
    "ends": N_("Last day"),
    "place": N_("Place"),
    "note": N_("Note"),
    "cancelled": N_("Cancelled"),
}
LONGEST_TITLE = 200
LONGEST_TEXT = 2_000


@dataclass(frozen=True)
class ComingEvent:
    """An event as somebody wants it; MeetingError when something is missing or too long. `ends` is inclusive."""

    title: str
    starts: date
    ends: date | None = None
    place: str = ""
    note: str = ""
    cancelled: bool = False

    def __post_init__(self) -> None:
        """Check what can be checked without a store."""
        if not self.title.strip():
            raise MeetingError(N_("The event has no title. Write what it is called."))
        if self.ends and self.ends < self.starts:
            raise MeetingError(N_("The event ends before it starts. Change one of the days."))
        if max(len(self.title), len(self.place)) > LONGEST_TITLE or len(self.note) > LONGEST_TEXT:
            raise MeetingError(N_("The text is too long: a title has at most 200 characters and a note 2 000."))

    @property
    def last(self) -> date:
        """The last day."""
        return self.ends or self.starts

    def to_fields(self) -> Fields:
        """Return every field as text, empty where nothing is said."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: str(value or "") for name, value in said.items()}

    @classmethod
    def from_fields(cls, written: Fields) -> "ComingEvent":
        """Return the event that was `to_fields`."""
        return cls(
            written["title"],
            date.fromisoformat(written["starts"]),
            date.fromisoformat(written["ends"]) if written["ends"] else None,
            written["place"],
            written["note"],
            written["cancelled"].lower() == "true",
        )
