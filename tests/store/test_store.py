"""A store migrates once and in order, keeps a change with its log row or neither, and is owned by one process."""

import subprocess
import sys
import textwrap
import threading
import time
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from est.errors import StoreBusyError, StoreDamagedError, StoreMemoryError, StoreTooNewError, UnknownActionError
from est.identity import new_id
from est.store import Change, applies, insert_rows, open_store
from est.store.migrations import FIRST, MIGRATIONS, Migration

NOW = datetime(2026, 3, 1, 12)
ROOT = Path(__file__).resolve().parents[2]
SECOND = Migration(2, "a second step", ("CREATE TABLE later (number INTEGER)",))
POSIX = pytest.mark.skipif(
    sys.platform == "win32", reason="The disk's room is limited by RLIMIT_FSIZE; Windows has none."
)
BROKEN = Migration(3, "a step that fails halfway", ("CREATE TABLE half (number INTEGER)", "SELECT * FROM nowhere"))


@applies("a test's change")
def _apply(cursor, change):
    cursor.execute("INSERT INTO settings (name, value) VALUES (?, ?)", [change.payload["name"], "1"])
    if change.payload.get("fail"):
        raise ZeroDivisionError("in the middle")


@applies("a test's rows")
def _rows(cursor, change):
    insert_rows(cursor, "settings", change.frames["rows"])


@applies("a test's slow change")
def _slow(cursor, change):
    with ALONE:
        time.sleep(0.01)


class Alone:
    """A room that remembers whether two were ever in it at once."""

    inside = most = 0

    def __enter__(self):
        self.inside += 1
        self.most = max(self.most, self.inside)

    def __exit__(self, *_):
        self.inside -= 1


ALONE = Alone()


@applies("a test's measure")
def _measure(cursor, change):
    cursor.execute("INSERT INTO measures (id, title) VALUES (?, 'kept')", [str(change.object)])


def change(name, **payload):
    return Change("anna", NOW, "a test's change", new_id(), {"name": name, **payload})


