"""Taking up a hotspot and changing it, so that nothing is overwritten unseen and nothing is lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import duckdb

from est.errors import HotspotError
from est.hotspots.asking import COLUMNS, hotspot_version, hotspot_versions, stored
from est.hotspots.recorded import (
    Hotspot,
    Origin,
    State,
    closed_into,
    finest,
    refuse_personal_data,
    refuse_step,
)
from est.identity import new_id
from est.store import Change, Store, action
from est.store.versions import differences, first_version, next_version, refuse_if_edited
from est.text import N_

ADD, EDIT, RESTORE = "add hotspot", "edit hotspot", "restore hotspot"
SPLIT, MERGE, UNDO_MERGE = "split hotspot", "merge hotspots", "undo merge"
ENTER = "write of hotspot"
LONGEST_ENTRY = 2_000


class Kind(StrEnum):
    """What the group wrote of a hotspot."""

    NOTE = "note"
    DECISION = "decision"


def add(store: Store, hotspot: Hotspot, who: str, when: datetime, identity: UUID | None = None) -> UUID:
    """Take up a hotspot and return its identity. With an `identity` of one's own the call can be repeated.

    Raises HotspotError for personal data.
    """
    refuse_personal_data(hotspot.name)
    identity = identity or new_id()
    if store.ask("SELECT 1 FROM hotspots WHERE id = ?", [str(identity)]).is_empty():
        store.apply(Change(who, when, ADD, identity, first_version(hotspot)))
    return identity


def edit(store: Store, identity: UUID, version: int, hotspot: Hotspot, who: str, when: datetime) -> int:
    """Change a hotspot from the `version` that was read, and return its new version.

    One that is left as it was keeps its version and is not logged. Raises EditedByOtherError, and changes nothing,
    when somebody else has changed it since; HotspotError for a state that cannot follow and for personal data;
    NotFoundError when it is not in the store.
    """
    refuse_personal_data(hotspot.name)
    with store.asking() as cursor:
        before, present = stored(cursor, identity)
        refuse_if_edited(cursor, "hotspots", identity, version, (before, present), hotspot)
    if not differences(before, hotspot):
        return present
    refuse_step(before, hotspot)
    store.apply(Change(who, when, EDIT, identity, next_version(version, before, hotspot)))
    return version + 1


def restore(store: Store, identity: UUID, version: int, number: int, who: str, when: datetime) -> int:
    """Make a hotspot what it was in its version `number`, as a new version, and return that.

    Where it came from and what it became stays. Raises what `edit` raises, but lets any state follow: it was there.
    """
    with store.asking() as cursor:
        before, present = stored(cursor, identity)
    kept = {"came_from": before.came_from, "became": before.became}
    earlier = replace(hotspot_version(store, identity, number), **kept)  # type: ignore[arg-type]  # two tuples of text
    if before.became and earlier.state is not State.CLOSED:
        earlier = replace(earlier, state=State.CLOSED)
    with store.asking() as cursor:
        refuse_if_edited(cursor, "hotspots", identity, version, stored(cursor, identity), earlier)
    if not differences(before, earlier):
        return present
    payload = next_version(version, before, earlier) | {"restored": number}
    store.apply(Change(who, when, RESTORE, identity, payload))
    return version + 1


def split(
    store: Store, identity: UUID, version: int, parts: tuple[Hotspot, Hotspot], who: str, when: datetime
) -> tuple[UUID, UUID]:
    """Close a hotspot and take up two in its place, and return their identities in the order of `parts`.

    Raises HotspotError unless the cells of both parts are together those of the hotspot, each in one of them.
    """
    with store.asking() as cursor:
        before, present = stored(cursor, identity)
        refuse_if_edited(cursor, "hotspots", identity, version, (before, present), before)
    if before.became:
        raise HotspotError(N_("This hotspot went into another one and stays closed. Work with that one."))
    both = [cell for part in parts for cell in part.cells]
    if sorted(both) != list(before.cells):
        raise HotspotError(N_("Every cell of the hotspot must go to one of the two, and none to both."))
    new = [replace(part, origin=Origin.SPLIT, came_from=(str(identity),), became=()) for part in parts]
    for part in new:
        refuse_personal_data(part.name)
    identities = (new_id(), new_id())
    after = closed_into(before, tuple(map(str, identities)))
    others = {str(identities[1]): first_version(new[1]), str(identity): next_version(version, before, after)}
    store.apply(Change(who, when, SPLIT, identities[0], first_version(new[0]) | {"others": others}))
    return identities


def merge(
    store: Store, versions: Mapping[str, int], name: str, who: str, when: datetime, place: str | None = None
) -> UUID:
    """Close these hotspots (identity → the version that was read), take up one in their place and return its identity.

    It has the cells of all, is in the state of the one that has come furthest, has the oldest `since`, and spans the
    periods that flagged any of them. Raises HotspotError for fewer than two, or for one that is closed already.
    """
    if len(versions) < 2:
        raise HotspotError(N_("Choose at least two hotspots to merge."))
    refuse_personal_data(name)
    before: dict[str, Hotspot] = {}
    with store.asking() as cursor:
        for identity, version in versions.items():
            found = stored(cursor, UUID(identity))
            refuse_if_edited(cursor, "hotspots", UUID(identity), version, found, found[0])
            before[identity] = found[0]
    if any(one.closed for one in before.values()):
        raise HotspotError(N_("A closed hotspot cannot be merged. Reopen it first, or leave it out."))
    new = new_id()
    whole = _together(tuple(before.values()), tuple(versions), name, place)
    others = {
        identity: next_version(versions[identity], one, closed_into(one, (str(new),)))
        for identity, one in before.items()
    }
    store.apply(Change(who, when, MERGE, new, first_version(whole) | {"others": others}))
    return new


def undo_merge(store: Store, identity: UUID, version: int, who: str, when: datetime) -> tuple[str, ...]:
    """Make the hotspots that went into this one what they were before the merge, and return their identities.

    Each becomes a new version, and the merged one is closed with its history and leads to them. Raises
    EditedByOtherError when somebody changed it since; HotspotError for one that was not merged, or that went into
    others itself.
    """
    with store.asking() as cursor:
        whole, present = stored(cursor, identity)
        refuse_if_edited(cursor, "hotspots", identity, version, (whole, present), whole)
    if whole.became or whole.origin is not Origin.MERGED:
        raise HotspotError(N_("Only a merged hotspot that has not gone into another one can be taken apart again."))
    others = {}
    for part in whole.came_from:
        found = hotspot_versions(store, UUID(part))
        closed = [one.number for one in found if str(identity) in one.changed.get("became", ("", ""))[1].split()]
        with store.asking() as cursor:
            now, number = stored(cursor, UUID(part))
        before = Hotspot.read(found[closed[-1] - 2].record)
        others[part] = next_version(number, now, before)
    payload = next_version(version, whole, closed_into(whole, whole.came_from)) | {"others": others}
    store.apply(Change(who, when, UNDO_MERGE, identity, payload))
    return whole.came_from


def _together(parts: tuple[Hotspot, ...], came_from: tuple[str, ...], name: str, place: str | None) -> Hotspot:
    """Return the hotspot that these become."""
    order = list(State)
    every = all(part.categories for part in parts)
    flagged = [(part.flagged_from, part.flagged_to) for part in parts if part.flagged_from and part.flagged_to]
    return Hotspot(
        name,
        finest(parts),
        place or parts[0].place,
        Origin.MERGED,
        max((part.state for part in parts), key=order.index),
        min((part.since for part in parts if part.since), default=None),
        max((part.need for part in parts if part.need), default=None),
        max((part.influence for part in parts if part.influence), default=None),
        tuple(dict.fromkeys(code for part in parts for code in part.categories)) if every else (),
        frozenset().union(*(part.hours for part in parts)),
        min((first for first, _ in flagged), default=None),
        max((last for _, last in flagged), default=None),
        came_from,
    )


def write_entry(
    store: Store, identity: UUID, kind: Kind, happened: date, wording: str, who: str, when: datetime
) -> UUID:
    """Put down a note or a decision of a hotspot and return its identity.

    Raises HotspotError when it says nothing, is too long or seems to hold personal data; NotFoundError when the hotspot
    is not in the store.
    """
    if not wording.strip():
        raise HotspotError(N_("Nothing is written. Write the note or the decision."))
    if len(wording) > LONGEST_ENTRY:
        raise HotspotError(N_("The text is too long: it has at most 2 000 characters."))
    refuse_personal_data(wording)
    with store.asking() as cursor:
        stored(cursor, identity)
    payload = {"entry": str(new_id()), "kind": str(kind), "happened": happened.isoformat(), "wording": wording.strip()}
    store.apply(Change(who, when, ENTER, identity, payload))
    return UUID(payload["entry"])


@action(ADD)
def _add(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    _insert(cursor, change, change.object, change.payload)


@action(EDIT)
def _edit(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    _update(cursor, change, change.object, change.payload)


@action(RESTORE)
def _restore(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    _update(cursor, change, change.object, change.payload)


@action(SPLIT)
def _split(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    _several(cursor, change)


@action(MERGE)
def _merge(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    _several(cursor, change)


@action(UNDO_MERGE)
def _undo_merge(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    _several(cursor, change)


def _several(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    """Write the change's own hotspot and those beside it, each new or as its next version."""
    for identity, payload in {str(change.object): change.payload, **change.payload["others"]}.items():
        put = _insert if payload["version"] == 1 else _update
        put(cursor, change, UUID(identity), payload)


