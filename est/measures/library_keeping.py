"""Adding to the library of measures and changing it, and what it begins with, so that nothing is lost."""

from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import duckdb
import polars as pl

from est.errors import LibraryError
from est.identity import new_id
from est.measures.asking import stored as stored_measure
from est.measures.library import ADD, COLUMNS, EDIT, FILL, NAMES, Entry, refuse_personal_data, stored
from est.settings import DATA
from est.store import Change, Store, action
from est.store.versions import Fields, differences, first_version, next_version, refuse_if_edited
from est.text import N_

SEED = DATA / "measure_library.csv"
SEEDED = uuid5(NAMESPACE_URL, "est/measure_library")  # what an entry's key gives an identity in


def seeded(path: Path = SEED) -> dict[str, Entry]:
    """Return what the library begins with: identity → entry. An entry's key gives it the same identity everywhere."""
    rows = pl.read_csv(path, infer_schema=False).iter_rows(named=True)
    return {str(uuid5(SEEDED, row["key"])): Entry.read({**row, "active": "1", "learned_from": ""}) for row in rows}


def fill_library(store: Store, who: str, when: datetime, path: Path = SEED) -> int:
    """Put what the library begins with into a store that lacks it, and return how many entries that were.

    What is there stays as it is, also where the group has changed it or no longer shows it.
    """
    known = set(store.ask("SELECT id::VARCHAR AS id FROM measure_library")["id"])
    missing = {identity: entry for identity, entry in seeded(path).items() if identity not in known}
    if missing:
        others = {identity: first_version(entry) for identity, entry in missing.items()}
        store.apply(Change(who, when, FILL, new_id(), {"entries": len(missing), "others": others}))
    return len(missing)


def add_entry(store: Store, entry: Entry, who: str, when: datetime, identity: UUID | None = None) -> UUID:
    """Add an entry and return its identity. With an `identity` of one's own the call can be repeated.

    Raises LibraryError for personal data, NotFoundError when the measure it was learned from is not in the store.
    """
    refuse_personal_data(entry)
    identity = identity or new_id()
    if store.ask("SELECT 1 FROM measure_library WHERE id = ?", [str(identity)]).is_empty():
        store.apply(Change(who, when, ADD, identity, first_version(entry)))
    return identity


def edit_entry(store: Store, identity: UUID, version: int, entry: Entry, who: str, when: datetime) -> int:
    """Change an entry from the `version` that was read, and return its new version.

    One that is left as it was keeps its version and is not logged. Raises EditedByOtherError, and changes nothing,
    when somebody else has changed it since; NotFoundError when it is not in the store; LibraryError for personal data.
    """
    refuse_personal_data(entry)
    with store.asking() as cursor:
        before, present = stored(cursor, identity)
        refuse_if_edited(cursor, "measure_library", identity, version, (before, present), entry)
    if not differences(before, entry):
        return present
    store.apply(Change(who, when, EDIT, identity, next_version(version, before, entry)))
    return version + 1


@action(FILL)
def _fill(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    known = {str(row[0]) for row in cursor.execute("SELECT id FROM measure_library").fetchall()}
    for identity, payload in change.payload["others"].items():
        if identity not in known:
            _insert(cursor, change, UUID(identity), payload["record"])


@action(ADD)
def _add(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    if cursor.execute("SELECT 1 FROM measure_library WHERE id = ?", [str(change.object)]).fetchall():
        raise LibraryError(N_("The entry is in the library already; nothing was changed. Look for it in the list."))
    learned_from = Entry.read(change.payload["record"]).learned_from
    if learned_from:
        stored_measure(cursor, UUID(learned_from))  # raises NotFoundError
    _insert(cursor, change, change.object, change.payload["record"])


@action(EDIT)
def _edit(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    entry, version = Entry.read(change.payload["record"]), int(change.payload["version"])
    # again: now nobody can come between
    found = stored(cursor, change.object)
    refuse_if_edited(cursor, "measure_library", change.object, version - 1, found, entry)
    setting = ", ".join(f"{name} = ?" for name in NAMES)
    cursor.execute(
        f"UPDATE measure_library SET {setting}, version = ?, changed = ?, changed_by = ? WHERE id = ?",  # noqa: S608
        [*_values(entry.written()), version, change.when, change.who, str(change.object)],
    )


def _insert(cursor: duckdb.DuckDBPyConnection, change: Change, identity: UUID, record: Fields) -> None:
    places = ", ".join("?" for _ in NAMES)
    cursor.execute(
        f"""INSERT INTO measure_library ({COLUMNS}, id, version, created, created_by, changed, changed_by)
            VALUES ({places}, ?, 1, ?, ?, ?, ?)""",  # noqa: S608 (columns of ours)
        [*_values(record), str(identity), change.when, change.who, change.when, change.who],
    )


def _values(record: Fields) -> list[object]:
    """Return the values of a written entry in the order of NAMES."""
    return [bool(record[name]) if name == "active" else record[name] or None for name in NAMES]
