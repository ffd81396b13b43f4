"""Logging a measure and changing it, so that nothing is overwritten unseen and nothing is lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import duckdb

from est.errors import MeasureError, NotFoundError
from est.hotspots.register.queries import HOTSPOTS
from est.measures.causes.queries import CAUSES
from est.measures.measure import Measure
from est.measures.queries import ADD, EDIT, MEASURES, RESTORE
from est.measures.terms import FIELD_NAMES
from est.measures.transitions import refuse_transition
from est.store import Change, Store, TextPolicy, applies
from est.store.versions import CHANGED
from est.text import N_

ABOUT_MEASURES = TextPolicy(CHANGED, why=N_("a measure is about the place."), names=FIELD_NAMES)


def add_measure(store: Store, measure: Measure, who: str, when: datetime, identity: UUID | None = None) -> UUID:
    """Log a new measure and return its identity.

    With an `identity` of one's own the same call can be repeated: what is there already is left as it is.
    Raises NotFoundError for an organisation, hotspot or cause that is not in the store, MeasureError for a state
    that lacks what it asks for, PersonalDataError for a text that holds any.
    """
    return MEASURES.add(store, measure, who, when, identity)


def edit_measure(store: Store, identity: UUID, version: int, measure: Measure, who: str, when: datetime) -> int:
    """Change a measure from the `version` that was read, and return its new version.

    A measure that is left as it was keeps its version and is not logged. Raises EditedByOtherError, and changes
    nothing, when somebody else has changed it since; NotFoundError when it is not in the store; MeasureError for
    a state that cannot follow on the one before; PersonalDataError for a text that holds any.
    """
    return MEASURES.edit(store, identity, version, measure, who, when)


def restore_measure(store: Store, identity: UUID, version: int, number: int, who: str, when: datetime) -> int:
    """Make a measure what it was in its version `number`, from the `version` that was read; return its new version.

    It becomes a new version: nothing that came after is lost. Whatever state it was in then it is in again. Raises
    what `edit` does, and NotFoundError when it had no such version.
    """
    earlier = MEASURES.in_version(store, identity, number)
    return MEASURES.edit(store, identity, version, earlier, who, when, RESTORE, of=number)


@applies(ADD, ABOUT_MEASURES)
def _add(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    measure = MEASURES.from_payload(change.payload)
    _refuse_unknown_references(cursor, None, measure)
    refuse_transition(None, measure)
    MEASURES.put_version(cursor, change, change.object, change.payload)


@applies(EDIT, ABOUT_MEASURES)
def _edit(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    put_edited_measure(cursor, change, change.object, change.payload)


def put_edited_measure(
    cursor: duckdb.DuckDBPyConnection, change: Change, identity: UUID, payload: Mapping[str, Any]
) -> None:
    """Put an edited measure into the table. For use inside an applying function only."""
    refuse_transition(_put(cursor, change, identity, payload), MEASURES.from_payload(payload))


@applies(RESTORE, ABOUT_MEASURES)
def _restore(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    """Go back to what was stored before; its state was right then, whatever came in between."""
    _put(cursor, change, change.object, change.payload)


def _put(cursor: duckdb.DuckDBPyConnection, change: Change, identity: UUID, payload: Mapping[str, Any]) -> Measure:
    """Put the new version into the table and return what was there before."""
    measure = MEASURES.from_payload(payload)
    before = MEASURES.require_version(cursor, identity, int(payload["version"]) - 1, measure)
    _refuse_unknown_references(cursor, before, measure)
    MEASURES.put_version(cursor, change, identity, payload)
    return before


def _refuse_unknown_references(cursor: duckdb.DuckDBPyConnection, before: Measure | None, measure: Measure) -> None:
    """Raise NotFoundError where a measure points to what is not there, MeasureError for another hotspot's cause.

    What a measure pointed to `before` is not asked for again: a hotspot may have been merged into another since.
    """
    for organisation in (measure.organisation, *measure.taking_part):
        if not _known(cursor, organisation):
            raise NotFoundError(
                N_("There is no organisation {organisation!r} in the store. Choose one of the list."),
                organisation=organisation,
            )
    if before is not None and (before.hotspot, before.cause) == (measure.hotspot, measure.cause):
        return
    if measure.hotspot:
        HOTSPOTS.stored_record(cursor, UUID(measure.hotspot))  # raises NotFoundError
    if measure.cause and CAUSES.stored_record(cursor, UUID(measure.cause))[0].hotspot != measure.hotspot:
        raise MeasureError(N_("The cause belongs to another hotspot. Choose one of this hotspot's causes."))


def _known(cursor: duckdb.DuckDBPyConnection, organisation: str) -> bool:
    try:
        asked = str(UUID(organisation))
    except ValueError:
        return False
    return bool(cursor.execute("SELECT 1 FROM organisations WHERE id = ?", [asked]).fetchall())
