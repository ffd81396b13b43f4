"""A backup holds the store as it was at one moment, is verified before it gets its name, and becomes a store again."""

import os
import shutil
import stat
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from est.__main__ import main
from est.access.people import add_person, person_of_email
from est.access.permissions import Role
from est.access.sign_in import begin_session
from est.errors import AlreadyThereError, NotFoundError, StoreDamagedError
from est.municipality.defaults import prepare_store
from est.municipality.settings import read_settings, write_setting
from est.store import Store, open_store
from est.store.backup import backup_store, backups_of, restore_store
from est.store.chain import chain_faults, head_path
from est.store.compaction import BACKUP_DAYS, compact_store
from est.store.fingerprints import fingerprints
from est.store.former import former_path
from est.store.migrations import MIGRATIONS, Migration
from est.terminal.backup_request import BackupKeeper, request_backup
from est.terminal.upkeep import Upkeep
from tests.stores import put

NOW = datetime(2026, 3, 2, 12)


@pytest.fixture
def worked(tmp_path):
    """An open store in a file, with reports, a person and a session."""
    with open_store(tmp_path / "est.duckdb") as store:
        prepare_store(store, "test", NOW)
        put(store, pl.DataFrame({"starts": [NOW + timedelta(hours=hour) for hour in range(500)]}))
        add_person(store, "ada@kommun.example", Role.ADMINISTRATOR, None, "test", NOW)
        begin_session(store, person_of_email(store, "ada@kommun.example"), NOW)
        yield store


def held(store: Store) -> dict[str, tuple[int, int]]:
    with store.asking() as cursor:
        return fingerprints(cursor, "est")


@pytest.mark.slow
def test_what_is_restored_is_what_was_there(worked, tmp_path):
    """Every table to its hash, and nobody signed in; the work of later is not in it, and goes on."""
    before = held(worked)
    made = backup_store(worked, tmp_path / "backups", NOW)
    write_setting(worked, "name", "Senare", "anna", NOW)
    assert restore_store(made, tmp_path / "new" / "est.duckdb", "1GB") == 3
    with open_store(tmp_path / "new" / "est.duckdb") as restored:
        assert held(restored) == before
        assert restored.ask("SELECT count(*) FROM sessions").item() == 0
        write_setting(restored, "name", "Igen", "anna", NOW)
    assert worked.ask("SELECT count(*) FROM sessions").item() == 1
    assert read_settings(worked)["name"] == "Senare"
    names = {file.name for file in tmp_path.iterdir()}
    assert names - {"est.duckdb.wal"} == {"est.duckdb", "est.duckdb.head", "backups", "new"}
    if sys.platform != "win32":
        modes = {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "backups").iterdir()}
        assert modes == {0o600}
        assert stat.S_IMODE((tmp_path / "backups").stat().st_mode) == 0o700


@pytest.mark.slow
def test_people_work_while_it_is_made(worked, tmp_path):
    """Each backup is one moment: its chain is whole, and its newest change is one of those that were made."""
    done = threading.Event()

    def work() -> None:
        number = 0
        while not done.is_set():
            write_setting(worked, "name", f"Ort {number}", "anna", NOW)
            number += 1

    person = threading.Thread(target=work)
    person.start()
    try:
        made = [backup_store(worked, tmp_path / "b", NOW + timedelta(seconds=second)) for second in range(4)]
    finally:
        done.set()
        person.join()
    changes = []
    for number, backup in enumerate(made):
        changes.append(restore_store(backup, tmp_path / f"new {number}", "1GB"))
        with open_store(tmp_path / f"new {number}") as restored, restored.asking() as cursor:
            assert [*chain_faults(cursor)] == []
            names = cursor.execute("SELECT count(*) FROM log WHERE action = 'settle'").fetchall()[0][0]
            assert names == changes[-1] - 3
    assert changes == sorted(changes)
    assert changes[-1] > changes[0]


