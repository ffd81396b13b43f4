"""What a file tells of its reports beside when, where and what is listed, goes out with them, and is filtered by."""

import io
import re

import h3
import polars as pl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from est.reports.fields.registry import LISTED
from tests.page_tables import tables
from tests.sources import ROOT

MAP = str(ROOT / "pages" / "situation" / "map.py")
UPLOAD = str(ROOT / "pages" / "reports" / "upload.py")
FILE = """tid,kategori,lat,lon,text,platstyp,källa,effekt,misstanke,polisanmäld,åtgärd på plats
2026-03-01 14:30,skadegörelse,59.3301,14.0601,Trasig ruta,Torg,vakt,3,nej,ja,Glaset sopades upp
2026-03-02 14:30,skadegörelse,59.3302,14.0602,Klotter,torg,,1,,,
2026-03-03 14:30,Kattbråk,59.3303,14.0603,Skrik,Park,,,ja,,
"""
PLACE = h3.latlng_to_cell(59.3302, 14.0602, 9)  # the one cell of all three
HEADINGS = {
    "place_kind": "Typ av plats",
    "source": "Källa",
    "effect": "Påverkan på tryggheten, 1–3",
    "suspicion": "Enbart misstanke",
    "police_reported": "Polisanmält",
    "on_the_spot": "Vad som gjordes på plats",
}


@pytest.fixture
def taken(store):
    """The file above, taken in on its page."""
    tested = AppTest.from_file(UPLOAD, default_timeout=30).run()
    tested.session_state["organisation"] = "Polisen"
    tested.file_uploader[0].upload("mars.csv", FILE.encode(), "text/csv")
    tested.run()
    next(button for button in tested.button if button.label.startswith("Ta emot 3")).click().run()
    assert not tested.exception
    return store


def page(cell: str = PLACE, **query: str) -> AppTest:
    """The map with the reports' cell chosen, under which they are listed."""
    tested = AppTest.from_file(MAP, default_timeout=60)
    tested.query_params["cell"] = cell
    for name, value in query.items():
        tested.query_params[name] = value
    tested.run()
    assert not tested.exception
    return tested


def reports(tested: AppTest):
    return next(table for table in tables(tested) if "description" in table.columns)


def test_a_list_of_reports_shows_what_they_tell_under_the_names_of_the_registry(taken):
    """Yes and no are words, a word that is no category stands beside Övrigt, and what no report tells is left out."""
    listed = reports(page())
    shown = pl.from_pandas(listed)
    assert shown.select(*HEADINGS).row(2) == ("Torg", "vakt", 3, "nej", "ja", "Glaset sopades upp")
    assert shown["suspicion"].to_list() == ["ja", None, "nej"]
    assert shown["category"].to_list() == ["Övrigt (Kattbråk)", "Skadegörelse", "Skadegörelse"]
    labels = listed.attrs["headings"]
    assert {name: labels[name] for name in HEADINGS} == HEADINGS
    assert "reported" not in shown.columns
    assert "source" not in reports(page(place_kind="park")).columns


def test_without_an_outline_the_reports_of_a_place_are_reached_from_the_list_of_cells(taken):
    """Nothing is flagged then, and no link to a cell is given."""
    tested = page(cell="")
    assert not [table for table in tables(tested) if "description" in table.columns]
    next(box for box in tested.selectbox if box.label.startswith("Välj en ruta")).select_index(0).run()
    assert not tested.exception
    assert sorted(reports(tested)["description"]) == ["Klotter", "Skrik", "Trasig ruta"]


def test_the_file_of_the_list_holds_every_field(taken, monkeypatch):
    """Also those that are empty, under the same names."""
    made, drawn = {}, st.download_button

    def noted(label, data, *, file_name, **more):
        made[file_name] = data
        return drawn(label, data, file_name=file_name, **more)

    monkeypatch.setattr(st, "download_button", noted)
    page()
    (file,) = (name for name in made if re.fullmatch(r"rapporter_.*\.csv", name))
    held = pl.read_csv(io.BytesIO(made[file]()), separator=";")
    told = {name: held[heading].to_list()[2] for name, heading in HEADINGS.items()}
    assert list(told.values()) == ["Torg", "vakt", 3, "nej", "ja", "Glaset sopades upp"]
    assert "När det rapporterades" in held.columns
    assert len(held.columns) == len(LISTED) + 3  # when, category, who


def test_kind_of_place_and_effect_narrow_what_is_listed(taken):
    """From the address, in the form, and in the sentence that says what is chosen."""
    assert len(reports(page())) == 3
    assert len(reports(page(place_kind="torg"))) == 2
    narrow = page(place_kind="torg", effect="3")
    assert reports(narrow)["description"].to_list() == ["Trasig ruta"]
    chosen = [button.label for button in narrow.button if button.label.endswith("✕")]
    assert chosen == ["torg ✕", "påverkan 3 ✕"]
    tested = page()
    tested.session_state["filter more"] = True
    tested.run()
    kinds, effects = (tested.pills(key=f"filter {name} list") for name in ("place_kinds", "effects"))
    assert (kinds.label, kinds.options, effects.options) == (HEADINGS["place_kind"], ["torg", "park"], ["1", "3"])
    kinds.set_value(["park"]).run()
    assert not tested.exception
    assert reports(tested)["description"].to_list() == ["Skrik"]
    assert tested.query_params["place_kind"] == "park"


def test_a_link_to_a_kind_of_place_that_no_report_has_opens_with_all_of_them(taken):
    """And says that it was left out."""
    tested = page(place_kind="gruva", effect="2")
    assert len(reports(tested)) == 3
    assert any("Länken pekar på något som inte finns här" in warning.value for warning in tested.warning)
