"""A table of sessions that does not lie in the store's file: several servers share it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class SessionRow:
    """A session as it is kept: whose it is, under which version of them, when it began and was last used (UTC)."""

    id: UUID
    person: str
    person_version: int
    begun: datetime
    seen: datetime


class SessionTable(Protocol):
    """What `est/store/sessions.py` asks of such a table."""

    def add(self, session: SessionRow, token_hash: str) -> None:
        """Keep a session."""

    def touch(self, identity: UUID, now: datetime) -> None:
        """Write that a session was used."""

    def delete(self, identity: UUID) -> None:
        """End a session."""

    def delete_before(self, begun: datetime, seen: datetime) -> None:
        """Remove the sessions that were begun, or last used, before these moments."""

    def of_token(self, token_hash: str) -> SessionRow | None:
        """Return the session of a token's hash."""

    def of_id(self, identity: UUID) -> SessionRow | None:
        """Return the session of an identity."""
