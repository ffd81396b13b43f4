"""`est check` says that everything holds only of a store of which every table can be read."""

from collections import defaultdict
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from est.__main__ import main
from est.access.people import add_person
from est.access.permissions import Role
from est.errors import StoreDamagedError
from est.store import open_store
from est.store.backup import backup_store, restore_store
from est.store.readability import unreadable_tables
from tests.stores import copy_store

NOW = datetime(2026, 3, 2, 12)
HEADER, BLOCK = 12288, 262144  # bytes of DuckDB's file before its first block, and of a block
OPENED = {"log", "migrations"}  # what is read to open a store


def worked_on(path: Path) -> None:
    """Make a store with a person and a table that no list of ours has, closed and whole in its file."""
    copy_store(path)
    with open_store(path) as store:
        add_person(store, "ada@kommun.example", Role.ADMINISTRATOR, None, "test", NOW)
        cursor = store._cursor()
        cursor.execute("CREATE SCHEMA beside")
        cursor.execute('CREATE TABLE beside."of ours" AS SELECT range AS a, hash(range) AS b FROM range(50000)')
        store.checkpoint()


def blocks(path: Path) -> dict[int, set[str]]:
    """Return block → the tables that have something in it."""
    found = defaultdict(set)
    with duckdb.connect(path, read_only=True) as cursor:  # which leaves the blocks where they are
        for schema, table in cursor.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall():
            held = cursor.execute(f"SELECT block_id FROM pragma_storage_info('{schema}.\"{table}\"')").fetchall()
            for (block,) in held:
                found[block].add(table if schema == "main" else f"{schema}.{table}")
    return {block: tables for block, tables in found.items() if block >= 0 and not tables & OPENED}


def damage(path: Path, block: int) -> None:
    """Write something else into a block, as a disk that fails does; the same in two words may cancel out in its sum."""
    content = bytearray(path.read_bytes())
    start = HEADER + block * BLOCK + 1000
    content[start : start + 64] = bytes(range(1, 65))
    path.write_bytes(content)


@pytest.mark.slow
def test_every_table_that_cannot_be_read_is_named(tmp_path, capsys):
    """Whatever tables and schemas there are: each block of each is read, and what to do is said."""
    sound, path = tmp_path / "sound", tmp_path / "s"
    worked_on(sound)
    assert main(["check", "--store", str(sound)]) == 0
    told = blocks(sound)
    assert set().union(*told.values()) >= {"beside.of ours", "people", "categories"}
    for block, tables in told.items():
        path.write_bytes(sound.read_bytes())
        path.with_name("s.head").write_bytes(sound.with_name("sound.head").read_bytes())
        damage(path, block)
        capsys.readouterr()
        assert main(["check", "--store", str(path)]) == 1, (block, tables)
        said = capsys.readouterr().out
        assert [table for table in tables if f"The table {table} cannot be read (" not in said] == []
        assert "Everything holds" not in said
        assert said.splitlines()[-1].startswith("The store is damaged: ")
        assert "est restore" in said


@pytest.mark.slow
def test_a_backup_with_a_table_that_cannot_be_read_becomes_no_store(tmp_path):
    """Nothing that opens it reads that table."""
    path = tmp_path / "s"
    worked_on(path)
    with open_store(path) as store:
        made = backup_store(store, tmp_path / "b", NOW)
    damage(made, next(block for block, tables in blocks(made).items() if tables == {"beside.of ours"}))
    with pytest.raises(StoreDamagedError, match=r"The table beside\.of ours cannot be read"):
        restore_store(made, tmp_path / "new", "1GB")
    assert not (tmp_path / "new").exists()


def test_a_sound_store_is_read_whole(tmp_path):
    """Nothing is said of it."""
    copy_store(tmp_path / "s")
    with open_store(tmp_path / "s") as store:
        assert unreadable_tables(store) == {}
