"""Two people who edit the same measure in two browsers: the second is told, sees both, and loses nothing."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from est.measures import Measure, MeasureState, Mechanism, add_measure, get_measure, measure_history
from est.municipality.defaults import prepare_store
from est.store import open_store
from tests.browser.conftest import serving
from tests.browser.looking import chosen_from, opened

pytestmark = pytest.mark.browser
NOW = datetime(2026, 3, 2, 9, 0)


@pytest.fixture
def store(tmp_path):
    """A store's file with one measure, and the measure's identity."""
    path = tmp_path / "est.duckdb"
    with open_store(path) as filled:
        prepare_store(filled, "anna", NOW)
        police = filled.ask("SELECT id FROM organisations WHERE name = 'Polisen'").item()
        wanted = Measure("Skylt", police, MeasureState.PROPOSED, place="Torget", due=date(2026, 4, 1), note="En.")
        identity = add_measure(filled, wanted, "anna", NOW)
    return path, identity


def open_measure(page: Page, url: str) -> None:
    opened(page, f"{url}/atgarder")
    chosen_from(page.get_by_role("combobox", name="Öppna en åtgärd"), "Skylt")
    expect(page.get_by_label("Anteckning").last).to_have_value("En.")


@pytest.mark.thorough
def test_the_second_of_two_browsers_is_told_and_nothing_is_overwritten(
    contexts: Callable[[], BrowserContext], store
) -> None:
    """Both open the measure; the first saves; the second's save is refused, shown beside it, and applied anew."""
    path, identity = store
    with serving(path) as server:
        one, two = (contexts().new_page() for _ in "12")
        for page in (one, two):
            open_measure(page, server.url)
        chosen_from(one.get_by_role("combobox", name="Mekanism").last, "försvåra")
        one.get_by_role("button", name="Spara").last.click()
        expect(one.get_by_text("Sparad: Skylt")).to_be_visible()

        two.get_by_label("Anteckning").last.fill("Två.")
        two.get_by_role("button", name="Spara").last.click()
        expect(two.get_by_text("efter att du öppnade det. Inget har skrivits över.")).to_be_visible()
        expect(two.get_by_text("lokal ändrade det här")).to_be_visible()
        two.get_by_role("button", name="Spara min ändring ändå").click()
        expect(two.get_by_text("Sparad: Skylt")).to_be_visible()
        for page in (one, two):
            page.close()
    with open_store(path) as kept:
        now, version = get_measure(kept, identity)
        assert (now.mechanism, now.note, version) == (Mechanism.HINDER, "Två.", 3)
        changed = measure_history(kept, identity).filter(version=3).select("field", "before", "after").rows()
        assert changed == [("note", "En.", "Två.")]
