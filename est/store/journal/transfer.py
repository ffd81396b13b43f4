"""A whole store into a journal: what it holds as a snapshot, its log as the chain that the next change goes on from."""

import shutil
from pathlib import Path

from est.errors import AlreadyThereError, StoreDamagedError
from est.home import PostgresHome
from est.store.backup import copied_store
from est.store.chain import Head, chain_faults, newest_head
from est.store.connection import working_folder
from est.store.database import Store
from est.store.fingerprints import fingerprints
from est.store.journal.journal import Journal
from est.store.journal.shared_store import open_shared_store
from est.store.journal.snapshots import keep_snapshot
from est.store.migrations import MIGRATIONS
from est.text import N_

AT_ONCE = 10_000  # rows of the log
_LOG = (
    "SELECT number, coalesce(hash, ''), id, who, logged, action, object, coalesce(payload_hash, sha256(payload)) "
    "FROM copy.main.log ORDER BY number"
)
_CHANGES = "COPY changes (number, hash, id, who, logged, action, object, payload_hash) FROM STDIN"


def fill_journal(source: Store, home: PostgresHome, folder: Path, memory: str) -> Head:
    """Put a store into an empty schema and return its newest change there; every table was compared afterwards.

    It is there whole or not at all, so it can be begun again; what is there already, to the same hash, is left as it
    is. AlreadyThereError where the schema holds another store, StoreDamagedError where the two are not the same.
    """
    version = max(step.version for step in MIGRATIONS)
    journal = Journal(home)
    with source._writing:
        source.refresh()
        try:
            state = journal.prepare(version)
            with source.asking() as cursor:
                own, held = newest_head(cursor), fingerprints(cursor, "est")
                faults = [*chain_faults(cursor)]
            if faults:
                raise StoreDamagedError(
                    N_("The store {path} does not hold together: {fault}"), path=source.home, fault=faults[0]
                )
            if state.head.number and state.head != own:
                raise AlreadyThereError(
                    N_("{home} holds a store already, and was left as it is. Name another schema."), home=home
                )
            if not state.head.number:
                _fill(journal, source, version)
        finally:
            journal.close()
        with open_shared_store(home, folder, memory=memory) as target, target.asking() as cursor:
            if fingerprints(cursor, "est") != held or newest_head(cursor) != own:
                raise StoreDamagedError(
                    N_("What is in {home} is not what {path} holds. Remove the schema, and try again."),
                    home=home,
                    path=source.home,
                )
    return own


def _fill(journal: Journal, source: Store, version: int) -> None:
    """Write log and snapshot in one transaction under the lock of the journal."""
    if source.path is None:
        raise AlreadyThereError(N_("A store in memory cannot be moved."))
    working = working_folder(source.path)
    copy = working / "copy.duckdb"
    try:
        shutil.rmtree(working, ignore_errors=True)
        working.mkdir(mode=0o700)
        with journal.writing() as kept:
            if kept.state().head.number:
                raise AlreadyThereError(
                    N_("{home} holds a store already, and was left as it is. Name another schema."), home=journal.home
                )
            with copied_store(source, copy) as cursor:
                number = newest_head(cursor, "copy.main.log").number
                cursor.execute(_LOG)
                with kept.connection.cursor() as receiving, receiving.copy(_CHANGES) as rows:
                    while found := cursor.fetchmany(AT_ONCE):
                        for row in found:
                            rows.write_row(row)
            keep_snapshot(kept.connection, copy, number, version)
            kept.connection.execute("UPDATE home SET version = %s, base = %s", [version, number])
            kept.commit(f"est_{journal.home.schema}", number)
    finally:
        shutil.rmtree(working, ignore_errors=True)
