"""A store whose changes are kept in PostgreSQL. This server answers from a DuckDB file of its own, which follows them.

A change is applied here in a transaction that stays open, appended to the journal under the lock of its schema,
committed there and then here. So the journal is never behind a server, and a server that was killed in between catches
up. Applying again is the same code; what the chain's hash is afterwards says whether it came to the same.
"""

import contextlib
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

import duckdb
import psycopg

from est.errors import StoreDamagedError, StoreTooNewError, StoreUnreachableError, UnknownActionError
from est.home import PostgresHome
from est.identity import new_id
from est.store.backup import copied_store
from est.store.chain import ERASING, Head, newest_head, payload_hash
from est.store.changes import Change, ready_change
from est.store.connection import keep_private, working_folder
from est.store.database import Store, open_store
from est.store.journal.cache_file import CacheFile, remove_cache
from est.store.journal.comparison import chain_differences, other_servers
from est.store.journal.journal import GONE, Journal, JournalRow, JournalState, Writing
from est.store.journal.sessions import SharedSessions
from est.store.journal.snapshots import all_snapshots, fetch_snapshot, keep_snapshot
from est.store.migrations import MIGRATIONS, Migration
from est.store.table_versions import WatchedCursor
from est.text import N_

PATIENCE = 10.0  # seconds that a question waits for what others changed to be taken up
TOGETHER = 50  # changes that are taken up in one transaction
ASKED_AGAIN = 20.0  # seconds for which PostgreSQL is asked whether a change arrived


