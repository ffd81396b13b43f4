"""The page of measures shows what is late first and in words, takes a new one, and never overwrites another's edit."""

from datetime import date, datetime

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from est.errors import MeasureError
from est.hotspots.register.commands import add_hotspot
from est.hotspots.register.hotspot import Hotspot
from est.measures import Measure, MeasureKind, MeasureState, add_measure, all_measures, edit_measure, get_measure
from est.measures.causes.cause import Cause, CauseBox
from est.measures.causes.commands import add_cause
from est.space.places import add_places
from tests.page_tables import tables
from tests.sources import ROOT

APP = str(ROOT / "app.py")  # a page links to others only from within the app
LONG_AGO = datetime(2026, 3, 2, 9, 0)
CELL = "8908866d443ffff"


@pytest.fixture
def store(store):
    """The store that the page opens, with two places, and none but this test's."""
    rows = pl.DataFrame({"name": ["Torget", "Stationen"], "lat": [59.31, 59.30], "lng": [14.1, 14.12]})
    add_places(store, rows, "anna", LONG_AGO)
    return store


def page(**query: str) -> AppTest:
    """The page, run once."""
    tested = AppTest.from_file(APP, default_timeout=60).run().switch_page("pages/work/measures.py")
    for name, value in query.items():
        tested.query_params[name] = value
    return tested.run()


def field(tested: AppTest, kind: str, ending: str):
    """The form's widget of that kind, by the field that its key ends with."""
    return next(widget for widget in tested.get(kind) if str(widget.key).endswith(f" {ending}"))


def save(tested: AppTest, number: int = 0) -> AppTest:
    return next(button for button in tested.button[number:] if button.label == "Spara").click().run()


def test_an_empty_log_says_how_to_begin(store) -> None:
    """Without measures the page says so, with the form open."""
    tested = page()
    assert not tested.exception
    assert "Ingen åtgärd är inlagd" in tested.info[0].value
    assert tested.title[0].value == "Åtgärder"


def test_what_is_late_stands_first_and_in_words(store, police) -> None:
    """The overdue measure is the first row and says so without colour."""
    add_measure(store, Measure("Senare", police, place="Torget"), "anna", LONG_AGO)
    add_measure(store, Measure("För sent", police, place="Torget", due=date(2026, 3, 3)), "anna", LONG_AGO)
    tested = page()
    first = tables(tested)[0].iloc[0]
    assert first["title"] == "För sent"
    assert first["status"].startswith("FÖRSENAD ")
    said = [text.value.replace("\\", "") for text in tested.markdown]
    assert "2 åtgärder, 1 försenad, 2 saknar orsak, 2 saknar hotspot" in said


def test_a_measure_is_logged_from_cells_of_the_map(store) -> None:
    """The cells of the address stand in the form, with a place's name; what is sent is stored with who and when."""
    tested = page(cells=CELL)
    assert field(tested, "multiselect", "cells").value == [CELL]
    assert any("Nära" in option for option in field(tested, "multiselect", "cells").options)
    field(tested, "text_input", "title").set_value("Skylt")
    field(tested, "selectbox", "organisation").select_index(0)
    save(tested)
    assert not tested.exception
    row = all_measures(store).row(0, named=True)
    assert (row["title"], row["cells"], row["state"], row["created_by"]) == ("Skylt", CELL, "föreslagen", "lokal")
    assert "Inlagd: Skylt" in tested.success[0].value


def test_the_form_is_drawn_when_it_is_opened_and_keeps_what_was_typed(store, police) -> None:
    """Closed it costs nothing; what was typed is there when it is opened again."""
    add_measure(store, Measure("Skylt", police, place="Torget"), "anna", LONG_AGO)
    tested = page()
    drawer = "new measure False"
    assert not any(str(widget.key).startswith("new measure") for widget in tested.text_input)
    tested.session_state[drawer] = True
    tested.run()
    field(tested, "text_input", "title").set_value("Lampa").run()
    for opened in (False, True):
        tested.session_state[drawer] = opened
        tested.run()
    assert field(tested, "text_input", "title").value == "Lampa"


def test_what_is_missing_is_said_and_what_was_typed_stays(store) -> None:
    """A measure without a place is refused at that field, its title is still there, and what is required is marked."""
    tested = page()
    field(tested, "text_input", "title").set_value("Skylt")
    field(tested, "selectbox", "organisation").select_index(0)
    save(tested)
    assert "saknar plats" in tested.error[0].value
    assert "vid sitt fält" in tested.error[1].value
    assert field(tested, "selectbox", "organisation").label.endswith(" *")
    assert field(tested, "text_input", "title").value == "Skylt"
    assert all_measures(store).is_empty()


