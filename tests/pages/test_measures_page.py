"""The page of measures shows what is late first and in words, takes a new one, and never overwrites another's edit."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from est.measures import Measure, State, add, edit, measure, measures
from est.reports.defaults import prepare
from est.space.places import add_places
from est.store import open_store
from est.ui.opening import the_store

PAGE = str(Path(__file__).resolve().parents[2] / "pages" / "work" / "measures.py")
LONG_AGO = datetime(2026, 3, 2, 9, 0)
CELL = "8908866d443ffff"


@pytest.fixture
def store(tmp_path, monkeypatch):
    """The store that the page opens, with two places, and none but this test's."""
    path = tmp_path / "est.duckdb"
    with open_store(path) as opened:
        prepare(opened, "anna", LONG_AGO)
        rows = pl.DataFrame({"name": ["Torget", "Stationen"], "lat": [59.31, 59.30], "lng": [14.1, 14.12]})
        add_places(opened, rows, "anna", LONG_AGO)
    monkeypatch.setenv("EST_STORE", str(path))
    st.cache_resource.clear()
    store = the_store()[0]
    yield store
    store.close()
    st.cache_resource.clear()


@pytest.fixture
def police(store) -> str:
    return str(store.ask("SELECT id FROM organisations WHERE name = 'Polisen'").item())


def page(**query: str) -> AppTest:
    """The page, run once."""
    tested = AppTest.from_file(PAGE, default_timeout=20)
    for name, value in query.items():
        tested.query_params[name] = value
    return tested.run()


def field(tested: AppTest, kind: str, ending: str):
    """The form's widget of that kind whose key ends so."""
    return next(widget for widget in tested.get(kind) if str(widget.key).endswith(ending))


def save(tested: AppTest, number: int = 0) -> AppTest:
    return next(button for button in tested.button[number:] if button.label == "Spara").click().run()


def test_an_empty_log_says_how_to_begin(store) -> None:
    """Without measures the page says so, with the form open."""
    tested = page()
    assert not tested.exception
    assert "Ingen åtgärd är loggad" in tested.info[0].value
    assert tested.title[0].value == "Åtgärder"


def test_what_is_late_stands_first_and_in_words(store, police) -> None:
    """The overdue measure is the first row and says so without colour."""
    add(store, Measure("Senare", police, place="Torget"), "anna", LONG_AGO)
    add(store, Measure("För sent", police, State.DECIDED, place="Torget", due=date(2026, 3, 3)), "anna", LONG_AGO)
    tested = page()
    first = tested.dataframe[0].value.iloc[0]
    assert first["title"] == "För sent"
    assert first["status"].startswith("FÖRSENAD ")
    assert "2 åtgärder, 1 försenad" in [text.value for text in tested.markdown]


def test_a_measure_is_logged_from_cells_of_the_map(store) -> None:
    """The cells of the address stand in the form, with a place's name; what is sent is stored with who and when."""
    tested = page(cells=CELL)
    assert field(tested, "multiselect", "cells").value == [CELL]
    assert any("Nära" in option for option in field(tested, "multiselect", "cells").options)
    field(tested, "text_input", "title").set_value("Skylt")
    field(tested, "selectbox", "who").select_index(0)
    save(tested)
    assert not tested.exception
    row = measures(store).row(0, named=True)
    assert (row["title"], row["cells"], row["state"], row["created_by"]) == ("Skylt", CELL, "föreslagen", "lokal")
    assert "Loggad: Skylt" in tested.success[0].value


def test_what_is_missing_is_said_and_what_was_typed_stays(store) -> None:
    """A measure without a place is refused in Swedish, and its title is still in the form."""
    tested = page()
    field(tested, "text_input", "title").set_value("Skylt")
    field(tested, "selectbox", "who").select_index(0)
    save(tested)
    assert "saknar plats" in tested.error[0].value
    assert field(tested, "text_input", "title").value == "Skylt"
    assert measures(store).is_empty()


def test_a_cell_that_does_not_exist_is_left_out_with_a_sentence(store) -> None:
    """An address that was mistyped or made up does not stop the page."""
    tested = page(cells=f"{CELL},<b>x</b>")
    assert not tested.exception
    assert "finns" in tested.warning[0].value
    assert field(tested, "multiselect", "cells").value == [CELL]


def test_the_list_is_filtered_by_state_from_the_address(store, police) -> None:
    """A link to one state shows the measures in that state."""
    add(store, Measure("A", police, State.ONGOING, place="Torget"), "anna", LONG_AGO)
    add(store, Measure("B", police, State.CLOSED, place="Torget"), "anna", LONG_AGO)
    tested = page(state="pågår")
    assert tested.dataframe[0].value["title"].to_list() == ["A"]


def opened(store, police):
    """A stored measure, opened for editing on the page."""
    identity = add(store, Measure("Skylt", police, place="Torget", note="En."), "anna", LONG_AGO)
    tested = page()
    tested.selectbox(key="measure 0").select(str(identity)).run()
    return identity, tested


def edit_field(tested: AppTest, kind: str, ending: str):
    return next(w for w in tested.get(kind) if str(w.key).startswith("edit ") and str(w.key).endswith(ending))


