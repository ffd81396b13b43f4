"""The settings page keeps what it is given, and says in the reader's language why it does not."""

import json
from datetime import date, datetime

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from est.municipality.repeat_rules import repeat_rules
from est.municipality.retention import retention_rules
from est.space.area import study_area
from est.space.backgrounds import people_by_cell, people_count, set_people
from est.space.places import all_districts
from est.store.log import log_rows
from est.ui.admin.parts import KEY, LABELS
from tests.sources import ROOT
from tests.stores import put

PAGE = str(ROOT / "pages" / "admin" / "settings.py")
SQUARE = {"type": "Polygon", "coordinates": [[[14.0, 59.3], [14.1, 59.3], [14.1, 59.4], [14.0, 59.4], [14.0, 59.3]]]}
POINT = {"type": "Point", "coordinates": [14.0, 59.3]}
STUDY_AREA, PEOPLE, DISTRICTS = 1, 2, 3  # the places of their uploaders; the first is of the municipality's outline


def opened(part: str) -> AppTest:
    """The page at the tab of a part of the settings."""
    tested = AppTest.from_file(PAGE, default_timeout=30)
    tested.query_params["part"] = part
    return tested


def sent(which: int, content: object, language: str = "sv") -> AppTest:
    """The page after a file was given to one of its uploaders."""
    tested = opened("area")
    tested.session_state["language"] = language
    tested.run()
    text = content if isinstance(content, str) else json.dumps(content)
    tested.file_uploader[which].upload("fil.geojson", text.encode(), "application/json")
    uses = [button for button in tested.button if button.label in ("Använd filen", "Use this file")]
    return uses[1 + (which > STUDY_AREA)].click().run()


@pytest.mark.parametrize(
    ("which", "content", "words"),
    [
        (STUDY_AREA, "inte json", "Analysområdet är inte JSON: rad 1, tecken 1"),
        (STUDY_AREA, POINT, "Analysområdet täcker ingen yta"),
        (DISTRICTS, "inte json", "Delområdena är inte JSON: rad 1, tecken 1"),
        (DISTRICTS, SQUARE, "Delområde 1 har inget namn. Ge varje objekt en egenskap ”name”"),
    ],
)
def test_a_refused_file_is_explained_in_swedish(store, which, content, words):
    """No English sentence stands under a Swedish one, and nothing is changed."""
    tested = sent(which, content)
    assert not tested.exception
    said = tested.error[0].value.replace("\\", "")
    assert said.startswith("Filen användes inte. Inget har ändrats. ")
    assert words in said
    assert all_districts(store).is_empty()


def test_the_same_is_said_in_english(store):
    """The page's language, not the code's, decides."""
    tested = sent(DISTRICTS, SQUARE, "en")
    assert "District 1 has no name." in tested.error[0].value.replace("\\", "")


def test_the_squares_of_statistics_sweden_are_taken_and_a_file_without_people_is_refused(store):
    """The map can then be compared with people; what cannot be read changes nothing."""

    def people_sent(content: str) -> AppTest:
        tested = opened("area").run()
        tested.file_uploader[PEOPLE].upload("rutor.csv", content.encode("cp1252"), "text/csv")
        return next(button for button in tested.button if button.label == "Använd de här invånarna").click().run()

    refused = people_sent("ruta;namn\n4480006574000;torget\n")
    assert not refused.exception
    assert "Filen användes inte. Inget har ändrats." in refused.error[0].value.replace("\\", "")
    assert people_by_cell(store).is_empty()
    taken = people_sent("Ruta;Rutstorl;TotBef\n4480006574000;1000;120\n4490006574000;1000;80\n")
    assert not taken.exception
    assert taken.success[0].value.replace("\\", "") == (
        "200 invånare eller adresser ur filen rutor.csv används från och med nu."
    )
    assert people_count(people_by_cell(store)) == pytest.approx(200)
    assert "Nu: 200 invånare eller adresser." in " ".join(part.value for part in taken.markdown)