def test_a_cell_that_does_not_exist_is_left_out_with_a_sentence(store) -> None:
    """An address that was mistyped or made up does not stop the page."""
    tested = page(cells=f"{CELL},<b>x</b>")
    assert not tested.exception
    assert "finns" in tested.warning[0].value
    assert field(tested, "multiselect", "cells").value == [CELL]


def test_the_list_is_filtered_by_state_from_the_address(store, police) -> None:
    """A link to one state shows the measures in that state."""
    add_measure(
        store, Measure("A", police, MeasureState.ABANDONED, place="Torget", deviation="Dyrt."), "anna", LONG_AGO
    )
    add_measure(store, Measure("B", police, place="Torget"), "anna", LONG_AGO)
    tested = page(state="avbruten")
    assert tables(tested)[0]["title"].to_list() == ["A"]


def test_the_list_is_filtered_by_reminder_from_the_address(store, police) -> None:
    """A link to what has no cause shows the measures without one, and says so in the list."""
    add_measure(store, Measure("A", police, place="Torget"), "anna", LONG_AGO)
    add_measure(store, Measure("B", police, place="Torget", without_cause="Ingen."), "anna", LONG_AGO)
    tested = page(reminder="saknar orsak")
    assert tables(tested)[0]["title"].to_list() == ["A"]
    assert tables(tested)[0]["reminded"].to_list() == ["saknar hotspot, saknar orsak"]


def opened(store, police):
    """A stored measure, opened for editing on the page."""
    identity = add_measure(store, Measure("Skylt", police, place="Torget", note="En."), "anna", LONG_AGO)
    tested = page()
    tested.selectbox(key="measure 0").select(str(identity)).run()
    return identity, tested


def edit_field(tested: AppTest, kind: str, ending: str):
    return next(w for w in tested.get(kind) if str(w.key).startswith("edit ") and str(w.key).endswith(f" {ending}"))


def save_edit(tested: AppTest) -> AppTest:
    return [button for button in tested.button if button.label == "Spara"][-1].click().run()


def test_an_edit_is_saved_and_can_be_read_in_the_history(store, police) -> None:
    """The new state is stored as version 2, and the history says from what to what."""
    identity, tested = opened(store, police)
    edit_field(tested, "selectbox", "state").set_value("beslutad").run()
    edit_field(tested, "text_area", "without_cause").set_value("Ingen hotspot än.")
    edit_field(tested, "date_input", "decided").set_value(date(2026, 3, 2))
    edit_field(tested, "selectbox", "decided_by").set_value("arbetsgrupp")
    save_edit(tested)
    assert not tested.exception
    assert get_measure(store, identity)[0].state is MeasureState.DECIDED
    assert "Sparad: Skylt" in tested.success[0].value
    assert tested.selectbox(key="measure 1").value is None
    tested.selectbox(key="measure 1").select(str(identity)).run()
    newest = [row[1:5] for row in tables(tested)[-1].fillna("").to_numpy().tolist()]
    assert ["lokal", "Status", "föreslagen", "beslutad"] in newest
    assert ["lokal", "Beslutad av", "", "arbetsgrupp"] in newest


def test_a_state_asks_for_what_must_be_known(store, police) -> None:
    """Choosing decided brings the day and who decided to the front; saving without them says what is missing."""
    identity, tested = opened(store, police)
    in_expander = [w.key for box in tested.expander for w in box.get("date_input")]
    assert any(key.startswith("edit ") and key.endswith(" decided") for key in in_expander)
    edit_field(tested, "selectbox", "state").set_value("beslutad").run()
    in_expander = [w.key for box in tested.expander for w in box.get("date_input")]
    assert not any(key.startswith("edit ") and key.endswith(" decided") for key in in_expander)
    save_edit(tested)
    said = " ".join(error.value.replace("\\", "") for error in tested.error)
    assert "Ingen orsak är vald" in said
    assert "när den beslutades" in said
    assert get_measure(store, identity)[1] == 1


def test_only_the_next_states_are_offered(store, police) -> None:
    """A proposed measure cannot be closed at once: the form does not offer it."""
    _, tested = opened(store, police)
    assert edit_field(tested, "selectbox", "state").options == ["föreslagen", "beslutad", "pågår", "avbruten"]


def test_an_earlier_version_is_brought_back(store, police) -> None:
    """Choosing a version in the history and confirming makes it the newest."""
    identity, tested = opened(store, police)
    first, version = get_measure(store, identity)
    edit_measure(store, identity, version, Measure.from_fields(first.to_fields() | {"note": "Två."}), "bo", LONG_AGO)
    tested.selectbox(key="measure 0").select(str(identity)).run()
    tested.session_state[f"back {identity} 2"] = "1 title"  # its row is pressed
    tested.run()
    next(button for button in tested.button if button.label == "Återställ till version 1").click().run()
    assert get_measure(store, identity) == (first, 3)
    assert "åter som i version 1" in tested.success[0].value


