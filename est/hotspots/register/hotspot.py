"""A hotspot the group has taken up: its name, its cells, how far it has come, and where it stands in the 2×2."""

from dataclasses import dataclass, fields, replace
from datetime import date
from enum import IntEnum, StrEnum

import h3

from est.clock import ALL_HOURS, hours_to_text, text_to_hours
from est.errors import HotspotError
from est.space.cells import finer_cells, text_to_cell
from est.store.versions import Fields
from est.text import N_


class HotspotState(StrEnum):
    """How far the group has come with a hotspot."""

    WATCHED = "iakttas"
    ANALYSED = "analyseras"
    ACTED_ON = "åtgärdas"
    FOLLOWED_UP = "följs upp"
    CLOSED = "avslutad"


STATE_NAMES = {
    HotspotState.WATCHED: N_("watched"),
    HotspotState.ANALYSED: N_("being analysed"),
    HotspotState.ACTED_ON: N_("being acted on"),
    HotspotState.FOLLOWED_UP: N_("being followed up"),
    HotspotState.CLOSED: N_("closed"),
}

NEXT: dict[HotspotState, tuple[HotspotState, ...]] = {
    HotspotState.WATCHED: (HotspotState.ANALYSED, HotspotState.CLOSED),
    # causes come before measures: what is only watched is not acted on
    HotspotState.ANALYSED: (HotspotState.WATCHED, HotspotState.ACTED_ON, HotspotState.CLOSED),
    HotspotState.ACTED_ON: (HotspotState.ANALYSED, HotspotState.FOLLOWED_UP, HotspotState.CLOSED),
    HotspotState.FOLLOWED_UP: (HotspotState.ANALYSED, HotspotState.ACTED_ON, HotspotState.CLOSED),
    HotspotState.CLOSED: (HotspotState.WATCHED, HotspotState.ANALYSED),  # reopened
}


class HotspotOrigin(StrEnum):
    """How a hotspot came to be."""

    FLAG = "markering"
    PLACE = "plats"
    DRAWN = "ritad"
    SPLIT = "delad"
    MERGED = "sammanslagen"


ORIGIN_NAMES = {
    HotspotOrigin.FLAG: N_("a flag on the map"),
    HotspotOrigin.PLACE: N_("a named place"),
    HotspotOrigin.DRAWN: N_("cells chosen by hand"),
    HotspotOrigin.SPLIT: N_("split off another hotspot"),
    HotspotOrigin.MERGED: N_("merged from other hotspots"),
}


class PriorityLevel(IntEnum):
    """How great a need is, or a possibility to influence, as the group sees it."""

    LOW = 1
    HIGH = 2


LEVEL_NAMES = {  # Swedish has another form for each of the two
    "need": {PriorityLevel.LOW: N_("small"), PriorityLevel.HIGH: N_("great")},
    "influence": {PriorityLevel.LOW: N_("low"), PriorityLevel.HIGH: N_("high")},
}

FIELD_NAMES = {
    "name": N_("Name"),
    "cells": N_("Cells"),
    "place": N_("Place"),
    "origin": N_("Taken up from"),
    "state": N_("State"),
    "since": N_("Since"),
    "need": N_("Need"),
    "influence": N_("Possibility to influence"),
    "categories": N_("Categories"),
    "hours": N_("Hours"),
    "flagged_from": N_("Flagged from"),
    "flagged_to": N_("Flagged until"),
    "came_from": N_("Came from"),
    "became": N_("Became"),
}

LONGEST_NAME = 120
MOST_CELLS = 300


