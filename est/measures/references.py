"""What a measure points to is in the store: its organisations, its hotspot and its cause."""

from uuid import UUID

import duckdb

from est.errors import MeasureError, NotFoundError
from est.hotspots.register.queries import HOTSPOTS
from est.measures.causes.queries import CAUSES
from est.measures.measure import Measure
from est.text import N_


def refuse_unknown_references(cursor: duckdb.DuckDBPyConnection, before: Measure | None, measure: Measure) -> None:
    """Raise NotFoundError for what is not in the store, MeasureError for a cause of another hotspot.

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
