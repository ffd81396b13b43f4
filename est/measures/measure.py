"""What a measure says: what is done, where, against which cause, by whom, by when, and what came of it."""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from est.errors import MeasureError
from est.measures.terms import AsPlanned, DecidedBy, MeasureKind, MeasureState, MeasureTerm, Mechanism
from est.space.cells import text_to_cell
from est.text import N_

TEXTS = (
    "without_cause",
    "expected",
    "measured_by",
    "deviation",
    "outcome",
    "displacement",
    "lesson",
    "note",
)
DAYS = ("starts", "due", "decided", "follow_up")
SEVERAL = ("cells", "taking_part")  # written with spaces between
CHOICES: dict[str, type[StrEnum]] = {
    "state": MeasureState,
    "kind": MeasureKind,
    "mechanism": Mechanism,
    "term": MeasureTerm,
    "decided_by": DecidedBy,
    "as_planned": AsPlanned,
}

LONGEST_TITLE = 200
LONGEST_TEXT = 2_000


@dataclass(frozen=True)
class Measure:
    """A measure as somebody wants it; MeasureError when something is missing or cannot be, AreaError for a cell.

    `organisation` is the identity of the one that is responsible, `taking_part` are those of the others. The place
    is a hotspot, H3 cells as text, of any resolution, or the name of a place; `due` is the last day, inclusive.
    What each state asks for is said in `est.measures.transitions`.
    """

    title: str
    organisation: str
    state: MeasureState = MeasureState.PROPOSED
    cells: tuple[str, ...] = ()
    place: str | None = None
    starts: date | None = None
    due: date | None = None
    note: str = ""
    hotspot: str | None = None
    cause: str | None = None
    without_cause: str = ""
    kind: MeasureKind | None = None
    mechanism: Mechanism | None = None
    term: MeasureTerm | None = None
    taking_part: tuple[str, ...] = ()
    decided: date | None = None
    decided_by: DecidedBy | None = None
    expected: str = ""
    measured_by: str = ""
    as_planned: AsPlanned | None = None
    deviation: str = ""
    follow_up: date | None = None
    outcome: str = ""
    displacement: str = ""
    lesson: str = ""

    def __post_init__(self) -> None:
        """Check what can be checked without a store."""
        if not self.title.strip():
            raise MeasureError(N_("The measure has no title. Write in a few words what is to be done."), field="title")
        if len(self.title) > LONGEST_TITLE or any(len(getattr(self, name)) > LONGEST_TEXT for name in TEXTS):
            raise MeasureError(
                N_("The text is too long: a title has at most 200 characters and a note 2 000."), field="title"
            )
        if not self.organisation:
            raise MeasureError(N_("Nobody is responsible. Choose one organisation."), field="organisation")
        if self.organisation in self.taking_part:
            raise MeasureError(
                N_("The responsible organisation takes part already. Leave it out among the others."),
                field="taking_part",
            )
        if not self.cells and not (self.place or "").strip() and not self.hotspot:
            raise MeasureError(
                N_("The measure has no place. Choose a hotspot, a named place or one or more cells."), field="hotspot"
            )
        if self.starts and self.due and self.due < self.starts:
            raise MeasureError(N_("The measure is due before it starts. Change one of the dates."), field="due")
        if self.starts and self.follow_up and self.follow_up < self.starts:
            raise MeasureError(
                N_("The measure is followed up before it starts. Change one of the dates."), field="follow_up"
            )
        for cell in self.cells:
            text_to_cell(cell)  # raises AreaError

    def to_fields(self) -> dict[str, str]:
        """Return every field as text, empty where nothing is said; the form in which the log keeps it."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: " ".join(value) if name in SEVERAL else str(value or "") for name, value in said.items()}

    @classmethod
    def from_fields(cls, written: dict[str, str]) -> "Measure":
        """Return the measure that was `to_fields`; a field that was not there when it was written says nothing."""
        return cls(**{field.name: _value(field.name, written.get(field.name) or "") for field in fields(cls)})


def _value(name: str, text: str) -> Any:  # noqa: ANN401 (the fields have no common type)
    """Return what a field's text says."""
    if name in SEVERAL:
        return tuple(text.split())
    if name in TEXTS or name in ("title", "organisation"):
        return text
    if not text:
        return None
    if name in DAYS:
        return date.fromisoformat(text)
    return CHOICES[name](text) if name in CHOICES else text
