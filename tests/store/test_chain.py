"""A store knows what it has acknowledged: what is lost, changed or damaged is one sentence, and never passed over."""

import random
import shutil
import stat
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from est.__main__ import main
from est.errors import EstError, StoreDamagedError
from est.municipality.defaults import prepare_store
from est.municipality.settings import write_setting
from est.store import open_store
from est.store.chain import chain_faults, head_path, newest_head, read_head
from est.store.connection import log_path

NOW = datetime(2026, 3, 2, 12)


def worked_on(path: Path, changes: int = 3) -> None:
    """Make a store with so many changes, closed."""
    with open_store(path) as store:
        prepare_store(store, "test", NOW)
        for number in range(changes):
            write_setting(store, "name", f"Ort {number}", "anna", NOW)


def faults(path: Path) -> list[str]:
    with open_store(path) as store, store.asking() as cursor:
        return [*chain_faults(cursor)]


def by_hand(path: Path, sql: str) -> None:
    """Change a closed store as somebody with the file and DuckDB can."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(sql)


@pytest.mark.slow
def test_every_change_has_its_number_and_is_acknowledged_beside_the_store(tmp_path):
    """What stands there is the newest of the log, in a file for the program's user alone."""
    path = tmp_path / "s"
    worked_on(path)
    with open_store(path) as store, store.asking() as cursor:
        assert cursor.execute("SELECT number FROM log ORDER BY number").fetchall() == [(1,), (2,), (3,), (4,)]
        assert newest_head(cursor) == read_head(path)
        assert [*chain_faults(cursor)] == []
    assert main(["check", "--store", str(path)]) == 0
    if sys.platform != "win32":
        assert {stat.S_IMODE(file.stat().st_mode) for file in (path, head_path(path))} == {0o600}


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such modes there")
def test_what_duckdb_writes_beside_the_store_is_for_its_user_alone(tmp_path):
    """Its own log holds what was written last, and is made anew after each checkpoint."""
    path = tmp_path / "s"
    worked_on(path)
    with open_store(path) as store:
        for _ in range(2):
            write_setting(store, "name", "Torget", "anna", NOW)
            assert log_path(path).exists()
            assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir() if file.is_file()} == {0o600}
            store.checkpoint()
            write_setting(store, "name", "Bron", "anna", NOW)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE log SET who = 'bo' WHERE number = 2", "Change 2 of the log"),
        ("UPDATE log SET payload = '{}' WHERE number = 3", "Change 3 of the log"),
        ("UPDATE log SET logged = logged + INTERVAL 1 SECOND WHERE number = 1", "Change 1 of the log"),
        ("DELETE FROM log WHERE number = 2", "from change 1 to change 3"),
        ("INSERT INTO log SELECT * FROM log WHERE number = 2", "from change 2 to change 2"),
        ("UPDATE log SET number = 5 - number", "Change 1 of the log"),
    ],
)
@pytest.mark.slow
def test_a_log_that_was_changed_by_hand_is_found(tmp_path, capsys, sql, told):
    """A row that is another, gone, doubled or in another place; `est check` says which."""
    path = tmp_path / "s"
    worked_on(path)
    by_hand(path, sql)
    head_path(path).unlink()
    assert any(told in sentence for sentence in faults(path))
    assert main(["check", "--store", str(path)]) == 1
    assert told in capsys.readouterr().out


@pytest.mark.slow
def test_a_store_that_lacks_acknowledged_work_does_not_open(tmp_path, capsys):
    """An older copy in its place, the newest rows gone, or the write-ahead log lost: what to do is said."""
    path, old = tmp_path / "s", tmp_path / "old"
    worked_on(path)
    shutil.copy(path, old)
    with open_store(path) as store:
        write_setting(store, "name", "Nyast", "anna", NOW)
    shutil.copy(old, path)
    for found in (path,):
        with pytest.raises(StoreDamagedError, match=r"newest change is number 4, and number 5 was acknowledged"):
            open_store(found)
    assert main(["check", "--store", str(path)]) == 2
    told = capsys.readouterr().err
    assert "est restore" in told
    assert len(told.splitlines()) == 1
    head_path(path).unlink()  # as the sentence says
    assert faults(path) == []


@pytest.mark.slow
def test_a_lost_write_ahead_log_is_noticed(tmp_path):
    """The file alone, as it lies on the disk while the program runs, is behind what was acknowledged."""
    path, copy = tmp_path / "s", tmp_path / "copy"
    with open_store(path) as store:
        prepare_store(store, "test", NOW)
        store.checkpoint()
        for number in range(20):
            write_setting(store, "name", f"Ort {number}", "anna", NOW)
        shutil.copy(path, copy)
        shutil.copy(head_path(path), head_path(copy))
    with pytest.raises(StoreDamagedError, match="number 21 was acknowledged"):
        open_store(copy)


