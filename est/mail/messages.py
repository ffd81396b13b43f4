"""The queue: one message an address, and how far it has come. What is known of it is in the store before it is done.

A message is marked as being sent before the server hears of it. So one that the program's end came in the midst of is
never sent again by itself: whether it arrived is asked of a person.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import duckdb

from est.errors import MailError
from est.identity import new_id
from est.store import Change, Store, TextPolicy, applies
from est.text import N_

BEGIN, RECORD, STEER, DELAY = "begin sending", "record sending", "steer message", "delay messages"
BACKOFF = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
GIVEN_UP_AFTER = timedelta(days=5)  # as long as a mail server itself is to try (RFC 5321, section 4.5.4.1)
_ANSWERED = TextPolicy(covered=("answer",))  # a server repeats the address that it refuses


class MessageState(StrEnum):
    """How far a message has come."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given up"
    UNKNOWN = "unknown"


MESSAGE_STATE_NAMES = {
    MessageState.WAITING: N_("waits to be sent"),
    MessageState.SENDING: N_("is being sent"),
    MessageState.SENT: N_("sent"),
    MessageState.GIVEN_UP: N_("given up"),
    MessageState.UNKNOWN: N_("not known whether it arrived"),
}


class MailFault(StrEnum):
    """What went wrong with a message. The values are msgids."""

    NONE = ""
    GONE = N_("The mail server cannot be reached. It is tried again by itself.")
    INSECURE = N_("The mail server does not offer a secure way, or its certificate is not trusted. Nothing was sent.")
    ACCOUNT = N_("The mail server does not take the user name and the password.")
    SENDER = N_("The mail server does not take the sender's address.")
    LATER = N_("The mail server takes it later. It is tried again by itself.")
    REFUSED = N_("The mail server refuses the message for this address.")
    TOO_LONG = N_("It could not be sent for five days.")
    STOPPED = N_("The program ended while it was being sent. Ask the recipient before it is sent again.")
    NO_ACCESS = N_("Whoever was to get it may not see it any longer. Nothing was sent.")
    BY_HAND = N_("Somebody decided that it is not to be sent.")


@dataclass(frozen=True)
class Message:
    """One message as it stands in the queue; `due` is when it is tried next, `answer` what the server last said."""

    id: str
    letter: str
    address: str
    state: MessageState
    attempts: int
    queued: datetime
    due: datetime
    fault: MailFault
    answer: str


def all_messages(store: Store) -> tuple[Message, ...]:
    """Return every message, the oldest first."""
    with store.asking() as cursor:
        rows = cursor.execute(
            """SELECT id::VARCHAR, letter::VARCHAR, address, state, attempts, queued, due, fault, answer
               FROM messages ORDER BY queued, id"""
        ).fetchall()
    return tuple(
        Message(identity, letter, address, MessageState(state), int(attempts), queued, due, MailFault[fault], answer)
        for identity, letter, address, state, attempts, queued, due, fault, answer in rows
    )


def due_messages(store: Store, now: datetime) -> tuple[Message, ...]:
    """Return the messages that are to be tried now, the oldest first."""
    return tuple(one for one in all_messages(store) if one.state is MessageState.WAITING and one.due <= now)


def begin_message(store: Store, message: str, who: str, when: datetime) -> None:
    """Mark a message as being sent; MailError when it does not wait, as when another has just taken it."""
    store.apply(Change(who, when, BEGIN, UUID(message)))


def record_message(
    store: Store, message: Message, fault: MailFault, answer: str, who: str, when: datetime, *, final: bool
) -> None:
    """Write down what became of a message that was begun: sent where there is no fault, given up where that is `final`,
    else tried again later.
    """
    state, due = _after(message, fault, when, final=final)
    kept = MailFault.TOO_LONG if state is MessageState.GIVEN_UP and not final else fault
    payload = {"state": str(state), "fault": kept.name, "answer": answer, "due": due.isoformat()}
    store.apply(Change(who, when, RECORD, UUID(message.id), payload))


