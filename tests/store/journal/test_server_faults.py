"""What breaks in a server that shares a store is said, what can be mended by itself is, and nothing is half."""

import time
from datetime import datetime

import duckdb
import psycopg
import pytest

from est.errors import StoreDamagedError, StoreUnreachableError
from est.home import PostgresHome
from est.identity import new_id
from est.municipality.defaults import prepare_store
from est.municipality.settings import read_settings, write_setting
from est.store.journal import comparison, follower, open_shared_store, shared_store
from est.store.journal.journal import Writing
from est.store.journal.snapshots import all_snapshots
from est.store.migrations import MIGRATIONS
from tests.store.journal.test_journal_faults import cut, with_options
from tests.store.journal.test_shared_store import held

NOW = datetime(2026, 3, 2, 12)
pytestmark = [pytest.mark.slow, pytest.mark.long]  # each begins with caches of its own, which takes a second or two


def test_a_change_whose_end_nobody_knows_is_said_to_be_unsure(server, cluster, monkeypatch):
    """The database broke off in the commit and does not come back in time; later it is seen whether it arrived."""
    first = server("a")
    prepare_store(first, "test", NOW)
    right = Writing.commit

    def broken(self, *arguments):
        right(self, *arguments)
        cluster.kill()
        raise psycopg.OperationalError("a text in any language")

    monkeypatch.setattr(shared_store, "ASKED_AGAIN", 0.2)  # seconds
    try:
        monkeypatch.setattr(Writing, "commit", broken)
        with pytest.raises(StoreUnreachableError, match="cannot be said"):
            write_setting(first, "name", "Karlstad", "test", NOW)
    finally:
        cluster.start()
    first.journal._failed = float("-inf")  # a second later
    first.refresh()
    assert read_settings(first).get("name") == "Karlstad"


def test_a_file_that_fails_after_the_journal_has_a_change_takes_it_up_from_there(server, monkeypatch):
    """A full disk, say: the change is acknowledged, as it is kept."""
    first = server("a")
    prepare_store(first, "test", NOW)
    right = first._cursor
    failed: list[bool] = []

    class Failing:
        def __init__(self, cursor):
            self._cursor = cursor

        def execute(self, statement, *values):
            if statement == "COMMIT" and not failed:
                failed.append(True)
                raise duckdb.IOException("No space left on device")
            return self._cursor.execute(statement, *values)

        def __getattr__(self, name):
            return getattr(self._cursor, name)

    monkeypatch.setattr(first, "_cursor", lambda: Failing(right()))
    write_setting(first, "name", "Karlstad", "test", NOW)
    assert failed
    assert read_settings(first).get("name") == "Karlstad"
    assert first.head.number == 2


def test_a_journal_that_was_changed_by_hand_is_not_followed(server):
    """Not the change that says something else, not the one that lost what it carried, nor one of a later program."""
    first, second = server("a"), server("b")
    prepare_store(first, "test", NOW)
    second.refresh()
    write_setting(first, "name", "Karlstad", "test", NOW)
    ((payload, action),) = first.journal.ask("SELECT payload, action FROM changes WHERE number = 2")
    for column, value, told in (
        ("payload", payload.replace("Karlstad", "Arvika"), "the database does not answer"),
        ("payload", None, "the database does not answer"),
        ("action", "of a later program", "of an earlier version than the store"),
    ):
        first.journal.ask(f"UPDATE changes SET {column} = %s WHERE number = 2", [value])
        assert second.unready() == told
        first.journal.ask("UPDATE changes SET payload = %s, action = %s WHERE number = 2", [payload, action])
    assert second.unready() == ""
    ((version,),) = first.journal.ask("SELECT version FROM home")
    first.journal.ask("UPDATE home SET version = version + 1")
    assert second.unready() == "of an earlier version than the store"
    first.journal.ask("UPDATE home SET version = %s", [version])
    assert read_settings(second)["name"] == "Karlstad"
    assert held(first) == held(second)


