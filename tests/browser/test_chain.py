"""The way that the program is for: from a flag to a hotspot, its cause, a measure, its design, and the verdict."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from est.demo import truth
from est.demo.assembly import build_demo
from est.store import open_store
from tests.browser.conftest import serving
from tests.browser.looking import opened, pulled_down, still

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

MOST = 15  # interactions: a press on a button or a link, a choice, or a text or a day that is typed
STARTS = "20260504"


class Counter:
    """Uses one control at a time and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.used: list[str] = []

    def press(self, what: Locator, name: str) -> None:
        self._use(name, what.click)

    def type(self, label: str, text: str) -> None:
        box = self.page.get_by_label(label).last

        def type_it() -> None:
            box.fill(text)
            box.press("Tab")

        self._use(label, type_it)

    def date(self, label: str, digits: str) -> None:
        """Type a day: year, month and day are parts of one control."""
        parts = self.page.get_by_test_id("stDateInput").filter(has_text=label).first.get_by_role("spinbutton")

        def type_it() -> None:
            parts.first.click()
            self.page.keyboard.type(digits)
            self.page.keyboard.press("Tab")

        self._use(label, type_it)

    def choose(self, label: str, option: str) -> None:
        box = self.page.get_by_role("combobox", name=label).last

        def choose() -> None:
            pulled_down(box)
            self.page.get_by_role("option", name=option).first.click()

        self._use(label, choose)

    def _use(self, name: str, way: Callable[[], object]) -> None:
        way()
        self.used.append(name)
        still(self.page)


def test_from_a_flag_to_the_verdict_in_at_most_fifteen_interactions(page: Page, tmp_path: Path) -> None:
    """Every step is offered where the one before ends; what is known already is filled in."""
    path = tmp_path / "est.duckdb"
    with open_store(path) as store:
        build_demo(store, "demo", datetime.combine(truth.ENDS, datetime.min.time()))
    with serving(path) as server:
        opened(page, server.url)
        does = Counter(page)
        card = page.get_by_test_id("stVerticalBlock").filter(has_text="Ny markering").last
        does.press(card.get_by_role("button", name="Ta upp som hotspot"), "take up")
        does.press(page.get_by_role("button", name="Ta upp", exact=True), "save the hotspot")
        does.type("Orsak", "Belysningen är trasig.")
        does.press(page.get_by_role("button", name="Spara", exact=True).first, "save the cause")
        does.press(page.get_by_role("link", name="Lägg in en åtgärd för hotspoten"), "log a measure")
        does.type("Rubrik", "Laga belysningen")
        does.choose("Ansvarig", "förvaltning")
        does.choose("Status", "beslutad")
        does.choose("Beslutad av", "arbetsgrupp")
        does.date("Börjar", STARTS)
        does.press(page.get_by_role("button", name="Spara", exact=True).first, "save the measure")
        does.press(page.get_by_role("link", name="Följ upp åtgärden"), "plan the follow-up")
        does.press(page.get_by_role("button", name="Lås"), "lock the design")
        expect(page.get_by_role("heading", name="Besluta")).to_be_visible()
        assert len(does.used) <= MOST, does.used
