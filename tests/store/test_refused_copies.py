"""What cannot be copied, compacted or noted says so in one sentence; what was saved by then stays saved."""

from datetime import datetime

import pytest

from est.errors import AlreadyThereError, EditedByOtherError, NotFoundError, StoreDamagedError
from est.measures import Measure, add_measure, edit_measure, get_measure
from est.measures.queries import MEASURES
from est.municipality.settings import write_setting
from est.store import open_store
from est.store.backup import backup_store
from est.store.chain import head_path
from est.store.compaction import compact_store, remove_expired_backups
from est.store.frozen_content import ERASED, without_texts
from est.store.versions import merge_edits, version_history

NOW = datetime(2026, 3, 2, 12)


def test_a_store_in_memory_has_no_file_to_copy_or_to_write_anew(tmp_path):
    """It is a test's or a demonstration's, and gone with its process."""
    with open_store(None) as store:
        with pytest.raises(NotFoundError, match="no backup"):
            backup_store(store, tmp_path, NOW)
        compact_store(store)
        assert store.ask("SELECT count(*) FROM migrations").item()


def test_a_backup_of_the_same_second_is_not_written_over(tmp_path):
    """Nor is a folder made up whose backups are to be removed."""
    with open_store(tmp_path / "est.duckdb") as store:
        backup_store(store, tmp_path / "kept", NOW)
        with pytest.raises(AlreadyThereError, match="Wait a second"):
            backup_store(store, tmp_path / "kept", NOW)
        with pytest.raises(NotFoundError, match="no folder"):
            remove_expired_backups(tmp_path / "est.duckdb", tmp_path / "elsewhere", NOW)


def test_a_change_whose_number_cannot_be_noted_is_saved_and_said(tmp_path):
    """The disk took the change and not the file beside it."""
    with open_store(tmp_path / "est.duckdb") as store:
        head = head_path(tmp_path / "est.duckdb")
        head.unlink()
        head.mkdir()
        with pytest.raises(StoreDamagedError, match="The change was saved"):
            write_setting(store, "name", "Kristinehamn", "anna", NOW)
        assert store.ask("SELECT value FROM settings").item() == "Kristinehamn"


def test_the_second_of_two_editors_is_told_and_can_lay_both_together(store, police):
    """Field by field: what the second changed goes on top of what the first has saved."""
    opened = Measure("Lampor", police, place="Torget")
    identity = add_measure(store, opened, "anna", NOW)
    mine, theirs = (Measure(title, police, place=place) for title, place in (("Ljus", "Torget"), ("Lampor", "Parken")))
    edit_measure(store, identity, 1, theirs, "bo", NOW)
    with pytest.raises(EditedByOtherError):
        edit_measure(store, identity, 1, mine, "anna", NOW)
    stored, version = get_measure(store, identity)
    both = Measure.from_fields(merge_edits(opened, stored, mine))
    assert (both.title, both.place) == ("Ljus", "Parken")
    edit_measure(store, identity, version, both, "anna", NOW)
    told = version_history(MEASURES.versions(store, identity)).filter(field="place", version=2)
    assert told.select("before", "after").row(0) == ("Torget", "Parken")
    assert MEASURES.in_version(store, identity, 1) == opened
    with pytest.raises(NotFoundError, match="no version 9"):
        MEASURES.in_version(store, identity, 9)


def test_a_text_is_taken_out_wherever_it_stands():
    """In lists and below them; a text of few letters only where it stands alone."""
    held = {"a": ["Trasig lampa", "En trasig lampa"], "b": {"c": "Ann"}, "d": "Annan", "e": 3}
    assert without_texts(held, ("Trasig lampa", "Ann")) == {
        "a": [ERASED, "En trasig lampa"], "b": {"c": ERASED}, "d": "Annan", "e": 3,
    }  # fmt: skip
    assert without_texts(["Se: Trasig lampa."], ("Trasig lampa",)) == [f"Se: {ERASED}."]