def test_a_follower_says_what_is_wrong_and_goes_on_when_it_is_mended(server, cluster, monkeypatch, capsys):
    """A cut connection is no word worth; a change that it does not know is, and both end by themselves."""
    monkeypatch.setattr(follower, "AGAIN", 0.05)
    first, second = server("a"), server("b")
    prepare_store(first, "test", NOW)
    first.journal.ask("UPDATE changes SET action = 'of a later program' WHERE number = 1")
    following = follower.Follower(second)
    following.start()
    try:
        said, end = "", time.monotonic() + 60
        while "A newer version" not in said and time.monotonic() < end:
            said += capsys.readouterr().out
            time.sleep(0.02)
        assert "A newer version" in said
        first.journal.ask("UPDATE changes SET action = 'fill a new store' WHERE number = 1")
        while second.head != first.head and time.monotonic() < end:
            time.sleep(0.02)
        cut(cluster, first.home)
        write_setting(first, "name", "Karlstad", "test", NOW)
        while second.head != first.head and time.monotonic() < end:
            time.sleep(0.02)
        assert second.head == first.head
    finally:
        following.stop()


def test_a_cache_that_is_no_store_is_said_while_the_database_is_gone(tmp_path):
    """It is made anew when it answers; until then there is nothing to show."""
    home = PostgresHome("postgresql://est@127.0.0.1:9/est", "karlstad")
    cache = tmp_path / f"{home.key}-v{MIGRATIONS[-1].version}.duckdb"
    cache.write_bytes(b"no store at all" * 1000)
    with pytest.raises(StoreDamagedError):
        open_shared_store(home, tmp_path)


def test_a_table_that_somebody_holds_keeps_no_snapshot_and_nothing_is_half(server, shared_home):
    """A copy by hand that is not at its end: it is said, and done at the next time."""
    first = server("a", with_options(shared_home, "-c%20lock_timeout%3D50"))
    prepare_store(first, "test", NOW)
    first.keep_copy()
    first.keep_copy()
    assert len(all_snapshots(first.journal)) == 1
    connection = first.journal.connect()
    with connection.transaction():
        connection.execute("LOCK TABLE snapshot_parts IN ACCESS SHARE MODE")
        first.journal.ask("UPDATE changes SET action = 'erase' WHERE number = 1")
        with pytest.raises(StoreUnreachableError):
            first.forget_erased()
        connection.execute("LOCK TABLE snapshot_parts")
        with pytest.raises(StoreUnreachableError):
            first.keep_snapshot()
    connection.close()
    assert len(all_snapshots(first.journal)) == 1
    first._upgrade()  # another server was quicker
    assert read_settings(first)["timezone"] == "Europe/Stockholm"


def test_what_servers_hold_is_compared_and_each_difference_is_named(server, monkeypatch):
    """The journal's own chain, a server that does not answer, and one that is at another change."""
    monkeypatch.setattr(comparison, "PATIENCE", 0.2)
    first = server("a")
    prepare_store(first, "test", NOW)
    first.journal.ask(
        "INSERT INTO servers (id, name, version, number, seen) VALUES (%s, 'asleep', 1, 1, now())", [new_id()]
    )
    assert dict(first.compare_servers()) == {str(first.home): "", "asleep": "it does not answer"}
    first.journal.ask(
        "CREATE FUNCTION answer() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NEW.asked := NULL; NEW.held := '{}'; NEW.number := 7; RETURN NEW; END $$"
    )
    first.journal.ask("CREATE TRIGGER answers BEFORE UPDATE ON servers FOR EACH ROW EXECUTE FUNCTION answer()")
    assert dict(first.compare_servers())["asleep"] == "it is at change 7, not 1"
    first.journal.ask("UPDATE changes SET hash = 'x' WHERE number = 1")
    with first.asking() as cursor:
        (told,) = comparison.chain_differences(first.journal, cursor, 1)
    assert told.endswith("differ from change 1 on.")