def alone(code: str, seconds: float) -> tuple[str, str]:
    """Return what code says, on its output and its error stream, in a process of its own with limits of its own."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    return done.stdout, done.stderr


@pytest.mark.slow
def test_migrations_are_taken_once_and_in_order(tmp_path):
    with open_store(tmp_path / "s", migrations=(FIRST,)) as store:
        assert store.ask("SELECT version FROM migrations").rows() == [(1,)]
        store.apply(change("kept"))
    for _ in range(2):
        with open_store(tmp_path / "s", migrations=(FIRST, SECOND)) as store:
            assert store.ask("SELECT version, name FROM migrations ORDER BY version").rows() == [
                (1, FIRST.name),
                (2, SECOND.name),
            ]
            assert store.ask("SELECT name FROM settings").rows() == [("kept",)]


@pytest.mark.slow
def test_a_migration_is_in_the_file_itself_when_it_is_done(tmp_path):
    """Not in the write-ahead log beside it, where a copy of the file would miss it."""
    with open_store(tmp_path / "s"):
        log = tmp_path / "s.wal"
        assert not log.exists() or log.stat().st_size == 0


@pytest.mark.slow
def test_a_measure_logged_before_hotspots_came_is_kept_with_nothing_said_of_the_new_fields(tmp_path):
    with open_store(tmp_path / "s", migrations=MIGRATIONS[:1]) as store:
        store.apply(Change("anna", NOW, "a test's measure", new_id()))
    with open_store(tmp_path / "s") as store:
        assert store.ask("SELECT title, hotspot, follow_up FROM measures").rows() == [("kept", None, None)]
        assert store.ask("SELECT max(version) FROM migrations").item() == MIGRATIONS[-1].version


@pytest.mark.slow
def test_a_migration_that_fails_leaves_nothing_of_itself(tmp_path):
    with pytest.raises(duckdb.Error):
        open_store(tmp_path / "s", migrations=(FIRST, SECOND, BROKEN))
    with open_store(tmp_path / "s", migrations=(FIRST, SECOND)) as store:
        assert store.ask("SELECT count(*) FROM migrations").item() == 2
        tables = store.ask("SELECT table_name FROM duckdb_tables()")["table_name"].to_list()
        assert "half" not in tables


@pytest.mark.slow
def test_an_old_store_keeps_each_step_that_was_taken_before_one_failed(tmp_path):
    """What is done need not be done again by the program that can take the next step."""
    open_store(tmp_path / "s", migrations=(FIRST,)).close()
    with pytest.raises(duckdb.Error):
        open_store(tmp_path / "s", migrations=(FIRST, SECOND, BROKEN))
    with duckdb.connect(tmp_path / "s", read_only=True) as plain:
        assert plain.execute("SELECT max(version) FROM migrations").fetchone() == (2,)


@pytest.mark.slow
def test_a_store_newer_than_the_program_is_refused_and_left_untouched(tmp_path):
    open_store(tmp_path / "s", migrations=(FIRST, SECOND)).close()
    with pytest.raises(StoreTooNewError, match="version 2"):
        open_store(tmp_path / "s", migrations=(FIRST,))
    with open_store(tmp_path / "s", migrations=(FIRST, SECOND)) as store:
        assert store.ask("SELECT count(*) FROM migrations").item() == 2


def test_a_file_that_is_no_store_is_refused(tmp_path):
    (tmp_path / "s").write_bytes(b"tid,kategori\n" * 1000)
    with pytest.raises(StoreDamagedError, match="cannot be opened"):
        open_store(tmp_path / "s")


@pytest.mark.parametrize("name", ["tabell.csv", "md:plats", "sqlite:plats", ":memory:"])
@pytest.mark.slow
def test_a_path_is_a_file_whatever_it_is_called(tmp_path, monkeypatch, name):
    """DuckDB opens tables of text as databases too, and fetches an extension for some beginnings of a name."""
    monkeypatch.chdir(tmp_path)
    open_store(Path(name)).close()
    assert (tmp_path / name).stat().st_size > 0
    (tmp_path / "text.csv").write_text("a,b\n1,2\n")
    with pytest.raises(StoreDamagedError, match="not a valid DuckDB"):
        open_store(Path("text.csv"))


def test_a_folder_or_a_path_that_is_no_text_is_refused(tmp_path):
    with pytest.raises(StoreDamagedError, match="is a folder"):
        open_store(tmp_path)
    with pytest.raises(StoreDamagedError, match="not written in UTF-8"):
        open_store(tmp_path / "\udce5")
    with pytest.raises(StoreDamagedError, match="too long"):
        open_store(tmp_path / ("x" * 300))


@pytest.mark.slow
@POSIX
@pytest.mark.parametrize("room", [20_000, 100_000, 300_000, 500_000])
def test_a_disk_that_is_full_from_the_beginning_is_said(tmp_path, room):
    """Whether the file itself, a migration or its checkpoint does not fit."""
    code = f"""
        import resource, signal
        from pathlib import Path
        from est.errors import StoreDamagedError
        from est.store import open_store
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, resource.RLIM_INFINITY))
        try:
            open_store(Path({str(tmp_path / "s")!r}))
        except StoreDamagedError as error:
            print("room on the disk" in str(error))
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        open_store(Path({str(tmp_path / "s")!r})).close()
        print("made")
    """
    said, more = alone(code, seconds=60)
    assert said == "True\nmade\n", said + more


@pytest.mark.slow
def test_a_store_that_another_process_has_open_is_refused(tmp_path):
    code = f"""
        from pathlib import Path
        from est.store import open_store
        store = open_store(Path({str(tmp_path / "s")!r}))
        print("open", flush=True)
        input()
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout.readline() == "open\n"
        with pytest.raises(StoreBusyError, match="another program"):
            open_store(tmp_path / "s")
        other.communicate("\n")
    open_store(tmp_path / "s").close()


@pytest.mark.slow
def test_a_change_and_its_log_row_come_together(bare_store):
    with bare_store as store:
        identity = store.apply(change("ett"))
        assert store.ask("SELECT name FROM settings").rows() == [("ett",)]
        assert store.ask("SELECT CAST(id AS VARCHAR), who, logged, action FROM log").rows() == [
            (str(identity), "anna", NOW, "a test's change")
        ]
        assert store.version == 1


