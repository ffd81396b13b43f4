"""Do the servers of a journal hold the same? Their chains beside the journal's, and their tables beside each other."""

import json
import time
from collections.abc import Iterator

import duckdb

from est.store.backup import fingerprints_text
from est.store.journal.journal import Journal

SEEN = "30 seconds"  # within which a server that runs has said something
PATIENCE = 30.0  # seconds for the others to say what they hold
AT_ONCE = 10_000


def chain_differences(journal: Journal, cursor: duckdb.DuckDBPyConnection, last: int) -> Iterator[str]:
    """Yield where the log of a file is not the journal's, up to a change."""
    for first in range(0, last, AT_ONCE):
        after = min(first + AT_ONCE, last)
        theirs = journal.ask(
            "SELECT number, hash FROM changes WHERE number > %s AND number <= %s ORDER BY number", [first, after]
        )
        own = cursor.execute(
            "SELECT number, hash FROM log WHERE number > ? AND number <= ? ORDER BY number", [first, after]
        ).fetchall()
        if own != theirs:
            differing = sorted(number for number, _ in set(own) ^ set(theirs))
            yield f"The log of this server and the journal differ from change {differing[0]} on."
            return


def other_servers(journal: Journal, cursor: duckdb.DuckDBPyConnection, channel: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each server that runs, and what is wrong with it; "" where it holds the same as this one.

    For who holds the lock of the journal, so that all are at the same change.
    """
    held, number = fingerprints_text(cursor)
    running = f"seen > now() - interval '{SEEN}'"
    journal.ask(f"UPDATE servers SET asked = %s, held = NULL WHERE {running}", [number])  # noqa: S608 (text of ours)
    journal.ask("SELECT pg_notify(%s, '')", [channel])
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and journal.ask("SELECT 1 FROM servers WHERE asked IS NOT NULL"):
        time.sleep(0.1)
    own = json.loads(held)
    for name, reached, said, asked in journal.ask(
        f"SELECT name, number, held, asked FROM servers WHERE {running} OR asked IS NOT NULL ORDER BY name"  # noqa: S608
    ):
        if asked is not None or said is None:
            yield name, "it does not answer"
        elif reached != number:
            yield name, f"it is at change {reached}, not {number}"
        else:
            theirs = json.loads(said)
            differing = sorted(table for table in own.keys() | theirs.keys() if own.get(table) != theirs.get(table))
            yield name, f"it holds something else in {', '.join(differing)}" if differing else ""
    journal.ask("UPDATE servers SET asked = NULL")
