"""Letters in the store: written and edited, approved by somebody, and from then on as they are.

With the approval the letter's messages stand in the queue, one for each address; without it nothing does.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import duckdb

from est.errors import AlreadyThereError, MailError
from est.identity import new_id
from est.mail.letter import FIELD_NAMES, Letter
from est.mail.recipients import all_recipients
from est.store import Change, Store, TextPolicy, applies
from est.store.versions import CHANGED, Records
from est.text import N_

ADD_LETTER, EDIT_LETTER, APPROVE_LETTER, POST_LETTER = "add letter", "edit letter", "approve letter", "post letter"
REMOVE_LETTER = "remove letter"
LONGEST_APPROVAL = 200

LETTERS = Records(
    "letters",
    tuple(field.name for field in fields(Letter)),
    Letter.from_fields,
    (ADD_LETTER, EDIT_LETTER, POST_LETTER),
    N_("There is no letter {identity} in the store. Choose one of the list."),
    kept_as="letter",
)
_WRITTEN = TextPolicy(
    CHANGED,
    accounts=("messages", "person"),  # the addresses that it goes to, and whose it is
    why=N_("letters name functions and places, never persons."),
    names=FIELD_NAMES,
)


@dataclass(frozen=True)
class RecordedLetter:
    """A letter as it stands in the store, with who approved it (a function) and when; None as long as nobody has.

    `by_mail` is whether it then went into the queue; else it was told in another way.
    """

    identity: str
    version: int
    letter: Letter
    approved_by: str | None = None
    approved: datetime | None = None
    by_mail: bool = False


def all_letters(store: Store) -> tuple[RecordedLetter, ...]:
    """Return every letter, the newest first."""
    approvals = {
        letter: rest
        for letter, *rest in store.ask(
            "SELECT letter::VARCHAR AS letter, approved_by, approved, by_mail FROM letter_approvals"
        ).rows()
    }
    found = [
        RecordedLetter(identity, version, letter, *approvals.get(identity, ()))
        for identity, version, letter in LETTERS.all(store)
    ]
    return tuple(reversed(found))


def add_letter(store: Store, letter: Letter, who: str, when: datetime, identity: UUID | None = None) -> UUID:
    """Keep a draft and return its identity. With an `identity` of one's own the call can be repeated."""
    return LETTERS.add(store, letter, who, when, identity)


def edit_letter(store: Store, identity: UUID, version: int, letter: Letter, who: str, when: datetime) -> int:
    """Change a draft from the `version` that was read, and return its new version.

    Raises EditedByOtherError, and changes nothing, when somebody else has changed it since; MailError when it is
    approved; PersonalDataError for a text that holds any.
    """
    return LETTERS.edit(store, identity, version, letter, who, when)


def remove_letter(store: Store, identity: UUID, who: str, when: datetime) -> None:
    """Remove a draft; MailError when it is approved. The log keeps what it said."""
    store.apply(Change(who, when, REMOVE_LETTER, identity))


def approve_letter(
    store: Store, identity: UUID, version: int, approved_by: str, who: str, when: datetime, *, by_mail: bool
) -> int:
    """Approve a letter in the `version` that was read, and return how many messages now wait to be sent.

    `approved_by` is a function. Where it is not to go `by_mail` none does: it is told in another way. Raises MailError
    when nobody is said to approve it, when the organisation has no address, or when it was edited meanwhile;
    AlreadyThereError when it is approved already.
    """
    if not approved_by.strip() or len(approved_by) > LONGEST_APPROVAL:
        raise MailError(N_("Write in at most 200 characters who approves the letter, by function."))
    letter, _newest = LETTERS.get(store, identity)
    addresses = all_recipients(store).get(letter.organisation, ()) if by_mail else ()
    if by_mail and not addresses:
        raise MailError(N_("The organisation has no address. Write one under Settings, or copy the text."))
    payload = {"version": version, "approved_by": approved_by.strip(), "messages": _messages(addresses)}
    store.apply(Change(who, when, APPROVE_LETTER, identity, payload))
    return len(addresses)


def post_letter(
    store: Store,
    letter: Letter,
    addresses: Iterable[str],
    standing: str,
    who: str,
    when: datetime,
    identity: UUID,
    attached: Mapping[str, Any] | None = None,
) -> None:
    """Queue a letter that nobody need approve; one of this identity that is queued already is left unchanged.

    `standing` says by what it was allowed: what somebody has turned on once for all. Of what is `attached` (values of
    JSON) files are made when it is sent.
    """
    payload = LETTERS.first_version(letter) | {"approved_by": standing, "messages": _messages(addresses)}
    if attached is not None:
        payload["attached"] = attached
    if store.ask("SELECT 1 FROM letters WHERE id = ?", [str(identity)]).is_empty():
        store.apply(Change(who, when, POST_LETTER, identity, payload))


def _messages(addresses: Iterable[str]) -> dict[str, str]:
    """Return a new message's identity → the address that it goes to."""
    return {str(new_id()): address for address in addresses}


@applies(ADD_LETTER, _WRITTEN)
@applies(EDIT_LETTER, _WRITTEN)
def _put(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    _refuse_approved(cursor, change.object)
    LETTERS.put_version(cursor, change, change.object, change.payload)


@applies(REMOVE_LETTER)
def _remove(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    _refuse_approved(cursor, change.object)
    cursor.execute("DELETE FROM letters WHERE id = ?", [str(change.object)])


@applies(APPROVE_LETTER, _WRITTEN)
def _approve(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    if _is_approved(cursor, change.object):
        raise AlreadyThereError(N_("The letter is approved already; nothing was changed."))
    if LETTERS.stored_record(cursor, change.object)[1] != change.payload["version"]:
        raise MailError(N_("Somebody changed the letter after you read it. Read it again, and approve it then."))
    _queue(cursor, change)


@applies(POST_LETTER, _WRITTEN)
def _post(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    LETTERS.put_version(cursor, change, change.object, change.payload)
    if change.payload.get("attached") is not None:
        content = json.dumps(change.payload["attached"], ensure_ascii=False)
        cursor.execute("INSERT INTO attachments (id, content) VALUES (?, ?)", [str(change.object), content])
    _queue(cursor, change)


def _queue(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    messages: dict[str, Any] = change.payload["messages"]
    cursor.execute(
        "INSERT INTO letter_approvals (letter, approved_by, approved, by_mail) VALUES (?, ?, ?, ?)",
        [str(change.object), change.payload["approved_by"], change.when, bool(messages)],
    )
    for identity, address in messages.items():
        cursor.execute(
            """INSERT INTO messages (id, letter, address, state, attempts, queued, due, fault, answer)
               VALUES (?, ?, ?, 'waiting', 0, ?, ?, 'NONE', '')""",
            [identity, str(change.object), address, change.when, change.when],
        )


def _is_approved(cursor: duckdb.DuckDBPyConnection, identity: UUID) -> bool:
    return bool(cursor.execute("SELECT 1 FROM letter_approvals WHERE letter = ?", [str(identity)]).fetchall())


def _refuse_approved(cursor: duckdb.DuckDBPyConnection, identity: UUID) -> None:
    if _is_approved(cursor, identity):
        raise MailError(N_("The letter is approved and stays as it is. Write a new one to correct it."))