def _insert(cursor: duckdb.DuckDBPyConnection, change: Change, identity: UUID, payload: Mapping[str, Any]) -> None:
    hotspot = Hotspot.read(payload["record"])
    if cursor.execute("SELECT 1 FROM hotspots WHERE id = ?", [str(identity)]).fetchall():
        raise HotspotError(N_("The hotspot is in the store already; nothing was changed. Look for it in the list."))
    cursor.execute(
        f"""INSERT INTO hotspots ({COLUMNS}, resolution, id, version, created, created_by, changed, changed_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)""",  # noqa: S608 (columns of ours)
        [*_values(hotspot), str(identity), change.when, change.who, change.when, change.who],
    )


def _update(cursor: duckdb.DuckDBPyConnection, change: Change, identity: UUID, payload: Mapping[str, Any]) -> None:
    hotspot = Hotspot.read(payload["record"])
    version = int(payload["version"])
    # again: now nobody can come between
    refuse_if_edited(cursor, "hotspots", identity, version - 1, stored(cursor, identity), hotspot)
    columns = ", ".join(f"{name.strip()} = ?" for name in COLUMNS.split(","))
    cursor.execute(
        f"""UPDATE hotspots SET {columns}, resolution = ?, version = ?, changed = ?, changed_by = ?
            WHERE id = ?""",  # noqa: S608 (columns of ours)
        [*_values(hotspot), version, change.when, change.who, str(identity)],
    )


def _values(hotspot: Hotspot) -> list[object]:
    """Return the hotspot's values in the order of COLUMNS, and its resolution."""
    written = hotspot.written()
    typed = {
        "since": hotspot.since,
        "need": hotspot.need and int(hotspot.need),
        "influence": hotspot.influence and int(hotspot.influence),
        "flagged_from": hotspot.flagged_from,
        "flagged_to": hotspot.flagged_to,
        "place": hotspot.place,
    }
    return [*(typed.get(name.strip(), written[name.strip()]) for name in COLUMNS.split(",")), hotspot.resolution]


@action(ENTER)
def _enter(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    payload = change.payload
    cursor.execute(
        """INSERT INTO hotspot_entries (id, hotspot, kind, happened, wording, written, written_by)
           VALUES (?, ?, ?, ?::DATE, ?, ?, ?)""",
        [
            payload["entry"],
            str(change.object),
            payload["kind"],
            payload["happened"],
            payload["wording"],
            change.when,
            change.who,
        ],
    )