@pytest.mark.slow
def test_nothing_is_overwritten(worked, tmp_path):
    """Neither a backup of the same second, nor a live store, nor any other file."""
    made = backup_store(worked, tmp_path / "b", NOW)
    with pytest.raises(AlreadyThereError):
        backup_store(worked, tmp_path / "b", NOW)
    with pytest.raises(AlreadyThereError):
        restore_store(made, worked.path, "1GB")
    (tmp_path / "text").write_text("mine")
    with pytest.raises(AlreadyThereError):
        restore_store(made, tmp_path / "text", "1GB")
    assert (tmp_path / "text").read_text() == "mine"
    with pytest.raises(NotFoundError):
        restore_store(tmp_path / "nowhere", tmp_path / "x", "1GB")
    assert not (tmp_path / "x").exists()


@pytest.mark.slow
def test_the_oldest_make_room(worked, tmp_path):
    """So many stay as are wanted, the newest; what else lies in the folder is left alone."""
    folder = tmp_path / "b"
    folder.mkdir()
    (folder / "est-notes.duckdb").write_text("mine")
    made = [backup_store(worked, folder, NOW + timedelta(seconds=second), kept=2) for second in range(4)]
    assert backups_of(worked.path, folder) == made[2:]
    assert {file.name for file in folder.iterdir()} == {
        "est-notes.duckdb", *(one.name for file in made[2:] for one in (file, head_path(file))),
    }  # fmt: skip


@pytest.mark.parametrize("damage", ["cut", "head", "rows"])
@pytest.mark.slow
def test_a_damaged_backup_becomes_no_store(worked, tmp_path, damage):
    """One sentence, and nothing is left of the attempt."""
    made = backup_store(worked, tmp_path / "b", NOW)
    if damage == "cut":
        made.write_bytes(made.read_bytes()[:20_000])
    elif damage == "head":
        head_path(made).write_text('{"number": 9, "hash": "x"}')
    else:
        other = backup_store(worked, tmp_path / "c", NOW)
        shutil.copy(other, made)
        with duckdb.connect(str(made)) as connection:
            connection.execute("UPDATE log SET who = 'bo' WHERE number = 2")
    with pytest.raises(StoreDamagedError):
        restore_store(made, tmp_path / "new", "1GB")
    assert not [file.name for file in tmp_path.iterdir() if file.name.startswith("new")]


@pytest.mark.slow
def test_a_folder_that_takes_nothing_is_told(worked, tmp_path):
    """The store goes on."""
    (tmp_path / "b").write_text("a file")
    with pytest.raises(StoreDamagedError, match="could not be made"):
        backup_store(worked, tmp_path / "b", NOW)
    write_setting(worked, "name", "Vidare", "anna", NOW)


@pytest.mark.slow
def test_the_program_that_has_the_store_makes_it_for_the_terminal(worked, tmp_path, capsys):
    """As `est backup` asks for; what goes wrong is told there; once a day one is made unasked."""
    keeper = BackupKeeper(worked, worked.path, tmp_path / "daily")
    keeper.start()
    try:
        made = request_backup(worked.path, tmp_path / "b", 3)
        assert made.is_file()
        (tmp_path / "text").write_text("a file")
        with pytest.raises(StoreDamagedError, match="could not be made"):
            request_backup(worked.path, tmp_path / "text", 3)
    finally:
        keeper.stop()
    assert len(backups_of(worked.path, tmp_path / "daily")) == 1
    keeper.daily(tmp_path / "daily")
    assert len(backups_of(worked.path, tmp_path / "daily")) == 1
    worked.close()
    assert main(["backup", str(tmp_path / "b"), "--store", str(worked.path)]) == 0
    told = capsys.readouterr().out
    last = backups_of(Path("est.duckdb"), tmp_path / "b")[-1]
    assert str(last) in told
    assert main(["restore", str(last), "--to", str(tmp_path / "new")]) == 0
    assert "3 changes" in capsys.readouterr().out
    assert main(["restore", str(last), "--to", str(tmp_path / "new")]) == 2
    assert main(["backup", str(tmp_path / "b"), "--store", str(tmp_path / "nowhere")]) == 2


