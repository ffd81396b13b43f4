"""Questions about recorded hotspots: the list, one of them, its versions, and what the group said of it."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import duckdb
import h3
import polars as pl

from est.clock import text_to_hours
from est.errors import NotFoundError
from est.hotspots.recorded import Hotspot, Level, Origin, State
from est.store import Store
from est.store.versions import Fields, Version, numbered, versions
from est.text import N_

COLUMNS = (
    "name, cells, place, origin, state, since, need, influence, categories, hours, flagged_from, flagged_to, "
    "came_from, became"
)
ACTIONS = ("add hotspot", "edit hotspot", "restore hotspot", "split hotspot", "merge hotspots", "undo merge")


@dataclass(frozen=True)
class Recorded:
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
    def state(self) -> State:
        """How far the group has come with it."""
        return self.hotspot.state


def hotspots(store: Store) -> tuple[Recorded, ...]:
    """Return every recorded hotspot: what is open before what is closed, then by priority (unplaced last) and name."""
    with store.asking() as cursor:
        rows = cursor.execute(f"SELECT id, version, {COLUMNS} FROM hotspots").fetchall()  # noqa: S608 (columns of ours)
    found = [Recorded(str(identity), int(version), _hotspot(*values)) for identity, version, *values in rows]
    return tuple(
        sorted(
            found, key=lambda one: (one.hotspot.closed, one.hotspot.priority or 5, one.name.casefold(), one.identity)
        )
    )


def hotspot(store: Store, identity: UUID) -> tuple[Hotspot, int]:
    """Return one hotspot and its version; NotFoundError when it is not in the store."""
    with store.asking() as cursor:
        return stored(cursor, identity)


def stored(cursor: duckdb.DuckDBPyConnection, identity: UUID) -> tuple[Hotspot, int]:
    """Return one hotspot and its version as a cursor sees it; NotFoundError when it is not there."""
    rows = cursor.execute(
        f"SELECT version, {COLUMNS} FROM hotspots WHERE id = ?",  # noqa: S608 (columns of ours)
        [str(identity)],
    ).fetchall()
    if not rows:
        raise NotFoundError(
            N_("There is no hotspot {identity} in the store. Choose one of the list."), identity=identity
        )
    version, *values = rows[0]
    return _hotspot(*values), int(version)


def _hotspot(*values: object) -> Hotspot:
    """Return the hotspot of the values of COLUMNS."""
    name, cells, place, origin, state, since, need, influence, categories, hours, first, last, came, became = values
    return Hotspot(
        str(name),
        tuple(str(cells).split()),
        str(place) if place else None,
        Origin(str(origin)),
        State(str(state)),
        since,  # type: ignore[arg-type]  # DuckDB gives what the column holds
        Level(need) if need else None,  # type: ignore[arg-type]
        Level(influence) if influence else None,  # type: ignore[arg-type]
        tuple(str(categories or "").split()),
        text_to_hours(str(hours or "all")),
        first,  # type: ignore[arg-type]
        last,  # type: ignore[arg-type]
        tuple(str(came or "").split()),
        tuple(str(became or "").split()),
    )


def hotspot_versions(store: Store, identity: UUID) -> tuple[Version, ...]:
    """Return every version of a hotspot, oldest first, also those that a split or a merge made."""
    return versions(store, identity, ACTIONS)


def hotspot_version(store: Store, identity: UUID, number: int) -> Hotspot:
    """Return a hotspot as it was in one of its versions; NotFoundError when it had no such version."""
    return Hotspot.read(fields_of(hotspot_versions(store, identity), identity, number))


def fields_of(found: Collection[Version], identity: UUID, number: int) -> Fields:
    """Return the fields of one version; NotFoundError when there is no such one."""
    return numbered(found, identity, number)


def entries(store: Store, identities: Collection[str]) -> pl.DataFrame:
    """Return [id, hotspot, kind, happened, wording, written, written_by] of these hotspots, newest first.

    `kind` is note or decision; `happened` is the day it is of, `written` when it was put down.
    """
    return store.ask(
        """SELECT id::VARCHAR AS id, hotspot::VARCHAR AS hotspot, kind, happened, wording, written, written_by
           FROM hotspot_entries WHERE hotspot IN (SELECT unnest($hotspots::UUID[]))
           ORDER BY happened DESC, written DESC, id DESC""",
        {"hotspots": list(identities)},
    )


def holding(recorded: Collection[Recorded], cells: Collection[str]) -> tuple[Recorded, ...]:
    """Return the hotspots that share ground with these cells, of whatever resolution, in their order.

    Those that went into others are left out: the others hold their cells.
    """
    return tuple(
        one for one in recorded if not one.hotspot.became and any(_share(a, b) for a in one.cells for b in cells)
    )


def _share(one: str, other: str) -> bool:
    """Tell whether two cells are the same, or one is counted into the other."""
    coarse, fine = sorted((one, other), key=h3.get_resolution)
    return bool(h3.cell_to_parent(fine, h3.get_resolution(coarse)) == coarse)


def ancestors(recorded: Collection[Recorded], identity: str) -> tuple[str, ...]:
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
