"""Open a store: one DuckDB file, owned by one process, without a way out to the network or the file system."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from uuid import UUID

import duckdb
import polars as pl

from est.errors import StoreBusyError, StoreDamagedError, StoreTooNewError
from est.identity import new_id
from est.store.changes import Change, find_action, guard_change
from est.store.migrations import MIGRATIONS, Migration
from est.text import N_

REOPENING_TRIES = 50  # a tenth of a second apart
UNWRITABLE = ("Could not write file", "Cannot open file")  # so DuckDB says that the disk or its folder takes nothing

Values = Mapping[str, object] | Sequence[object] | None


class Store:
    """One open store. Asking is free for every thread; changing goes through `apply`, one change at a time."""

    def __init__(self, path: Path | None, memory: str, migrations: Sequence[Migration]) -> None:
        self.path = path
        self.memory = memory
        self.version = 0  # grows with every change; part of the key of every cached answer
        self._migrations = migrations
        self._writing = threading.RLock()
        self._connection = self._connect()
        try:
            self._migrate()
        except (duckdb.IOException, duckdb.FatalException, duckdb.TransactionException) as error:
            self._connection.close()
            raise StoreDamagedError(
                N_(
                    "The store {path} cannot be made ready ({reason}). See that there is room on the disk and that "
                    "the file may be written, and try again."
                ),
                path=path,
                reason=error,
            ) from error

    def _connect(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect()
        # whole, and as DuckDB's own: else a table of text or an address (md:, sqlite:) would be opened as a database
        target = ":memory:" if self.path is None else str(self.path.absolute())
        try:
            connection.execute(f"ATTACH '{target.replace(chr(39), chr(39) * 2)}' AS est (TYPE duckdb)")
        except duckdb.IOException as error:
            connection.close()
            if "lock" in str(error).lower():
                raise StoreBusyError(
                    N_(
                        "The store {path} is open in another program. One program owns the file: do this in the "
                        "dashboard that is running, or stop it first."
                    ),
                    path=self.path,
                ) from error
            raise StoreDamagedError(
                N_("The store {path} cannot be opened: {reason}"), path=self.path, reason=error
            ) from error
        except duckdb.SerializationException as error:
            connection.close()
            raise StoreTooNewError(
                N_("The file {path} was written by a newer DuckDB than {version}. Update the program."),
                path=self.path,
                version=duckdb.__version__,
            ) from error
        connection.execute("USE est")
        connection.execute(f"SET memory_limit = '{self.memory}'")
        if self.path is not None:
            folder = str(self.path) + ".tmp"
            connection.execute(f"SET temp_directory = '{folder.replace(chr(39), chr(39) * 2)}'")
            connection.execute("SET max_temp_directory_size = '20GB'")
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET autoload_known_extensions = false")
        # without GLOBAL it would hold for this connection alone, and no cursor of it
        connection.execute("SET GLOBAL python_enable_replacements = false")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection

    def _migrate(self) -> None:
        with self._writing:
            cursor = self._cursor()
            cursor.execute("CREATE TABLE IF NOT EXISTS migrations (version UINTEGER, name VARCHAR)")
            cursor.execute(
                "CREATE TABLE IF NOT EXISTS log (id UUID, who VARCHAR, logged TIMESTAMP, action VARCHAR, "
                "object UUID, payload VARCHAR)"
            )
            rows = cursor.execute("SELECT version FROM migrations").fetchall()
            taken = {int(row[0]) for row in rows}
            newest = max((step.version for step in self._migrations), default=0)
            if taken and max(taken) > newest:
                self.close()
                raise StoreTooNewError(
                    N_(
                        "The store {path} is of version {version} and this program knows versions up to {newest}. "
                        "Update the program; the store was left untouched."
                    ),
                    path=self.path,
                    version=max(taken),
                    newest=newest,
                )
            for step in self._migrations:
                if step.version in taken:
                    continue
                cursor.execute("BEGIN TRANSACTION")
                try:
                    for statement in step.statements:
                        cursor.execute(statement)
                    if step.then:
                        step.then(cursor)
                    cursor.execute("INSERT INTO migrations VALUES (?, ?)", [step.version, step.name])
                    cursor.execute("COMMIT")
                except BaseException:
                    with contextlib.suppress(duckdb.Error):
                        cursor.execute("ROLLBACK")
                    raise
                cursor.execute("CHECKPOINT est")

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        cursor = self._connection.cursor()
        cursor.execute("USE est")
        return cursor

    @contextlib.contextmanager
    def asking(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor that sees one unchanging state of the store and cannot write."""
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
            frame: pl.DataFrame = cursor.sql(sql, params=values).pl()
            return frame

    def apply(self, change: Change) -> UUID:
        """Carry out a change and its log row together, or neither; return the identity of the log row.

        Raises PersonalDataError for a text that must not be kept. Whatever the applying function raises is raised
        again after everything was rolled back.
        """
        action = find_action(change.action)
        change = guard_change(action.policy, change)
        identity = new_id()
        with self._writing:
            cursor = self._cursor()
            try:
                cursor.execute("BEGIN TRANSACTION")
                action.apply(cursor, change)
                self._log(cursor, identity, change)
                cursor.execute("COMMIT")
            except BaseException as error:
                with contextlib.suppress(duckdb.Error):
                    cursor.execute("ROLLBACK")
                alive = self.path is None or self._alive()
                if alive and not any(words in str(error) for words in UNWRITABLE):
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
            self.version += 1
        return identity

    def _alive(self) -> bool:
        """Return whether DuckDB still serves the store; after a failed checkpoint or a fatal error it does not."""
        try:
            with self.asking() as cursor:
                cursor.execute("SELECT version FROM migrations").fetchall()
        except duckdb.Error:
            return False
        return True

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
    def _log(cursor: duckdb.DuckDBPyConnection, identity: UUID, change: Change) -> None:
        payload = dict(change.payload) | {name: frame.height for name, frame in change.frames.items()}
        cursor.execute(
            "INSERT INTO log (id, who, logged, action, object, payload) VALUES (?, ?, ?, ?, ?, ?)",
            [
                str(identity),
                change.who,
                change.when,
                change.action,
                str(change.object),
                json.dumps(payload, ensure_ascii=False, default=str),
            ],
        )

    def checkpoint(self) -> None:
        """Write everything into the file itself, so that the write-ahead log is empty."""
        with self._writing:
            self._cursor().execute("CHECKPOINT est")

    def close(self) -> None:
        """Close the store. Nothing can be asked afterwards."""
        with self._writing:
            self._connection.close()

    def __enter__(self) -> "Store":
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
        if str(path).encode("utf-8", "replace").decode() != str(path):
            raise StoreDamagedError(
                N_("The path {path} is not written in UTF-8. Choose another place for the store."),
                path=ascii(str(path)),
            )
        try:
            if path.is_dir():
                raise StoreDamagedError(N_("{path} is a folder; the store is a file. Name a file in it."), path=path)
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreDamagedError(
                N_("The folder {folder} cannot be made for the store: {reason}. Choose another place."),
                folder=path.parent,
                reason=error.strerror,
            ) from error
    return Store(path, memory, migrations)
