"""Snapshots: a store's file as it was after a change, kept in PostgreSQL in parts, and checked when it comes back."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg

from est.identity import new_id
from est.store.journal.journal import GONE, Connection, Journal

PART = 8 * 2**20  # bytes
KEPT = 2  # snapshots that stay, so that a damaged one is no loss


@dataclass(frozen=True)
class Snapshot:
    """A snapshot: the change it was made after, the version of its tables, its digest and its size in bytes."""

    id: UUID
    number: int
    version: int
    digest: str
    bytes: int


def all_snapshots(journal: Journal) -> list[Snapshot]:
    """Return the snapshots that are kept, the newest first."""
    rows = journal.ask("SELECT id, number, version, digest, bytes FROM snapshots ORDER BY number DESC, made DESC")
    return [Snapshot(*row) for row in rows]


def keep_snapshot(connection: Connection, file: Path, number: int, version: int, kept: int = KEPT) -> Snapshot:
    """Put a file into the journal as the snapshot after a change; of the older ones so many stay with it.

    For use inside a transaction of the connection: it is there whole, or not at all.
    """
    identity, digest, size = new_id(), hashlib.sha256(), file.stat().st_size
    connection.execute(
        "INSERT INTO snapshots (id, number, version, digest, bytes) VALUES (%s, %s, %s, '', %s)",
        [identity, number, version, size],
    )
    for position, part in enumerate(_parts(file)):
        digest.update(part)
        connection.execute(
            "INSERT INTO snapshot_parts (snapshot, position, content) VALUES (%s, %s, %b)", [identity, position, part]
        )
    connection.execute("UPDATE snapshots SET digest = %s WHERE id = %s", [digest.hexdigest(), identity])
    connection.execute(
        "DELETE FROM snapshots WHERE id NOT IN (SELECT id FROM snapshots ORDER BY number DESC, made DESC LIMIT %s)",
        [kept],
    )
    return Snapshot(identity, number, version, digest.hexdigest(), size)


def _parts(file: Path) -> Iterator[bytes]:
    with open(file, "rb") as read:
        while part := read.read(PART):
            yield part


def fetch_snapshot(journal: Journal, snapshot: Snapshot, target: Path) -> bool:
    """Write a snapshot into a new file and tell whether it is what was kept; a damaged one leaves no file."""
    connection = journal.connect()
    digest = hashlib.sha256()
    try:
        with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            position = 0
            while True:
                with connection.cursor(binary=True) as cursor:
                    cursor.execute(
                        "SELECT content FROM snapshot_parts WHERE snapshot = %s AND position = %s",
                        [snapshot.id, position],
                    )
                    rows = cursor.fetchall()
                if not rows:
                    break
                digest.update(rows[0][0])
                file.write(rows[0][0])
                position += 1
    except GONE as error:
        target.unlink(missing_ok=True)
        raise journal.unreachable(error) from error
    except psycopg.Error:  # a part that PostgreSQL itself cannot read
        digest.update(b"unreadable")
    finally:
        connection.close()
    if digest.hexdigest() == snapshot.digest:
        return True
    with suppress(OSError):
        target.unlink()
    return False