@dataclass(frozen=True)
class Hotspot:
    """A hotspot as somebody wants it; HotspotError when something is missing or cannot be, AreaError for a cell.

    `cells` are H3 cells as text, of one resolution. `place` is the nearest named place. `since` is the day from which
    the group has had it in view. `categories` (codes) and `hours` (of the week) are those it concerns; none, and every
    hour, mean all. `flagged_from` and `flagged_to` (exclusive) bound the period whose reports flagged it, which no
    follow-up may take for what was there before. `came_from` and `became` are identities of other hotspots.
    """

    name: str
    cells: tuple[str, ...]
    place: str | None = None
    origin: HotspotOrigin = HotspotOrigin.DRAWN
    state: HotspotState = HotspotState.WATCHED
    since: date | None = None
    need: PriorityLevel | None = None
    influence: PriorityLevel | None = None
    categories: tuple[str, ...] = ()
    hours: frozenset[int] = ALL_HOURS
    flagged_from: date | None = None
    flagged_to: date | None = None
    came_from: tuple[str, ...] = ()
    became: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check what can be checked without a store, and keep the cells in order, each once."""
        object.__setattr__(self, "cells", tuple(sorted(set(self.cells))))
        if not self.name.strip():
            raise HotspotError(N_("The hotspot has no name. Write what the group calls the place."))
        if len(self.name) > LONGEST_NAME:
            raise HotspotError(N_("The name is too long: it has at most 120 characters."))
        if not self.cells:
            raise HotspotError(N_("The hotspot has no cells. Choose at least one."))
        if len(self.cells) > MOST_CELLS:
            raise HotspotError(
                N_("The hotspot has too many cells: at most 300. Choose larger cells or a smaller place.")
            )
        for cell in self.cells:
            text_to_cell(cell)  # raises AreaError
        if len({h3.get_resolution(cell) for cell in self.cells}) > 1:
            raise HotspotError(N_("The cells of a hotspot are of one size. Leave out those of another size."))
        if not self.hours:
            raise HotspotError(N_("The hotspot concerns no hour of the week. Choose at least one."))
        if (self.flagged_from is None) != (self.flagged_to is None) or (
            self.flagged_from and self.flagged_to and self.flagged_from >= self.flagged_to
        ):
            raise HotspotError(N_("The period that flagged the place must end after it starts."))

    @property
    def resolution(self) -> int:
        """The H3 resolution of the cells."""
        return int(h3.get_resolution(self.cells[0]))

    @property
    def closed(self) -> bool:
        """Whether the group is done with it."""
        return self.state is HotspotState.CLOSED

    @property
    def priority(self) -> int | None:
        """Its place in the 2×2, 1 first: need before possibility to influence; None until both are judged."""
        if self.need is None or self.influence is None:
            return None
        return {(2, 2): 1, (2, 1): 2, (1, 2): 3, (1, 1): 4}[self.need, self.influence]

    def to_fields(self) -> Fields:
        """Return every field as text, empty where nothing is said; the form in which the log keeps it."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: _text(name, value) for name, value in said.items()}

    @classmethod
    def from_fields(cls, written: Fields) -> "Hotspot":
        """Return the hotspot that was `to_fields`."""
        return cls(
            name=written["name"],
            cells=tuple(written["cells"].split()),
            place=written["place"] or None,
            origin=HotspotOrigin(written["origin"]),
            state=HotspotState(written["state"]),
            since=_day(written["since"]),
            need=_level(written["need"]),
            influence=_level(written["influence"]),
            categories=tuple(written["categories"].split()),
            hours=text_to_hours(written["hours"] or "all"),
            flagged_from=_day(written["flagged_from"]),
            flagged_to=_day(written["flagged_to"]),
            came_from=tuple(written["came_from"].split()),
            became=tuple(written["became"].split()),
        )


def _text(name: str, value: object) -> str:
    if name == "hours":
        text = hours_to_text(frozenset(value))  # type: ignore[call-overload]  # the hours of a hotspot
        return "" if text == "all" else str(text)
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, PriorityLevel):
        return str(int(value))
    return str(value or "")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _level(text: str) -> PriorityLevel | None:
    return PriorityLevel(int(text)) if text else None


def refuse_state_change(before: Hotspot, after: Hotspot) -> None:
    """Raise HotspotError when the state cannot follow on the one before."""
    if after.state is before.state:
        return
    if before.became:
        raise HotspotError(N_("This hotspot went into another one and stays closed. Work with that one."))
    if after.state not in NEXT[before.state]:
        raise HotspotError(
            N_(
                "That state cannot follow on this one. A hotspot is watched, analysed, acted on and followed up, in "
                "that order; it can be closed from each of them, and taken back a step."
            )
        )


def finest_cells(hotspots: tuple[Hotspot, ...]) -> tuple[str, ...]:
    """Return the cells of all these hotspots at the finest resolution among them, each once, sorted.

    A larger cell becomes the smaller ones whose middle lies in it: along its edge they reach half a small cell too far
    or too short.
    """
    resolution = max(hotspot.resolution for hotspot in hotspots)
    return tuple(sorted({part for one in hotspots for cell in one.cells for part in finer_cells(cell, resolution)}))


def merged_into(hotspot: Hotspot, became: tuple[str, ...]) -> Hotspot:
    """Return the hotspot as it is when it has gone into others."""
    return replace(hotspot, state=HotspotState.CLOSED, became=became)
