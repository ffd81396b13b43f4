"""Tokens with which an organisation's own system sends files. The store keeps the hash of each, never the token."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import duckdb

from est.access.permissions import Actor, Role
from est.errors import AccountError, NotFoundError
from est.identity import new_id
from est.store import Change, Store, TextPolicy, applies
from est.text import N_

BEGINNING = "est_"  # by which a token that was left lying somewhere is known for what it is
LONGEST_NAME = 60
_NAMED = TextPolicy(names={"name": N_("Name")})


@dataclass(frozen=True)
class Token:
    """One row of the table `tokens`: which system has it, for which organisation, and when it was used last."""

    id: str
    name: str
    organisation: str
    made: datetime
    made_by: str
    used: datetime | None = None
    revoked: datetime | None = None

    @property
    def actor(self) -> Actor:
        """Who asks when this token is shown: one who may send in for its organisation and nothing else."""
        return Actor(self.name, Role.REPORTER, self.organisation)


def all_tokens(store: Store) -> tuple[Token, ...]:
    """Return every token, those in use first, by name."""
    return _tokens(store, "true", {})


def token_of_text(store: Store, text: str) -> Token | None:
    """Return the token that was shown; None for what is none, or was revoked, on whichever server."""
    store.refresh()
    return next(iter(_tokens(store, "token_hash = $hash AND revoked IS NULL", {"hash": _hashed(text)})), None)


def _tokens(store: Store, condition: str, values: dict[str, Any]) -> tuple[Token, ...]:
    with store.asking() as cursor:
        rows = cursor.execute(
            "SELECT id::VARCHAR, name, organisation::VARCHAR, made, made_by, used, revoked FROM tokens "  # noqa: S608 (conditions of ours)
            f"WHERE {condition} ORDER BY revoked IS NOT NULL, name, id",
            values,
        ).fetchall()
    return tuple(Token(*row) for row in rows)


def add_token(store: Store, name: str, organisation: str, who: str, when: datetime) -> str:
    """Return a new token of an organisation, which can be read this once.

    Raises AccountError for a name that is none, too long or in use, and NotFoundError for an unknown organisation.
    """
    text = BEGINNING + secrets.token_urlsafe(32)
    payload = {"name": " ".join(name.split()), "organisation": organisation, "token_hash": _hashed(text)}
    store.apply(Change(who, when, "add token", new_id(), payload))
    return text


def revoke_token(store: Store, token: Token, who: str, when: datetime) -> None:
    """Let a token open nothing any longer; nothing when it was revoked before."""
    store.apply(Change(who, when, "revoke token", UUID(token.id), {"name": token.name}))


def use_token(store: Store, token: Token, file: str, size: int, when: datetime) -> None:
    """Write down that a token was shown, with a file of this name and size."""
    payload = {"organisation": token.organisation, "file": file, "bytes": size}
    store.apply(Change(token.name, when, "use token", UUID(token.id), payload))


@applies("add token", _NAMED)
def _add(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    name, organisation = change.payload["name"], change.payload["organisation"]
    if not 0 < len(name) <= LONGEST_NAME:
        raise AccountError(N_("Name the system that gets the token, in at most {most} characters."), most=LONGEST_NAME)
    if cursor.execute("SELECT 1 FROM tokens WHERE name = ? AND revoked IS NULL", [name]).fetchall():
        raise AccountError(N_("There is a token called {name} in use. Revoke it, or choose another name."), name=name)
    if not cursor.execute("SELECT 1 FROM organisations WHERE id = ?", [organisation]).fetchall():
        raise NotFoundError(
            N_("There is no organisation {organisation}; choose one of the list."), organisation=organisation
        )
    cursor.execute(
        "INSERT INTO tokens (id, name, organisation, token_hash, made, made_by) VALUES (?, ?, ?, ?, ?, ?)",
        [str(change.object), name, organisation, change.payload["token_hash"], change.when, change.who],
    )


@applies("revoke token", _NAMED)
def _revoke(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute(
        "UPDATE tokens SET revoked = ?, revoked_by = ? WHERE id = ? AND revoked IS NULL",
        [change.when, change.who, str(change.object)],
    )


@applies("use token", TextPolicy(("file",)))
def _use(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute("UPDATE tokens SET used = ? WHERE id = ?", [change.when, str(change.object)])


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
