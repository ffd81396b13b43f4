"""The follow-up page plans before the start, says what happened after it, and keeps what the group decided."""

from dataclasses import replace
from datetime import date, datetime

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from est.clock import PRESETS
from est.demo import truth
from est.measures.followup.commands import design_versions, frozen_verdicts, lock_design
from est.measures.followup.evaluation import find_measure
from est.ui.enter import Visitor
from est.ui.store_resource import shared_store
from tests.sources import ROOT

PAGE = str(ROOT / "pages" / "work" / "followup.py")
SIGN = "Skylt: bilfritt på Sagotorget 22–05"
LIGHTING = "Ny belysning längs Månskensstigen"
ADULTS = "Vuxna på plats vid Fabelskolan efter skoltid"


@pytest.fixture
def store(demo_town, monkeypatch, tmp_path):
    """A copy of the demo town that the page opens."""
    path = tmp_path / "est.duckdb"
    path.write_bytes(demo_town.path.read_bytes())
    monkeypatch.setenv("EST_STORE", str(path))
    monkeypatch.setattr(Visitor, "now", lambda _visitor: datetime(2026, 6, 30, 9))
    st.cache_resource.clear()
    opened = shared_store()[0]
    yield opened
    opened.close()
    st.cache_resource.clear()


def page(measure: object = None) -> AppTest:
    """The page, run once, with a measure in its address."""
    tested = AppTest.from_file(PAGE, default_timeout=60)
    if measure:
        tested.query_params["measure"] = str(measure)
    return tested.run()


def texts(tested: AppTest) -> str:
    """Everything that the page says in words."""
    kinds = ("markdown", "caption", "header", "info", "warning", "success", "error")
    said = [str(element.value) for kind in kinds for element in getattr(tested, kind)]
    return "\n".join(said).replace("\\", "")


def test_a_visitor_who_has_chosen_nothing_is_told_what_the_page_is_for(store):
    """The list is there, and no figure is shown of nothing."""
    tested = page()
    assert not tested.exception
    assert "Välj en åtgärd" in texts(tested)
    assert tested.selectbox(key="measure followed").value is None


def test_an_address_of_a_measure_that_is_not_there_is_said(store):
    """A link that outlived its measure leads to the list."""
    tested = page("0192f3a1-0000-7000-8000-000000000000")
    assert "inte finns här" in texts(tested)


def test_the_sign_at_the_square_has_a_decrease_with_its_numbers_and_names_the_two_other_places(store):
    """The planted truth: the music left the square, half of it for the harbour and the shops."""
    tested = page(find_measure(store, SIGN))
    assert not tested.exception
    said = texts(tested)
    assert said.count("Tydlig minskning") == 1  # above the sentence that has its numbers, not in it too
    assert "0 rapporter mot " in said
    assert "Osäkerhet: mellan " in said
    assert "Rapporter, inte händelser" in said
    assert "Sjörövarhamnen" in said
    assert "Guldkvarnens parkering" in said
    assert "Ingenting tyder" not in said  # it is never denied that it moved


def test_a_measure_without_a_start_asks_for_one_and_then_tells_what_could_be_seen(store):
    """Before the start everyone knows what the follow-up can tell, and the design can be locked."""
    measure = find_measure(store, ADULTS)
    tested = page(measure)
    assert "startdag" in texts(tested)
    assert not tested.error  # nobody has done anything wrong
    tested.date_input(key=f"plan {measure} start").set_value(date(2026, 8, 17))
    next(button for button in tested.button if "kan synas" in button.label).click()
    tested.run()
    assert not tested.exception
    assert "Följer ni upp " in texts(tested)
    tested.button(key=f"lock {measure}").click().run()
    [(locked, design)] = design_versions(store, measure)
    assert design.start == date(2026, 8, 17)
    assert (locked.version, locked.days_late) == (1, 0)
    assert "låst som version 1" in texts(tested)
    assert "börjar" in texts(tested)


