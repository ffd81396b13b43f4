"""Signing in: from what the identity provider says to a person, and from a browser's token to a session of ours."""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from est.access.people import Person, bind_account, normalise_email, person_of_account, person_of_email
from est.access.permissions import Actor, Role
from est.errors import AccountError, NotFoundError, SignInRefusedError, UnknownPersonError
from est.identity import new_id
from est.store import Store
from est.store.kept_answers import Remembered
from est.store.session_table import SessionRow
from est.store.sessions import (
    delete_session,
    delete_sessions_before,
    session_of_identity,
    session_of_token_hash,
    touch_session,
    write_session,
)
from est.text import N_

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
TOUCHED_AFTER = timedelta(seconds=20)  # a session that was used is not written down more often

_PEOPLE: Remembered[list[tuple[str, str, str | None, str | None]]] = Remembered()


@dataclass(frozen=True)
class Session:
    """A session that lasts: its identity, whose it is, when it ends if nothing more is done (UTC), and the account."""

    id: UUID
    actor: Actor
    ends: datetime
    subject: str | None


def account_of_claims(claims: Mapping[str, Any], now: datetime, *, unverified: bool = False) -> tuple[str, str, str]:
    """Return issuer, subject and address of what an identity provider says of somebody.

    Raises SignInRefusedError for a token that has expired, says not who it is about, or whose address the provider has
    not verified; with `unverified` an address of which it does not say whether it has is taken. Entra ID has a claim of
    its own for that, `xms_edov`: it counts where the usual one is not there, and never against it.
    """
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not (isinstance(issuer, str) and issuer and isinstance(subject, str) and subject):
        raise SignInRefusedError(N_("The sign-in service did not say which account this is."))
    expires = claims.get("exp")
    if not isinstance(expires, int | float) or expires <= now.replace(tzinfo=UTC).timestamp():
        raise SignInRefusedError(N_("What the sign-in service sent is no longer valid. Sign in again."))
    verified = claims.get("email_verified")
    if "email_verified" not in claims:
        # a truth value by its documentation; as a number or in words in some tokens
        verified = str(claims["xms_edov"]).lower() in ("true", "1") if "xms_edov" in claims else unverified
    if verified is not True:
        raise SignInRefusedError(N_("The sign-in service has not verified the address of your account."))
    try:
        return issuer, subject, normalise_email(str(claims.get("email") or ""))
    except AccountError as error:
        raise SignInRefusedError(N_("The sign-in service did not say which address your account has.")) from error


def person_of_sign_in(store: Store, issuer: str, subject: str, email: str, when: datetime) -> Person:
    """Return the person who signs in with an account, bound to it at the first sign-in.

    Raises UnknownPersonError for whom nobody has added, SignInRefusedError for an address that is bound to another
    account.
    """
    bound = person_of_account(store, issuer, subject)
    if bound is not None:
        return bound
    try:
        person = person_of_email(store, email)
    except NotFoundError as error:
        raise UnknownPersonError(
            N_("{email} has no role here. Ask the administrator of this program to add it."), email=email
        ) from error
    if person.subject is None:
        with suppress(AccountError):  # of two sign-ins at the same moment the first one counts
            bind_account(store, person, issuer, subject, when)
        person = person_of_email(store, email)
    if (person.issuer, person.subject) != (issuer, subject):
        raise SignInRefusedError(
            N_("{email} belongs to another account here. Ask the administrator to remove it and add it anew."),
            email=email,
        )
    return person


def people_of_sign_in(
    stores: Sequence[Store], issuer: str, subject: str, email: str, now: Callable[[Store], datetime]
) -> list[tuple[Store, Person]]:
    """Return the person of an account in each store that has them, as `person_of_sign_in`; `now` is a store's own time.

    Raises SignInRefusedError where no store lets them in: for another account of theirs before being unknown.
    """
    found: list[tuple[Store, Person]] = []
    refusals: list[SignInRefusedError] = []
    for store in stores:
        try:
            found.append((store, person_of_sign_in(store, issuer, subject, email, now(store))))
        except SignInRefusedError as error:
            refusals.append(error)
    if not found:
        raise next((one for one in refusals if not isinstance(one, UnknownPersonError)), refusals[0])
    return found


def begin_session(store: Store, person: Person, now: datetime) -> str:
    """Begin a session of a person and return the token that goes to their browser. The store keeps its hash alone."""
    return begin_sessions([(store, person)], now)


def begin_sessions(people: Sequence[tuple[Store, Person]], now: datetime) -> str:
    """Begin the session of somebody who is a person in each of these stores, and return its one token.

    Each store has a row of it with the same identity, so that each says by itself whether it lasts there.
    """
    token, identity = secrets.token_urlsafe(32), new_id()
    for store, person in people:
        delete_sessions_before(store, now - LONGEST, now - IDLE)
        write_session(store, _hashed(token), person.id, person.version, now, identity)
    return token


def session_of_token(store: Store, token: str, now: datetime) -> Session | None:
    """Return the session of a browser's token while it lasts."""
    return _lasting(store, session_of_token_hash(store, _hashed(token)), now)


def session_of_id(store: Store, identity: UUID | str, now: datetime) -> Session | None:
    """Return the session of an identity while it lasts."""
    return _lasting(store, session_of_identity(store, UUID(str(identity))), now)


def keep_session(stores: Iterable[Store], session: Session, now: datetime) -> None:
    """Let a session last on in each of these stores, as it was used just now."""
    if session.ends - now < IDLE - TOUCHED_AFTER:
        for store in stores:
            touch_session(store, session.id, now)


def end_session(stores: Iterable[Store], identity: UUID | str) -> None:
    """End a session in each of these stores, in every window and every copy of its token."""
    for store in stores:
        delete_session(store, UUID(str(identity)))


def _lasting(store: Store, kept: SessionRow | None, now: datetime) -> Session | None:
    """Return a session unless it has ended; a change of the person ends it too, on whichever server it was made."""
    if kept is None:
        return None
    store.refresh()
    for email, role, organisation, subject in _people_of(store, kept):
        ends = min(kept.begun + LONGEST, kept.seen + IDLE)
        if kept.begun - timedelta(minutes=5) <= now < ends:  # a clock that was set back opens nothing
            return Session(kept.id, Actor(email, Role(role), organisation), ends, subject)
    return None


def _people_of(store: Store, kept: SessionRow) -> list[tuple[str, str, str | None, str | None]]:
    """Return address, role, organisation and subject of whom a session is of; nobody where they have changed since."""
    asked = "SELECT email, role, organisation::VARCHAR, subject FROM people WHERE id = ? AND version = ?"

    def ask(seen: Store) -> list[tuple[str, str, str | None, str | None]]:
        with seen.asking() as cursor:
            return cursor.execute(asked, [kept.person, kept.person_version]).fetchall()

    return _PEOPLE.get(store, (kept.person, kept.person_version), ask)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
