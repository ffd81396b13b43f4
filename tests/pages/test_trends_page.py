"""The trends page draws the same organisations beside all reports, and says who they are and what is left out."""

import json
from datetime import date, datetime, timedelta

import polars as pl
from streamlit.testing.v1 import AppTest

from est.meetings.coming_event import ComingEvent
from est.meetings.commands import add_event
from est.municipality.reference_lists import reference_lists
from tests.page_tables import tables
from tests.sources import ROOT
from tests.stores import organisation_ids, put

PAGE = str(ROOT / "pages" / "situation" / "trends.py")


def test_organisations_are_called_alike_in_a_sentence_and_in_the_filter(store):
    """On an English page by their English names, where they have one."""
    police = store.ask("SELECT id::VARCHAR FROM organisations WHERE name = 'Polisen'").item()
    begin = datetime(2025, 1, 6, 12)
    rows = [(begin + timedelta(weeks=week), police) for week in range(52)]
    put(store, pl.DataFrame(rows, schema=["starts", "organisation"], orient="row"))
    for language, name in (("en", "Police"), ("sv", "Polisen")):
        tested = AppTest.from_file(PAGE, default_timeout=60)
        tested.query_params["lang"] = language
        tested.run()
        said = " ".join(part.value for part in tested.markdown).replace("\\", "")
        assert f" {name}." in said
        assert reference_lists(store, language).organisations[police] == name


def test_the_cohort_is_named_drawn_and_in_the_table(store):
    """One organisation reports every week, one begins in the last month; the line leaves the second out."""
    steady, newcomer = organisation_ids(store)[:2]
    begin = datetime(2025, 1, 6, 12)
    rows = [(begin + timedelta(weeks=week), steady) for week in range(52)]
    rows += [(begin + timedelta(weeks=week, hours=1), newcomer) for week in range(48, 52) for _ in range(3)]
    put(store, pl.DataFrame(rows, schema=["starts", "organisation"], orient="row"))
    tested = AppTest.from_file(PAGE, default_timeout=60).run()
    assert not tested.exception
    said = " ".join(part.value for part in tested.markdown).replace("\\", "")
    assert "Linjen visar den 1 aktör som rapporterat varje månad" in said
    assert "med 12 av 64 rapporter" in said
    assert "För dem ensamma" in said
    charts = [json.loads(chart.proto.spec) for chart in tested.get("vega_lite_chart")]
    assert charts[0]["description"].startswith("Diagram över rapporterna per vecka")
    assert charts[0]["layer"][-1]["encoding"]["color"]["datum"] == "Samma aktörer hela tiden"
    assert charts[1]["encoding"]["y"]["title"] == "Aktörer"
    assert not any("pairs" in frame.columns for frame in tables(tested))
    tested.session_state["twin trend"] = tested.session_state["repeats"] = True
    shown = tables(tested.run())[0]
    assert shown["cohort"].iloc[:4].tolist() == [1.0] * 4
    assert shown["count"].iloc[:4].tolist() == [4.0] * 4
    assert "inom 200 m" in " ".join(part.value for part in tested.markdown)
    assert any("pairs" in frame.columns for frame in tables(tested))


def test_what_a_bar_is_and_over_how_long_stand_in_the_address(store):
    """A link shows the months of two years that its sender saw."""
    begin = datetime(2024, 1, 1, 12)
    put(store, pl.DataFrame({"starts": [begin + timedelta(days=day) for day in range(730)]}))
    sent = AppTest.from_file(PAGE, default_timeout=60).run()
    assert all(sent.button_group(key=key).proto.required for key in ("one bar", "trend length"))
    sent.button_group(key="one bar").set_value("month").run()
    sent.button_group(key="trend length").set_value("two-years").run()
    received = AppTest.from_file(PAGE, default_timeout=60)
    for name in ("bar", "over"):
        received.query_params[name] = sent.query_params[name]
    received.run()
    assert _bars(received) == _bars(sent)
    assert 24 <= len(_bars(received)) <= 25


def _bars(tested: AppTest) -> list[str]:
    """Return what the bars of the first chart are of, as its table says."""
    tested.session_state["twin trend"] = True
    return tables(tested.run())[0]["label"].tolist()


def test_the_events_of_that_time_are_named_with_their_place(store):
    """No later ones, and none of before."""
    put(store, pl.DataFrame({"starts": [datetime(2026, 3, 2, 12)]}))
    for name, day in (("Match", date(2026, 3, 1)), ("Marknad", date(2026, 3, 7)), ("Lucia", date(2025, 12, 6))):
        add_event(store, ComingEvent(name, day, place="Idrottsplatsen"), "anna", datetime(2026, 3, 1))
    tested = AppTest.from_file(PAGE, default_timeout=60).run()
    said = " ".join(part.value for part in tested.caption).replace("\\", "")
    assert "Match (Idrottsplatsen, 1 mars 2026)" in said
    assert "Marknad" not in said
    assert "Lucia" not in said


def test_a_window_of_many_filters_holds_the_widgets_of_its_last_pages(store):
    """Each period draws charts of its own that can be clicked; those of the periods before are forgotten."""
    begin = datetime(2025, 1, 6, 12)
    put(store, pl.DataFrame({"starts": [begin + timedelta(days=day) for day in range(364)]}))
    tested = AppTest.from_file(PAGE, default_timeout=60).run()
    held = []
    for week in range(8):
        tested.query_params["from"] = str(date(2025, 2, 3) + timedelta(weeks=week))
        tested.query_params["through"] = str(date(2025, 9, 7) + timedelta(weeks=week))
        tested.run()
        held.append(len(tested.session_state._state._state._new_widget_state.widget_metadata))
    assert not tested.exception
    assert held[-1] == held[1]
