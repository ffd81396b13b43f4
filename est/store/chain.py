"""The chain of changes: each row of the log has a running number and a hash over itself and the one before.

It is a hash over the hash of what the change carried. So a text can be erased from the log: the hash of the payload as
it was stays in `payload_hash`, and a later change says which payloads were rewritten, each with its hash now.

Beside the store lies a small file with the newest number and hash. It is on the disk before a change is acknowledged,
so a store that has lost acknowledged work is known by it: an older copy, or one without its write-ahead log.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import duckdb

from est.errors import StoreDamagedError
from est.text import N_

ERASING = ("erase", "purge")
"""The actions that take something out of the log, and tell of it in `log`: hash as it was first → hash now."""


@dataclass(frozen=True)
class Head:
    """The newest row of a log: its number, and its hash in hexadecimal; of an empty log 0 and nothing."""

    number: int = 0
    hash: str = ""


@dataclass(frozen=True)
class LogRow:
    """A row of the log as it is hashed; `payload` is the text that is stored."""

    id: UUID
    who: str
    logged: datetime
    action: str
    object: UUID
    payload: str

    def next_head(self, head: Head, held: str | None = None) -> Head:
        """Return the head of a log that had this one before the row came; `held` is the payload's hash, if known."""
        held = held or payload_hash(self.payload)
        parts = [
            head.number + 1,
            head.hash,
            str(self.id),
            self.who,
            self.logged.isoformat(),
            self.action,
            str(self.object),
        ]
        text = json.dumps([*parts, held], ensure_ascii=False)
        return Head(head.number + 1, hashlib.sha256(text.encode()).hexdigest())


def payload_hash(payload: str) -> str:
    """Return the hash of what a change carried, as the chain records it."""
    return hashlib.sha256(payload.encode()).hexdigest()


def number_log(cursor: duckdb.DuckDBPyConnection) -> None:
    """Give a log the columns `number`, `hash` and `payload_hash`, and rows from before they came their number.

    Those have no hash. `payload_hash` is that of a payload of which something was erased, as it was.
    """
    cursor.execute("ALTER TABLE log ADD COLUMN IF NOT EXISTS number UBIGINT")
    cursor.execute("ALTER TABLE log ADD COLUMN IF NOT EXISTS hash VARCHAR")
    cursor.execute("ALTER TABLE log ADD COLUMN IF NOT EXISTS payload_hash VARCHAR")
    if cursor.execute("SELECT 1 FROM log WHERE number IS NULL LIMIT 1").fetchall():
        cursor.execute(
            "UPDATE log SET number = counted.number "
            "FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM log) AS counted "
            "WHERE log.id = counted.id AND log.number IS NULL"
        )


def newest_head(cursor: duckdb.DuckDBPyConnection, table: str = "log") -> Head:
    """Return the head of a log as a cursor sees it."""
    rows = cursor.execute(
        f"SELECT number, coalesce(hash, '') FROM {table} ORDER BY number DESC LIMIT 1"  # noqa: S608 (names of ours)
    ).fetchall()
    return Head(int(rows[0][0]), str(rows[0][1])) if rows else Head()