@pytest.mark.slow
def test_a_copy_without_the_files_beside_it_is_said_to_be_unsure(tmp_path, capsys):
    """It lacks what lay in the log alone, and nothing is there to tell; the first who opens it says so."""
    path, copy, other = tmp_path / "s", tmp_path / "copy", tmp_path / "other"
    with open_store(path) as store:
        prepare_store(store, "test", NOW)
        store.checkpoint()
        write_setting(store, "name", "Nyast", "anna", NOW)
        shutil.copy(path, copy)
        shutil.copy(path, other)
    assert main(["check", "--store", str(copy)]) == 1
    told = capsys.readouterr().out
    assert "lacks work that was saved cannot be told: the file copy.head" in told
    assert "est restore" in told
    assert main(["check", "--store", str(copy)]) == 0  # of what is there now, as was said
    assert main(["user", "list", "--store", str(other)]) == 0
    assert "the file other.head" in capsys.readouterr().err
    assert main(["check", "--store", str(path)]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_a_restored_store_has_its_head_and_a_backup_without_is_said_to_be_unsure(tmp_path, capsys):
    """A backup that was copied off without the file beside it may be of anything."""
    path = tmp_path / "s"
    worked_on(path)
    assert main(["backup", str(tmp_path / "b"), "--store", str(path)]) == 0
    (backup,) = (tmp_path / "b").glob("*.duckdb")
    assert main(["restore", str(backup), "--to", str(tmp_path / "new")]) == 0
    assert "cannot be told" not in capsys.readouterr().out
    assert main(["check", "--store", str(tmp_path / "new")]) == 0
    head_path(backup).unlink()
    assert main(["restore", str(backup), "--to", str(tmp_path / "newer")]) == 0
    assert f"cannot be told: {backup.name}.head" in capsys.readouterr().out
    assert main(["check", "--store", str(tmp_path / "newer")]) == 0


@pytest.mark.slow
def test_a_store_that_was_killed_before_it_could_say_so_opens(tmp_path):
    """One change more than was acknowledged is no loss."""
    path = tmp_path / "s"
    worked_on(path, 1)
    kept = head_path(path).read_bytes()
    with open_store(path) as store:
        write_setting(store, "name", "Nyast", "anna", NOW)
    head_path(path).write_bytes(kept)
    assert faults(path) == []
    assert read_head(path).number == 3


@pytest.mark.slow
def test_a_log_from_before_the_chain_is_numbered_and_goes_on(tmp_path):
    """Its rows have no hash; those that come after do."""
    path = tmp_path / "s"
    worked_on(path)
    by_hand(path, "ALTER TABLE log DROP COLUMN number")
    by_hand(path, "ALTER TABLE log DROP COLUMN hash")
    head_path(path).unlink()
    with open_store(path) as store:
        assert not store.unconfirmed  # there was no such file then
        write_setting(store, "name", "Nyast", "anna", NOW)
    assert faults(path) == []
    by_hand(path, "UPDATE log SET who = 'bo' WHERE number = 5")
    head_path(path).unlink()
    assert len(faults(path)) == 1


@pytest.mark.slow
def test_a_store_that_is_gone_is_not_made_anew_over_what_it_held(tmp_path):
    """An empty store in its place would look as if nothing had ever been there."""
    path = tmp_path / "s"
    worked_on(path)
    path.unlink()
    with pytest.raises(StoreDamagedError, match="it held 4 changes"):
        open_store(path)
    assert not path.exists()
    head_path(path).unlink()
    worked_on(path, 0)
    assert read_head(path).number == 1


@pytest.mark.slow
def test_a_store_that_could_not_be_made_leaves_no_stub(tmp_path, monkeypatch):
    """What is there afterwards is what was there before, and the next try makes it."""
    path = tmp_path / "s"

    def full(*_: object) -> None:
        raise StoreDamagedError("no room")

    with monkeypatch.context() as patched:
        patched.setattr("est.store.chain.write_head", full)
        with pytest.raises(StoreDamagedError):
            open_store(path)
    assert list(tmp_path.iterdir()) == []
    worked_on(path)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.slow
def test_a_damaged_file_is_a_sentence_or_whole(tmp_path, seed):
    """Bytes flipped, zeroed, cut off or overwritten, in the file or its log: never a traceback, never silently less."""
    path = tmp_path / "s"
    with open_store(path) as store:
        prepare_store(store, "test", NOW)
        store.checkpoint()
        for number in range(20):
            write_setting(store, "name", f"Ort {number}", "anna", NOW)
        copies = {name: (tmp_path / name).read_bytes() for name in ("s", "s.wal", "s.head")}
    damage = random.Random(seed)
    name = damage.choice(["s", "s.wal", "s.wal", "s.head"])
    content = bytearray(copies[name])
    place, length = damage.randrange(len(content)), damage.randint(1, 4096)
    kind = seed % 4
    if kind == 0:
        content[place] ^= 1 << damage.randrange(8)
    elif kind == 1:
        content[place : place + length] = bytes(len(content[place : place + length]))
    elif kind == 2:
        del content[place:]
    else:
        content[place : place + length] = b"x" * len(content[place : place + length])
    folder = tmp_path / "damaged"
    folder.mkdir()
    for one, kept in copies.items():
        (folder / one).write_bytes(bytes(content) if one == name else kept)
    with suppress(EstError), open_store(folder / "s") as store, store.asking() as cursor:
        assert [*chain_faults(cursor)] == [] or name == "s"
        assert newest_head(cursor).number == 21