def test_people_are_removed_and_the_removal_is_undone(store):
    """The page says what follows before it is done, and offers the way back."""
    content = "Ruta;Rutstorl;TotBef\n4480006574000;1000;120\n"
    set_people(store, content.encode(), "rutor.csv", "anna", datetime(2026, 3, 2, 9))
    before = people_by_cell(store)

    def pressed(tested: AppTest, label: str) -> AppTest:
        return next(button for button in tested.button if button.label == label).click().run()

    tested = pressed(opened("area").run(), "Ta bort dem")
    assert not tested.exception
    assert people_by_cell(store).is_empty()
    assert tested.success[0].value.startswith("Invånarna är borttagna.")
    assert "Ta bort invånarna" not in [part.label for part in tested.expander]
    tested = pressed(tested, "Ångra borttagningen")
    assert not tested.exception
    assert people_by_cell(store).equals(before)
    assert "Ångra borttagningen" not in [button.label for button in tested.button]


def test_whose_repeats_count_once_is_chosen_for_each_organisation(store):
    """What is not changed is not written to the log."""
    before = dict(repeat_rules(store, "sv").select("name", "every_row").rows())
    assert before["Polisen"]
    assert not before["Hemtjänsten"]
    tested = opened("counting").run()
    choice = tested.multiselect[0]
    wanted = [one for one in choice.value if one not in ids(store, "Polisen")] + ids(store, "Hemtjänsten")
    choice.set_value(wanted)
    tested = next(button for button in tested.button if button.label == "Räkna så här").click().run()
    assert not tested.exception
    after = dict(repeat_rules(store, "sv").select("name", "every_row").rows())
    assert after == before | {"Polisen": False, "Hemtjänsten": True}
    assert log_rows(store, date(2020, 1, 1), date(2100, 1, 1)).filter(action="set repeats").height == 2


def ids(store, name: str) -> list[str]:
    """The identity of an organisation, in a list."""
    return repeat_rules(store, "sv").filter(name=name)["id"].to_list()


def test_how_long_reports_are_kept_is_settled_and_taken_back(store):
    """For all, until somebody chooses an organisation or a category; it is said what goes the coming night."""
    put(store, pl.DataFrame({"starts": [datetime(2020, 1, 1)]}))
    tested = opened("privacy")
    tested.session_state["language"] = "sv"
    tested.run()
    for months, kept in ((12, [(None, None, 12)]), (0, [])):
        (field,) = [one for one in tested.number_input if one.label == "Månader; 0 tar bort regeln"]
        (button,) = [one for one in tested.button if one.form_id == "retention"]
        field.set_value(months)
        button.click().run()
        assert not tested.exception
        assert retention_rules(store).rows() == kept
        assert any("Kommande natt gallras" in one.value for one in tested.warning) == (months > 0)


def test_an_address_register_is_loaded_and_made_the_study_area(store):
    """Home care is placed on the street from the start; anybody can be."""
    register = "gata;nummer;ort;lat;lng\n" + "".join(
        f"Kungsgatan;{n};Ekhamn;59.3;{14.1 + n / 2000}\n" for n in range(1, 9)
    )
    tested = opened("places").run()
    homes = next(part for part in tested.multiselect if part.key == "homes of")
    assert set(homes.value) == {*ids(store, "Hemtjänsten"), *ids(store, "Socialtjänsten")}
    tested.file_uploader[0].upload("adresser.csv", register.encode(), "text/csv")
    tested = next(button for button in tested.button if button.label == "Använd adresserna").click().run()
    assert tested.success[0].value.startswith("8 adresser på 1 gator används från och med nu.")
    tested = next(button for button in tested.button if button.key == "addresses as area").click().run()
    assert not tested.exception
    assert study_area(store, 9).source == "outline"


def test_a_tab_is_drawn_when_it_is_opened_and_the_address_names_it(store):
    """What the other tabs hold is not asked for; an address that names no part opens the first."""

    def opened_in_swedish(part: str) -> AppTest:
        tested = opened(part)
        tested.session_state["language"] = "sv"
        return tested.run()

    headings = {part: [one.value for one in opened_in_swedish(part).header] for part in (*LABELS, "nowhere")}
    assert headings["nowhere"] == headings["area"]
    drawn = [heading for part in LABELS for heading in headings[part]]
    assert len(set(drawn)) == len(drawn)
    assert "E-post" in headings["mail"]
    tested = opened_in_swedish("area")
    tested.session_state[f"{KEY} sv"] = "Personuppgifter"
    tested.run()
    assert [one.value for one in tested.header] == headings["privacy"]
