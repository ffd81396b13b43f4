"""Open a store: one DuckDB file, owned by one process, without a way out to the network or the file system."""

import contextlib
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

import duckdb
import polars as pl

from est.errors import StoreBusyError, StoreDamagedError, StoreMemoryError
from est.home import Home
from est.identity import new_id
from est.store.chain import Head, LogRow, newest_head, refuse_lost, require_head, write_head
from est.store.changes import Change, find_action, ready_change
from est.store.connection import (
    UNWRITABLE,
    connect,
    is_damage,
    keep_private,
    prepare_place,
    remove_stub,
    unreadable,
)
from est.store.foresight import Foresight, look_ahead
from est.store.frames import fetch_frame
from est.store.migrations import MIGRATIONS, Migration
from est.store.open_questions import OpenQuestions
from est.store.session_table import SessionTable
from est.store.table_versions import EVERYTHING, TableVersions, WatchedCursor
from est.store.upgrade import upgrade_store
from est.text import N_

REOPENING_TRIES = 50  # a tenth of a second apart

Values = Mapping[str, object] | Sequence[object] | None


class Store:
    """One open store. Asking is free for every thread; changing goes through `apply`, one change at a time."""

    keeps_former = True
    """Whether the store is kept beside itself as it was before it is upgraded; one that is made anew need not be."""

    def __init__(self, path: Path | None, memory: str, migrations: Sequence[Migration]) -> None:
        self.path = path
        self.home: Home | None = path
        self.memory = memory
        self._version = 0
        self.foresight: Foresight | None = None
        self._tables = TableVersions()
        self.closed = False
        self.unconfirmed = False  # whether it cannot be told that it lacks nothing of what was acknowledged
        self.to_be_compacted = False  # since another server erased something
        self._migrations = migrations
        self._writing = threading.RLock()
        self._noting = threading.RLock()  # taken after `_writing` where both are
        self._questions = OpenQuestions()
        made = path is not None and not path.exists()
        if made and path is not None:
            refuse_lost(path)
        try:
            self._connection = self._connect()
            self._migrate()
            self._head = self._ready_head()
        except StoreBusyError:
            raise  # whoever was quicker has made it
        except BaseException:
            if made and path is not None:
                remove_stub(path)
            raise
        if path is not None:
            keep_private(path)

    def _connect(self) -> duckdb.DuckDBPyConnection:
        """Return a new connection to what the store is kept in."""
        return connect(self.path, self.memory)

    @property
    def version(self) -> int:
        """A number that grows with every change."""
        return self._version

    def last_written(self, words: Collection[str]) -> int:
        """Return the last version that wrote to a table named among these words, which were asked."""
        return self._tables.last(words, self._version)

    @property
    def whole(self) -> "Store":
        """The store itself, of which others may be a part that somebody sees."""
        return self

    def view_of(self, whole: "Store") -> "Store":
        """Return what is seen of another whole, as this is seen of its own."""
        return whole

    @property
    def silence(self) -> float | None:
        """Since how many seconds nothing was heard of what others changed; None where all of it is here."""
        return None

    def unready(self) -> str:
        """Return in a word or two why nobody should be sent to this server, "" where they should."""
        return ""

    @property
    def sessions(self) -> SessionTable | None:
        """Where who is signed in is kept; None where that is a table of the file itself."""
        return None

    def compare_servers(self) -> Iterator[tuple[str, str]]:
        """Yield what other servers of this store there are, each with what is wrong with it; a file has none."""
        yield from ()

    def forget_erased(self) -> None:
        """Let what was erased go from where it is kept beside the file; of a file alone there is nothing to be done."""

    def keep_copy(self) -> None:
        """Keep a copy that other servers begin from; of a file alone there are backups."""

    def leads(self) -> bool:
        """Tell whether this program does what is done once for the whole store, as the one that has a file does."""
        return True

    def refresh(self) -> None:
        """Take up what others have changed. The one program that has a file has made every change itself."""

    @property
    def scope(self) -> str:
        """What of the store is seen, as text; part of the key of every cached answer. The whole has none."""
        return self.scope_of((EVERYTHING,))

    def scope_of(self, words: Collection[str]) -> str:
        """Return what is seen of the tables among the words, as text: what is the same for all others who see it so."""
        return ""

    @property
    def views(self) -> Mapping[str, str]:
        """Table → statement of what stands in its place, where not all of the store is seen."""
        return {}

    @property
    def masked(self) -> Mapping[str, frozenset[str]]:
        """Table → columns of which not all that stands there is seen."""
        return {}

    def _migrate(self) -> None:
        """Bring the store to the present form; raises as `upgrade_store` does, the connection closed."""
        try:
            with self._writing:
                upgrade_store(self._cursor(), self.path, self._migrations, keeps_former=self.keeps_former)
        except BaseException:
            self._connection.close()
            raise

    def _ready_head(self) -> Head:
        """Return the newest row of the log; StoreDamagedError when the store lacks what was acknowledged."""
        try:
            with self.asking() as cursor:
                newest = newest_head(cursor)
                if self.path is not None:
                    self.unconfirmed = not require_head(cursor, self.path, newest)
            return newest
        except StoreDamagedError:
            self._connection.close()
            raise

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        cursor = self._connection.cursor()
        cursor.execute("USE est")
        return cursor

    @contextlib.contextmanager
    def asking(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor that sees one unchanging state of the store and cannot write.

        Raises StoreDamagedError where what is to be read is damaged, and StoreMemoryError where it takes too much.
        """
        with self._questions.counted(), self._reading() as cursor:
            try:
                yield WatchedCursor(cursor, self.views, self.masked).as_cursor()
            except duckdb.OutOfMemoryException as error:
                raise StoreMemoryError(
                    N_(
                        "The question needs more than the {memory} of memory that the database may use. Choose a "
                        "shorter period; on a machine that has more, EST_MEMORY lets the program use it."
                    ),
                    memory=self.memory,
                ) from error
            except duckdb.Error as error:
                if not is_damage(error):
                    raise
                raise unreadable(self.path, error) from error

    @contextlib.contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor in a transaction of its own that cannot write."""
        cursor = self._cursor()
        cursor.execute("BEGIN TRANSACTION READ ONLY")
        try:
            yield cursor
        finally:
            with contextlib.suppress(duckdb.Error):
                cursor.execute("ROLLBACK")
            cursor.close()

    def ask(self, sql: str, values: Values = None) -> pl.DataFrame:
        """Return the answer to one question as a frame. Values are bound, never written into the text."""
        with self.asking() as cursor:
            cursor.execute(sql, values)
            return fetch_frame(cursor)

    def apply(self, change: Change) -> UUID:
        """Carry out a change and its log row together, or neither; return the identity of the log row.

        Raises PersonalDataError for a text that must not be kept. Whatever the applying function raises is raised
        again after everything was rolled back.
        """
        change = ready_change(change)
        identity = new_id()
        with self._writing:
            cursor = self._cursor()
            try:
                head, tables = self._write(cursor, identity, change)
                show = look_ahead(self.foresight, cursor, tables, change)
                if show is None:  # with what could not be foreseen the change has gone too; it is made once more
                    cursor.execute("ROLLBACK")
                    head, tables = self._write(cursor, identity, change)
                cursor.execute("COMMIT")
            except BaseException as error:
                with contextlib.suppress(duckdb.Error):
                    cursor.execute("ROLLBACK")
                alive = self.path is None or self._alive()
                if alive and not any(words in str(error) for words in UNWRITABLE):
                    if isinstance(error, duckdb.Error) and is_damage(error):
                        raise unreadable(self.path, error) from error
                    raise
                cursor.close()
                if not alive:
                    self._reopen()
                # "COMMIT succeeded, but the checkpoint failed" means that the change is there
                if self.ask("SELECT 1 FROM log WHERE id = ?", [str(identity)]).is_empty():
                    raise StoreDamagedError(
                        N_(
                            "The store failed while it was writing ({reason}); nothing of this change was saved. See "
                            "that there is room on the disk and try again."
                        ),
                        reason=error,
                    ) from error
            finally:
                with contextlib.suppress(duckdb.Error):
                    cursor.close()
            if show is not None:
                show()
            self._version += 1
            self._tables.note(self._version, tables)
            self._head = head
            if self.path is not None:
                keep_private(self.path)  # DuckDB begins its own log anew after each checkpoint
                write_head(self.path, head)
        return identity

    def _write(self, cursor: duckdb.DuckDBPyConnection, identity: UUID, change: Change) -> tuple[Head, Collection[str]]:
        """Begin a transaction and make a change in it; return the head that the log then has, and what was written."""
        cursor.execute("BEGIN TRANSACTION")
        written = WatchedCursor(cursor)
        head, _ = self._carry_out(written.as_cursor(), identity, change, self._head)
        return head, written.tables

    def _alive(self) -> bool:
        """Return whether DuckDB still serves the store; after a failed checkpoint or a fatal error it does not."""
        try:
            with self.asking() as cursor:
                cursor.execute("SELECT version FROM migrations").fetchall()
        except (duckdb.Error, StoreDamagedError):
            return False
        return True

    def revive(self) -> None:
        """Open the file anew where DuckDB has given it up, as it does after a fatal error."""
        with self._writing, self._noting:
            if self.path is not None and not self._alive():
                self._reopen()

    def _reopen(self) -> None:
        """Open the file anew after DuckDB gave it up, as soon as the last question to the old one is answered."""
        self._connection.close()
        for attempt in range(REOPENING_TRIES):
            try:
                self._connection = self._connect()
                return
            except (StoreBusyError, StoreDamagedError):
                if attempt == REOPENING_TRIES - 1:
                    raise
                time.sleep(0.1)

    @staticmethod
    def _carry_out(
        cursor: duckdb.DuckDBPyConnection, identity: UUID, change: Change, before: Head
    ) -> tuple[Head, LogRow]:
        """Apply a change and write its row into the log; return the head that the log then has, and the row."""
        find_action(change.action).apply(cursor, change)
        text = change.logged_text()
        row = LogRow(identity, change.who, change.when, change.action, change.object, text)
        head = row.next_head(before)
        cursor.execute(
            "INSERT INTO log (id, who, logged, action, object, payload, number, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(str(identity), change.who, change.when, change.action, str(change.object), text),
                *(head.number, head.hash),
            ],
        )
        return head, row

    @contextlib.contextmanager
    def noting(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor that may write what needs no history, past the log; for `est/store/sessions.py` alone.

        It does not wait for a change that is being made, which may take minutes.
        """
        with self._noting:
            cursor = self._cursor()
            try:
                cursor.execute("BEGIN TRANSACTION")
                yield cursor
                cursor.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(duckdb.Error):
                    cursor.execute("ROLLBACK")
                raise
            finally:
                cursor.close()

    def checkpoint(self) -> None:
        """Write everything into the file itself, so that the write-ahead log is empty."""
        with self._writing, self._noting:
            self._cursor().execute("CHECKPOINT est")

    def end_changes(self) -> None:
        """Wait until the change that is being made is finished, and let no other begin, for a program that ends now.

        What is asked meanwhile may go on; a store that is not closed is read again with its log.
        """
        self._writing.acquire()
        self._noting.acquire()

    def close(self) -> None:
        """Close the store. Nothing can be asked afterwards."""
        with self._writing, self._noting:
            self._connection.close()
            self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(path: Path | None, *, memory: str = "4GB", migrations: Sequence[Migration] = MIGRATIONS) -> Store:
    """Return the open store at `path`, made if it does not exist; `None` is a store in memory.

    Raises StoreBusyError when another process owns the file, StoreTooNewError when a later version wrote it
    and StoreDamagedError when it cannot be made or read.
    """
    if path is not None:
        prepare_place(path)
    return Store(path, memory, migrations)
