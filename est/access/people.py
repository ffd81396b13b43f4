"""People who may sign in: their address, role and organisation, and the account they signed in with first."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import duckdb

from est.access.permissions import ROLES, Actor, Role, allowed
from est.errors import AccountError, NotFoundError
from est.identity import new_id
from est.store import Change, Store, TextPolicy, applies
from est.text import N_

# ASCII alone: another alphabet's letter may look like, or become in small letters, one of somebody else's address
_EMAIL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}")
_NEED_ORGANISATION = (Role.REPORTER, Role.MEMBER)

# an address and an account are what these changes are for, as `who` is what the log is for
OF_ACCOUNTS = TextPolicy(accounts=("email", "issuer", "subject"))

_COLUMNS = "id::VARCHAR, version, email, role, organisation::VARCHAR, issuer, subject"


@dataclass(frozen=True)
class Person:
    """One row of the table `people`. `issuer` and `subject` are None until the first sign-in."""

    id: str
    version: int
    email: str
    role: Role
    organisation: str | None
    issuer: str | None = None
    subject: str | None = None

    @property
    def actor(self) -> Actor:
        """Who asks when this person does."""
        return Actor(self.email, self.role, self.organisation)


def normalise_email(text: str) -> str:
    """Return an address of e-mail in small letters; AccountError for what is none."""
    # the letters are looked at before they are made small: the Kelvin sign becomes a k
    email = text.strip().lower() if text.isascii() else ""
    if not _EMAIL.fullmatch(email):
        raise AccountError(
            N_("{text!r} is no address of e-mail that can sign in. Write it as name@example.se."), text=text
        )
    return email


def all_people(store: Store) -> tuple[Person, ...]:
    """Return everybody who may sign in, by address."""
    with store.asking() as cursor:
        rows = cursor.execute(f"SELECT {_COLUMNS} FROM people ORDER BY email").fetchall()  # noqa: S608 (names of ours)
    return tuple(_person(row) for row in rows)


def person_of_email(store: Store, email: str) -> Person:
    """Return the person of an address, whatever its letters; NotFoundError when nobody has it."""
    wanted = normalise_email(email)
    for person in all_people(store):
        if person.email == wanted:
            return person
    raise NotFoundError(N_("Nobody with the address {email} may sign in here."), email=wanted)


def person_of_account(store: Store, issuer: str, subject: str) -> Person | None:
    """Return the person who is bound to an account of the identity provider, or None."""
    return next((one for one in all_people(store) if (one.issuer, one.subject) == (issuer, subject)), None)


def _person(row: tuple[Any, ...]) -> Person:
    identity, version, email, role, organisation, issuer, subject = row
    return Person(identity, int(version), email, Role(role), organisation, issuer, subject)


def add_person(
    store: Store,
    email: str,
    role: Role,
    organisation: str | None,
    who: str,
    when: datetime,
    identity: UUID | None = None,
) -> UUID:
    """Let somebody sign in, with this role, for the organisation of this identity; return the person's identity.

    Raises AccountError for what is no address, an address that is there already, and a reporter or a member without an
    organisation; NotFoundError for an unknown organisation.
    """
    identity = identity or new_id()
    payload = {"email": normalise_email(email), "role": str(role), "organisation": organisation}
    store.apply(Change(who, when, "add person", identity, payload))
    return identity


def change_person(store: Store, person: Person, role: Role, organisation: str | None, who: str, when: datetime) -> None:
    """Give somebody another role or organisation, which ends their sessions; nothing when both are the same."""
    if (role, organisation) != (person.role, person.organisation):
        payload = {"version": person.version, "role": str(role), "organisation": organisation}
        store.apply(Change(who, when, "change person", UUID(person.id), payload))


def remove_person(store: Store, person: Person, who: str, when: datetime) -> None:
    """Let somebody sign in no more; delete their sessions and what they got by mail. The log keeps what they did."""
    store.apply(Change(who, when, "remove person", UUID(person.id), {"version": person.version}))


def end_sessions(store: Store, person: Person, who: str, when: datetime) -> None:
    """End every session of somebody; they may sign in again."""
    store.apply(Change(who, when, "end sessions", UUID(person.id), {"version": person.version}))


def bind_account(store: Store, person: Person, issuer: str, subject: str, when: datetime) -> None:
    """Bind a person to the account that they signed in with first; from then on no other account is theirs."""
    payload = {"version": person.version, "issuer": issuer, "subject": subject}
    store.apply(Change(person.email, when, "bind account", UUID(person.id), payload))


@applies("add person", OF_ACCOUNTS)
def _add(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    email, role, organisation = _checked(cursor, change.payload)
    if cursor.execute("SELECT 1 FROM people WHERE email = ?", [email]).fetchall():
        raise AccountError(N_("{email} may sign in already. Change the role instead of adding it again."), email=email)
    cursor.execute(
        "INSERT INTO people (id, version, email, role, organisation, added, added_by, changed, changed_by) "
        "VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?)",
        [str(change.object), email, role, organisation, change.when, change.who, change.when, change.who],
    )


@applies("change person", OF_ACCOUNTS)
def _change(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    person = _stored(cursor, change)
    _, role, organisation = _checked(cursor, {**change.payload, "email": person.email})
    if role != Role.ADMINISTRATOR:
        _leave_an_administrator(cursor, person)
    cursor.execute(
        "UPDATE people SET role = ?, organisation = ?, version = version + 1, changed = ?, changed_by = ? WHERE id = ?",
        [role, organisation, change.when, change.who, person.id],
    )
    if not allowed(Actor(person.email, Role(role), organisation), "open situation"):
        _end_subscriptions(cursor, person.email)


@applies("remove person", OF_ACCOUNTS)
def _remove(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    person = _stored(cursor, change)
    _leave_an_administrator(cursor, person)
    cursor.execute("DELETE FROM people WHERE id = ?", [person.id])
    _end_subscriptions(cursor, person.email)
    own = "SELECT id FROM letters WHERE person = ?"  # and with them their address
    for table, column in (("messages", "letter"), ("letter_approvals", "letter"), ("attachments", "id")):
        cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({own})", [person.email])  # noqa: S608 (names of ours)
    cursor.execute("DELETE FROM letters WHERE person = ?", [person.email])


@applies("end sessions", OF_ACCOUNTS)
def _end(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    person = _stored(cursor, change)
    cursor.execute("UPDATE people SET version = version + 1 WHERE id = ?", [person.id])


@applies("bind account", OF_ACCOUNTS)
def _bind(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    person = _stored(cursor, change)
    if person.subject is not None:
        raise AccountError(N_("{email} has signed in with another account."), email=person.email)
    cursor.execute(
        "UPDATE people SET issuer = ?, subject = ?, version = version + 1 WHERE id = ?",
        [change.payload["issuer"], change.payload["subject"], person.id],
    )


def _stored(cursor: duckdb.DuckDBPyConnection, change: Change) -> Person:
    """Return the person whom a change is about; AccountError when somebody else has changed them since."""
    rows = cursor.execute(
        f"SELECT {_COLUMNS} FROM people WHERE id = ?",  # noqa: S608 (names of ours)
        [str(change.object)],
    ).fetchall()
    if not rows or int(rows[0][1]) != change.payload["version"]:
        raise AccountError(N_("Somebody else has just changed or removed this person. Look again, and then decide."))
    return _person(rows[0])


def _end_subscriptions(cursor: duckdb.DuckDBPyConnection, email: str) -> None:
    """End what somebody gets by mail for themselves: they may not see it any longer."""
    cursor.execute("DELETE FROM subscriptions WHERE person = ?", [email])


def _checked(cursor: duckdb.DuckDBPyConnection, payload: Mapping[str, Any]) -> tuple[str, str, str | None]:
    """Return address, role and organisation of a payload; AccountError or NotFoundError for what cannot be."""
    email, role, organisation = normalise_email(payload["email"]), payload["role"], payload["organisation"]
    if role not in ROLES:
        raise AccountError(N_("{role!r} is no role. The roles are {roles}."), role=role, roles=", ".join(ROLES))
    if organisation is None:
        if role in _NEED_ORGANISATION:
            raise AccountError(N_("A reporter and a member belong to an organisation. Say which one."))
    elif not cursor.execute("SELECT 1 FROM organisations WHERE id = ?", [organisation]).fetchall():
        raise NotFoundError(
            N_("There is no organisation {organisation}; choose one of the list."), organisation=organisation
        )
    return email, role, organisation


def _leave_an_administrator(cursor: duckdb.DuckDBPyConnection, person: Person) -> None:
    others = cursor.execute("SELECT 1 FROM people WHERE role = ? AND id <> ?", [Role.ADMINISTRATOR, person.id])
    if person.role is Role.ADMINISTRATOR and not others.fetchall():
        raise AccountError(
            N_("{email} is the only administrator. Make somebody else administrator first."), email=person.email
        )
