"""Writing down a cause and changing it, so that nothing is overwritten unseen and nothing is lost."""

from datetime import datetime
from uuid import UUID

import duckdb

from est.hotspots.register.queries import HOTSPOTS
from est.measures.causes.cause import FIELD_NAMES, Cause
from est.measures.causes.queries import ADD, CAUSES, EDIT
from est.store import Change, Store, TextPolicy, applies
from est.store.versions import CHANGED
from est.text import N_

ABOUT_CAUSES = TextPolicy(
    CHANGED, why=N_("a cause is about the place, and an actor is a group, never a person."), names=FIELD_NAMES
)


def add_cause(store: Store, cause: Cause, who: str, when: datetime, identity: UUID | None = None) -> UUID:
    """Write down a cause and return its identity. With an `identity` of one's own the call can be repeated.

    Raises NotFoundError when its hotspot is not in the store, PersonalDataError for a text that holds any.
    """
    return CAUSES.add(store, cause, who, when, identity)


def edit_cause(store: Store, identity: UUID, version: int, cause: Cause, who: str, when: datetime) -> int:
    """Change a cause from the `version` that was read, and return its new version.

    One that is left as it was keeps its version and is not logged. Raises EditedByOtherError, and changes nothing,
    when somebody else has changed it since; NotFoundError when it or its hotspot is not in the store;
    PersonalDataError for a text that holds any.
    """
    return CAUSES.edit(store, identity, version, cause, who, when)


@applies(ADD, ABOUT_CAUSES)
@applies(EDIT, ABOUT_CAUSES)
def _put(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    CAUSES.put_version(cursor, change, change.object, change.payload)
    HOTSPOTS.stored_record(cursor, UUID(CAUSES.from_payload(change.payload).hotspot))  # raises NotFoundError
