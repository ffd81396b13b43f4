"""What a measure says: what is done, where, by whom, by when, and how far it has come."""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from est.errors import MeasureError
from est.reports.personal import find
from est.space.cells import text_to_cell
from est.text import N_


class State(StrEnum):
    """How far a measure has come."""

    PROPOSED = "föreslagen"
    DECIDED = "beslutad"
    ONGOING = "pågår"
    CARRIED_OUT = "genomförd"
    CLOSED = "avslutad"
    ABANDONED = "avbruten"


OPEN = (State.PROPOSED, State.DECIDED, State.ONGOING)  # what can still be late

STATE_NAMES = {
    State.PROPOSED: N_("proposed"),
    State.DECIDED: N_("decided"),
    State.ONGOING: N_("ongoing"),
    State.CARRIED_OUT: N_("carried out"),
    State.CLOSED: N_("closed"),
    State.ABANDONED: N_("abandoned"),
}

FIELD_NAMES = {
    "title": N_("Title"),
    "organisation": N_("Responsible organisation"),
    "state": N_("State"),
    "cells": N_("Cells"),
    "place": N_("Place"),
    "starts": N_("Starts"),
    "due": N_("Due"),
    "note": N_("Note"),
}

LONGEST_TITLE = 200
LONGEST_NOTE = 2_000


@dataclass(frozen=True)
class Measure:
    """A measure as somebody wants it; MeasureError when something is missing or cannot be, AreaError for a cell.

    `organisation` is the identity of the one that is responsible. The place is H3 cells as text, of any
    resolution, or the name of a place, or both. `due` is the last day, inclusive.
    """

    title: str
    organisation: str
    state: State = State.PROPOSED
    cells: tuple[str, ...] = ()
    place: str | None = None
    starts: date | None = None
    due: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Check what can be checked without a store."""
        if not self.title.strip():
            raise MeasureError(N_("The measure has no title. Write in a few words what is to be done."))
        if len(self.title) > LONGEST_TITLE or len(self.note) > LONGEST_NOTE:
            raise MeasureError(N_("The text is too long: a title has at most 200 characters and a note 2 000."))
        if not self.organisation:
            raise MeasureError(N_("Nobody is responsible. Choose one organisation."))
        if not self.cells and not (self.place or "").strip():
            raise MeasureError(N_("The measure has no place. Choose a named place or one or more cells."))
        if self.starts and self.due and self.due < self.starts:
            raise MeasureError(N_("The measure is due before it starts. Change one of the dates."))
        for cell in self.cells:
            text_to_cell(cell)  # raises AreaError

    def written(self) -> dict[str, str]:
        """Return every field as text, empty where nothing is said; the form in which the log keeps it."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: " ".join(value) if name == "cells" else str(value or "") for name, value in said.items()}

    @classmethod
    def read(cls, written: dict[str, str]) -> "Measure":
        """Return the measure that was `written`."""
        return cls(
            title=written["title"],
            organisation=written["organisation"],
            state=State(written["state"]),
            cells=tuple(written["cells"].split()),
            place=written["place"] or None,
            starts=date.fromisoformat(written["starts"]) if written["starts"] else None,
            due=date.fromisoformat(written["due"]) if written["due"] else None,
            note=written["note"],
        )


def refuse_personal_data(measure: Measure) -> None:
    """Raise MeasureError when the title or the note seems to hold personal data. Names are not found."""
    if find(measure.title) or find(measure.note):
        raise MeasureError(
            N_(
                "The text seems to hold a personal identity number, a phone or registration number or an e-mail "
                "address. Take it out: a measure is about the place."
            )
        )


def differences(before: Measure, after: Measure) -> dict[str, tuple[str, str]]:
    """Return each field that differs, as text, before and after."""
    old, new = before.written(), after.written()
    return {name: (old[name], new[name]) for name in old if old[name] != new[name]}


def merged(opened: Measure, stored: Measure, wanted: Measure) -> Measure:
    """Return what is stored with the fields that `wanted` changed since it was `opened`, those only."""
    mine = {name: after for name, (_, after) in differences(opened, wanted).items()}
    return Measure.read(stored.written() | mine)
