"""Writing down a cause and changing it, so that nothing is overwritten unseen and nothing is lost."""

from datetime import datetime
from uuid import UUID

import duckdb

from est.errors import CauseError
from est.hotspots.asking import stored as stored_hotspot
from est.identity import new_id
from est.measures.causes.asking import COLUMNS, stored
from est.measures.causes.fields import Cause, evidence_text, refuse_personal_data
from est.store import Change, Store, action
from est.store.versions import differences, first_version, next_version, refuse_if_edited
from est.text import N_

ADD, EDIT = "add cause", "edit cause"


def add_cause(store: Store, cause: Cause, who: str, when: datetime, identity: UUID | None = None) -> UUID:
    """Write down a cause and return its identity. With an `identity` of one's own the call can be repeated.

    Raises NotFoundError when its hotspot is not in the store, CauseError for personal data.
    """
    refuse_personal_data(cause)
    identity = identity or new_id()
    if store.ask("SELECT 1 FROM causes WHERE id = ?", [str(identity)]).is_empty():
        store.apply(Change(who, when, ADD, identity, first_version(cause)))
    return identity


def edit_cause(store: Store, identity: UUID, version: int, cause: Cause, who: str, when: datetime) -> int:
    """Change a cause from the `version` that was read, and return its new version.

    One that is left as it was keeps its version and is not logged. Raises EditedByOtherError, and changes nothing,
    when somebody else has changed it since; NotFoundError when it or its hotspot is not in the store; CauseError for
    personal data.
    """
    refuse_personal_data(cause)
    with store.asking() as cursor:
        before, present = stored(cursor, identity)
        refuse_if_edited(cursor, "causes", identity, version, (before, present), cause)
    if not differences(before, cause):
        return present
    store.apply(Change(who, when, EDIT, identity, next_version(version, before, cause)))
    return version + 1


@action(ADD)
def _add(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cause = Cause.read(change.payload["record"])
    if cursor.execute("SELECT 1 FROM causes WHERE id = ?", [str(change.object)]).fetchall():
        raise CauseError(N_("The cause is in the store already; nothing was changed. Look for it at its hotspot."))
    stored_hotspot(cursor, UUID(cause.hotspot))  # raises NotFoundError
    cursor.execute(
        f"""INSERT INTO causes ({COLUMNS}, id, version, created, created_by, changed, changed_by)
            VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)""",  # noqa: S608 (columns of ours)
        [*_values(cause), str(change.object), change.when, change.who, change.when, change.who],
    )


@action(EDIT)
def _edit(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cause = Cause.read(change.payload["record"])
    version = int(change.payload["version"])
    # again: now nobody can come between
    refuse_if_edited(cursor, "causes", change.object, version - 1, stored(cursor, change.object), cause)
    stored_hotspot(cursor, UUID(cause.hotspot))
    cursor.execute(
        """UPDATE causes SET hotspot = ?, box = ?, wording = ?, standing = ?, evidence = ?, version = ?, changed = ?,
            changed_by = ? WHERE id = ?""",
        [*_values(cause), version, change.when, change.who, str(change.object)],
    )


def _values(cause: Cause) -> list[object]:
    """Return the cause's values in the order of COLUMNS."""
    return [cause.hotspot, str(cause.box), cause.wording, str(cause.standing), evidence_text(cause.evidence)]
