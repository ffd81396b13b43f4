"""One server's view of a journal in PostgreSQL: a DuckDB file of its own, begun from a snapshot, that follows it.

Applying again what another server changed is the same code; what the chain's hash is afterwards says whether it came
to the same.
"""

import contextlib
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from est.errors import StoreDamagedError, StoreTooNewError, StoreUnreachableError, UnknownActionError
from est.home import PostgresHome
from est.store.chain import ERASING, Head, newest_head
from est.store.connection import keep_private
from est.store.database import Store, open_store
from est.store.journal.cache_file import CacheFile, remove_cache
from est.store.journal.journal import Journal, JournalRow, JournalState
from est.store.journal.sessions import SharedSessions
from est.store.journal.snapshots import all_snapshots, fetch_snapshot
from est.store.migrations import Migration
from est.store.table_versions import WatchedCursor
from est.text import N_

PATIENCE = 10.0  # seconds that a question waits for what others changed to be taken up
MOST_BEHIND = 20  # changes of others that may have come while one was looking
TOGETHER = 50  # changes that are taken up in one transaction


class FollowingStore(Store):
    """A store that is read. Asking is as in any store; `refresh` takes up what other servers changed."""

    path: Path
    home: PostgresHome
    keeps_former = False

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
        if state is None:
            self._open_file(path, memory, migrations)
            return
        try:
            if path.exists():
                self._open_file(path, memory, migrations)
                if not self._agrees(state):
                    self._connection.close()
                    remove_cache(path)
        except (StoreDamagedError, StoreTooNewError):
            remove_cache(path)
        if not path.exists():
            self._begin_file(path, memory, migrations)
            self._open_file(path, memory, migrations)
        with self._writing:
            self._take_up(state)

    def _open_file(self, path: Path, memory: str, migrations: Sequence[Migration]) -> None:
        super().__init__(path, memory, migrations)
        self.home = self.journal.home  # a store in a file is at home in its path

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

    def unready(self) -> str:
        """Return why nobody should be sent to this server: what others changed is not here, or nothing can be changed.

        What is new is taken up first.
        """
        try:
            self.refresh_or_raise()
            if not self.journal.takes_changes():
                return "the database takes no changes"
            state = self.journal.state()
        except (StoreUnreachableError, StoreDamagedError):
            return "the database does not answer"
        except StoreTooNewError:
            return "of an earlier version than the store"
        if self._deaf:
            return "of an earlier version than the store"
        behind = state.head.number - self._head.number
        return f"{behind} changes behind" if behind > MOST_BEHIND else ""

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
        try:
            self._follow(state)
        except _ForgottenError:  # what the changes carried went after they were counted
            self._follow(self.journal.state())

    def _follow(self, state: JournalState) -> None:
        if self._head.number > state.head.number or not self._agrees(state):
            self._begin_anew()
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

    def close(self) -> None:
        """Close the store and its connections. Nothing can be asked afterwards."""
        super().close()
        self.journal.close()
        self._cache.leave()


class _ForgottenError(StoreDamagedError):
    """What a change carried is gone from the journal, as something was erased."""