@pytest.mark.slow
def test_a_store_is_kept_as_it_was_before_an_upgrade_until_something_is_erased(tmp_path):
    """A new store is no upgrade. What was kept is restored as any backup, and goes when it is old."""
    path = tmp_path / "s.duckdb"
    with open_store(path, migrations=MIGRATIONS[:-1]) as store:
        prepare_store(store, "anna", NOW)
        before = store.ask("SELECT * FROM organisations ORDER BY id")
    assert not former_path(path).exists()
    with open_store(path) as store:
        assert former_path(path).exists()
        restore_store(former_path(path), tmp_path / "again.duckdb", "1GB")
        os.utime(former_path(path), (NOW.timestamp(), NOW.timestamp()))
        nightly = Upkeep(store, None, NOW.date())
        nightly.run(NOW + timedelta(days=BACKUP_DAYS - 1))
        assert former_path(path).exists()
        write_setting(store, "name", "Torget", "anna", NOW)
        nightly.run(NOW + timedelta(days=BACKUP_DAYS + 1))
        assert not former_path(path).exists()
    again = tmp_path / "again.duckdb"
    with open_store(again) as store:
        assert store.ask("SELECT * FROM organisations ORDER BY id").equals(before)
    assert {one.name for one in tmp_path.iterdir() if one.name.startswith("again")} <= {
        again.name,
        f"{again.name}.head",
        f"{again.name}.wal",
    }


@pytest.mark.slow
def test_an_upgrade_that_was_interrupted_keeps_the_copy_of_before_it_began(tmp_path):
    """What was half upgraded is no way back; after a change it is another upgrade, with a copy of its own."""
    path = tmp_path / "s.duckdb"

    def version_kept() -> int:
        copy = tmp_path / "copy.duckdb"
        shutil.copyfile(former_path(path), copy)
        with duckdb.connect(copy, read_only=True) as connection:
            return int(connection.execute("SELECT max(version) FROM migrations").fetchall()[0][0])

    with open_store(path, migrations=MIGRATIONS[:-2]) as store:
        prepare_store(store, "anna", NOW)
    open_store(path, migrations=MIGRATIONS[:-1]).close()
    open_store(path).close()
    assert version_kept() == MIGRATIONS[-3].version
    head_path(former_path(path)).write_text("{")
    with open_store(path, migrations=(*MIGRATIONS, _next(1))) as store:
        assert version_kept() == MIGRATIONS[-1].version
        write_setting(store, "name", "Torget", "anna", NOW)
    open_store(path, migrations=(*MIGRATIONS, _next(1), _next(2))).close()
    assert version_kept() == MIGRATIONS[-1].version + 1


def _next(steps: int) -> Migration:
    return Migration(MIGRATIONS[-1].version + steps, f"a test's step {steps}", (f"CREATE TABLE later{steps} (a INT)",))


@pytest.mark.slow
def test_without_a_copy_of_before_nothing_is_upgraded(tmp_path):
    """Where it cannot be made the store is as it was, and the sentence says what to do."""
    path = tmp_path / "s.duckdb"
    open_store(path, migrations=MIGRATIONS[:-1]).close()
    former_path(path).mkdir()
    with pytest.raises(StoreDamagedError, match="room on the disk"):
        open_store(path)
    former_path(path).rmdir()
    with open_store(path, migrations=MIGRATIONS[:-1]) as store:
        assert store.ask("SELECT max(version) FROM migrations").item() == MIGRATIONS[-2].version
    with open_store(path) as store:
        compact_store(store)
    assert [one.name for one in tmp_path.iterdir() if "before" in one.name] == []
