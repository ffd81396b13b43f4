"""The page of the library lists what is known by mechanism, begins measures from it, and takes in what was learned."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from streamlit.testing.v1 import AppTest

from est.identity import new_id
from est.measures import AsPlanned, DecidedBy, Measure, MeasureKind, MeasureState, Mechanism, add_measure
from est.measures.library import library_entries
from est.measures.library_commands import edit_library_entry
from est.store import Change
from est.text import translator
from tests.page_tables import tables
from tests.sources import ROOT
from tests.stores import organisation_ids

APP = str(ROOT / "app.py")
LONG_AGO = datetime(2026, 3, 2, 9, 0)


def page(file: str = "library", **query: str) -> AppTest:
    tested = AppTest.from_file(APP, default_timeout=60).run().switch_page(f"pages/work/{file}.py")
    for name, value in query.items():
        tested.query_params[name] = value
    return tested.run()


def field(tested: AppTest, kind: str, start: str, ending: str):
    return next(w for w in tested.get(kind) if str(w.key).startswith(start) and str(w.key).endswith(f" {ending}"))


def test_entries_stand_under_their_mechanisms_with_their_sources(store) -> None:
    """Every mechanism is a heading, and every entry says where its knowledge is from."""
    tested = page()
    assert not tested.exception
    assert tested.title[0].value == "Åtgärdsbank"
    assert [heading.value for heading in tested.header] == [
        "Öka kontroll", "Försvåra", "Minska attraktionen", "Fysisk miljö", "Dialog och närvaro", "Socialt stöd",
    ]  # fmt: skip
    assert sum(caption.value.startswith("Källa") for caption in tested.caption) == len(library_entries(store))


def test_the_words_around_a_reference_are_english_on_an_english_page(store) -> None:
    """The references stay as they were printed."""
    sources = [entry.entry.source for entry in library_entries(store)]
    said = " ".join(translator("en").data_text(source) for source in sources)
    assert [
        word for word in (" och ", "m.fl.", "EST-arbete", "Ingen", "även", "översikt", "svenska") if word in said
    ] == []
    assert "Braga, Turchan, Papachristos and Hureau 2019" in said


def test_the_address_filters_by_mechanism(store) -> None:
    """A link to one mechanism shows the entries of that one alone."""
    tested = page(mechanism="fysisk miljö")
    assert [heading.value for heading in tested.header] == ["Fysisk miljö"]


def test_an_entry_begins_a_measure(store) -> None:
    """The form of a new measure has the entry's title, kind and mechanism, and says where they are from."""
    lighting = next(one for one in library_entries(store) if one.entry.title == "Bättre belysning")
    tested = page("measures", template=lighting.identity)
    assert not tested.exception
    begun = {
        name: field(tested, kind, "new measure", name).value
        for kind, name in (("text_input", "title"), ("selectbox", "mechanism"), ("text_area", "note"))
    }
    assert (begun["title"], begun["mechanism"]) == ("Bättre belysning", "fysisk miljö")
    assert begun["note"].startswith("Ur åtgärdsbanken: Bättre belysning. Källa: Welsh")


def test_a_template_that_does_not_exist_is_left_out(store) -> None:
    """A mistyped address does not stop the page."""
    for template in ("x", "01a20f44-51e8-7747-8000-0000ee516685"):
        assert not page("measures", template=template).exception


def test_the_lesson_of_a_closed_measure_is_taken_in(store) -> None:
    """The form is begun with what the measure taught; saved, it leads back to the measure and is not offered again."""
    closed = Measure(
        "Bänken flyttad", organisation_ids(store)[0], MeasureState.CLOSED, place="Torget", without_cause="Ingen än.",
        kind=MeasureKind.SITUATIONAL, mechanism=Mechanism.ATTRACTION, decided=date(2026, 2, 1),
        decided_by=DecidedBy.WORKING_GROUP, as_planned=AsPlanned.YES, outcome="Tyst.", lesson="Börja före våren.",
    )  # fmt: skip
    identity = str(add_measure(store, closed, "anna", LONG_AGO))
    tested = page(learned=identity)
    assert field(tested, "text_area", "new entry", "works").value == "Tyst. Börja före våren."
    next(button for button in tested.button if button.label == "Spara").click().run()
    assert not tested.exception
    assert "Tillagd i åtgärdsbanken: Bänken flyttad" in tested.success[0].value
    own = [one.entry for one in library_entries(store) if one.entry.learned_from == identity]
    assert [(one.title, one.works) for one in own] == [("Bänken flyttad", "Tyst. Börja före våren.")]
    assert not [text for text in page(learned=identity).text_area if text.value == "Tyst. Börja före våren."]


def test_an_entry_is_changed_and_hidden(store) -> None:
    """The change is a new version, and what is not shown is gone from the list but not from the store."""
    one = library_entries(store)[0]
    tested = page()
    tested.button(key=f"open entry 0 {one.identity}").click().run()
    tested.checkbox[0].uncheck()
    _save(tested, one.identity)
    assert not tested.exception
    assert "Sparad" in tested.success[0].value
    kept = next(again for again in library_entries(store) if again.identity == one.identity)
    assert (kept.version, kept.entry.active) == (2, False)
    assert one.entry.title not in [box.label.replace("\\", "") for box in tested.expander]
    assert [box.label for box in tested.expander][-1] == "Poster som inte visas"
    tested.button(key=f"open entry 1 {one.identity}").click().run()
    tested.checkbox[0].check()
    _save(tested, one.identity)
    assert one.entry.title in [box.label.replace("\\", "") for box in tested.expander]


def _save(tested: AppTest, identity: str) -> None:
    """Send the form of an entry that is open."""
    next(one for one in tested.button if one.label == "Spara" and f"entry {identity}" in one.form_id).click().run()


def test_the_versions_of_an_entry_of_an_older_program_are_shown(store) -> None:
    """It kept English texts beside the Swedish ones; the log still has them, and the page does without."""
    own, identity = replace(library_entries(store)[0].entry, title="Egen"), str(new_id())
    entry = {"version": 1, "record": own.to_fields() | {"title_en": "Our own"}}
    store.apply(Change("est", LONG_AGO, "fill the library", new_id(), {"entries": 1, "others": {identity: entry}}))
    tested = page()
    tested.button(key=f"open entry 0 {identity}").click().run()
    assert not tested.exception
    assert "Egen" in tables(tested)[-1].to_string()


def test_the_second_of_two_sees_both_and_can_apply_theirs(store) -> None:
    """Each changed another field: both are kept, field by field, and the choice stays though the title changed."""
    one = library_entries(store)[0]
    tested = page()
    tested.button(key=f"open entry 0 {one.identity}").click().run()
    edit_library_entry(store, UUID(one.identity), 1, replace(one.entry, title="Ny titel"), "bo", LONG_AGO)
    tested.text_input(key=f"entry {one.identity} 1 0 source").set_value("Egen källa")
    _save(tested, one.identity)
    assert not tested.exception
    assert "bo ändrade det här" in tested.error[0].value.replace("\\", "")
    next(button for button in tested.button if button.label == "Spara min ändring ändå").click().run()
    assert not tested.exception
    kept = next(again for again in library_entries(store) if again.identity == one.identity)
    assert (kept.version, kept.entry.title, kept.entry.source) == (3, "Ny titel", "Egen källa")
