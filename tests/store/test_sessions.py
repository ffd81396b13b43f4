"""What is remembered of who is signed in is what stands in the table, and nobody is let in who was signed out."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import duckdb
import pytest

from est.identity import new_id
from est.store import Store
from est.store.session_table import SessionRow
from est.store.sessions import (
    delete_session,
    delete_sessions_before,
    session_of_identity,
    session_of_token_hash,
    touch_session,
    write_session,
)
from tests.stores import prepared_store

START = datetime(2026, 3, 2, 8)


def written(store: Store) -> dict[str, SessionRow]:
    """Return what stands in the table, by the hash of the token."""
    with store.asking() as cursor:
        rows = cursor.execute(
            "SELECT token_hash, id, CAST(person AS VARCHAR), person_version, begun, seen FROM sessions"
        ).fetchall()
    return {row[0]: SessionRow(*row[1:]) for row in rows}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.long
def test_each_step_is_seen_at_once(seed: int) -> None:
    """Begun, used, ended one by one or all that are too old, in any order; by either key it is the table's row."""
    draw, now = random.Random(seed), START
    with prepared_store() as store:
        known: dict[str, UUID] = {}
        for step in range(60):
            now += timedelta(minutes=draw.randrange(1, 9))
            someone = draw.choice([*known, "nobody"])
            match draw.randrange(4):
                case 0:
                    known[f"hash {step}"] = write_session(store, f"hash {step}", str(new_id()), 1, now)
                case 1 if someone in known:
                    touch_session(store, known[someone], now)
                case 2 if someone in known:
                    delete_session(store, known[someone])
                case 3:
                    delete_sessions_before(store, now - timedelta(minutes=200), now - timedelta(minutes=60))
            rows = written(store)
            for token_hash, identity in known.items():
                assert session_of_identity(store, identity) == rows.get(token_hash)
                assert session_of_token_hash(store, token_hash) == rows.get(token_hash)


def test_who_is_signed_out_while_the_table_is_read_stays_out() -> None:
    """The row that was read before is not remembered after."""
    with prepared_store() as store:
        identity = write_session(store, "hash", str(new_id()), 1, START)
        inner = store.asking

        @contextmanager
        def overtaken() -> Iterator[duckdb.DuckDBPyConnection]:
            with inner() as cursor:
                yield cursor
            store.asking = inner  # type: ignore[method-assign] # one time
            delete_session(store, identity)

        store.asking = overtaken  # type: ignore[method-assign] # what comes between reading and remembering
        assert session_of_identity(store, identity) is not None
        assert session_of_identity(store, identity) is None


def test_a_session_that_lasts_is_read_once() -> None:
    """Each message of each window asks for it."""
    with prepared_store() as store:
        identity = write_session(store, "hash", str(new_id()), 1, START)
        first = session_of_identity(store, identity)
        assert session_of_token_hash(store, "hash") == first
        with store.noting() as cursor:  # past this module, which nothing else does
            cursor.execute("DELETE FROM sessions")
        assert session_of_identity(store, identity) == session_of_token_hash(store, "hash") == first


def test_one_store_knows_nothing_of_another() -> None:
    """Each municipality has sessions of its own."""
    with prepared_store() as store, prepared_store() as other:
        identity = write_session(store, "hash", str(new_id()), 1, START)
        assert session_of_identity(store, identity) is not None
        assert session_of_identity(other, identity) is None
