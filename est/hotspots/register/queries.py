"""Questions about recorded hotspots: the list, one of them, its versions, and what the group said of it."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from uuid import UUID

import polars as pl

from est.hotspots.register.hotspot import Hotspot, HotspotState
from est.space.cells import shares_ground
from est.store import Store
from est.store.versions import Records, Version
from est.text import N_

ADD, EDIT, RESTORE = "add hotspot", "edit hotspot", "restore hotspot"
SPLIT, MERGE, UNDO_MERGE = "split hotspot", "merge hotspots", "undo merge"
BY_POINT = "write of point"  # of a meeting, which may change the hotspot and the measure that it is about

HOTSPOTS = Records(
    "hotspots",
    (*(field.name for field in fields(Hotspot)), "resolution"),
    Hotspot.from_fields,
    (ADD, EDIT, RESTORE, SPLIT, MERGE, UNDO_MERGE, BY_POINT),
    N_("There is no hotspot {identity} in the store. Choose one of the list."),
    unsaid={"categories": "", "hours": "", "came_from": "", "became": ""},
)


@dataclass(frozen=True)
class RecordedHotspot:
    """A hotspot as it stands in the store. `identity` is a UUID as text."""

    identity: str
    version: int
    hotspot: Hotspot

    @property
    def name(self) -> str:
        """What the group calls it."""
        return self.hotspot.name

    @property
    def cells(self) -> tuple[str, ...]:
        """Its cells as text, of one resolution."""
        return self.hotspot.cells

    @property
    def state(self) -> HotspotState:
        """How far the group has come with it."""
        return self.hotspot.state


def all_hotspots(store: Store) -> tuple[RecordedHotspot, ...]:
    """Return every recorded hotspot: what is open before what is closed, then by priority (unplaced last) and name."""
    found = [RecordedHotspot(*row) for row in HOTSPOTS.all(store)]
    return tuple(
        sorted(
            found, key=lambda one: (one.hotspot.closed, one.hotspot.priority or 5, one.name.casefold(), one.identity)
        )
    )


def get_hotspot(store: Store, identity: UUID) -> tuple[Hotspot, int]:
    """Return one hotspot and its version; NotFoundError when it is not in the store."""
    return HOTSPOTS.get(store, identity)


def hotspot_versions(store: Store, identity: UUID) -> tuple[Version, ...]:
    """Return every version of a hotspot, oldest first, also those that a split or a merge made."""
    return HOTSPOTS.versions(store, identity)


def hotspot_notes(store: Store, identities: Collection[str]) -> pl.DataFrame:
    """Return [id, hotspot, kind, happened, wording, written, written_by] of these hotspots, newest first.

    `kind` is note or decision; `happened` is the day it is of, `written` when it was put down.
    """
    return store.ask(
        """SELECT id::VARCHAR AS id, hotspot::VARCHAR AS hotspot, kind, happened, wording, written, written_by
           FROM hotspot_entries WHERE hotspot IN (SELECT unnest($hotspots::UUID[]))
           ORDER BY happened DESC, written DESC, id DESC""",
        {"hotspots": list(identities)},
    )


def hotspots_holding(recorded: Collection[RecordedHotspot], cells: Collection[str]) -> tuple[RecordedHotspot, ...]:
    """Return the hotspots that share ground with these cells, of whatever resolution, in their order.

    Those that went into others are left out: the others hold their cells.
    """
    return tuple(
        one for one in recorded if not one.hotspot.became and any(shares_ground(a, b) for a in one.cells for b in cells)
    )


def hotspot_ancestors(recorded: Collection[RecordedHotspot], identity: str) -> tuple[str, ...]:
    """Return the identities of those a hotspot came from, and those they came from, nearest first."""
    came = {one.identity: one.hotspot.came_from for one in recorded}
    found: list[str] = []
    waiting = list(came.get(identity, ()))
    while waiting:
        one = waiting.pop(0)
        if one not in found:
            found.append(one)
            waiting.extend(came.get(one, ()))
    return tuple(found)
