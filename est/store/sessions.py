"""The table `sessions`: who is signed in. It needs no history, so it is written past the log, and it alone is.

A row holds the hash of a token that only the person's browser has. Times are UTC. Whom a session belongs to and how
long it lasts stands in `est/access/sign_in.py`. Servers that share a store share this table too, in PostgreSQL.
"""

from datetime import datetime
from uuid import UUID

from est.identity import new_id
from est.store.database import Store
from est.store.session_table import SessionRow


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
    return _found(store, "token_hash", token_hash) if store.sessions is None else store.sessions.of_token(token_hash)


def session_of_identity(store: Store, identity: UUID) -> SessionRow | None:
    """Return the session of an identity, whether it has ended or not."""
    return _found(store, "id", str(identity)) if store.sessions is None else store.sessions.of_id(identity)


def _found(store: Store, column: str, wanted: str) -> SessionRow | None:
    with store.asking() as cursor:
        rows = cursor.execute(
            "SELECT id, CAST(person AS VARCHAR), person_version, begun, seen FROM sessions "  # noqa: S608 (names of ours)
            f"WHERE {column} = ?",
            [wanted],
        ).fetchall()
    return SessionRow(*rows[0]) if rows else None


def touch_session(store: Store, identity: UUID, now: datetime) -> None:
    """Write that a session was used."""
    if store.sessions is not None:
        store.sessions.touch(identity, now)
        return
    with store.noting() as cursor:
        cursor.execute("UPDATE sessions SET seen = ? WHERE id = ?", [now, str(identity)])


def delete_session(store: Store, identity: UUID) -> None:
    """End a session."""
    if store.sessions is not None:
        store.sessions.delete(identity)
        return
    with store.noting() as cursor:
        cursor.execute("DELETE FROM sessions WHERE id = ?", [str(identity)])


def delete_sessions_before(store: Store, begun: datetime, seen: datetime) -> None:
    """Remove the sessions that were begun, or last used, before these moments."""
    if store.sessions is not None:
        store.sessions.delete_before(begun, seen)
        return
    with store.noting() as cursor:
        cursor.execute("DELETE FROM sessions WHERE begun < ? OR seen < ?", [begun, seen])