@pytest.mark.slow
def test_a_change_that_fails_leaves_neither_rows_nor_log(bare_store):
    with bare_store as store:
        with pytest.raises(ZeroDivisionError):
            store.apply(change("ett", fail=True))
        assert store.ask("SELECT * FROM settings").is_empty()
        assert store.ask("SELECT * FROM log").is_empty()
        assert store.version == 0
        store.apply(change("två"))
        assert store.ask("SELECT count(*) FROM log").item() == 1


@pytest.mark.slow
def test_an_action_that_nobody_applies_is_refused(bare_store):
    with bare_store as store, pytest.raises(UnknownActionError, match="a test's change"):
        store.apply(Change("anna", NOW, "no such action", new_id()))


@pytest.mark.slow
def test_rows_that_do_not_fit_tell_their_own_error(bare_store):
    with bare_store as store:
        rows = pl.DataFrame({"name": ["a"], "nothing of ours": ["b"]})
        with pytest.raises(duckdb.BinderException, match="nothing of ours"):
            store.apply(Change("anna", NOW, "a test's rows", new_id(), frames={"rows": rows}))


@pytest.mark.parametrize(
    "sql", ["INSERT INTO settings VALUES ('a', 'b')", "DELETE FROM log", "DROP TABLE log", "CREATE TABLE x (y INTEGER)"]
)
@pytest.mark.slow
def test_asking_cannot_write(tmp_path, sql):
    with open_store(tmp_path / "s") as store:
        with store.asking() as cursor, pytest.raises(duckdb.Error, match=r"(?i)read.only"):
            cursor.execute(sql)
        assert store.ask("SELECT * FROM log").is_empty()


@pytest.mark.slow
def test_asking_sees_one_unchanging_state(bare_store):
    with bare_store as store, store.asking() as cursor:
        before = cursor.execute("SELECT count(*) FROM log").fetchall()
        store.apply(change("ett"))
        assert cursor.execute("SELECT count(*) FROM log").fetchall() == before
        assert store.ask("SELECT count(*) FROM log").item() == 1


@pytest.mark.slow
def test_many_threads_ask_and_change_at_once(tmp_path):
    with open_store(tmp_path / "s") as store:
        wrong = []

        def work(number):
            for turn in range(5):
                store.apply(change(f"{number}-{turn}"))
                counts = store.ask("SELECT (SELECT count(*) FROM log), (SELECT count(*) FROM settings)").row(0)
                if counts[0] != counts[1]:
                    wrong.append(counts)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert store.ask("SELECT count(*) FROM log").item() == 30


@pytest.mark.slow
def test_one_change_is_applied_at_a_time(bare_store):
    ALONE.most = 0
    with bare_store as store:
        changes = [Change("anna", NOW, "a test's slow change", new_id()) for _ in range(8)]
        threads = [threading.Thread(target=store.apply, args=(change,)) for change in changes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.ask("SELECT count(*) FROM log").item() == store.version == 8
    assert ALONE.most == 1


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM frame_of_ours",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "SET memory_limit = '99GB'",  # harmless by itself: only a locked configuration refuses it
    ],
)
@pytest.mark.slow
def test_a_store_has_no_way_out(tmp_path, sql):
    frame_of_ours = pl.DataFrame({"a": [1]})
    with open_store(tmp_path / "s") as store, store.asking() as cursor, pytest.raises(duckdb.Error):
        cursor.execute(sql).fetchall()
    assert frame_of_ours.height == 1


@pytest.mark.slow
def test_every_way_out_is_shut_by_itself_and_the_limits_are_set(tmp_path):
    """External access off hides that the others are off too, so each is asked for."""
    shut = {
        "enable_external_access": "false",
        "lock_configuration": "true",
        "python_enable_replacements": "false",
        "autoload_known_extensions": "false",
        "autoinstall_known_extensions": "false",
        "memory_limit": "1.0 GiB",
        "temp_directory": f"{tmp_path / 's'}.tmp",
    }
    with open_store(tmp_path / "s", memory="1GiB") as store:
        found = dict(store.ask("SELECT name, value FROM duckdb_settings()").iter_rows())
    assert {name: found[name] for name in shut} == shut


