"""Erasing what people wrote: from its table, from every version that the log keeps, and the log's chain still holds.

What is erased stays in the file's free room, and in backups, until `est/store/compaction.py` has written a new file.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import duckdb
import polars as pl

from est.errors import NotFoundError, ReportsChangedError
from est.store.chain import payload_hash
from est.store.changes import Change, applies
from est.store.database import Store
from est.store.frozen_content import ERASED, copying_rows, erase_copies, without_texts
from est.text import N_

TEXTS: Mapping[str, tuple[str, ...]] = {
    "hotspot_entries": ("wording",),
    "hotspots": ("name", "place"),
    "causes": ("wording", "evidence"),
    "measures": (
        "title", "place", "note", "without_cause", "expected", "measured_by", "deviation", "outcome", "displacement",
        "lesson",
    ),
    "measure_library": ("title", "works", "source"),
    "verdicts": ("decision",),
    "batches": ("file", "reason"),
    "reviews": ("reason",),
    "alarms": ("name",),
    "meetings": ("present", "focus"),
    "meeting_points": ("title", "basis", "decision", "note"),
    "tasks": ("title", "assigned", "outcome"),
    "coming_events": ("title", "place", "note"),
    "addenda": ("wording",),
    "saved_views": ("name",),
    "letters": ("subject", "wording"),
}  # fmt: skip
"""Table → the columns that people write freely, and that can be erased one by one."""
_WORDING = "wording"  # what is written of each piece of evidence of a cause

ERASE = "erase"
Rewritten = dict[int, tuple[str, str]]
"""Number of a row of the log → the hash of its payload as it was first, and the payload as it is to be."""


def kept_texts_of(store: Store, identity: UUID) -> pl.DataFrame:
    """Return [table, field, text, logged]: the texts of a thing as they stand, and in how many rows of the log each is.

    NotFoundError where nothing of that identity has texts.
    """
    rows = []
    with store.asking() as cursor:
        table = _table_of(cursor, identity)
        for field in TEXTS[table]:
            (text,) = cursor.execute(
                f"SELECT {field} FROM {table} WHERE id = ?",  # noqa: S608 (names of ours)
                [str(identity)],
            ).fetchall()[0]
            logged = len(rows_without(cursor, identity, (field,)))
            if text or logged:
                rows.append((table, field, text, logged))
    schema = {"table": pl.String, "field": pl.String, "text": pl.String, "logged": pl.UInt32}
    return pl.DataFrame(rows, schema=schema, orient="row")


def erase_text(store: Store, identity: UUID, field: str, why: str, who: str, when: datetime) -> int:
    """Erase one field of a thing, now and in every version, and return in how many rows of the log it was.

    It leaves what was frozen with it too: situation pictures and minutes, which then say so. The thing itself stays.
    Raises NotFoundError for a thing or a field without texts.
    """
    with store.asking() as cursor:
        table = _table_of(cursor, identity)
        if field not in TEXTS[table]:
            raise NotFoundError(
                N_("{field!r} is no text that can be erased there. There are {fields}."),
                field=field,
                fields=", ".join(TEXTS[table]),
            )
        rewritten = _rewritten(cursor, table, identity, field)[0]
    payload = {"table": table, "field": field, "why": why, "log": hashes(rewritten)}
    store.apply(Change(who, when, ERASE, identity, payload))
    return len(rewritten)


@applies(ERASE)
def _erase(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    table, field = change.payload["table"], change.payload["field"]
    if field not in TEXTS.get(table, ()):
        raise NotFoundError(N_("There is no text {field!r} to be erased."), field=field)
    rewritten, texts = _rewritten(cursor, table, change.object, field)
    rewrite_log(cursor, rewritten, change.payload["log"])
    (text,) = cursor.execute(
        f"SELECT {field} FROM {table} WHERE id = ?",  # noqa: S608 (names of ours)
        [str(change.object)],
    ).fetchall()[0]
    cursor.execute(
        f"UPDATE {table} SET {field} = ? WHERE id = ?",  # noqa: S608 (names of ours)
        [erased(text), str(change.object)],
    )
    erase_copies(cursor, texts)


def _rewritten(
    cursor: duckdb.DuckDBPyConnection, table: str, identity: UUID, field: str
) -> tuple[Rewritten, frozenset[str]]:
    """Return the rows of the log without a field of a thing and copies of it, and the texts that it ever had."""
    rewritten = rows_without(cursor, identity, (field,))
    (now,) = cursor.execute(
        f"SELECT {field} FROM {table} WHERE id = ?",  # noqa: S608 (names of ours)
        [str(identity)],
    ).fetchall()[0]
    logged = [
        text
        for thing, payload in cursor.execute(
            "SELECT CAST(object AS VARCHAR), payload FROM log WHERE number IN (SELECT unnest(?::UBIGINT[]))",
            [list(rewritten)],
        ).fetchall()
        for text in _texts_of(json.loads(payload), field, thing, str(identity))
    ]
    texts = frozenset(text for text in (str(now or ""), *logged) if text.strip() and text != ERASED)
    copies = copying_rows(cursor, texts)
    both = {
        number: (first, json.dumps(without_texts(json.loads(text), texts), ensure_ascii=False))
        for number, (first, text) in rewritten.items()
        if number in copies
    }
    return copies | rewritten | both, texts


def _texts_of(payload: dict[str, Any], field: str, thing: str, identity: str) -> Iterator[str]:
    """Yield each text that a row of the log says of a field of a thing, as it was before and after."""
    if identity in (thing, payload.get("entry")):
        yield from _texts_under(payload, field)
    yield from _texts_under((payload.get("others") or {}).get(identity), field)


def _texts_under(value: object, field: str, inside: bool = False) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            if name != "others":
                yield from _texts_under(part, field, inside or name == field)
    elif isinstance(value, list):
        for part in value:
            yield from _texts_under(part, field, inside)
    elif inside and isinstance(value, str):
        yield value


def hashes(rewritten: Rewritten) -> dict[str, str]:
    """Return what a change says of what it rewrites: the hash of a payload as it was first → its hash now."""
    return {first: payload_hash(text) for first, text in rewritten.values()}


def rewrite_log(cursor: duckdb.DuckDBPyConnection, rewritten: Rewritten, told: Mapping[str, str]) -> None:
    """Put other payloads in the place of some rows of the log. For use inside an applying function only.

    Raises ReportsChangedError unless they are those that the change tells of: somebody wrote in between.
    """
    if hashes(rewritten) != dict(told):
        raise ReportsChangedError(
            N_("Somebody changed the same thing at the same moment. Nothing was erased. Try again.")
        )
    for number, (first, text) in rewritten.items():
        cursor.execute("UPDATE log SET payload = ?, payload_hash = ? WHERE number = ?", [text, first, number])


def emptied_rows(cursor: duckdb.DuckDBPyConnection, objects: list[str]) -> Rewritten:
    """Return the rows of the log about things that are to be gone, with nothing in them."""
    rows = cursor.execute(
        "SELECT number, coalesce(payload_hash, sha256(payload)) FROM log "
        "WHERE object IN (SELECT unnest(?::UUID[])) AND payload <> '{}' ORDER BY number",
        [objects],
    ).fetchall()
    return {int(number): (first, "{}") for number, first in rows}


def _table_of(cursor: duckdb.DuckDBPyConnection, identity: UUID) -> str:
    for table in TEXTS:
        if cursor.execute(f"SELECT 1 FROM {table} WHERE id = ?", [str(identity)]).fetchall():  # noqa: S608 (names of ours)
            return table
    raise NotFoundError(
        N_("There is nothing in the store of the identity {identity} whose text could be erased."), identity=identity
    )


def rows_without(cursor: duckdb.DuckDBPyConnection, identity: UUID, fields: Collection[str]) -> Rewritten:
    """Return the rows of the log that hold some fields of a thing, as they are without them."""
    rows = cursor.execute(
        "SELECT number, coalesce(payload_hash, sha256(payload)), CAST(object AS VARCHAR), payload FROM log "
        "WHERE object = $identity::UUID "
        "OR contains(payload, $identity::VARCHAR) ORDER BY number",
        {"identity": str(identity)},
    ).fetchall()
    found = {}
    for number, first, thing, text in rows:
        payload = json.loads(text)
        own = str(identity) in (thing, payload.get("entry"))
        without = _without(payload, fields) if own else dict(payload)
        others = payload.get("others") or {}
        if str(identity) in others:
            without["others"] = others | {str(identity): _without(others[str(identity)], fields)}
        if without != payload:
            found[int(number)] = (first, json.dumps(without, ensure_ascii=False))
    return found


def _without(value: Any, fields: Collection[str]) -> Any:  # noqa: ANN401 (what JSON holds)
    """Return a payload with what it says of some fields erased, but not what it says of others beside its own thing."""
    if isinstance(value, list):
        return [_without(part, fields) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        name: part if name == "others" else erased(part) if name in fields else _without(part, fields)
        for name, part in value.items()
    }


def erased(value: Any) -> Any:  # noqa: ANN401
    """Return what stands in the place of a text, or of a list of texts that may be JSON; nothing stays nothing."""
    if isinstance(value, list):
        return [erased(part) for part in value]
    if not isinstance(value, str) or not value:
        return value
    if not value.startswith("["):
        return ERASED
    try:
        parts = json.loads(value)
    except ValueError:
        return ERASED
    for part in parts:
        if not isinstance(part, dict):
            return ERASED
        part |= {_WORDING: ERASED}
    return json.dumps(parts, ensure_ascii=False)


def erased_texts(store: Store) -> Iterator[tuple[datetime, str, str, str]]:
    """Yield when, who, what and why of everything that was erased, the newest first."""
    rows = store.ask("SELECT logged, who, payload FROM log WHERE action = ? ORDER BY number DESC", [ERASE]).rows()
    for logged, who, text in rows:
        payload = json.loads(text)
        yield logged, who, f"{payload['table']}.{payload['field']}", payload["why"]
