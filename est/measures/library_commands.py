"""Adding to the library of measures and changing it, and what it begins with, so that nothing is lost."""

from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import duckdb
import polars as pl

from est.identity import new_id
from est.measures.library import ADD, EDIT, ENTRY_NAMES, FILL, LIBRARY, LibraryEntry
from est.measures.queries import MEASURES
from est.settings import DATA
from est.store import Change, Store, TextPolicy, applies
from est.store.versions import CHANGED
from est.text import N_

SEED = DATA / "measure_library.csv"
ABOUT_MEASURES = TextPolicy(CHANGED, why=N_("the library is about measures."), names=ENTRY_NAMES)
SEEDED = uuid5(NAMESPACE_URL, "est/measure_library")  # what an entry's key gives an identity in


def default_entries(path: Path = SEED) -> dict[str, LibraryEntry]:
    """Return what the library begins with: identity → entry. An entry's key gives it the same identity everywhere."""
    rows = pl.read_csv(path, infer_schema=False).iter_rows(named=True)
    return {
        str(uuid5(SEEDED, row["key"])): LibraryEntry.from_fields({**row, "active": "1", "learned_from": ""})
        for row in rows
    }


def fill_library(store: Store, who: str, when: datetime, path: Path = SEED) -> int:
    """Put what the library begins with into a store that lacks it, and return how many entries that were.

    What is there stays as it is, also where the group has changed it or no longer shows it.
    """
    known = set(store.ask("SELECT id::VARCHAR AS id FROM measure_library")["id"])
    missing = {identity: entry for identity, entry in default_entries(path).items() if identity not in known}
    if missing:
        others = {identity: LIBRARY.first_version(entry) for identity, entry in missing.items()}
        store.apply(Change(who, when, FILL, new_id(), {"entries": len(missing), "others": others}))
    return len(missing)


def add_library_entry(
    store: Store, entry: LibraryEntry, who: str, when: datetime, identity: UUID | None = None
) -> UUID:
    """Add an entry and return its identity. With an `identity` of one's own the call can be repeated.

    Raises PersonalDataError for a text that holds any, NotFoundError when the measure it was learned from is not in
    the store.
    """
    return LIBRARY.add(store, entry, who, when, identity)


def edit_library_entry(
    store: Store, identity: UUID, version: int, entry: LibraryEntry, who: str, when: datetime
) -> int:
    """Change an entry from the `version` that was read, and return its new version.

    One that is left as it was keeps its version and is not logged. Raises EditedByOtherError, and changes nothing,
    when somebody else has changed it since; NotFoundError when it is not in the store; PersonalDataError for a text
    that holds any.
    """
    return LIBRARY.edit(store, identity, version, entry, who, when)


@applies(FILL, ABOUT_MEASURES)
def _fill(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    known = {str(row[0]) for row in cursor.execute("SELECT id FROM measure_library").fetchall()}
    for identity, payload in change.payload["others"].items():
        if identity not in known:
            LIBRARY.put_version(cursor, change, UUID(identity), payload)


@applies(ADD, ABOUT_MEASURES)
def _add(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    if learned_from := LIBRARY.from_payload(change.payload).learned_from:
        MEASURES.stored_record(cursor, UUID(learned_from))  # raises NotFoundError
    LIBRARY.put_version(cursor, change, change.object, change.payload)


@applies(EDIT, ABOUT_MEASURES)
def _edit(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    LIBRARY.put_version(cursor, change, change.object, change.payload)
