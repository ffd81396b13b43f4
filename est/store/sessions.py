"""The table `sessions`: who is signed in. It needs no history, so it is written past the log, and it alone is.

A row holds the hash of a token that only the person's browser has. Times are UTC. Whom a session belongs to and how
long it lasts stands in `est/access/sign_in.py`. Servers that share a store share this table too, in PostgreSQL.

Every message of every window asks whether its session lasts, so what was read of a session is remembered. This program
alone has the file open, and nothing but this module writes the table.
"""

import threading
from dataclasses import replace
from datetime import datetime
from uuid import UUID
from weakref import WeakKeyDictionary

from est.identity import new_id
from est.store.database import Store
from est.store.session_table import SessionRow


class _RememberedSessions:
    """What was read of the sessions of one store, until it is written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: dict[UUID, SessionRow] = {}
        self._identities: dict[str, UUID] = {}  # by the hash of the token
        self.writes = 0

    def row(self, wanted: UUID | str) -> SessionRow | None:
        """Return the session of an identity or of a token's hash, if it is remembered."""
        with self._lock:
            identity = self._identities.get(wanted) if isinstance(wanted, str) else wanted
            return None if identity is None else self._rows.get(identity)

    def keep(self, wanted: UUID | str, found: SessionRow, writes: int) -> None:
        """Remember what was read after so many writes; not if there was another since."""
        with self._lock:
            if writes == self.writes:
                self._rows[found.id] = found
                if isinstance(wanted, str):
                    self._identities[wanted] = found.id

    def touch(self, identity: UUID, now: datetime) -> None:
        """Take down that a session was used."""
        with self._lock:
            self.writes += 1
            if identity in self._rows:
                self._rows[identity] = replace(self._rows[identity], seen=now)

    def forget(self) -> None:
        """Forget all: some session has ended."""
        with self._lock:
            self.writes += 1
            self._rows.clear()
            self._identities.clear()


_REMEMBERED: WeakKeyDictionary[Store, _RememberedSessions] = WeakKeyDictionary()


def _remembered(store: Store) -> _RememberedSessions:
    return _REMEMBERED.setdefault(store.whole, _RememberedSessions())


def write_session(
    store: Store, token_hash: str, person: str, version: int, now: datetime, identity: UUID | None = None
) -> UUID:
    """Begin a session of a person, under this version of them, and return its identity; a new one, if none is given."""
    session = SessionRow(identity or new_id(), person, version, now, now)
    if store.sessions is not None:
        store.sessions.add(session, token_hash)
        return session.id
    with store.noting() as cursor:
        cursor.execute(
            "INSERT INTO sessions (id, token_hash, person, person_version, begun, seen) VALUES (?, ?, ?, ?, ?, ?)",
            [str(session.id), token_hash, person, version, now, now],
        )
    return session.id


def session_of_token_hash(store: Store, token_hash: str) -> SessionRow | None:
    """Return the session of a token's hash, whether it has ended or not."""
    return _found(store, token_hash) if store.sessions is None else store.sessions.of_token(token_hash)


def session_of_identity(store: Store, identity: UUID) -> SessionRow | None:
    """Return the session of an identity, whether it has ended or not."""
    return _found(store, identity) if store.sessions is None else store.sessions.of_id(identity)


def _found(store: Store, wanted: UUID | str) -> SessionRow | None:
    known = _remembered(store)
    row = known.row(wanted)
    if row is not None:
        return row
    writes = known.writes
    column = "token_hash" if isinstance(wanted, str) else "id"
    with store.asking() as cursor:
        rows = cursor.execute(
            "SELECT id, CAST(person AS VARCHAR), person_version, begun, seen FROM sessions "  # noqa: S608 (names of ours)
            f"WHERE {column} = ?",
            [str(wanted)],
        ).fetchall()
    if not rows:
        return None
    found = SessionRow(*rows[0])
    known.keep(wanted, found, writes)
    return found


def touch_session(store: Store, identity: UUID, now: datetime) -> None:
    """Write that a session was used."""
    if store.sessions is not None:
        store.sessions.touch(identity, now)
        return
    with store.noting() as cursor:
        cursor.execute("UPDATE sessions SET seen = ? WHERE id = ?", [now, str(identity)])
    _remembered(store).touch(identity, now)


def delete_session(store: Store, identity: UUID) -> None:
    """End a session."""
    if store.sessions is not None:
        store.sessions.delete(identity)
        return
    with store.noting() as cursor:
        cursor.execute("DELETE FROM sessions WHERE id = ?", [str(identity)])
    _remembered(store).forget()


def delete_sessions_before(store: Store, begun: datetime, seen: datetime) -> None:
    """Remove the sessions that were begun, or last used, before these moments."""
    if store.sessions is not None:
        store.sessions.delete_before(begun, seen)
        return
    with store.noting() as cursor:
        cursor.execute("DELETE FROM sessions WHERE begun < ? OR seen < ?", [begun, seen])
    _remembered(store).forget()
