"""Who writes is asked whether a text that may be about a person is, once, and where nobody can be asked nobody is."""

from datetime import date, datetime

import pytest

from est.errors import PersonalDataError, UnsureTextError
from est.hotspots.register.commands import NoteKind, add_hotspot, edit_hotspot, write_note
from est.hotspots.register.hotspot import Hotspot
from est.privacy.guard import COVER
from est.reports.batches.batch import take_batch
from est.reports.batches.undo import undo_batch
from est.reports.columns.recognition import recognise_columns
from est.store import AskingStore
from tests.reports.tables import WORDS, checked, reports, table
from tests.stores import organisation_ids

NOW = datetime(2026, 3, 15, 12)
DAY = date(2026, 3, 1)
CELL = "8a1f1d4a2c47fff"
NAMED = "Karin Persson ringde om lampan."


@pytest.mark.slow
def test_a_text_that_may_name_somebody_is_saved_when_it_is_sent_once_more(store):
    """The refusal holds the text without the name; another text is asked about anew."""
    cleared: set[str] = set()
    with store as whole:
        store = AskingStore(whole, cleared)
        hotspot = add_hotspot(store, Hotspot("Torget", (CELL,)), "anna", NOW)
        with pytest.raises(UnsureTextError) as refused:
            write_note(store, hotspot, NoteKind.NOTE, DAY, NAMED, "anna", NOW)
        assert refused.value.rewritten == f"{COVER} ringde om lampan."
        assert "Karin" not in str(refused.value)
        cleared.add(refused.value.written)
        write_note(store, hotspot, NoteKind.NOTE, DAY, NAMED, "anna", NOW)
        with pytest.raises(UnsureTextError):
            write_note(store, hotspot, NoteKind.NOTE, DAY, f"{NAMED} Igen.", "anna", NOW)
        assert whole.ask("SELECT wording FROM hotspot_entries")["wording"].to_list() == [NAMED]


@pytest.mark.slow
def test_an_edit_is_asked_about_what_it_changes_only(store):
    """What was cleared by somebody else before is not asked about again."""
    with store as whole:
        hotspot = add_hotspot(whole, Hotspot("Karin Persson", (CELL,)), "anna", NOW)
        store = AskingStore(whole, ())
        edit_hotspot(store, hotspot, 1, Hotspot("Karin Persson", (CELL,), place="Torget"), "bo", NOW)
        with pytest.raises(UnsureTextError):
            edit_hotspot(store, hotspot, 2, Hotspot("Karin Persson", (CELL,), place="lgh 1203"), "bo", NOW)


@pytest.mark.slow
def test_what_is_sure_is_refused_with_the_text_without_it(store):
    """However often it is sent."""
    text = "Ring 070-174 06 05 om lampan."
    with store as whole:
        hotspot = add_hotspot(whole, Hotspot("Torget", (CELL,)), "anna", NOW)
        with pytest.raises(PersonalDataError) as refused:
            write_note(AskingStore(whole, {text}), hotspot, NoteKind.NOTE, DAY, text, "anna", NOW)
        assert refused.value.rewritten == f"Ring {COVER} om lampan."


@pytest.mark.slow
def test_a_batch_is_taken_by_a_visitor_without_a_question(store):
    """What its rows say was covered before; it has a number where a record has what changed."""
    made = reports(2)
    mapping = recognise_columns(table(made), WORDS).mapping
    with store as whole:
        police = organisation_ids(whole)[0]
        batch = take_batch(
            AskingStore(whole, ()), checked(made), who="anna", when=NOW, organisation=police, mapping=mapping
        )
        undo_batch(AskingStore(whole, ()), batch, "anna", NOW)
