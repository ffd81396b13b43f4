"""Whether the other organisations' members may read what an organisation wrote in its reports, and who has read it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import duckdb

from est.errors import NotFoundError
from est.identity import new_id
from est.store import Change, Store, applies
from est.text import N_


def shares_descriptions(store: Store, organisation: str) -> bool:
    """Tell whether an organisation (by its identity) shows the group what it wrote."""
    found = store.ask(
        "SELECT coalesce(shares_descriptions, false) AS shared FROM organisations WHERE id = $organisation",
        {"organisation": organisation},
    )
    return bool(found.height and found["shared"][0])


def share_descriptions(store: Store, organisation: str, shared: bool, who: str, when: datetime) -> None:
    """Let the other organisations' members read what an organisation wrote, or no longer; NotFoundError for none."""
    store.apply(Change(who, when, "share descriptions", UUID(organisation), {"shared": shared}))


@applies("share descriptions")
def _share(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    known = cursor.execute("SELECT 1 FROM organisations WHERE id = ?", [str(change.object)]).fetchall()
    if not known:
        raise NotFoundError(
            N_("There is no organisation {organisation}; choose one of the list."), organisation=change.object
        )
    cursor.execute(
        "UPDATE organisations SET shares_descriptions = ? WHERE id = ?",
        [bool(change.payload["shared"]), str(change.object)],
    )


def note_reading(store: Store, organisations: Collection[str], who: str, when: datetime) -> None:
    """Write into the log that somebody was shown what these organisations wrote in reports."""
    store.apply(Change(who, when, "note reading", new_id(), {"organisations": sorted(organisations)}))


@applies("note reading")
def _note(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    """Leave the tables as they are: reading changes nothing but the log."""
