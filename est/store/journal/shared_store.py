"""A store whose changes are kept in PostgreSQL: it follows them as the others do, and its own go there first.

A change is applied here in a transaction that stays open, appended to the journal under the lock of its schema,
committed there and then here. So the journal is never behind a server, and a server that was killed in between catches
up.
"""

import contextlib
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

import duckdb
import psycopg

from est.errors import StoreUnreachableError
from est.home import PostgresHome
from est.identity import new_id
from est.store.backup import copied_store
from est.store.chain import ERASING, newest_head, payload_hash
from est.store.changes import Change, ready_change
from est.store.connection import working_folder
from est.store.journal.comparison import chain_differences, other_servers
from est.store.journal.following_store import FollowingStore
from est.store.journal.journal import GONE, JournalState, Writing
from est.store.journal.snapshots import keep_snapshot
from est.store.migrations import MIGRATIONS, Migration
from est.store.table_versions import WatchedCursor
from est.text import N_

ASKED_AGAIN = 20.0  # seconds for which PostgreSQL is asked whether a change arrived


class SharedStore(FollowingStore):
    """A server's store. What it changes is on every server, or on none."""

    def _open(self, path: Path, memory: str, migrations: Sequence[Migration], state: JournalState | None) -> None:
        """Open the cache as one that follows, and make the journal one of this version where it is of an earlier."""
        super()._open(path, memory, migrations, state)
        if state is not None and state.version < self.schema_version:
            with self._writing:
                self._upgrade()

    def apply(self, change: Change) -> UUID:
        """Carry out a change on every server, or on none; return the identity of its row in the log.

        Raises what the applying function raises, after everything was rolled back; StoreUnreachableError where
        PostgreSQL does not answer.
        """
        change = ready_change(change)
        identity = new_id()
        with self._writing:
            try:
                with self._keeping() as kept:
                    self._keep(kept, identity, change)
            except _UncertainError as error:
                self._make_certain(identity, error)
            self._heard, self._deaf = time.monotonic(), False
        return identity

    @contextlib.contextmanager
    def _keeping(self) -> Iterator[Writing]:
        """Give the journal under its lock, with the cache at its newest change; every failure of it is noted."""
        try:
            with self.journal.writing() as kept:
                state = kept.state()
                self.journal.refuse_newer(state, self.schema_version)
                self._take_up(state)
                yield kept
        except StoreUnreachableError:
            self._deaf = True
            raise

    def _keep(self, kept: Writing, identity: UUID, change: Change) -> None:
        """Apply a change here, commit it in the journal, and then here."""
        cursor = self._cursor()
        committed = False
        try:
            cursor.execute("BEGIN TRANSACTION")
            written = WatchedCursor(cursor)
            head, row = self._carry_out(written.as_cursor(), identity, change, self._head)
            kept.append(head, row, payload_hash(row.payload), change.payload_text(), change)
            try:
                kept.commit(self.channel, head.number)
            except psycopg.Error as error:
                raise _UncertainError from error
            committed = True
            cursor.execute("COMMIT")
            self._head = head
            self._version += 1
            self._tables.note(self._version, written.tables)
        except BaseException as error:
            self._rolled_back(cursor)
            if not committed or not isinstance(error, Exception):
                raise
            # the change is kept; what did not succeed here is done again from the journal
            self._take_up(kept.state())
        finally:
            with contextlib.suppress(duckdb.Error):
                cursor.close()

    def _make_certain(self, identity: UUID, error: Exception) -> None:
        """Find out whether a change arrived whose commit was not answered, and take it up if it did.

        Raises StoreUnreachableError where it did not, or where nobody can say.
        """
        until = time.monotonic() + ASKED_AGAIN
        while True:
            try:
                # under the lock: whoever was committing has come to an end
                with self._keeping() as kept:
                    arrived = kept.holds(identity)
                break
            except StoreUnreachableError:
                if time.monotonic() >= until:
                    raise StoreUnreachableError(
                        N_(
                            "The database {home} broke off while the change was being saved, and it cannot be said "
                            "whether it was. Look whether it is there when the database answers again."
                        ),
                        home=self.home,
                    ) from error
                time.sleep(0.5)
        if not arrived:
            raise StoreUnreachableError(
                N_("The database {home} does not answer. Nothing was changed. Try again."), home=self.home
            ) from error

    def _upgrade(self) -> None:
        """Make the journal one of this version, with a snapshot that every cache of the version begins from."""
        with self._keeping() as kept:
            earlier = kept.state().version < self.schema_version
            if earlier:
                self._snapshot_within(kept.connection, 1)
                kept.settle(self.schema_version)
                kept.commit(self.channel, self._head.number)
        if not earlier:  # another server was quicker
            self._begin_anew()
            self._take_up(self.journal.state())

    def leads(self) -> bool:
        """Tell whether this server is the one that freezes, sends and cleans up; another is when this one is gone."""
        return self.journal.leads()

    def keep_copy(self) -> None:
        """Keep a snapshot, unless the newest one is as new as the store or was made in the last hours."""
        if not self.journal.ask(
            "SELECT 1 FROM snapshots WHERE number >= %s OR made > now() - interval '12 hours'", [self._head.number]
        ):
            self.keep_snapshot()

    def compare_servers(self) -> Iterator[tuple[str, str]]:
        """Yield the journal and each server that runs, with what is wrong with it beside this one's file, or ""."""
        with self._writing, self._keeping(), self.asking() as cursor:
            faults = chain_differences(self.journal, cursor, self._head.number)
            yield str(self.home), next(faults, "")
            yield from other_servers(self.journal, cursor, self.channel)

    def keep_snapshot(self) -> int:
        """Keep a snapshot in the journal, from which caches begin anew; return the number of its newest change."""
        with self._writing:
            self.refresh_or_raise()
        connection = self.journal.connect()
        try:
            with connection.transaction():
                return self._snapshot_within(connection)
        except GONE as error:
            raise self.journal.unreachable(error) from error
        finally:
            connection.close()

    def _snapshot_within(self, connection: psycopg.Connection[tuple[object, ...]], kept: int = 2) -> int:
        working = working_folder(self.path)
        copy = working / "copy.duckdb"
        try:
            shutil.rmtree(working, ignore_errors=True)
            working.mkdir(mode=0o700)
            with copied_store(self, copy) as cursor:
                number = newest_head(cursor, "copy.main.log").number
            keep_snapshot(connection, copy, number, self.schema_version, kept)
            return number
        finally:
            shutil.rmtree(working, ignore_errors=True)

    def forget_erased(self) -> None:
        """Take what was erased out of the journal: a snapshot without it, and nothing of what came before it."""
        self._cache.remove_idle()
        if not self.journal.ask(
            "SELECT 1 FROM changes, home WHERE action = ANY(%s) AND number > base LIMIT 1", [list(ERASING)]
        ):
            return
        with self._writing, self._keeping() as kept:
            number = self._snapshot_within(kept.connection, 1)
            kept.connection.execute("DELETE FROM frames WHERE number <= %s", [number])
            kept.connection.execute("UPDATE changes SET payload = NULL WHERE number <= %s", [number])
            kept.connection.execute("UPDATE home SET base = %s", [number])
            kept.commit(self.channel, number)
        connection = self.journal.connect()
        try:
            # rewritten, so that no page of a table holds it either
            for table in ("changes", "frames", "snapshots", "snapshot_parts"):
                connection.execute(f"VACUUM FULL {table}")
        except GONE as error:
            raise self.journal.unreachable(error) from error
        finally:
            connection.close()


class _UncertainError(Exception):
    """PostgreSQL broke off in the middle of a commit."""


def open_shared_store(
    home: PostgresHome, folder: Path, *, memory: str = "4GB", migrations: Sequence[Migration] = MIGRATIONS
) -> SharedStore:
    """Return the open store of a journal, made if there is none, with its cache in a folder.

    Raises StoreUnreachableError where PostgreSQL does not answer and there is no cache yet, StoreTooNewError where a
    later version has written, StoreDamagedError where the database cannot hold a store.
    """
    return SharedStore(home, folder, memory, migrations)
