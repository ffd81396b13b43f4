"""A store's journal: the changes of one schema in PostgreSQL, numbered and chained, and the lock of who writes."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from est.errors import StoreDamagedError, StoreTooNewError, StoreUnreachableError
from est.home import PostgresHome
from est.store.chain import Head, LogRow
from est.store.changes import Change
from est.store.journal.frames import pack_frames, unpack_frame
from est.store.journal.tables import TABLES
from est.text import N_

GONE = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.ReadOnlySqlTransaction)
"""What psycopg raises where PostgreSQL does not answer, or not as one that may be written to; no text is looked at."""
RESTING = 3.0  # seconds for which nobody waits again for a server that did not answer
AT_ONCE = 50  # changes that are fetched together
Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class JournalState:
    """What a journal says of itself: its newest change, the version it is written for, and where its contents begin."""

    head: Head
    version: int
    base: int


@dataclass(frozen=True)
class JournalRow:
    """A change as the journal keeps it; `change` is None where what it carried is gone."""

    identity: UUID
    head: Head
    change: Change | None


class Journal:
    """The way to one schema. Asking is free for every thread; one at a time writes, or reads changes."""

    def __init__(self, home: PostgresHome) -> None:
        self.home = home
        self._asking = threading.Lock()
        self._leading = threading.Lock()
        self._connections: dict[str, Connection] = {}
        self._failed = -RESTING

    def connect(self) -> Connection:
        """Return a new connection that commits each statement; StoreUnreachableError when none can be made."""
        try:
            connection: Connection = psycopg.connect(
                self.home.address,
                autocommit=True,
                connect_timeout=3,
                application_name=f"est {self.home.schema}",
                client_encoding="UTF8",
                keepalives_idle=10,
                keepalives_interval=5,
                keepalives_count=3,
                tcp_user_timeout=15_000,
            )
        except (psycopg.Error, UnicodeError) as error:
            raise self.unreachable(error) from error
        try:
            connection.execute("SELECT set_config('search_path', %s, false)", [self.home.schema])
            # a server that has gone without a word must not keep the lock
            for name, value in (("idle", "10"), ("interval", "5"), ("count", "3")):
                connection.execute("SELECT set_config(%s, %s, false)", [f"tcp_keepalives_{name}", value])
        except psycopg.Error as error:
            connection.close()
            raise self.unreachable(error) from error
        return connection

    def unreachable(self, error: Exception) -> StoreUnreachableError:
        """Return the error to raise where PostgreSQL raised this."""
        self._failed = time.monotonic()
        code = getattr(error, "sqlstate", None)
        return StoreUnreachableError(
            N_("The database {home} does not answer, or not as it should ({reason}). Nothing was changed. Try again."),
            home=self.home,
            reason=code or type(error).__name__,
        )

    def _kept(self, purpose: str) -> Connection:
        """Return the connection of a purpose, made anew where it broke."""
        found = self._connections.get(purpose)
        if found is None or found.closed:
            if time.monotonic() < self._failed + RESTING:
                raise StoreUnreachableError(
                    N_("The database {home} does not answer. Nothing was changed. Try again."), home=self.home
                )
            found = self._connections[purpose] = self.connect()
        return found

    def ask(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of one statement, or none where it gives none; a broken connection is remade once.

        It is for what may be done twice.
        """
        with self._asking:
            try:
                return self._answer(statement, values)
            except GONE:
                self._connections["asking"].close()
            try:
                return self._answer(statement, values)
            except GONE as error:
                self._connections["asking"].close()
                raise self.unreachable(error) from error

    def _answer(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        cursor = self._kept("asking").execute(statement, values)
        return cursor.fetchall() if cursor.description else []

    def state(self) -> JournalState:
        """Return what the journal says of itself now."""
        found = self.ask(_STATE)
        return _state(found)

    def takes_changes(self) -> bool:
        """Tell whether the database may be written to: a standby may not."""
        return bool(self.ask("SELECT current_setting('transaction_read_only') = 'off'")[0][0])

    def prepare(self, version: int) -> JournalState:
        """Make the schema and its tables for this version where they are missing, and return what they hold.

        Raises StoreTooNewError where a later version of the program has written, StoreDamagedError where the database
        cannot hold a store.
        """
        connection = self.connect()
        try:
            (encoding,) = connection.execute("SELECT current_setting('server_encoding')").fetchall()[0]
            if encoding != "UTF8":
                raise StoreDamagedError(
                    N_("The database {home} is written in {encoding}. Make one with the encoding UTF8."),
                    home=self.home,
                    encoding=encoding,
                )
            known = connection.execute("SELECT to_regclass('servers')").fetchall()[0][0]
            if known is None:
                with connection.transaction():
                    self._lock(connection)
                    schema = sql.Identifier(self.home.schema)
                    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
                    for table in TABLES:
                        connection.execute(table)
                    connection.execute("INSERT INTO home (version) VALUES (%s) ON CONFLICT DO NOTHING", [version])
            state = _state(connection.execute(_STATE).fetchall())
        except GONE as error:
            raise self.unreachable(error) from error
        except psycopg.Error as error:
            raise StoreDamagedError(
                N_(
                    "The schema of {home} cannot be made ready ({reason}). The program's user needs the right to make "
                    "it, or has to own the one that is there."
                ),
                home=self.home,
                reason=error.sqlstate or type(error).__name__,
            ) from error
        finally:
            connection.close()
        self.refuse_newer(state, version)
        return state

    def refuse_newer(self, state: JournalState, version: int) -> None:
        """Raise StoreTooNewError where the journal is written by a later version of the program than this."""
        if state.version > version:
            raise StoreTooNewError(
                N_(
                    "The store {path} is of version {version} and this program knows versions up to {newest}. "
                    "Update the program; the store was left untouched."
                ),
                path=self.home,
                version=state.version,
                newest=version,
            )

    def _lock(self, connection: Connection) -> None:
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"est {self.home.schema}"])

    def leads(self) -> bool:
        """Tell whether this is the one program that holds the lock of who leads; it is free again when that is gone."""
        with self._leading:
            try:
                known = self._connections.get("leading")
                if known is not None and not known.closed:
                    known.execute("SELECT 1")
                    return True
                connection = self.connect()
                taken = connection.execute(
                    "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [f"est leads {self.home.schema}"]
                ).fetchall()[0][0]
                if taken:
                    self._connections["leading"] = connection
                else:
                    connection.close()
                return bool(taken)
            except (StoreUnreachableError, *GONE):
                self._connections.pop("leading", None)
                return False

    def exists(self) -> bool:
        """Tell whether the schema holds a store."""
        return self.ask("SELECT to_regclass('servers')")[0][0] is not None

    @contextlib.contextmanager
    def writing(self) -> Iterator["Writing"]:
        """Give the one place at which the journal can be written, under the lock of its schema, until the block ends.

        What was not committed by then is undone. For who holds the store's own lock of writing.
        """
        connection = self._kept("writing")
        try:
            try:
                connection.execute("BEGIN")
                self._lock(connection)
            except GONE:  # it broke since it was last used
                connection.close()
                connection = self._kept("writing")
                connection.execute("BEGIN")
                self._lock(connection)
            yield Writing(connection)
        except psycopg.Error as error:
            connection.close()
            raise self.unreachable(error) from error
        finally:
            with contextlib.suppress(psycopg.Error):
                if not connection.closed:
                    connection.execute("ROLLBACK")  # after a commit there is nothing to be undone

    def rows_after(self, number: int, last: int) -> Iterator[JournalRow]:
        """Yield the changes after one up to another, in their order; StoreUnreachableError where it breaks off.

        For who holds the store's own lock of writing; it sees what `writing` sees.
        """
        while number < last:
            connection = self._kept("writing")
            try:
                found = connection.execute(
                    "SELECT number, hash, id, who, logged, action, object, payload FROM changes "
                    "WHERE number > %s AND number <= %s ORDER BY number LIMIT %s",
                    [number, last, AT_ONCE],
                ).fetchall()
                if not found:
                    return
                for row in found:
                    yield _row(row, self._frames(connection, row[0]))
            except GONE as error:
                connection.close()
                raise self.unreachable(error) from error
            number = found[-1][0]

    @staticmethod
    def _frames(connection: Connection, number: int) -> Mapping[str, Any]:
        with connection.cursor(binary=True) as cursor:
            cursor.execute("SELECT name, content FROM frames WHERE number = %s ORDER BY position", [number])
            return {name: unpack_frame(content) for name, content in cursor}

    def close(self) -> None:
        """Close every connection."""
        for connection in self._connections.values():
            connection.close()


