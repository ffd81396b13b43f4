"""Logging a measure and changing it, so that nothing is overwritten unseen and nothing is lost."""

from datetime import datetime
from uuid import UUID

import duckdb

from est.errors import EditedByOtherError, MeasureError, NotFoundError
from est.identity import new_id
from est.measures.asking import COLUMNS, stored
from est.measures.fields import Measure, differences, refuse_personal_data
from est.store import Change, Store, action
from est.text import N_

ADD = "add measure"
EDIT = "edit measure"


def add(store: Store, measure: Measure, who: str, when: datetime, identity: UUID | None = None) -> UUID:
    """Log a new measure and return its identity.

    With an `identity` of one's own the same call can be repeated: what is there already is left as it is.
    Raises NotFoundError when the organisation is not in the store, MeasureError for personal data.
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
    personal data.
    """
    refuse_personal_data(measure)
    with store.asking() as cursor:
        before, present = stored(cursor, identity)
        _refuse_if_edited(cursor, identity, version, measure)
    changed = differences(before, measure)
    if not changed:
        return present
    payload = {
        "version": version + 1,
        "changed": {name: list(pair) for name, pair in changed.items()},
        "measure": measure.written(),
    }
    store.apply(Change(who, when, EDIT, identity, payload))
    return version + 1


@action(ADD)
def _add(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    measure = Measure.read(change.payload["measure"])
    if cursor.execute("SELECT 1 FROM measures WHERE id = ?", [str(change.object)]).fetchall():
        raise MeasureError(N_("The measure is in the store already; nothing was changed. Look for it in the list."))
    _refuse_unknown_organisation(cursor, measure)
    cursor.execute(
        f"""INSERT INTO measures ({COLUMNS}, id, version, created, created_by, changed, changed_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)""",  # noqa: S608 (columns of ours)
        [*_values(measure), str(change.object), change.when, change.who, change.when, change.who],
    )


@action(EDIT)
def _edit(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    measure = Measure.read(change.payload["measure"])
    version = int(change.payload["version"])
    _refuse_if_edited(cursor, change.object, version - 1, measure)  # again: now nobody can come between
    _refuse_unknown_organisation(cursor, measure)
    cursor.execute(
        """UPDATE measures SET title = ?, organisation = ?, state = ?, cells = ?, place = ?, starts = ?, due = ?,
            note = ?, version = ?, changed = ?, changed_by = ? WHERE id = ?""",
        [*_values(measure), version, change.when, change.who, str(change.object)],
    )


def _values(measure: Measure) -> list[object]:
    """Return the measure's values in the order of COLUMNS."""
    return [
        measure.title,
        measure.organisation,
        str(measure.state),
        " ".join(measure.cells),
        measure.place,
        measure.starts,
        measure.due,
        measure.note,
    ]


def _refuse_if_edited(cursor: duckdb.DuckDBPyConnection, identity: UUID, version: int, wanted: Measure) -> None:
    present, newest = stored(cursor, identity)
    if newest == version:
        return
    who, when = cursor.execute("SELECT changed_by, changed FROM measures WHERE id = ?", [str(identity)]).fetchall()[0]
    differs = differences(present, wanted)
    listed = "; ".join(f"{name}: {theirs!r} is stored, {mine!r} was wanted" for name, (theirs, mine) in differs.items())
    raise EditedByOtherError(
        # only a terminal says this: a page tells the fields by their names, beside each other
        f"{who} changed this measure at {when:%Y-%m-%d %H:%M}, after you opened it. Nothing was overwritten. "
        f"{listed or 'What is stored is what you wanted'}. Open it again and make your change there.",
        who=who,
        when=when,
        version=newest,
        differs=differs,
    )


def _refuse_unknown_organisation(cursor: duckdb.DuckDBPyConnection, measure: Measure) -> None:
    try:
        known = cursor.execute("SELECT 1 FROM organisations WHERE id = ?", [str(UUID(measure.organisation))]).fetchall()
    except ValueError:
        known = []
    if not known:
        raise NotFoundError(
            N_("There is no organisation {organisation!r} in the store. Choose one of the list."),
            organisation=measure.organisation,
        )