def test_a_link_to_one_measure_opens_it(store, police) -> None:
    """The address can name a measure; its form is open, and the choice is free afterwards."""
    identity = add_measure(store, Measure("Skylt", police, place="Torget", note="En."), "anna", LONG_AGO)
    tested = page(measure=str(identity))
    assert edit_field(tested, "text_area", "note").value == "En."
    assert not tested.exception


def test_an_open_measure_stands_in_the_place_of_the_list(store, police) -> None:
    """Its form is not looked for below the list, and when it is let go of the list is there."""
    identity = add_measure(store, Measure("Skylt", police, place="Torget"), "anna", LONG_AGO)
    tested = page(measure=str(identity))
    assert not any("title" in table for table in tables(tested))
    assert any("title" in table for table in tables(tested.selectbox(key="measure 0").set_value(None).run()))


def test_the_second_of_two_sees_both_and_can_apply_theirs(store, police) -> None:
    """When somebody was there first nothing is overwritten; applying anew keeps both people's changes."""
    identity, tested = opened(store, police)
    first, version = get_measure(store, identity)
    edit_measure(
        store,
        identity,
        version,
        Measure.from_fields(first.to_fields() | {"kind": "social", "follow_up": "2026-09-01"}),
        "bo",
        LONG_AGO,
    )
    edit_field(tested, "text_area", "note").set_value("Två.")
    save_edit(tested)
    assert "bo ändrade det här 2026" in tested.error[0].value.replace("\\", "")
    assert get_measure(store, identity)[0].note == "En."
    said = " ".join(text.value.replace("\\", "") for text in tested.markdown)
    assert "Typ: den andra ändrade från ”–” till ”social”" in said
    assert "Uppföljning den: den andra ändrade från ”–” till ”2026-09-01”" in said
    assert "Anteckning: du vill ändra från ”En.” till ”Två.”" in said
    next(button for button in tested.button if button.label.startswith("Spara min ändring")).click().run()
    stored, version = get_measure(store, identity)
    assert (stored.kind, stored.follow_up, stored.note, version) == (MeasureKind.SOCIAL, date(2026, 9, 1), "Två.", 3)


def test_what_is_stored_can_be_left(store, police) -> None:
    """Choosing to leave what is stored drops the edit and shows the newest version."""
    identity, tested = opened(store, police)
    first, version = get_measure(store, identity)
    edit_measure(store, identity, version, Measure.from_fields(first.to_fields() | {"note": "Bo."}), "bo", LONG_AGO)
    edit_field(tested, "text_area", "note").set_value("Min.")
    save_edit(tested)
    said = " ".join(text.value.replace("\\", "") for text in tested.markdown)
    assert "Anteckning: var ”En.” och har ändrats till ”Bo.”. Din ändring till ”Min.” ersätter det." in said
    next(button for button in tested.button if button.label.startswith("Behåll")).click().run()
    assert get_measure(store, identity)[0].note == "Bo."
    tested.selectbox(key="measure 1").select(str(identity)).run()
    assert edit_field(tested, "text_area", "note").value == "Bo."


def test_an_open_measure_stays_open_when_another_changes_it(store, police) -> None:
    """Another's new title or state, or a filter that leaves the measure out, takes nothing away from who is writing."""
    identity, tested = opened(store, police)
    first, version = get_measure(store, identity)
    edit_measure(
        store,
        identity,
        version,
        Measure.from_fields(first.to_fields() | {"title": "Annan", "state": "avbruten", "deviation": "Dyrt."}),
        "bo",
        LONG_AGO,
    )
    tested.multiselect(key="state").set_value(["föreslagen"]).run()
    assert tested.selectbox(key="measure 0").value == str(identity)
    assert edit_field(tested, "text_input", "title").value == "Skylt"


def test_measures_of_the_same_name_can_be_told_apart(store, police) -> None:
    """Two measures with the same title and place have different labels, and each opens itself."""
    for note in ("en", "två"):
        add_measure(store, Measure("Skylt", police, place="Torget", note=note), "anna", LONG_AGO)
    tested = page()
    assert tested.selectbox(key="measure 0").options == ["Skylt – Torget", "Skylt – Torget (2)"]
    tested.selectbox(key="measure 0").select_index(1).run()
    assert edit_field(tested, "text_area", "note").value == "två"


def test_personal_data_is_refused_with_the_text_kept(store) -> None:
    """Who writes a phone number is told, in Swedish, and what was typed stays to be mended."""
    tested = page(cells=CELL)
    field(tested, "text_input", "title").set_value("Skylt")
    field(tested, "selectbox", "organisation").select_index(0)
    field(tested, "text_area", "note").set_value("Ring 070-123 45 67")
    save(tested)
    assert "en åtgärd handlar om platsen" in tested.error[0].value
    assert field(tested, "text_area", "note").value == "Ring 070-123 45 67"
    assert all_measures(store).is_empty()