def save_edit(tested: AppTest) -> AppTest:
    return [button for button in tested.button if button.label == "Spara"][-1].click().run()


def test_an_edit_is_saved_and_can_be_read_in_the_history(store, police) -> None:
    """The new state is stored as version 2, and the history says from what to what."""
    identity, tested = opened(store, police)
    edit_field(tested, "selectbox", "state").set_value(State.DECIDED)
    save_edit(tested)
    assert not tested.exception
    assert measure(store, identity)[0].state is State.DECIDED
    assert "Sparad: Skylt" in tested.success[0].value
    assert tested.selectbox(key="measure 1").value is None
    tested.selectbox(key="measure 1").select(str(identity)).run()
    newest = tested.dataframe[-1].value.iloc[0].to_list()
    assert newest[1:] == ["lokal", "Status", "föreslagen", "beslutad"]


def test_the_second_of_two_sees_both_and_can_apply_theirs(store, police) -> None:
    """When somebody was there first nothing is overwritten; applying anew keeps both people's changes."""
    identity, tested = opened(store, police)
    first, version = measure(store, identity)
    edit(store, identity, version, Measure.read(first.written() | {"state": "beslutad"}), "bo", LONG_AGO)
    edit_field(tested, "text_area", "note").set_value("Två.")
    save_edit(tested)
    assert "bo ändrade den här åtgärden 2026" in tested.error[0].value.replace("\\", "")
    assert measure(store, identity)[0].note == "En."
    said = " ".join(text.value.replace("\\", "") for text in tested.markdown)
    assert "Status: den andra ändrade från ”föreslagen” till ”beslutad”" in said
    assert "Anteckning: du vill ändra från ”En.” till ”Två.”" in said
    next(button for button in tested.button if button.label.startswith("Tillämpa")).click().run()
    stored, version = measure(store, identity)
    assert (stored.state, stored.note, version) == (State.DECIDED, "Två.", 3)


def test_what_is_stored_can_be_left(store, police) -> None:
    """Choosing to leave what is stored drops the edit and shows the newest version."""
    identity, tested = opened(store, police)
    first, version = measure(store, identity)
    edit(store, identity, version, Measure.read(first.written() | {"note": "Bo."}), "bo", LONG_AGO)
    edit_field(tested, "text_area", "note").set_value("Min.")
    save_edit(tested)
    said = " ".join(text.value.replace("\\", "") for text in tested.markdown)
    assert "Anteckning: var ”En.”, sparat är nu ”Bo.”, och du vill ha ”Min.”, som då ersätter det." in said
    next(button for button in tested.button if button.label.startswith("Låt")).click().run()
    assert measure(store, identity)[0].note == "Bo."
    tested.selectbox(key="measure 1").select(str(identity)).run()
    assert edit_field(tested, "text_area", "note").value == "Bo."


def test_an_open_measure_stays_open_when_another_changes_it(store, police) -> None:
    """Another's new title or state, or a filter that leaves the measure out, takes nothing away from who is writing."""
    identity, tested = opened(store, police)
    first, version = measure(store, identity)
    edit(
        store,
        identity,
        version,
        Measure.read(first.written() | {"title": "Annan", "state": "avslutad"}),
        "bo",
        LONG_AGO,
    )
    tested.multiselect(key="state").set_value(["föreslagen"]).run()
    assert tested.selectbox(key="measure 0").value == str(identity)
    assert edit_field(tested, "text_input", "title").value == "Skylt"


def test_measures_of_the_same_name_can_be_told_apart(store, police) -> None:
    """Two measures with the same title and place have different labels, and each opens itself."""
    for note in ("en", "två"):
        add(store, Measure("Skylt", police, place="Torget", note=note), "anna", LONG_AGO)
    tested = page()
    assert tested.selectbox(key="measure 0").options == ["Skylt – Torget", "Skylt – Torget (2)"]
    tested.selectbox(key="measure 0").select_index(1).run()
    assert edit_field(tested, "text_area", "note").value == "två"


def test_personal_data_is_refused_with_the_text_kept(store) -> None:
    """Who writes a phone number is told, in Swedish, and what was typed stays to be mended."""
    tested = page(cells=CELL)
    field(tested, "text_input", "title").set_value("Skylt")
    field(tested, "selectbox", "who").select_index(0)
    field(tested, "text_area", "note").set_value("Ring 070-123 45 67")
    save(tested)
    assert "en åtgärd handlar om platsen" in tested.error[0].value
    assert field(tested, "text_area", "note").value == "Ring 070-123 45 67"
    assert measures(store).is_empty()


def test_a_save_sent_twice_is_one_save(store, police) -> None:
    """When the stored measure already is what was wanted, it is saved and there is nothing to decide."""
    identity, tested = opened(store, police)
    first, version = measure(store, identity)
    edit(store, identity, version, Measure.read(first.written() | {"note": "Två."}), "lokal", LONG_AGO)
    edit_field(tested, "text_area", "note").set_value("Två.")
    save_edit(tested)
    assert "Sparad: Skylt" in tested.success[0].value
    assert not tested.error