class SharedStore(Store):
    """One server's view of a journal. Asking is as in any store; `refresh` takes up what other servers changed."""

    path: Path
    home: PostgresHome

    def __init__(self, home: PostgresHome, folder: Path, memory: str, migrations: Sequence[Migration]) -> None:
        self.home = home
        self.journal = Journal(home)
        self.schema_version = max((step.version for step in migrations), default=0)
        self._shared = SharedSessions(self.journal)
        self._heard = time.monotonic()
        self._deaf = False
        self._cache = CacheFile(folder, home, self.schema_version)
        try:
            state = self._prepared(self._cache.path)
            self._open(self._cache.path, memory, migrations, state)
        except BaseException:
            self.journal.close()
            self._cache.leave()
            raise

    def _prepared(self, path: Path) -> JournalState | None:
        """Return the journal's state, made ready; None where PostgreSQL does not answer and there is a cache."""
        try:
            return self.journal.prepare(self.schema_version)
        except StoreUnreachableError:
            if not path.exists():
                raise
            self._deaf = True
            return None

    def _open(self, path: Path, memory: str, migrations: Sequence[Migration], state: JournalState | None) -> None:
        """Open the cache, or make it anew where it is missing, damaged, or not what the journal says."""
        for attempt in (1, 2):
            if state is not None and not path.exists():
                self._begin_file(path, memory, migrations)
            try:
                super().__init__(path, memory, migrations)
                self.home = self.journal.home  # a store in a file is at home in its path
            except (StoreDamagedError, StoreTooNewError):
                if state is None or attempt == 2:
                    raise
                remove_cache(path)
                continue
            if state is None or self._agrees(state):
                break
            self._connection.close()
            remove_cache(path)
        if state is None:
            return
        with self._writing:
            if state.version < self.schema_version:
                self._upgrade()
            else:
                self._take_up(state)

    def _begin_file(self, path: Path, memory: str, migrations: Sequence[Migration]) -> None:
        """Make the file of a cache: of the newest snapshot that is whole, else empty."""
        unfinished = path.with_name(path.name + ".unfinished")
        remove_cache(unfinished)
        if not self._fetch_newest(unfinished):
            with open_store(unfinished, memory=memory, migrations=migrations) as empty:
                empty.checkpoint()
        unfinished.replace(path)
        remove_cache(unfinished)  # what lies beside it

    def _fetch_newest(self, target: Path) -> bool:
        """Fetch the newest snapshot that is whole; StoreDamagedError where there is none and the changes need one."""
        for snapshot in all_snapshots(self.journal):
            if snapshot.version <= self.schema_version and fetch_snapshot(self.journal, snapshot, target):
                return True
        if self.journal.state().base:
            raise StoreDamagedError(
                N_("No snapshot in {home} is whole. Restore a backup of the database, or let another server make one."),
                home=self.home,
            )
        return False

    def _agrees(self, state: JournalState) -> bool:
        """Tell whether the newest change of the cache is one of the journal's, and can be followed by the next."""
        own = self._head
        if own.number < state.base:
            return False
        if own.number == 0:
            return True
        rows = self.journal.ask("SELECT hash FROM changes WHERE number = %s", [own.number])
        return [row[0] for row in rows] == [own.hash]

    def _ready_head(self) -> Head:
        """Return the newest row of the log. The journal knows what was acknowledged; no file beside the cache does."""
        with self.asking() as cursor:
            return newest_head(cursor)

    @property
    def channel(self) -> str:
        """On which PostgreSQL lets servers hear that there is something new."""
        return f"est_{self.home.schema}"

    @property
    def head(self) -> Head:
        """The newest change that is taken up here."""
        return self._head

    @property
    def sessions(self) -> SharedSessions:
        """Where who is signed in is kept."""
        return self._shared

    @property
    def silence(self) -> float | None:
        """Since how many seconds nothing was heard of the journal, or nothing that this version understands."""
        return time.monotonic() - self._heard if self._deaf else None

    def refresh(self) -> None:
        """Take up what other servers have changed, so that what is asked next sees it. Where the journal cannot be
        read, the cache stays as it is, and `silence` says since when.
        """
        try:
            self.refresh_or_raise()
        except (StoreUnreachableError, StoreTooNewError, StoreDamagedError):
            self._deaf = True

    def refresh_or_raise(self) -> None:
        """Take up what other servers have changed; StoreUnreachableError where the journal does not answer."""
        try:
            state = self.journal.state()
        except StoreUnreachableError:
            self._deaf = True
            raise
        if state.version > self.schema_version:
            self._deaf = True
            return
        if state.head != self._head and self._writing.acquire(timeout=PATIENCE):
            try:
                self._take_up(self.journal.state())
            finally:
                self._writing.release()
        self._heard, self._deaf = time.monotonic(), False

    def _take_up(self, state: JournalState) -> None:
        """Apply what the journal has and the cache has not. For who holds the lock of writing."""
        if state.head == self._head:
            return
        for attempt in (1, 2):
            if self._head.number > state.head.number or not self._agrees(state):
                self._begin_anew()
            try:
                self._follow(state)
                return
            except _ForgottenError:  # what the changes carried went after they were counted
                state = self.journal.state()
                if attempt == 2:
                    raise

    def _follow(self, state: JournalState) -> None:
        waiting: list[JournalRow] = []
        for row in self.journal.rows_after(self._head.number, state.head.number):
            waiting.append(row)
            if len(waiting) >= TOGETHER or row.change is None or row.change.frames:
                self._apply_again(waiting)
                waiting = []
        self._apply_again(waiting)

    def _apply_again(self, rows: list[JournalRow]) -> None:
        """Apply changes of the journal together; StoreDamagedError where they do not come to what was kept."""
        if not rows:
            return
        cursor = self._cursor()
        head = self._head
        try:
            cursor.execute("BEGIN TRANSACTION")
            written = WatchedCursor(cursor)
            for row in rows:
                if row.change is None or row.head.number != head.number + 1:
                    raise _ForgottenError(
                        N_("The journal {home} lacks what change {number} carried."),
                        home=self.home,
                        number=head.number + 1,
                    )
                head, _ = self._carry_out(written.as_cursor(), row.identity, row.change, head)
                if head != row.head:
                    raise StoreDamagedError(
                        N_("Change {number} of the journal {home} is not what was written there."),
                        home=self.home,
                        number=row.head.number,
                    )
            cursor.execute("COMMIT")
        except UnknownActionError as error:
            self._rolled_back(cursor)
            raise StoreTooNewError(
                N_("A newer version of the program has written to {home}. Update this server."), home=self.home
            ) from error
        except BaseException:
            self._rolled_back(cursor)
            raise
        finally:
            with contextlib.suppress(duckdb.Error):
                cursor.close()
        self._head = head
        self._version += 1
        self._tables.note(self._version, written.tables)
        self.to_be_compacted |= any(row.change is not None and row.change.action in ERASING for row in rows)

    def _rolled_back(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Undo what was not committed, and open the file anew where DuckDB has given it up."""
        with contextlib.suppress(duckdb.Error):
            cursor.execute("ROLLBACK")
        if not self._alive():
            self._reopen()
            self._head = self._ready_head()

    def _begin_anew(self) -> None:
        """Put a snapshot, or an empty store, in the place of a cache that the journal does not go on from."""
        fresh = self.path.with_name(self.path.name + ".anew")
        remove_cache(fresh)
        self._begin_file(fresh, self.memory, self._migrations)
        with self._questions.none_open():
            self._connection.close()
            try:
                remove_cache(self.path)
                fresh.replace(self.path)
                keep_private(self.path)
            finally:
                self._reopen()
        self._head = self._ready_head()
        self._version += 1

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

    def close(self) -> None:
        """Close the store and its connections. Nothing can be asked afterwards."""
        super().close()
        self.journal.close()
        self._cache.leave()


class _ForgottenError(StoreDamagedError):
    """What a change carried is gone from the journal, as something was erased."""


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
