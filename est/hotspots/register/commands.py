"""Taking up a hotspot and changing it, so that nothing is overwritten unseen and nothing is lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import duckdb

from est.errors import HotspotError
from est.hotspots.register.hotspot import (
    FIELD_NAMES,
    Hotspot,
    HotspotOrigin,
    HotspotState,
    finest_cells,
    merged_into,
    refuse_state_change,
)
from est.hotspots.register.queries import ADD, EDIT, HOTSPOTS, MERGE, RESTORE, SPLIT, UNDO_MERGE, get_hotspot
from est.identity import new_id
from est.store import Change, Store, TextPolicy, applies
from est.store.versions import CHANGED
from est.text import N_

ENTER = "write of hotspot"
LONGEST_ENTRY = 2_000
ABOUT_HOTSPOTS = TextPolicy(
    CHANGED, why=N_("a hotspot is a place."), names=FIELD_NAMES | {"wording": N_("the note or the decision")}
)


class NoteKind(StrEnum):
    """What the group wrote of a hotspot."""

    NOTE = "note"
    DECISION = "decision"


def add_hotspot(store: Store, hotspot: Hotspot, who: str, when: datetime, identity: UUID | None = None) -> UUID:
    """Take up a hotspot and return its identity. With an `identity` of one's own the call can be repeated.

    Raises PersonalDataError for a name that holds any.
    """
    return HOTSPOTS.add(store, hotspot, who, when, identity)


def edit_hotspot(store: Store, identity: UUID, version: int, hotspot: Hotspot, who: str, when: datetime) -> int:
    """Change a hotspot from the `version` that was read, and return its new version.

    One that is left as it was keeps its version and is not logged. Raises EditedByOtherError, and changes nothing,
    when somebody else has changed it since; HotspotError for a state that cannot follow; PersonalDataError for a name
    that holds any; NotFoundError when it is not in the store.
    """
    return HOTSPOTS.edit(store, identity, version, hotspot, who, when)


def restore_hotspot(store: Store, identity: UUID, version: int, number: int, who: str, when: datetime) -> int:
    """Make a hotspot what it was in its version `number`, as a new version, and return that.

    Where it came from and what it became stays. Raises what `edit` raises, but lets any state follow: it was there.
    """
    before, _ = get_hotspot(store, identity)
    earlier = replace(HOTSPOTS.in_version(store, identity, number), came_from=before.came_from, became=before.became)
    if before.became and earlier.state is not HotspotState.CLOSED:
        earlier = replace(earlier, state=HotspotState.CLOSED)
    return HOTSPOTS.edit(store, identity, version, earlier, who, when, RESTORE, restored=number)


def split_hotspot(
    store: Store, identity: UUID, version: int, parts: tuple[Hotspot, Hotspot], who: str, when: datetime
) -> tuple[UUID, UUID]:
    """Close a hotspot and take up two in its place, and return their identities in the order of `parts`.

    Raises HotspotError unless the cells of both parts are together those of the hotspot, each in one of them.
    """
    with store.asking() as cursor:
        before = HOTSPOTS.require_version(cursor, identity, version)
    if before.became:
        raise HotspotError(N_("This hotspot went into another one and stays closed. Work with that one."))
    both = [cell for part in parts for cell in part.cells]
    if sorted(both) != list(before.cells):
        raise HotspotError(N_("Every cell of the hotspot must go to one of the two, and none to both."))
    new = [replace(part, origin=HotspotOrigin.SPLIT, came_from=(str(identity),), became=()) for part in parts]
    identities = (new_id(), new_id())
    after = merged_into(before, tuple(map(str, identities)))
    others = {
        str(identities[1]): HOTSPOTS.first_version(new[1]),
        str(identity): HOTSPOTS.next_version(version, before, after),
    }
    store.apply(Change(who, when, SPLIT, identities[0], HOTSPOTS.first_version(new[0]) | {"others": others}))
    return identities


def merge_hotspots(
    store: Store, versions: Mapping[str, int], name: str, who: str, when: datetime, place: str | None = None
) -> UUID:
    """Close these hotspots (identity → the version that was read), take up one in their place and return its identity.

    It has the cells of all, is in the state of the one that has come furthest, has the oldest `since`, and spans the
    periods that flagged any of them. Raises HotspotError for fewer than two, or for one that is closed already.
    """
    if len(versions) < 2:
        raise HotspotError(N_("Choose at least two hotspots to merge."))
    with store.asking() as cursor:
        before = {one: HOTSPOTS.require_version(cursor, UUID(one), version) for one, version in versions.items()}
    if any(one.closed for one in before.values()):
        raise HotspotError(N_("A closed hotspot cannot be merged. Reopen it first, or leave it out."))
    new = new_id()
    whole = _together(tuple(before.values()), tuple(versions), name, place)
    others = {
        identity: HOTSPOTS.next_version(versions[identity], one, merged_into(one, (str(new),)))
        for identity, one in before.items()
    }
    store.apply(Change(who, when, MERGE, new, HOTSPOTS.first_version(whole) | {"others": others}))
    return new


def undo_hotspot_merge(store: Store, identity: UUID, version: int, who: str, when: datetime) -> tuple[str, ...]:
    """Make the hotspots that went into this one what they were before the merge, and return their identities.

    Each becomes a new version, and the merged one is closed with its history and leads to them. Raises
    EditedByOtherError when somebody changed it since; HotspotError for one that was not merged, or that went into
    others itself.
    """
    with store.asking() as cursor:
        whole = HOTSPOTS.require_version(cursor, identity, version)
    if whole.became or whole.origin is not HotspotOrigin.MERGED:
        raise HotspotError(N_("Only a merged hotspot that has not gone into another one can be taken apart again."))
    others = {}
    for part in whole.came_from:
        found = HOTSPOTS.versions(store, UUID(part))
        closed = [one.number for one in found if str(identity) in one.changed.get("became", ("", ""))[1].split()]
        now, number = get_hotspot(store, UUID(part))
        before = Hotspot.from_fields(found[closed[-1] - 2].record)
        others[part] = HOTSPOTS.next_version(number, now, before)
    payload = HOTSPOTS.next_version(version, whole, merged_into(whole, whole.came_from)) | {"others": others}
    store.apply(Change(who, when, UNDO_MERGE, identity, payload))
    return whole.came_from


def _together(parts: tuple[Hotspot, ...], came_from: tuple[str, ...], name: str, place: str | None) -> Hotspot:
    """Return the hotspot that these become."""
    order = list(HotspotState)
    every = all(part.categories for part in parts)
    flagged = [(part.flagged_from, part.flagged_to) for part in parts if part.flagged_from and part.flagged_to]
    return Hotspot(
        name,
        finest_cells(parts),
        place or parts[0].place,
        HotspotOrigin.MERGED,
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


def write_note(
    store: Store, identity: UUID, kind: NoteKind, happened: date, wording: str, who: str, when: datetime
) -> UUID:
    """Put down a note or a decision of a hotspot and return its identity.

    Raises HotspotError when it says nothing or is too long, PersonalDataError when it seems to hold any, NotFoundError
    when the hotspot is not in the store.
    """
    if not wording.strip():
        raise HotspotError(N_("Nothing is written. Write the note or the decision."))
    if len(wording) > LONGEST_ENTRY:
        raise HotspotError(N_("The text is too long: it has at most 2 000 characters."))
    get_hotspot(store, identity)  # raises NotFoundError
    payload = {"entry": str(new_id()), "kind": str(kind), "happened": happened.isoformat(), "wording": wording.strip()}
    store.apply(Change(who, when, ENTER, identity, payload))
    return UUID(payload["entry"])


@applies(ADD, ABOUT_HOTSPOTS)
@applies(RESTORE, ABOUT_HOTSPOTS)
def _put(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    HOTSPOTS.put_version(cursor, change, change.object, change.payload)


@applies(EDIT, ABOUT_HOTSPOTS)
def _edit(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    before, _ = HOTSPOTS.stored_record(cursor, change.object)
    HOTSPOTS.put_version(cursor, change, change.object, change.payload)
    refuse_state_change(before, HOTSPOTS.from_payload(change.payload))


@applies(SPLIT, ABOUT_HOTSPOTS)
@applies(MERGE, ABOUT_HOTSPOTS)
@applies(UNDO_MERGE, ABOUT_HOTSPOTS)
def _several(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    """Write the change's own hotspot and those beside it, each new or as its next version."""
    for identity, payload in {str(change.object): change.payload, **change.payload["others"]}.items():
        HOTSPOTS.put_version(cursor, change, UUID(identity), payload)


@applies(ENTER, ABOUT_HOTSPOTS)
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
