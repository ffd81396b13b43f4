"""The table `sessions`: who is signed in. It needs no history, so it is written past the log, and it alone is.

A row holds the hash of a token that only the person's browser has. Times are UTC. What reads it, whom it belongs to and
how long it lasts stands in `est/access/sign_in.py`.
"""

from datetime import datetime
from uuid import UUID

from est.identity import new_id
from est.store.database import Store


def write_session(store: Store, token_hash: str, person: str, version: int, now: datetime) -> UUID:
    """Begin a session of a person, under this version of them, and return its identity."""
    identity = new_id()
    with store.noting() as cursor:
        cursor.execute(
            "INSERT INTO sessions (id, token_hash, person, person_version, begun, seen) VALUES (?, ?, ?, ?, ?, ?)",
            [str(identity), token_hash, person, version, now, now],
        )
    return identity


def touch_session(store: Store, identity: UUID, now: datetime) -> None:
    """Write that a session was used."""
    with store.noting() as cursor:
        cursor.execute("UPDATE sessions SET seen = ? WHERE id = ?", [now, str(identity)])


def delete_session(store: Store, identity: UUID) -> None:
    """End a session."""
    with store.noting() as cursor:
        cursor.execute("DELETE FROM sessions WHERE id = ?", [str(identity)])


def delete_sessions_before(store: Store, begun: datetime, seen: datetime) -> None:
    """Remove the sessions that were begun, or last used, before these moments."""
    with store.noting() as cursor:
        cursor.execute("DELETE FROM sessions WHERE begun < ? OR seen < ?", [begun, seen])
