"""The overview says what is new, what is late and whose it is, how fresh it all is, and opens what is chosen."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from est.measures import Measure, add_measure
from est.ui.store_resource import shared_store, timezone_now
from tests.page_tables import tables
from tests.sources import ROOT
from tests.stores import organisation_ids, put

APP = str(ROOT / "app.py")  # the overview comes first; its links need the others
LONG_AGO = datetime(2026, 3, 2, 9, 0)


@pytest.fixture
def store(store):
    """The store that the page opens: one organisation still reports, the other one stopped two months before."""
    steady, silent = organisation_ids(store)[:2]
    days = [LONG_AGO - timedelta(days=7 * week) for week in range(20)]
    rows = [(day, steady, "SKA") for day in days] + [(day, silent, "FOR") for day in days[9:]]
    put(store, pl.DataFrame(rows, schema=["starts", "organisation", "category"], orient="row"))
    return store


def table(tested: AppTest, column: str) -> pl.DataFrame:
    (found,) = [frame for frame in tables(tested) if column in frame.columns]
    return pl.from_pandas(found)


def test_what_is_late_is_said_first_and_listed_with_whose_it_is(store) -> None:
    """Then what is to be followed up, then what is soon due; the numbers fold what cannot be told."""
    police = organisation_ids(store)[0]
    soon = timezone_now("Europe/Stockholm").date() + timedelta(days=3)
    add_measure(store, Measure("Snart", police, place="Torget", due=soon), "anna", LONG_AGO)
    add_measure(store, Measure("Följ upp", police, place="Torget", follow_up=date(2026, 3, 3)), "anna", LONG_AGO)
    add_measure(store, Measure("För sent", police, place="Torget", due=date(2026, 3, 3)), "anna", LONG_AGO)
    tested = AppTest.from_file(APP, default_timeout=60).run()
    assert not tested.exception
    assert any("1 åtgärd är försenad" in text.value for text in tested.markdown)
    said = [text.value for text in tested.markdown]
    titles = ["För sent", "Följ upp", "Snart"]
    assert [text for text in said if text.strip("*") in titles][-3:] == [f"**{title}**" for title in titles]
    told = [said[len(said) - said[::-1].index(f"**{title}**")] for title in titles]
    assert "dagar försenad · Bostadsbolaget · " in told[0]
    assert told[1].startswith("att följa upp · Bostadsbolaget")
    assert told[2].startswith("ska vara klar inom två veckor")
    fresh = table(tested, "told")
    assert fresh["told"].to_list() == ["tyst i 63 dagar", "2026-03-02"]
    assert any("1 aktör har tystnat" in text.value for text in tested.markdown)
    changes = table(tested, "course")
    assert changes.columns[:3] == ["name", "count", "before"]
    assert sorted(changes["count"].to_list()) == [3.0, 12.0]
    assert all(len(course) == 52 for course in changes["course"].to_list())


def test_when_there_is_nothing_to_see_to_it_says_so(store) -> None:
    """An empty table would say less."""
    add_measure(store, Measure("Någon gång", organisation_ids(store)[0], place="Torget"), "anna", LONG_AGO)
    tested = AppTest.from_file(APP, default_timeout=60).run()
    assert not tested.exception
    assert any(text.value.startswith("Ingen åtgärd är försenad") for text in tested.markdown)


def test_more_reports_than_can_be_judged_are_said_in_a_sentence(store, monkeypatch) -> None:
    """With what to do about it, and the numbers that need no judgement stay."""
    monkeypatch.setattr("est.picture.fetched_reports.MOST_REPORTS", 5)
    monkeypatch.setattr("est.picture.selected_reports.MOST_KEPT", 5)
    tested = AppTest.from_file(APP, default_timeout=60)
    tested.query_params["from"], tested.query_params["through"] = "2025-03-03", "2026-03-02"
    tested.run()
    assert not tested.exception
    assert any("Välj en kortare period" in error.value for error in tested.error)
    assert table(tested, "told").height == 2


def test_on_a_phone_what_is_late_stands_before_the_numbers(store, monkeypatch) -> None:
    """Beside each other there is no room, and the numbers are many cards."""
    monkeypatch.setattr("est.ui.window.reader_window", lambda: 390)
    tested = AppTest.from_file(APP, default_timeout=60).run()
    assert not tested.exception
    headings = [heading.value for heading in tested.header]
    assert headings.index("Vad vi lovat") < headings.index("Rapporter, inte händelser") < headings.index("Hur aktuellt")


def test_how_fresh_leads_to_the_newest_reports_and_the_latest_batch(store, monkeypatch) -> None:
    """A row is opened; of the one that is silent, what it reported last."""
    monkeypatch.setattr("est.ui.tables.on_phone", lambda: True)  # each row is a card with a button there
    tested = AppTest.from_file(APP, default_timeout=60).run()
    tested = tested.button(key="card freshness rows 0").click().run()
    assert not tested.exception
    assert [one.value for one in tested.caption][-2:] == ["2–29 dec\\. 2025", "4 rapporter\\."]
    # four weeks of them, beside the row of the numbers
    assert len([one for one in tested.markdown if "Störande fordon" in one.value]) == 5


def test_what_makes_a_place_unusual_is_shown(demo_town, tmp_path, monkeypatch) -> None:
    """As many reports as the card says; where an organisation tells of the same thing twice on a day, those apart."""
    (tmp_path / "demo.duckdb").write_bytes(demo_town.path.read_bytes())
    monkeypatch.setenv("EST_STORE", str(tmp_path / "demo.duckdb"))
    st.cache_resource.clear()
    tested = AppTest.from_file(APP, default_timeout=60).run()
    (told,) = [one.value for one in tested.markdown if "mot vanligen" in one.value]
    before = [table.to_dict() for table in tables(tested)]
    button = next(one for one in tested.button if str(one.key).startswith("reports of "))
    tested = button.click().run()
    assert not tested.exception
    assert len([table for table in tables(tested) if table.to_dict() not in before]) == 1
    assert any("räknar bedömningen en" in one.value for one in tested.caption)
    count = told.partition(" ")[0]
    assert any(one.value.startswith(f"{count} rapporter\\.") for one in tested.caption)
    shared_store()[0].close()
    st.cache_resource.clear()


def test_of_a_past_period_the_news_are_of_that_time(demo_town, tmp_path, monkeypatch) -> None:
    """What is unusual today is not shown as new a year before; what is late today stands apart, as of today."""
    demo_town.copy(tmp_path / "demo.duckdb")
    monkeypatch.setenv("EST_STORE", str(tmp_path / "demo.duckdb"))
    st.cache_resource.clear()
    tested = AppTest.from_file(APP, default_timeout=60).run()
    unusual = [one.value for one in tested.markdown if "mot vanligen" in one.value]
    assert unusual
    choice = tested.segmented_control(key="year before")
    assert choice.value is None
    tested = choice.set_value("year before").run()
    assert not tested.exception
    headings = [heading.value for heading in (*tested.header, *tested.subheader)]
    assert "Det här var nytt då" in headings
    assert "Läget i dag, oavsett vald period" in headings
    assert not set(unusual) & {one.value for one in tested.markdown}
    assert not [one for one in tested.button if one.label == "Sett"]
    summary = next(one.value for one in tested.markdown if "markering" in one.value)
    assert "försenad" not in summary
    choice = tested.segmented_control(key="year before")
    assert choice.value == "year before"
    tested = choice.set_value(None).run()
    assert unusual == [one.value for one in tested.markdown if "mot vanligen" in one.value]
    shared_store()[0].close()
    st.cache_resource.clear()


def test_a_place_that_is_unusual_and_newly_flagged_stands_on_both_cards(demo_town, tmp_path, monkeypatch) -> None:
    """Of a district where the cells of both are the same ones; each can be taken up, and all are named."""
    demo_town.copy(tmp_path / "demo.duckdb")
    monkeypatch.setenv("EST_STORE", str(tmp_path / "demo.duckdb"))
    st.cache_resource.clear()
    store = shared_store()[0]
    district = store.ask("SELECT id::VARCHAR FROM districts WHERE name = 'Fabelhöjden'").item()
    tested = AppTest.from_file(APP, default_timeout=60)
    tested.query_params["district"] = district
    tested.run()
    assert not tested.exception
    offered = [str(one.key).split()[2] for one in tested.button if str(one.key).startswith("take up ")]
    assert len(offered) > len(set(offered))
    summary = next(one.value for one in tested.markdown if "ny markering" in one.value)
    assert "1 ny markering: Jätteängens idrottsplats; 1 kvar: Fabelskolan" in summary
    assert not [one for one in tested.markdown if one.value == r"1\. Fabelskolan"]  # a way there
    tested.query_params["print"] = "1"
    tested.run()
    assert [one for one in tested.markdown if one.value == r"1\. Fabelskolan"]  # a name on paper
    store.close()
    st.cache_resource.clear()


def test_what_a_filter_does_not_reach_says_so_and_links_keep_the_filter(demo_town, tmp_path, monkeypatch) -> None:
    """What is unusual holds for all reports; the ways to the map hold the selection, in a window of their own too."""
    demo_town.copy(tmp_path / "est.duckdb")
    monkeypatch.setenv("EST_STORE", str(tmp_path / "est.duckdb"))
    st.cache_resource.clear()
    tested = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    said = "Det ovanliga gäller alla rapporter, vad som än är valt ovan."
    assert said not in [one.value for one in tested.caption]
    there = [one.proto.query_string for one in tested.get("page_link") if one.proto.page == "karta"]
    assert len(there) > 5  # cards of flags, those that share one, and the map's own
    assert [way for way in there if "from=2026-04-06&through=2026-06-28" not in way] == []
    tested.query_params.update({"from": "2026-04-06", "through": "2026-06-28", "hours": "night"})
    tested.run()
    assert said in [one.value for one in tested.caption]
    ways = [one.proto.query_string for one in tested.get("page_link") if one.proto.page == "karta"]
    assert ways
    assert all("from=2026-04-06&through=2026-06-28&hours=night" in way for way in ways)
    shared_store()[0].close()
    st.cache_resource.clear()