def delay_messages(
    store: Store, messages: Collection[Message], fault: MailFault, answer: str, who: str, when: datetime
) -> None:
    """Write down that the server could not be spoken to: each message is tried again later, or given up."""
    said = {one.id: _after(one, fault, when, final=False) for one in messages}
    payload = {
        "messages": {identity: [str(state), due.isoformat()] for identity, (state, due) in said.items()},
        "fault": fault.name,
        "answer": answer,
    }
    store.apply(Change(who, when, DELAY, new_id(), payload))


def steer_message(store: Store, message: str, who: str, when: datetime, *, again: bool) -> None:
    """Send a message `again` that was given up or whose fate is unknown, or give up one that waits."""
    store.apply(Change(who, when, STEER, UUID(message), {"again": again}))


def settle_interrupted(store: Store, who: str, when: datetime) -> int:
    """Mark what was being sent when the program ended as unknown, and return how many messages that are."""
    found = [one for one in all_messages(store) if one.state is MessageState.SENDING]
    for one in found:
        payload = {"state": "unknown", "fault": MailFault.STOPPED.name, "answer": "", "due": when.isoformat()}
        store.apply(Change(who, when, RECORD, UUID(one.id), payload))
    return len(found)


def _after(message: Message, fault: MailFault, now: datetime, *, final: bool) -> tuple[MessageState, datetime]:
    if fault is MailFault.NONE:
        return MessageState.SENT, now
    if final or now - message.queued >= GIVEN_UP_AFTER:
        return MessageState.GIVEN_UP, now
    return MessageState.WAITING, now + BACKOFF[min(message.attempts, len(BACKOFF) - 1)]


@applies(BEGIN)
def _begin(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    _require(cursor, change.object, MessageState.WAITING)
    cursor.execute("UPDATE messages SET state = 'sending' WHERE id = ?", [str(change.object)])


@applies(RECORD, _ANSWERED)
def _record(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    said = change.payload
    _require(cursor, change.object, MessageState.SENDING, MessageState.UNKNOWN)
    cursor.execute(
        "UPDATE messages SET state = ?, fault = ?, answer = ?, due = ?, attempts = attempts + 1 WHERE id = ?",
        [said["state"], said["fault"], said["answer"], said["due"], str(change.object)],
    )


@applies(DELAY, _ANSWERED)
def _delay(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    said = change.payload
    for identity, (state, due) in said["messages"].items():
        fault = said["fault"] if state == MessageState.WAITING else MailFault.TOO_LONG.name
        cursor.execute(
            """UPDATE messages SET state = ?, fault = ?, answer = ?, due = ?, attempts = attempts + 1
               WHERE id = ? AND state = 'waiting'""",
            [state, fault, said["answer"], due, identity],
        )


@applies(STEER)
def _steer(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    identity = str(change.object)
    if change.payload["again"]:
        _require(cursor, change.object, MessageState.GIVEN_UP, MessageState.UNKNOWN)
        cursor.execute(
            """UPDATE messages SET state = 'waiting', fault = 'NONE', answer = '', attempts = 0, queued = ?, due = ?
               WHERE id = ?""",
            [change.when, change.when, identity],
        )
        return
    _require(cursor, change.object, MessageState.WAITING, MessageState.UNKNOWN)
    cursor.execute("UPDATE messages SET state = 'given up', fault = ? WHERE id = ?", [MailFault.BY_HAND.name, identity])


def _require(cursor: duckdb.DuckDBPyConnection, identity: UUID, *states: MessageState) -> None:
    """Raise MailError unless a message is in one of these states."""
    rows = cursor.execute("SELECT state FROM messages WHERE id = ?", [str(identity)]).fetchall()
    if not rows or MessageState(rows[0][0]) not in states:
        raise MailError(N_("The message is not what it was a moment ago; nothing was done. Look at the list again."))
