"""What PostgreSQL refuses, or leaves in the middle, is a sentence; what it can do again it is asked again."""

from datetime import datetime
from uuid import uuid4

import psycopg
import pytest

from est.errors import StoreDamagedError, StoreUnreachableError
from est.home import PostgresHome
from est.identity import new_id
from est.store.journal import sessions
from est.store.journal.journal import Journal
from est.store.journal.sessions import SharedSessions
from est.store.journal.snapshots import Snapshot, fetch_snapshot
from est.store.session_table import SessionRow

NOW = datetime(2026, 3, 2, 12)
pytestmark = pytest.mark.slow  # they need a PostgreSQL, which one of them starts


@pytest.fixture
def journal(shared_home):
    """The journal of a schema, made ready."""
    found = Journal(shared_home)
    found.prepare(1)
    yield found
    found.close()


def with_options(home: PostgresHome, options: str) -> PostgresHome:
    """Return a home whose connections have these options of PostgreSQL."""
    return PostgresHome(f"{home.address}{'&' if '?' in home.address else '?'}options={options}", home.schema)


def cut(cluster, home: PostgresHome) -> None:
    """End every connection to a schema, as a machine on the way does that forgets them."""
    with psycopg.connect(cluster.address(), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = %s",
            [f"est {home.schema}"],
        )


def test_a_connection_that_was_cut_is_made_anew(cluster, journal):
    """For asking and for writing; who led leads no more, and may again."""
    assert journal.leads()
    with journal.writing() as kept:
        assert kept.state().version == 1
    cut(cluster, journal.home)
    assert journal.state().version == 1
    with journal.writing() as kept:
        kept.settle(2)
        kept.commit("est_test", 0)
    assert journal.state().version == 2
    assert not journal.leads()
    assert journal.leads()


def test_changes_that_break_off_are_a_sentence_and_what_is_not_there_is_none(cluster, journal):
    for number in (1, 2):
        journal.ask(
            "INSERT INTO changes (number, hash, id, who, logged, action, object, payload_hash, payload) "
            "VALUES (%s, '', %s, 'test', %s, 'settle', %s, '', '{}')",
            [number, uuid4(), NOW, uuid4()],
        )
    assert [row.head.number for row in journal.rows_after(0, 9)] == [1, 2]
    rows = journal.rows_after(0, 2)
    next(rows)
    cut(cluster, journal.home)
    with pytest.raises(StoreUnreachableError):
        next(rows)


def test_a_database_that_takes_no_changes_is_a_sentence(journal):
    """Whether a schema is to be made, or is there."""
    reading = "-c%20default_transaction_read_only%3Don"
    shut = Journal(with_options(journal.home, reading))
    with pytest.raises(StoreUnreachableError):
        shut.ask("UPDATE home SET version = 2")
    with pytest.raises(StoreUnreachableError), shut.writing() as kept:
        kept.settle(2)
    shut.close()
    with pytest.raises(StoreUnreachableError):
        Journal(PostgresHome(with_options(journal.home, reading).address, "nowhere")).prepare(1)
    assert journal.state().version == 1


def test_a_database_that_can_hold_no_store_says_why(cluster, shared_home):
    """One with another encoding, and a user who may not make a schema."""
    with psycopg.connect(cluster.address(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        connection.execute("CREATE ROLE guest LOGIN")
    try:
        with pytest.raises(StoreDamagedError, match="LATIN1"):
            Journal(PostgresHome(cluster.address("latin"), "karlstad")).prepare(1)
        with pytest.raises(StoreDamagedError, match="right to make"):
            Journal(PostgresHome(cluster.address().replace("//est@", "//guest@"), "karlstad")).prepare(1)
    finally:
        with psycopg.connect(cluster.address(), autocommit=True) as connection:
            connection.execute("DROP DATABASE latin")
            connection.execute("DROP ROLE guest")


def test_an_address_that_is_no_text_or_leads_to_no_schema_is_a_sentence(cluster):
    for home in (PostgresHome("postgresql://est@127.0.0.1/\udcff"), PostgresHome(cluster.address(), "a\0")):
        with pytest.raises(StoreUnreachableError):
            Journal(home).connect()


def test_a_snapshot_that_cannot_be_read_leaves_no_file(journal, tmp_path):
    """While somebody holds its table it is asked for again later; where PostgreSQL has lost it, there is none."""
    snapshot, target = Snapshot(new_id(), 1, 1, "digest", 1), tmp_path / "snapshot"
    waiting = Journal(with_options(journal.home, "-c%20lock_timeout%3D50"))
    connection = journal.connect()
    with connection.transaction():
        connection.execute("LOCK TABLE snapshot_parts")
        with pytest.raises(StoreUnreachableError):
            fetch_snapshot(waiting, snapshot, target)
    connection.execute("DROP TABLE snapshot_parts")
    connection.close()
    assert not fetch_snapshot(journal, snapshot, target)
    assert not target.exists()


def test_sessions_are_remembered_up_to_a_number_and_last_while_nobody_hears(journal, monkeypatch):
    monkeypatch.setattr(sessions, "MOST", 1)
    kept = SharedSessions(journal)
    for name in ("a", "b"):
        kept.add(SessionRow(new_id(), str(new_id()), 1, NOW, NOW), name)
        assert kept.of_token(name) is not None
    journal.close()
    journal._failed = float("inf")  # nobody answers from here on
    assert kept.of_token("a") is None
    known = kept.of_token("b")
    assert known is not None
    kept.touch(known.id, NOW)
    journal._failed = float("-inf")