@pytest.mark.slow
def test_a_folder_that_takes_no_file_is_told_and_the_store_goes_on(tmp_path):
    """The log of what is being written lies beside the store; a folder of its name stands in for one without rights."""
    with open_store(tmp_path / "s") as store:
        store.checkpoint()
        (tmp_path / "s.wal").mkdir()
        with pytest.raises(StoreDamagedError, match=r"s\.wal.*nothing of this change was saved"):
            store.apply(Change("anna", NOW, "a test's change", new_id(), {"name": "first"}))
        (tmp_path / "s.wal").rmdir()
        store.apply(Change("anna", NOW, "a test's change", new_id(), {"name": "second"}))
        assert store.ask("SELECT name FROM settings").rows() == [("second",)]


@pytest.mark.slow
@POSIX
def test_a_full_disk_loses_no_saved_change_and_the_store_goes_on(tmp_path):
    """DuckDB gives the database up when a checkpoint fails; the store opens it anew and asks what was saved."""
    code = f"""
        import resource, signal
        from datetime import datetime
        from pathlib import Path
        import numpy as np, polars as pl
        from est.errors import StoreDamagedError
        from est.identity import new_id
        from est.store import Change, applies, insert_rows, open_store

        @applies("fill")
        def fill(cursor, change):
            insert_rows(cursor, "reports", change.frames["rows"])

        def put(seed, height):
            lat, lng, radius = np.random.default_rng(seed).random((3, height))  # noise, which does not become smaller
            rows = pl.DataFrame({{"lat": lat, "lng": lng, "cell": (radius * 2**63).astype(np.uint64)}})
            store.apply(Change("anna", datetime(2026, 3, 1), "fill", new_id(), frames={{"rows": rows}}))

        path = Path({str(tmp_path / "s")!r})
        store = open_store(path)
        put(1, 500_000)
        store.checkpoint()
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, resource.RLIM_INFINITY))
        saved = 0
        try:
            for number in range(40):
                put(number, 30_000)
                saved += 1
        except StoreDamagedError as error:
            print("gave up" if "Checkpoint failed" in str(error) else error)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert saved > 0
        assert store.ask("SELECT count(*) FROM reports").item() == 500_000 + 30_000 * saved
        assert store.ask("SELECT count(*) FROM log").item() == 1 + saved
        put(99, 30_000)
        store.close()
        with open_store(path) as store:
            assert store.ask("SELECT count(*) FROM reports").item() == 500_000 + 30_000 * (saved + 1)
        print("holds")
    """
    said, more = alone(code, seconds=300)
    assert said.split("\n")[:2] == ["gave up", "holds"], said + more


@pytest.mark.slow
@POSIX
def test_a_change_that_the_disk_has_no_room_for_says_so_though_the_store_lives_on(tmp_path):
    """DuckDB tells it in a dozen ways, at the commit or before; a trace is none of them."""
    code = f"""
        import resource, signal
        from datetime import datetime
        from pathlib import Path
        from est.errors import StoreDamagedError
        from est.municipality.defaults import prepare_store
        from est.store import open_store
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        path = Path({str(tmp_path / "s")!r})
        open_store(path).close()
        said = []
        for room in range(0, 60_000, 3_000):
            with open_store(path) as store:
                resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
                try:
                    prepare_store(store, "anna", datetime(2026, 3, 1))
                except StoreDamagedError as error:
                    said.append("room on the disk" in str(error))
                resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                if not said or len(said) < 1 + room // 3_000:
                    break
                assert store.ask("SELECT count(*) FROM settings").item() == 0
        print(all(said), len(said) > 0)
    """
    said, more = alone(code, seconds=120)
    assert said == "True True\n", said + more


def test_a_question_that_memory_does_not_hold_is_refused_in_a_sentence_and_the_next_is_answered():
    """Not with the database's own words, which advise to set what nobody here can set."""
    with open_store(None, memory="60MB") as small:
        with pytest.raises(StoreMemoryError, match=r"60MB .* shorter period"):
            small.ask("SELECT list(n ORDER BY n DESC) AS held FROM range(20000000) AS rows (n)")
        assert small.ask("SELECT 1 AS one").item() == 1
