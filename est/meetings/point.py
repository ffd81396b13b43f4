"""A point of a meeting: what it is about, what the data says of it, and what the group decided or wrote."""

from dataclasses import dataclass, fields
from enum import StrEnum

from est.errors import MeetingError
from est.store.versions import Fields
from est.text import N_


class PointKind(StrEnum):
    """What a point is about, in the order of the agenda."""

    EARLIER = "förra mötet"
    UNUSUAL = "ovanligt och nytt"
    HOTSPOT = "hotspot"
    MEASURE = "åtgärd"
    VERDICT = "bedömning"
    ORGANISATION = "aktör"
    EVENT = "arrangemang"
    WORD_BACK = "återkoppling"
    OTHER = "övrigt"


HEADINGS = {
    PointKind.EARLIER: N_("From the last meeting"),
    PointKind.UNUSUAL: N_("Unusual and new"),
    PointKind.HOTSPOT: N_("Hotspots, in order of priority"),
    PointKind.MEASURE: N_("Measures due"),
    PointKind.VERDICT: N_("Verdicts to decide on"),
    PointKind.ORGANISATION: N_("Organisations that did not deliver"),
    PointKind.EVENT: N_("Coming events"),
    PointKind.WORD_BACK: N_("Word back to those who reported"),
    PointKind.OTHER: N_("Other points"),
}


class PointStatus(StrEnum):
    """How far the group has come with a point."""

    OPEN = "öppen"
    TAKEN_UP = "behandlad"
    DECIDED = "beslutad"
    SET_ASIDE = "bordlagd"


STATUS_NAMES = {
    PointStatus.OPEN: N_("not taken up"),
    PointStatus.TAKEN_UP: N_("taken up"),
    PointStatus.DECIDED: N_("decided"),
    PointStatus.SET_ASIDE: N_("set aside"),
}

FIELD_NAMES = {
    "meeting": N_("Meeting"),
    "kind": N_("Kind"),
    "position": N_("Place on the agenda"),
    "subject": N_("About"),
    "title": N_("Title"),
    "basis": N_("What the data says"),
    "hotspot": N_("Hotspot"),
    "measure": N_("Measure"),
    "status": N_("State"),
    "decision": N_("Decision"),
    "note": N_("Note"),
}
LONGEST_TITLE = 200
LONGEST_TEXT = 2_000


@dataclass(frozen=True)
class MeetingPoint:
    """A point as somebody wants it; MeetingError when something is missing or too long.

    `subject` says what of the data it is about, so that an agenda that is made anew does not bring it twice; `hotspot`
    and `measure` are the identities on which what is written lands. `basis` is what the data said when the agenda was
    made, in the language of who made it.
    """

    meeting: str
    kind: PointKind
    position: int
    title: str
    subject: str = ""
    basis: str = ""
    hotspot: str | None = None
    measure: str | None = None
    status: PointStatus = PointStatus.OPEN
    decision: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Check what can be checked without a store."""
        if not self.title.strip():
            raise MeetingError(N_("The point has no title. Write in a few words what it is about."))
        if len(self.title) > LONGEST_TITLE or max(map(len, (self.decision, self.note))) > LONGEST_TEXT:
            raise MeetingError(N_("The text is too long: a title has at most 200 characters and a note 2 000."))
        if self.status is PointStatus.DECIDED and not self.decision.strip():
            raise MeetingError(N_("Write what was decided."))

    @property
    def told(self) -> str:
        """The basis without the title that it begins with: for below the title."""
        told = self.basis.removeprefix(f"{self.title}: ").removeprefix(f"{self.title}, ")
        return told[:1].upper() + told[1:]

    def to_fields(self) -> Fields:
        """Return every field as text, empty where nothing is said."""
        return {field.name: str(getattr(self, field.name) or "") for field in fields(self)}

    @classmethod
    def from_fields(cls, written: Fields) -> "MeetingPoint":
        """Return the point that was `to_fields`."""
        return cls(
            written["meeting"],
            PointKind(written["kind"]),
            int(written["position"] or 0),
            written["title"],
            written["subject"],
            written["basis"],
            written["hotspot"] or None,
            written["measure"] or None,
            PointStatus(written["status"]),
            written["decision"],
            written["note"],
        )
