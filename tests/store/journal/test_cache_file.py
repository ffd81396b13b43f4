"""The files of a machine's programs that follow a journal: one each, removed at need, never one that is in use."""

import pytest

from est.errors import StoreBusyError, StoreDamagedError
from est.home import PostgresHome
from est.store.journal import cache_file
from est.store.journal.cache_file import CacheFile

HOME = PostgresHome("postgresql://est@127.0.0.1:1/est", "karlstad")


def test_each_program_of_a_machine_has_a_file_of_its_own_and_leaves_it_to_the_next(tmp_path, monkeypatch):
    first, second = CacheFile(tmp_path, HOME, 3), CacheFile(tmp_path, HOME, 3)
    assert first.path != second.path
    monkeypatch.setattr(cache_file, "MOST", 2)
    with pytest.raises(StoreBusyError, match="2 programs"):
        CacheFile(tmp_path, HOME, 3)
    first.leave()
    first.leave()
    assert CacheFile(tmp_path, HOME, 3).path == first.path


def test_what_was_erased_is_in_no_file_that_nobody_has_open(tmp_path):
    """Of an earlier version all are removed; of this one those that are idle. Names that are no version's stay."""
    earlier = tmp_path / f"{HOME.key}-v2-2.duckdb"
    named = tmp_path / f"{HOME.key}-vx.duckdb"
    for file in (earlier, named):
        file.write_bytes(b"words")
    first, second = CacheFile(tmp_path, HOME, 3), CacheFile(tmp_path, HOME, 3)
    assert (earlier.exists(), named.exists()) == (False, True)
    second.path.write_bytes(b"words")
    first.remove_idle()
    assert second.path.exists()
    second.leave()
    first.remove_idle()
    assert not second.path.exists()


def test_a_folder_that_cannot_be_used_is_a_sentence(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreDamagedError, match="EST_CACHE"):
        CacheFile(tmp_path / "file", HOME, 3)