@pytest.mark.thorough
def test_a_changed_design_is_a_new_version_and_the_first_one_stays(store):
    """Nothing that was locked is overwritten, and locking late is warned about."""
    measure = find_measure(store, SIGN)
    before = design_versions(store, measure)
    tested = page(measure)
    tested.session_state["redesign"] = True
    tested.run()
    tested.number_input(key=f"plan {measure} weeks").set_value(26)
    next(button for button in tested.button if "kan synas" in button.label).click()
    tested.run()
    assert "dagar sedan" in texts(tested)
    tested.button(key=f"lock {measure}").click().run()
    after = design_versions(store, measure)
    assert after[: len(before)] == before
    assert after[-1][0].version == before[-1][0].version + 1
    assert after[-1][0].days_late > 0


@pytest.mark.thorough
def test_what_the_verdict_rests_on_and_its_next_version_are_open_together(store):
    """Each draws the map of a design with its table, and neither takes the place of the other."""
    tested = page(find_measure(store, SIGN))
    tested.session_state["basis"] = tested.session_state["redesign"] = True
    tested.run()
    assert not tested.exception
    assert len(tested.get("deck_gl_json_chart")) == 2
    assert [part.label for part in tested.expander].count("Samma sak som tabell, och att ladda ner") >= 3


@pytest.mark.thorough
def test_hours_of_ones_own_stay_in_the_next_version(store):
    """The form begins with the hours that were locked, whatever they are; painting them is tried in a browser."""
    measure = find_measure(store, SIGN)
    own = PRESETS["night"] - {0}
    lock_design(store, replace(design_versions(store, measure)[-1][1], hours=own), "anna", datetime(2026, 6, 29, 8))
    tested = page(measure)
    tested.session_state["redesign"] = True
    tested.run()
    tested.number_input(key=f"plan {measure} weeks").set_value(26)
    next(button for button in tested.button if "kan synas" in button.label).click()
    tested.run()
    tested.button(key=f"lock {measure}").click().run()
    assert design_versions(store, measure)[-1][1].hours == own


def test_a_verdict_is_frozen_with_what_the_group_decided_and_not_without(store):
    """An empty decision is refused with a sentence, and what was written is kept as it stood."""
    measure = find_measure(store, SIGN)
    frozen = frozen_verdicts(store, measure).height
    tested = page(measure)
    press = next(button for button in tested.button if "Fastställ" in button.label)
    press.click().run()
    assert tested.error
    assert frozen_verdicts(store, measure).height == frozen
    tested.text_area(key=f"decision {measure}").set_value("Skylten står kvar. Hamnen tas upp som hotspot.")
    next(button for button in tested.button if "Fastställ" in button.label).click().run()
    rows = frozen_verdicts(store, measure)
    assert rows.height == frozen + 1
    assert rows["decision"][0] == "Skylten står kvar. Hamnen tas upp som hotspot."
    assert "fastställd" in texts(tested)


def test_the_verdict_of_an_earlier_day_uses_what_was_known_then(store):
    """A month after the sign, looking early costs, and the page says so."""
    measure = find_measure(store, SIGN)
    tested = page(measure)
    tested.date_input(key=f"as of {truth.SIGN}").set_value(date(2025, 8, 15)).run()
    assert not tested.exception
    assert "av vägen" in texts(tested)


@pytest.mark.slow
def test_a_plan_names_the_other_measures_that_it_leaves_out_and_how_much_places_move(store):
    """The lighting is held against a town in which the sign at the square was put up within the time compared."""
    tested = page(find_measure(store, LIGHTING))
    tested.session_state["redesign"] = True
    tested.run()
    assert not tested.exception
    said = texts(tested)
    assert "Rutor med andra åtgärder är inte med i det som platsen jämförs med" in said
    assert SIGN in said
    assert "från år till år" in said