def chain_faults(cursor: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Yield what is wrong with the chain of a log, a sentence each: a row missing, doubled, or changed afterwards."""
    rewritten = rewritten_payloads(cursor)
    cursor.execute(
        "SELECT number, hash, payload_hash, id, who, logged, action, object, payload FROM log ORDER BY number, id"
    )
    head = Head()
    while rows := cursor.fetchmany(10_000):
        for number, hash_, held, identity, who, logged, action, thing, payload in rows:
            if int(number) != head.number + 1:
                yield f"The log goes from change {head.number} to change {number}."
            told = f"Change {number} of the log ({logged:%Y-%m-%d %H:%M}, {action})"
            if held is not None and rewritten.get(held) != payload_hash(payload):
                yield f"{told} was rewritten, and no later change says so."
            if hash_ is None:  # from before there were hashes
                head = Head(int(number))
                continue
            row = LogRow(identity, who, logged, action, thing, payload)
            if hash_ != row.next_head(Head(int(number) - 1, head.hash), held).hash:
                yield f"{told} is not what was written there."
            head = Head(int(number), str(hash_))


def rewritten_payloads(cursor: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the hash of a payload as it was first → its hash now, of each that a later change erased something of."""
    rows = cursor.execute(
        "SELECT payload FROM log WHERE action IN (SELECT unnest(?::VARCHAR[])) ORDER BY number", [list(ERASING)]
    ).fetchall()
    found: dict[str, str] = {}
    for (payload,) in rows:
        found |= json.loads(payload).get("log", {})
    return found


def head_path(path: Path) -> Path:
    """Return where the head of a store's log is kept beside the store."""
    return path.with_name(path.name + ".head")


def read_head(path: Path) -> Head | None:
    """Return the head that is kept beside a store, None where none is; StoreDamagedError when it cannot be read."""
    try:
        found = json.loads(head_path(path).read_text(encoding="utf-8"))
        return Head(int(found["number"]), str(found["hash"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreDamagedError(
            N_(
                "The file {head}, which says what the newest change of the store is, cannot be read. Restore a backup "
                "with `est restore`, or remove the file and see with `est check` what the store holds."
            ),
            head=head_path(path),
        ) from error


def write_head(path: Path, head: Head) -> None:
    """Put the head of a store's log beside it, on the disk when this returns; StoreDamagedError when that fails."""
    kept, written = head_path(path), path.with_name(path.name + ".head.new")
    try:
        descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump({"number": head.number, "hash": head.hash}, file)
            file.flush()
            os.fsync(file.fileno())
        written.replace(kept)
        sync_folder(kept.parent)
    except OSError as error:
        raise StoreDamagedError(
            N_(
                "The change was saved, but {head} could not be written ({reason}). See that there is room on the disk "
                "and that the folder may be written."
            ),
            head=kept,
            reason=error.strerror,
        ) from error


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk, where the system can; Windows cannot, and does it by itself."""
    with suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def require_head(cursor: duckdb.DuckDBPyConnection, path: Path, newest: Head) -> bool:
    """Return whether it can be told that a store lacks no change that was acknowledged; keep the head of what it has.

    It cannot where no head lies beside it, unless the store is of before there were any. Raises StoreDamagedError when
    the store lacks such a change.

    A store may be one change ahead of what is kept: it was killed after the change was saved and before it was said so.
    """
    kept = read_head(path)
    if kept is not None and kept.number:
        rows = cursor.execute("SELECT coalesce(hash, '') FROM log WHERE number = ?", [kept.number]).fetchall()
        if [row[0] for row in rows] != [kept.hash]:
            raise StoreDamagedError(
                N_(
                    "The store {path} lacks work that was saved: its newest change is number {newest}, and number "
                    "{kept} was acknowledged. Its write-ahead log ({path}.wal) is missing or damaged, or the file is "
                    "an older copy. Put the log back, or restore a backup with `est restore`. To go on with what is "
                    "there, remove {head}."
                ),
                path=path,
                newest=newest.number,
                kept=kept.number,
                head=head_path(path),
            )
    if kept != newest:
        write_head(path, newest)
    return kept is not None or not newest.hash


def unconfirmed_fault(path: Path) -> str:
    """Return what is said of a store beside which no head lay when it was opened."""
    head = head_path(path)
    return (
        f"Whether the store {path} lacks work that was saved cannot be told: the file {head.name}, which says what its "
        "newest change is, was not beside it. Where the store is a copy, copy it again with all files that begin with "
        "its name, or restore a backup with `est restore`. The file was written anew, of what the store holds."
    )


def refuse_lost(path: Path) -> None:
    """Raise StoreDamagedError where a store is to be made and the head of one that was there lies beside."""
    kept = read_head(path)
    if kept is not None and kept.number:
        raise StoreDamagedError(
            N_(
                "The store {path} is gone, and {head} says that it held {kept} changes. Put it back, or restore a "
                "backup with `est restore`. To begin a new store, remove {head}."
            ),
            path=path,
            head=head_path(path),
            kept=kept.number,
        )
