"""A report is sent from a phone in at most twelve touches, and by keyboard alone; what is sent twice is stored once."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.looking import Server, chosen_from, new_context, opened, still

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("changing"), pytest.mark.long]  # one server for all

MOST_TOUCHES = 12


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A phone that knows where it is and may tell."""
    context = new_context(
        chromium,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        geolocation={"latitude": 59.3061, "longitude": 14.1043, "accuracy": 12},
        permissions=["geolocation"],
    )
    yield context.new_page()
    context.close()


class Touches:
    """Counts what a reader does, and waits until the page has followed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def press(self, part: Locator, act: Callable[[Locator], None] = Locator.click) -> None:
        act(part)
        self.count += 1
        still(self.page)


def test_a_report_is_sent_from_the_phone_s_own_position_and_approved(phone: Page, changing: Server):
    """Two touches for what, two for where, one for how bad, one to send; a second touch there sends no other."""
    opened(phone, f"{changing.url}/ny-rapport")
    chosen_from(phone.get_by_label("Vem rapporterar?"), "Polisen")  # a reporter has nothing to choose here
    touches = Touches(phone)
    touches.press(phone.get_by_role("button", name="Störande fordon"))
    touches.press(phone.get_by_role("button", name="A-traktor"))
    touches.press(phone.get_by_role("radio", name="Där jag är"))
    touches.press(phone.get_by_role("button", name="Använd min position"))
    expect(phone.get_by_text("Din position, på 12 m när.")).to_be_visible()
    touches.press(phone.get_by_role("radio", name="2 – tydligt"))
    touches.press(phone.get_by_role("button", name="Skicka"), Locator.dblclick)
    assert touches.count <= MOST_TOUCHES
    expect(phone.get_by_text("Tack. Rapporten är sparad: Störande fordon, A-traktor.")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    opened(phone, f"{changing.url}/granska")
    expect(phone.get_by_text("1 rapport väntar på granskning.")).to_be_visible()
    expect(phone.get_by_text("59,3061; 14,1043")).to_be_visible()
    phone.keyboard.press("a")
    expect(phone.get_by_text("Rapporten är godkänd och med i lägesbilden.")).to_be_visible()
    expect(phone.get_by_text("Inget väntar på granskning.")).to_be_visible()


def test_a_report_is_sent_by_keyboard_alone_and_taken_back(page: Page, changing: Server):
    """Every part is reached and named; the place is found by its name."""
    opened(page, f"{changing.url}/ny-rapport")
    who = page.get_by_label("Vem rapporterar?")
    who.focus()
    page.keyboard.type("Polisen")
    page.get_by_role("option", name="Polisen").wait_for()
    page.keyboard.press("Enter")
    still(page)
    enter: Callable[[Locator], None] = lambda part: part.press("Enter")  # noqa: E731 (an act with a name)
    touches = Touches(page)
    touches.press(page.get_by_role("button", name="Otrygg plats"), enter)
    touches.press(page.get_by_role("button", name="bristande belysning"), enter)
    search = page.get_by_label("Sök plats", exact=True).last
    search.focus()
    page.keyboard.type("södra")
    touches.press(search, enter)
    touches.press(page.get_by_role("button", name="Södra torget"), enter)
    words = page.get_by_label("Några ord, om det behövs")
    words.focus()
    page.keyboard.type("Tre lampor är släckta")
    touches.press(words, lambda part: part.press("Control+Enter"))
    touches.press(page.get_by_role("button", name="Skicka"), enter)
    assert touches.count <= MOST_TOUCHES
    expect(
        page.get_by_text("Tack. Rapporten är sparad: Otrygg plats, bristande belysning, Södra torget.")
    ).to_be_visible()
    page.get_by_role("button", name="Ångra rapporten").press("Enter")
    expect(page.get_by_text("Rapporten är ångrad. Den räknas inte.")).to_be_visible()
