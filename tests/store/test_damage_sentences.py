"""What is damaged is named as what somebody has, and what to do fits: a full disk is another thing."""

import shutil
from datetime import datetime

import pytest

from est.__main__ import main
from est.errors import StoreDamagedError, StoreTooNewError
from est.identity import new_id
from est.municipality.settings import write_setting
from est.store import Change, applies, open_store
from est.store.backup import backup_store, restore_store
from est.store.chain import head_path
from est.store.migrations import MIGRATIONS, Migration
from tests.stores import copy_store
from tests.terminal.test_check import blocks, damage, worked_on

NOW = datetime(2026, 3, 2, 12)


@applies("read in a test")
def _read(cursor, _change):
    cursor.execute('SELECT sum(hash(held)) FROM beside."of ours" AS held').fetchall()


@pytest.mark.parametrize("harm", ["cut", "text", "head", "log", "unread head"])
@pytest.mark.slow
def test_a_damaged_backup_is_named_and_not_its_unfinished_copy(tmp_path, harm):
    """Which is gone when somebody reads of it."""
    copy_store(tmp_path / "s")
    with open_store(tmp_path / "s") as store:
        made = backup_store(store, tmp_path / "b", NOW)
    if harm == "cut":
        made.write_bytes(made.read_bytes()[:20_000])
    elif harm == "text":
        made.write_text("no database")
    elif harm == "log":
        made.write_bytes(made.read_bytes()[:12_288] + b"xyz" * (made.stat().st_size // 3))
    else:
        head_path(made).write_text("{" if harm == "unread head" else '{"number": 9, "hash": "x"}')
    with pytest.raises(StoreDamagedError) as told:
        restore_store(made, tmp_path / "new", "1GB")
    said = str(told.value)
    assert said.startswith(f"The backup {made} is damaged (")
    assert "Take another one" in said
    assert "unfinished" not in said
    assert not [file.name for file in tmp_path.iterdir() if file.name.startswith("new")]


@pytest.mark.slow
def test_a_backup_of_a_newer_program_is_named(tmp_path):
    """It is sound; the program is to be updated."""
    later = Migration(MIGRATIONS[-1].version + 1, "a later step", ("CREATE TABLE later (a INT)",))
    open_store(tmp_path / "s.duckdb", migrations=(*MIGRATIONS, later)).close()
    with pytest.raises(StoreTooNewError, match="Update the program") as told:
        restore_store(tmp_path / "s.duckdb", tmp_path / "new", "1GB")
    assert f"The store {tmp_path / 's.duckdb'} is of version" in str(told.value)


@pytest.mark.slow
def test_a_backup_of_a_damaged_store_is_not_a_matter_of_room(tmp_path, capsys):
    """Nor is writing it anew, as `est erase` does: it is said to be damaged, and what to do."""
    path = tmp_path / "s"
    worked_on(path)
    shutil.copy(path, tmp_path / "sound")
    damage(path, next(block for block, tables in blocks(path).items() if tables == {"beside.of ours"}))
    for words in (["backup", str(tmp_path / "b")], ["erase"]):
        assert main([*words, "--store", str(path)]) == 2
        said = capsys.readouterr().err
        assert f"A part of the store {path} cannot be read (" in said
        assert "est restore" in said
        assert "room" not in said
    assert not [*(tmp_path / "b").iterdir()]


@pytest.mark.slow
def test_a_change_of_what_cannot_be_read_is_a_sentence(tmp_path):
    """Nothing of it is kept, and the rest goes on."""
    path = tmp_path / "s"
    worked_on(path)
    damage(path, next(block for block, tables in blocks(path).items() if tables == {"beside.of ours"}))
    with open_store(path) as store:
        with pytest.raises(StoreDamagedError, match=r"A part of the store .* cannot be read"):
            store.apply(Change("anna", NOW, "read in a test", new_id(), {}))
        write_setting(store, "name", "Vidare", "anna", NOW)