_STATE = (
    "SELECT coalesce(newest.number, 0), coalesce(newest.hash, ''), home.version, home.base FROM home "
    "LEFT JOIN (SELECT number, hash FROM changes ORDER BY number DESC LIMIT 1) newest ON true"
)


def _state(rows: list[tuple[Any, ...]]) -> JournalState:
    number, hash_, version, base = rows[0]
    return JournalState(Head(number, hash_), version, base)


def _row(row: tuple[Any, ...], frames: Mapping[str, Any]) -> JournalRow:
    number, hash_, identity, who, logged, action, thing, payload = row
    change = None if payload is None else Change(who, logged, action, thing, json.loads(payload), frames)
    return JournalRow(identity, Head(number, hash_), change)


class Writing:
    """A transaction of the journal under its lock: what is there, and one more change."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def state(self) -> JournalState:
        """Return what the journal says of itself; nobody changes it until this ends."""
        return _state(self.connection.execute(_STATE).fetchall())

    def holds(self, identity: UUID) -> bool:
        """Tell whether a change is in the journal."""
        return bool(self.connection.execute("SELECT 1 FROM changes WHERE id = %s", [identity]).fetchall())

    def append(self, head: Head, row: LogRow, payload_hash: str, payload: str, change: Change) -> None:
        """Put a change after the newest one."""
        self.connection.execute(
            "INSERT INTO changes (number, hash, id, who, logged, action, object, payload_hash, payload) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [head.number, head.hash, row.id, row.who, row.logged, row.action, row.object, payload_hash, payload],
        )
        for position, (name, content) in enumerate(pack_frames(change.frames)):
            self.connection.execute(
                "INSERT INTO frames (number, position, name, content) VALUES (%s, %s, %s, %b)",
                [head.number, position, name, content],
            )

    def settle(self, version: int) -> None:
        """Say which version of the program the journal is written for from now on."""
        self.connection.execute("UPDATE home SET version = %s", [version])

    def commit(self, channel: str, number: int) -> None:
        """Commit, and let the other servers hear of it."""
        self.connection.execute("SELECT pg_notify(%s, %s)", [channel, str(number)])
        self.connection.execute("COMMIT")
