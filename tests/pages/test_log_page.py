"""The log page shows the newest changes, and says so where there are more of them than it shows."""

from streamlit.testing.v1 import AppTest

from est.municipality.settings import write_setting
from est.ui.store_resource import store_now
from tests.page_tables import tables
from tests.sources import ROOT

PAGE = str(ROOT / "pages" / "admin" / "log.py")


def test_a_change_is_listed_with_who_made_it(store):
    """What was changed stands in words, beside the person."""
    write_setting(store, "name", "Kristinehamn", "anna", store_now(store))
    page = AppTest.from_file(PAGE, default_timeout=30).run()
    assert not page.exception
    (table,) = tables(page)
    (row,) = table[table["who"] == "anna"].to_dict("records")
    assert row["what"] == "gav kommunen namnet Kristinehamn"


def test_that_there_is_more_than_is_shown_is_said(store, monkeypatch):
    """Nothing is said of a new store, which has seen few changes."""
    monkeypatch.setattr("est.log.lines.MOST", 30)
    page = AppTest.from_file(PAGE, default_timeout=30)
    words = "Bara de 30 senaste visas. Välj färre dagar för att se äldre."
    assert words not in [caption.value for caption in page.run().caption]
    for number in range(30):
        write_setting(store, "name", f"Ort {number}", "test", store_now(store))
    assert words in [caption.value for caption in page.run().caption]
    assert not page.exception
