"""What cannot be copied, compacted, erased or noted says so in a sentence; what was saved by then stays saved."""

from datetime import datetime

import pytest

from est.access.disclosure import share_descriptions, shares_descriptions
from est.errors import AlreadyThereError, EditedByOtherError, NotFoundError, ReportsChangedError, StoreDamagedError
from est.identity import new_id
from est.measures import Measure, add_measure, edit_measure, get_measure
from est.measures.queries import MEASURES
from est.municipality.settings import write_setting
from est.store import Change, open_store
from est.store.backup import backup_store
from est.store.chain import head_path
from est.store.compaction import compact_store, remove_expired_backups
from est.store.erasure import erased
from est.store.frozen_content import ERASED, without_texts
from est.store.versions import merge_edits, version_history

NOW = datetime(2026, 3, 2, 12)


@pytest.mark.slow
def test_a_store_in_memory_has_no_file_to_copy_or_to_write_anew(tmp_path):
    """It is a test's or a demonstration's, and gone with its process."""
    with open_store(None) as store:
        with pytest.raises(NotFoundError, match="no backup"):
            backup_store(store, tmp_path, NOW)
        compact_store(store)
        assert store.ask("SELECT count(*) FROM migrations").item()


@pytest.mark.slow
def test_a_backup_of_the_same_second_is_not_written_over(tmp_path):
    """Nor is a folder made up whose backups are to be removed."""
    with open_store(tmp_path / "est.duckdb") as store:
        backup_store(store, tmp_path / "kept", NOW)
        with pytest.raises(AlreadyThereError, match="Wait a second"):
            backup_store(store, tmp_path / "kept", NOW)
        with pytest.raises(NotFoundError, match="no folder"):
            remove_expired_backups(tmp_path / "est.duckdb", tmp_path / "elsewhere", NOW)


@pytest.mark.slow
def test_a_change_whose_number_cannot_be_noted_is_saved_and_said(tmp_path):
    """The disk took the change and not the file beside it."""
    with open_store(tmp_path / "est.duckdb") as store:
        head = head_path(tmp_path / "est.duckdb")
        head.unlink()
        head.mkdir()
        with pytest.raises(StoreDamagedError, match="The change was saved"):
            write_setting(store, "name", "Kristinehamn", "anna", NOW)
        assert store.ask("SELECT value FROM settings").item() == "Kristinehamn"


@pytest.mark.slow
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


@pytest.mark.slow
def test_an_erasure_that_does_not_fit_what_is_there_erases_nothing(store, police):
    """Of a field without texts, and of a log that somebody has written to since."""
    identity = add_measure(store, Measure("Lampor", police, place="Torget"), "anna", NOW)
    for payload, refused in (
        ({"table": "measures", "field": "state", "log": {}}, NotFoundError),
        ({"table": "measures", "field": "title", "log": {}}, ReportsChangedError),
    ):
        with pytest.raises(refused):
            store.apply(Change("anna", NOW, "erase", identity, payload))
    assert get_measure(store, identity)[0].title == "Lampor"


@pytest.mark.parametrize(
    ("text", "left"),
    [("", ""), (None, None), ("[sic] trasig", ERASED), (["a", ""], [ERASED, ""]), ('["a"]', ERASED),
     ('[{"wording": "Ann", "count": 1}]', f'[{{"wording": "{ERASED}", "count": 1}}]')],
)  # fmt: skip
def test_what_stands_in_the_place_of_a_text(text, left):
    """Of a list of evidence its words alone go."""
    assert erased(text) == left


@pytest.mark.slow
def test_whether_an_organisation_shares_is_asked_of_one_that_is_there(store, police):
    """At first none does."""
    assert not shares_descriptions(store, police)
    share_descriptions(store, police, True, "anna", NOW)
    assert shares_descriptions(store, police)
    with pytest.raises(NotFoundError):
        share_descriptions(store, str(new_id()), True, "anna", NOW)