def test_a_save_sent_twice_is_one_save(store, police) -> None:
    """When the stored measure already is what was wanted, it is saved and there is nothing to decide."""
    identity, tested = opened(store, police)
    first, version = get_measure(store, identity)
    edit_measure(store, identity, version, Measure.from_fields(first.to_fields() | {"note": "Två."}), "lokal", LONG_AGO)
    edit_field(tested, "text_area", "note").set_value("Två.")
    save_edit(tested)
    assert "Sparad: Skylt" in tested.success[0].value
    assert not tested.error


@pytest.fixture
def square(store) -> tuple[str, str, str]:
    """A hotspot with one cause and another hotspot with one: the first hotspot, its cause, the other hotspot."""
    first = add_hotspot(store, Hotspot("Torget", (CELL,)), "anna", LONG_AGO)
    other = add_hotspot(store, Hotspot("Hamnen", ("8908866d447ffff",)), "anna", LONG_AGO)
    cause = add_cause(store, Cause(str(first), CauseBox.PLACE, "Bilar får stå kvar"), "anna", LONG_AGO)
    add_cause(store, Cause(str(other), CauseBox.PLACE, "Kajen är öppen"), "anna", LONG_AGO)
    return str(first), str(cause), str(other)


def test_a_hotspot_gives_its_cells_and_its_causes(store, square) -> None:
    """Choosing a hotspot fills in its cells and offers its causes alone; another hotspot takes both away."""
    first, cause, other = square
    tested = page()
    field(tested, "text_input", "title").set_value("Skylt")
    field(tested, "selectbox", "organisation").select_index(0)
    field(tested, "selectbox", "hotspot").set_value(first).run()
    assert field(tested, "multiselect", "cells").value == [CELL]
    assert field(tested, "selectbox", "cause").options == ["Bilar får stå kvar (antagen)"]
    field(tested, "selectbox", "cause").set_value(cause).run()
    assert not [widget for widget in tested.text_area if str(widget.key).endswith(" without_cause")]
    save(tested)
    stored, _ = get_measure(store, all_measures(store)["id"].item())
    assert (stored.hotspot, stored.cause, stored.cells) == (first, cause, (CELL,))
    tested.selectbox(key="measure 0").select_index(0).run()
    edit_field(tested, "selectbox", "hotspot").set_value(other).run()
    assert edit_field(tested, "selectbox", "cause").value is None
    assert edit_field(tested, "multiselect", "cells").value == ["8908866d447ffff"]


def test_the_list_is_filtered_by_hotspot_and_names_it(store, square, police) -> None:
    """A measure stands at its hotspot by name, in the list, under the filter and in the history."""
    first, cause, _ = square
    one = Measure("Skylt", police, hotspot=first, cause=cause)
    identity = add_measure(store, one, "anna", LONG_AGO)
    add_measure(store, Measure("Annat", police, place="Torget"), "anna", LONG_AGO)
    tested = page(hotspots="Torget")
    assert tables(tested)[0][["title", "where"]].to_numpy().tolist() == [["Skylt", "Torget"]]
    tested.selectbox(key="measure 0").select(str(identity)).run()
    written = [row[3:5] for row in tables(tested)[-1].fillna("").to_numpy().tolist()]
    assert ["Hotspot", "Torget"] in [[row[2], row[4]] for row in tables(tested)[-1].fillna("").to_numpy().tolist()]
    assert ["", "Bilar får stå kvar (antagen)"] in written
    with pytest.raises(MeasureError, match="another hotspot"):
        edit_measure(store, identity, 1, Measure.from_fields(one.to_fields() | {"hotspot": square[2]}), "bo", LONG_AGO)


def test_a_measure_is_begun_from_a_hotspot(store, square) -> None:
    """A link from a hotspot opens the form with it and its cells; one that does not exist begins an empty form."""
    first, _, _ = square
    tested = page(hotspot=first)
    assert field(tested, "selectbox", "hotspot").value == first
    assert field(tested, "multiselect", "cells").value == [CELL]
    assert field(page(hotspot="x"), "selectbox", "hotspot").value is None


def test_a_measure_leads_to_its_hotspot(store, square, police) -> None:
    """The open measure has a link to its hotspot's page; one without a hotspot has none."""
    first, cause, _ = square
    tied = add_measure(store, Measure("Skylt", police, hotspot=first, cause=cause), "anna", LONG_AGO)
    loose = add_measure(store, Measure("Annat", police, place="Torget"), "anna", LONG_AGO)

    def links(measure) -> list[str]:
        return [link.proto.label for link in page(measure=str(measure)).get("page_link")]

    assert "Till hotspoten Torget" in links(tied)
    assert not [label for label in links(loose) if label.startswith("Till hotspoten")]
