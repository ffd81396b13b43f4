"""Logging a measure and changing it, so that nothing is overwritten unseen and nothing is lost."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import duckdb

from est.errors import MeasureError
from est.identity import new_id
from est.measures.asking import COLUMNS, NAMES, stored
from est.measures.asking import version as version_of
from est.measures.causes.pointing import refuse_unknown
from est.measures.fields import Measure, refuse_personal_data
from est.measures.transitions import refuse_transition
from est.store import Change, Store, action
from est.store.versions import differences, refuse_if_edited
from est.text import N_

ADD = "add measure"
EDIT = "edit measure"
RESTORE = "restore measure"


def add(store: Store, measure: Measure, who: str, when: datetime, identity: UUID | None = None) -> UUID:
    """Log a new measure and return its identity.

    With an `identity` of one's own the same call can be repeated: what is there already is left as it is.
    Raises NotFoundError for an organisation, hotspot or cause that is not in the store, MeasureError for personal data
    and for a state that lacks what it asks for.
    """
    refuse_personal_data(measure)
    identity = identity or new_id()
    if not store.ask("SELECT 1 FROM measures WHERE id = ?", [str(identity)]).is_empty():
        return identity
    store.apply(Change(who, when, ADD, identity, {"version": 1, "measure": measure.written()}))
    return identity


def edit(store: Store, identity: UUID, version: int, measure: Measure, who: str, when: datetime) -> int:
    """Change a measure from the `version` that was read, and return its new version.

    A measure that is left as it was keeps its version and is not logged. Raises EditedByOtherError, and changes
    nothing, when somebody else has changed it since; NotFoundError when it is not in the store; MeasureError for
    personal data and for a state that cannot follow on the one before.
    """
    return _change(store, EDIT, identity, version, measure, who, when)


def restore(store: Store, identity: UUID, version: int, number: int, who: str, when: datetime) -> int:
    """Make a measure what it was in its version `number`, from the `version` that was read; return its new version.

    It becomes a new version: nothing that came after is lost. Whatever state it was in then it is in again. Raises
    what `edit` does, and NotFoundError when it had no such version.
    """
    return _change(store, RESTORE, identity, version, version_of(store, identity, number), who, when, {"of": number})


def _change(
    store: Store,
    name: str,
    identity: UUID,
    version: int,
    measure: Measure,
    who: str,
    when: datetime,
    also: Mapping[str, int] | None = None,
) -> int:
    refuse_personal_data(measure)
    with store.asking() as cursor:
        before, present = stored(cursor, identity)
        refuse_if_edited(cursor, "measures", identity, version, (before, present), measure)
    changed = differences(before, measure)
    if not changed:
        return present
    payload = {
        "version": version + 1,
        "changed": {field: list(pair) for field, pair in changed.items()},
        "measure": measure.written(),
        **(also or {}),
    }
    store.apply(Change(who, when, name, identity, payload))
    return version + 1


@action(ADD)
def _add(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    measure = Measure.read(change.payload["measure"])
    if cursor.execute("SELECT 1 FROM measures WHERE id = ?", [str(change.object)]).fetchall():
        raise MeasureError(N_("The measure is in the store already; nothing was changed. Look for it in the list."))
    refuse_unknown(cursor, None, measure)
    refuse_transition(None, measure)
    places = ", ".join("?" for _ in NAMES)
    cursor.execute(
        f"""INSERT INTO measures ({COLUMNS}, id, version, created, created_by, changed, changed_by)
            VALUES ({places}, ?, 1, ?, ?, ?, ?)""",  # noqa: S608 (columns of ours)
        [*_values(measure), str(change.object), change.when, change.who, change.when, change.who],
    )


@action(EDIT)
def _edit(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    measure = Measure.read(change.payload["measure"])
    before = _unedited(cursor, change, measure)
    refuse_transition(before, measure)
    _write(cursor, change, before, measure)


@action(RESTORE)
def _restore(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    """Go back to what was stored before; its state was right then, whatever came in between."""
    measure = Measure.read(change.payload["measure"])
    _write(cursor, change, _unedited(cursor, change, measure), measure)


def _unedited(cursor: duckdb.DuckDBPyConnection, change: Change, measure: Measure) -> Measure:
    """Return what is stored; asked again inside the transaction, where nobody can come between."""
    found = stored(cursor, change.object)
    refuse_if_edited(cursor, "measures", change.object, int(change.payload["version"]) - 1, found, measure)
    return found[0]


def _write(cursor: duckdb.DuckDBPyConnection, change: Change, before: Measure, measure: Measure) -> None:
    refuse_unknown(cursor, before, measure)
    setting = ", ".join(f"{name} = ?" for name in NAMES)
    cursor.execute(
        f"UPDATE measures SET {setting}, version = ?, changed = ?, changed_by = ? WHERE id = ?",  # noqa: S608
        [*_values(measure), int(change.payload["version"]), change.when, change.who, str(change.object)],
    )


def _values(measure: Measure) -> list[str | None]:
    """Return the measure's values in the order of NAMES; what is not said is null, but for cells, which are a list."""
    written = measure.written()
    return [written[name] or ("" if name == "cells" else None) for name in NAMES]
