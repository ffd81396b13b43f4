"""One report: sent from the form, taken back, reviewed, corrected and voided, on the pages themselves."""

from datetime import datetime

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from est.picture.selection import loaded_period
from est.reports.entries.commands import enter_report
from est.reports.entries.entry import Entry
from est.reports.entries.queries import standing_report
from est.reports.entries.review import waiting_count
from est.space.places import add_places
from est.ui.store_resource import store_now
from tests.page_tables import tables
from tests.pages.test_upload_page import press, said
from tests.sources import ROOT
from tests.stores import put

APP = str(ROOT / "app.py")
NEW, LIST, REVIEW = (str(ROOT / "pages" / "reports" / file) for file in ("new.py", "list.py", "review.py"))


@pytest.fixture
def organisation(store) -> str:
    now = datetime(2026, 3, 1)
    add_places(store, pl.DataFrame({"name": ["Södra torget"], "lat": [59.3057], "lng": [14.105]}), "test", now)
    return str(store.ask("SELECT id::VARCHAR FROM organisations WHERE name = 'Polisen'").item())


@pytest.fixture
def waiting(store, organisation) -> str:
    """A report that waits for review."""
    entry = Entry("SKA", "klotter", store_now(store), 59.3057, 14.105, place="Södra torget", description="Stor målning")
    return enter_report(store, entry, organisation, "anna", store_now(store)).report


def box(tested: AppTest, label: str):
    boxes = (*tested.text_input, *tested.selectbox, *tested.text_area)
    return next(one for one in boxes if one.label.removesuffix(" *") == label)


def test_a_report_is_sent_stored_once_and_taken_back(store, organisation):
    """What, where, and it is sent; the time is now unless something else is said. The form stays when it is refused."""
    tested = AppTest.from_file(NEW, default_timeout=30).run()
    assert not tested.exception
    assert next(button for button in tested.button if button.label == "Skicka").disabled
    assert "Kvar att fylla i: vem, vad och var" in said(tested)
    tested = box(tested, "Vem rapporterar?").select(organisation).run()
    assert "Kvar att fylla i: vad och var" in said(tested)
    tested = press(press(tested, "Störande fordon"), "A\\-traktor")
    tested = press(box(tested, "Sök plats").input("torg").run(), "Södra torget")
    assert "✓ A\\-traktor" in [button.label for button in tested.button]
    refused = press(box(tested, "Några ord, om det behövs").input("Ring 070-123 45 67").run(), "Skicka")
    assert "telefonnummer" in refused.error[0].value
    assert waiting_count(store)[0] == 0
    tested = press(box(refused, "Några ord, om det behövs").input("Hög musik").run(), "Skicka")
    assert not tested.exception
    assert "Tack" in tested.success[0].value
    assert "när den har granskats" in said(tested)
    assert waiting_count(store)[0] == 1
    row = store.ask("SELECT category, subcategory, place, place_precision, description FROM unapproved_reports").row(0)
    assert row == ("FOR", "A-traktor", "Södra torget", "approximate", "Hög musik")
    tested = press(tested, "Ångra rapporten")
    assert "räknas inte" in said(tested)
    assert waiting_count(store)[0] == 0


def test_a_waiting_report_is_changed_and_approved_or_returned(store, organisation, waiting):
    """The overview says how many wait; a decision without a reason where one is needed is refused."""
    tested = AppTest.from_file(REVIEW, default_timeout=30).run()
    assert "1 rapport väntar på granskning" in said(tested)
    tested = press(tested, "Återsänd")
    returned = [button for button in tested.button if button.label == "Återsänd"][-1].click().run()
    assert "Skäl saknas" in returned.error[0].value
    tested = press(returned, "Ändra och godkänn")
    tested = press(press(tested, "Störande fordon"), "A\\-traktor")
    tested = box(tested, "Varför ändras den?").input("Fel kategori").run()
    tested = [button for button in tested.button if button.label == "Ändra och godkänn"][-1].click().run()
    assert not tested.exception
    assert "ändrad, godkänd" in said(tested)
    assert standing_report(store, waiting)["category"] == "FOR"
    assert loaded_period(store) is not None
    assert "Inget väntar" in said(tested)


def test_a_report_is_opened_corrected_voided_and_put_back(store, organisation, waiting):
    """Each with its reason, and the versions below."""
    tested = AppTest.from_file(LIST, default_timeout=30)
    tested.query_params["report"] = waiting
    tested = tested.run()
    assert not tested.exception
    assert "väntar på granskning" in said(tested)
    tested = box(tested, "Varför makuleras den?").input("Dubbelt").run()
    tested = press(tested, "Makulera den")
    assert not tested.exception
    assert "makulerad" in said(tested)
    assert waiting_count(store)[0] == 0
    tested = press(tested, "Lägg tillbaka rapporten")
    assert waiting_count(store)[0] == 1
    assert not tested.exception


def test_the_overview_says_how_many_wait(store, organisation, waiting):
    """Also where there is no report in the picture yet."""
    tested = AppTest.from_file(APP, default_timeout=60).run()
    assert not tested.exception
    assert "1 rapport väntar på granskning. Den äldsta kom i dag" in said(tested)
    assert "Den är inte med i lägesbilden." in said(tested)


def test_the_list_follows_a_selection_in_its_address_and_says_so(store, organisation, waiting):
    """As on every page with a selection: what is in the picture, in the days and of the category that are asked for."""
    starts = [datetime(2026, 2, 1, 18), datetime(2026, 2, 2, 18), datetime(2026, 1, 1, 18)]
    put(
        store,
        pl.DataFrame(
            {
                "starts": starts,
                "organisation": [organisation] * 3,
                "category": ["SKA", "FOR", "SKA"],
                "place": ["Kajen", "Torget", "Parken"],
                "lat": [59.3057] * 3,
                "lng": [14.105] * 3,
            }
        ),
    )
    tested = AppTest.from_file(LIST, default_timeout=30)
    for name, value in {"from": "2026-01-15", "through": "2026-02-28", "category": "SKA"}.items():
        tested.query_params[name] = value
    tested.run()
    assert not tested.exception
    (listed,) = tables(tested)
    assert listed["place"].to_list() == ["Kajen"]
    assert "**Urval:** 15 jan" in said(tested)
    assert "Skadegörelse" in said(tested)
    tested = press(tested, "Alla rapporter, utan urvalet")
    assert "Urval:" not in said(tested)
    assert not set(tested.query_params) & {"from", "through", "category"}
    tested.query_params["category"] = "FOR"
    tested.query_params["through"] = "2026-01-20"
    tested.query_params["from"] = "2026-01-10"
    assert "Inga rapporter i urvalet" in said(tested.run())
