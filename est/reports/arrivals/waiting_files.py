"""The files that wait for somebody to look at them: whose they are, why they wait, and how they were settled."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import duckdb

from est.errors import NotFoundError
from est.sentences import Sentence
from est.store import Change, Store, TextPolicy, applies
from est.text import N_

# a file that was taken by hand is settled as soon as its batch is there; the row says so a little later
_WAITS = (
    "a.settled IS NULL AND NOT EXISTS "
    "(SELECT 1 FROM batches b WHERE b.content_hash = a.content_hash AND b.undone IS NULL)"
)
_COLUMNS = (
    "a.id::VARCHAR, a.organisation::VARCHAR, o.name, a.file, a.content_hash, a.reasons, a.received, a.outcome "
    "FROM arrivals a LEFT JOIN organisations o ON o.id = a.organisation"
)


class WaitingOutcome(StrEnum):
    """What became of a file that waited."""

    TAKEN = "taken"
    PUT_ASIDE = "put aside"


@dataclass(frozen=True)
class WaitingFile:
    """One row of the table `arrivals`, with the name of its organisation. `outcome` is None while it waits."""

    id: str
    organisation: str
    organisation_name: str
    file: str
    content_hash: str
    reasons: tuple[Sentence, ...]
    received: datetime
    outcome: WaitingOutcome | None


def waiting_files(store: Store) -> tuple[WaitingFile, ...]:
    """Return the files that wait, the oldest first."""
    return _asked(store, _WAITS, {})


def waiting_file(store: Store, identity: UUID | str) -> WaitingFile | None:
    """Return a file that waits, or waited; None when there is none of that identity."""
    try:
        wanted = str(UUID(str(identity)))
    except ValueError:
        return None
    return next(iter(_asked(store, "a.id = $id", {"id": wanted})), None)


def _asked(store: Store, condition: str, values: Mapping[str, Any]) -> tuple[WaitingFile, ...]:
    with store.asking() as cursor:
        rows = cursor.execute(
            f"SELECT {_COLUMNS} WHERE {condition} ORDER BY a.received, a.id",
            dict(values),
        ).fetchall()
    return tuple(map(_to_file, rows))


def _to_file(row: tuple[Any, ...]) -> WaitingFile:
    identity, organisation, name, file, content_hash, reasons, received, outcome = row
    sentences = tuple(map(_to_sentence, json.loads(reasons)))
    kept = WaitingOutcome(outcome) if outcome else None
    return WaitingFile(identity, organisation, name, file, content_hash, sentences, received, kept)


def keep_waiting(
    store: Store,
    identity: UUID,
    *,
    organisation: str,
    file: str,
    content_hash: str,
    reasons: Sequence[Sentence],
    who: str,
    when: datetime,
) -> None:
    """Keep that a file of an organisation waits, and why."""
    payload = {
        "organisation": organisation,
        "file": file,
        "content_hash": content_hash,
        "reasons": [_to_members(one) for one in reasons],
    }
    store.apply(Change(who, when, "keep waiting file", identity, payload))


def settle_waiting(store: Store, identity: UUID | str, outcome: WaitingOutcome, who: str, when: datetime) -> None:
    """Settle a waiting file; NotFoundError when none of that identity waits."""
    store.apply(Change(who, when, "settle waiting file", UUID(str(identity)), {"outcome": str(outcome)}))


@applies("keep waiting file", TextPolicy(("file", "reasons")))
def _keep(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    values = [change.payload[name] for name in ("organisation", "file", "content_hash")]
    cursor.execute(
        "INSERT INTO arrivals (id, organisation, file, content_hash, reasons, received, received_by) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            *(str(change.object), *values),
            *(json.dumps(change.payload["reasons"], ensure_ascii=False), change.when, change.who),
        ],
    )


@applies("settle waiting file")
def _settle(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    identity = str(change.object)
    if not cursor.execute("SELECT 1 FROM arrivals WHERE id = ? AND settled IS NULL", [identity]).fetchall():
        raise NotFoundError(N_("That file no longer waits: somebody has taken it or put it aside."))
    cursor.execute(
        "UPDATE arrivals SET outcome = ?, settled = ?, settled_by = ? WHERE id = ?",
        [change.payload["outcome"], change.when, change.who, identity],
    )


def _to_members(sentence: Sentence) -> dict[str, Any]:
    """Return a sentence as JSON holds it; what is no number of its values as text."""
    return {
        "pattern": sentence.pattern,
        "values": {
            name: _to_members(value) if isinstance(value, Sentence) else value if isinstance(value, int) else str(value)
            for name, value in sentence.values.items()
        },
    }


def _to_sentence(members: Mapping[str, Any]) -> Sentence:
    values = {
        name: _to_sentence(value) if isinstance(value, dict) else value for name, value in members["values"].items()
    }
    return Sentence(members["pattern"], **values)
