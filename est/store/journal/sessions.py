"""Who is signed in, in PostgreSQL: the loss of a server ends no session.

What was last read of a session is remembered, so that pages go on answering while PostgreSQL does not.
"""

from datetime import datetime
from uuid import UUID

from est.errors import StoreUnreachableError
from est.store.journal.journal import Journal
from est.store.session_table import SessionRow

_COLUMNS = "id, person::text, person_version, begun, seen"
MOST = 10_000  # sessions that are remembered


class SharedSessions:
    """The sessions of a journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._remembered: dict[str, SessionRow] = {}

    def add(self, session: SessionRow, token_hash: str) -> None:
        """Keep a session."""
        self._journal.ask(
            "INSERT INTO sessions (id, token_hash, person, person_version, begun, seen) "
            "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING",
            [session.id, token_hash, session.person, session.person_version, session.begun, session.seen],
        )

    def touch(self, identity: UUID, now: datetime) -> None:
        """Write that a session was used; while PostgreSQL does not answer it lasts as it would have."""
        try:
            self._journal.ask("UPDATE sessions SET seen = %s WHERE id = %s", [now, identity])
        except StoreUnreachableError:
            return

    def delete(self, identity: UUID) -> None:
        """End a session; StoreUnreachableError where the other servers would not hear of it."""
        self._journal.ask("DELETE FROM sessions WHERE id = %s", [identity])

    def delete_before(self, begun: datetime, seen: datetime) -> None:
        """Remove the sessions that were begun, or last used, before these moments."""
        self._journal.ask("DELETE FROM sessions WHERE begun < %s OR seen < %s", [begun, seen])

    def of_token(self, token_hash: str) -> SessionRow | None:
        """Return the session of a token's hash."""
        return self._found("token_hash = %s", token_hash)

    def of_id(self, identity: UUID) -> SessionRow | None:
        """Return the session of an identity."""
        return self._found("id = %s", str(identity))

    def _found(self, condition: str, wanted: str) -> SessionRow | None:
        try:
            rows = self._journal.ask(f"SELECT {_COLUMNS} FROM sessions WHERE {condition}", [wanted])  # noqa: S608 (ours)
        except StoreUnreachableError:
            return self._remembered.get(wanted)
        if not rows:
            self._remembered.pop(wanted, None)
            return None
        if len(self._remembered) >= MOST:
            self._remembered.clear()
        found = self._remembered[wanted] = SessionRow(*rows[0])
        return found
