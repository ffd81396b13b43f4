"""A selection without reports says what to do, on every page that has one, and its buttons lead to reports."""

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from est.clock import PRESETS, hours_to_text
from est.picture.selection import default_selection
from est.store import Store
from est.ui.query_params import serialise_selection
from est.ui.store_resource import shared_store
from tests.sources import ROOT

PAGES = ROOT / "pages" / "situation"


@pytest.fixture
def demo(demo_town, tmp_path, monkeypatch) -> Iterator[Store]:
    demo_town.copy(tmp_path / "demo.duckdb")
    monkeypatch.setenv("EST_STORE", str(tmp_path / "demo.duckdb"))
    st.cache_resource.clear()
    store, _ = shared_store()
    yield store
    store.close()
    st.cache_resource.clear()


def opened(page: str, **asked: str) -> AppTest:
    script = ROOT / "app.py" if page == "overview.py" else PAGES / page
    tested = AppTest.from_file(str(script), default_timeout=60)
    for name, value in asked.items():
        tested.query_params[name] = value
    tested.run()
    assert not tested.exception
    return tested


def said(tested: AppTest) -> str:
    return "\n".join(one.value for one in (*tested.markdown, *tested.caption))


def ways(tested: AppTest) -> list[str]:
    return [one.label for one in tested.button if str(one.key).startswith("way back")]


@pytest.mark.parametrize("page", ["overview.py", "map.py", "trends.py"])
def test_each_page_says_what_to_do_and_leads_to_reports(demo, page):
    """The narrowest filter can be taken away, or the period be all the days that have reports, with their number."""
    category = demo.ask(
        """SELECT category FROM reports JOIN categories ON code = category WHERE counted
        GROUP BY ALL ORDER BY count(*) LIMIT 1"""
    ).item()
    selection = default_selection(demo)
    asked = serialise_selection(selection) | {"category": category, "hours": hours_to_text(PRESETS["school"])}
    asked |= {"from": "2026-06-28", "through": "2026-06-28"}
    tested = opened(page, **asked)
    assert any("Inga rapporter i urvalet" in one.value for one in tested.info)
    assert ways(tested)
    tested.button(key="way back 0").click().run()
    assert not tested.exception
    assert not any("Inga rapporter i urvalet" in one.value for one in tested.info)


@pytest.mark.parametrize("page", ["overview.py", "map.py", "trends.py"])
def test_where_no_filter_helps_there_is_the_whole_period(demo, page):
    """A period before the first report, or after the last one."""
    tested = opened(page, **{"from": "2020-01-01", "through": "2020-01-31"})
    (way,) = ways(tested)
    assert "2024" in way
    assert "rapporter" in way
    tested.button(key="way back 0").click().run()
    assert not any("Inga rapporter i urvalet" in one.value for one in tested.info)
    assert tested.query_params["from"] == "2024-07-01"


@pytest.mark.parametrize(
    ("days", "why"),
    [
        (("2020-01-01", "2020-01-31"), "Rapporterna börjar 1 juli 2024, efter den här perioden."),
        (("2027-01-01", "2027-01-31"), "Den senaste rapporten är från 28 juni 2026, före den här perioden."),
    ],
)
def test_a_period_beside_all_reports_is_told_from_one_that_is_filtered(demo, days, why):
    """There is nothing to take away, no zero weeks to speak of, and no decrease where nothing has come yet."""
    asked = dict(zip(("from", "through"), days, strict=True))
    for page in ("overview.py", "map.py", "trends.py"):
        assert [one.value for one in opened(page, **asked).info] == [f"Inga rapporter i urvalet. {why}"]
    told = said(opened("trends.py", **asked))
    assert "har minskat" not in told
    assert "Bara 0 hela veckor" not in told
    told = said(opened("overview.py", **asked))
    assert "0 veckors rapporter" not in told
    assert "Har rapporterat nu men inte förut" not in told


def test_a_period_that_is_not_all_reported_is_not_compared(demo):
    """Half a year of which two months have come is no decrease."""
    tested = opened("overview.py", **{"from": "2026-05-01", "through": "2026-12-31"})
    told = "\n".join(one.value for one in tested.markdown)
    assert "Den senaste är från 28 juni 2026, så hela perioden finns inte" in told
    assert "Färre än förut" not in told
