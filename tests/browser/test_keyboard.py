"""The five main tasks are done by keyboard alone: Tab, arrows, Enter, space and what is typed; no mouse, no script."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from est.demo import truth
from est.demo.assembly import build_demo
from est.store import open_store
from tests.browser.conftest import serving
from tests.browser.looking import Server, opened, still

pytestmark = [pytest.mark.browser, pytest.mark.thorough, pytest.mark.xdist_group("keyboard")]

MOST_TABS = 150
FOCUSED = """() => {
  const at = document.activeElement;
  return [at.getAttribute('aria-label'), at.labels && at.labels[0] && at.labels[0].innerText, at.innerText]
    .filter(Boolean).map((said) => said.trim().replace(/\\s+/g, ' ').slice(0, 200));
}"""
# a ring around it, or around the field that it is in, or that field's border in the accent's colour
SEEN = """() => {
  const parts = [document.activeElement];
  while (parts.length < 5 && parts.at(-1).parentElement) parts.push(parts.at(-1).parentElement);
  const coloured = (colour) => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).map(Number);
    return Math.max(red, green, blue) - Math.min(red, green, blue) > 40;
  };
  return parts.map((part) => getComputedStyle(part)).some((drawn) => drawn.outlineStyle !== 'none'
    || drawn.boxShadow !== 'none' || (drawn.borderTopWidth !== '0px' && coloured(drawn.borderTopColor)));
}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, chromium: object) -> Iterator[Server]:
    """The demo town, with a store of its own."""
    path = tmp_path_factory.mktemp("keyboard") / "est.duckdb"
    with open_store(path) as store:
        build_demo(store, "demo", datetime.combine(truth.ENDS, datetime.min.time()))
    with serving(path) as server:
        yield server


class Keys:
    """The keyboard of a reader who sees where it stands."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, name: str) -> None:
        """Go on by Tab to the next control of this name."""
        passed = []
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            said = self.page.evaluate(FOCUSED)
            passed.append(said[:1])
            if any(name == one or one.startswith(name) for one in said):
                try:
                    self.page.wait_for_function(SEEN, timeout=5_000)  # a border takes its colour little by little
                except TimeoutError as error:
                    raise AssertionError(f"nothing shows that {name} has the focus") from error
                return
        raise AssertionError(f"{name} is not reached by Tab, which passed {passed}")

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        still(self.page)

    def use(self, name: str) -> None:
        """Go to a button or a link, and press it."""
        self.to(name)
        self.press("Enter")

    def write(self, name: str, text: str) -> None:
        """Go to a field, and write in it; the Tab that follows leaves it."""
        self.to(name)
        self.page.keyboard.type(text)

    def choose(self, name: str, start: str) -> None:
        """Go to a list, write how the choice begins, and take it."""
        self.to(name)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(start)
        self.page.get_by_role("option").first.wait_for()
        self.press("Enter")


@pytest.fixture
def keys(page: Page) -> Keys:
    return Keys(page)


def test_weekend_nights_are_chosen(page: Page, keys: Keys, served: Server) -> None:
    """One stop for the row of usual hours, arrows within it; the focus stands where it stood when the page has run."""
    opened(page, f"{served.url}/trender")
    keys.to("Alla timmar")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    keys.press("Enter")
    page.wait_for_url("**hours=weekend-nights**")
    assert any("Helgnätter" in said for said in page.evaluate(FOCUSED))


def test_the_newest_flag_is_opened_to_its_place(page: Page, keys: Keys, served: Server) -> None:
    """From the news on the first page to what lies behind the cell on the map."""
    opened(page, served.url)
    keys.to("Se den på kartan")
    keys.press("Enter")
    page.wait_for_url("**cell=**")
    page.get_by_role("heading", name="Karta", level=1).wait_for()
    still(page)
    keys.to("Stäng rutan")
    expect(page.get_by_role("heading", name="Rapporter", exact=True)).to_be_visible()


def test_a_report_is_entered(page: Page, keys: Keys, served: Server) -> None:
    """Who, what and where it was, and sent."""
    opened(page, f"{served.url}/ny-rapport")
    keys.choose("Vem rapporterar?", "Polisen")
    keys.use("Otrygg plats")
    keys.use("bristande belysning")
    keys.to("Sök plats")  # the way to say where
    keys.to("Sök plats")  # its field
    page.keyboard.type("Guldkvarnens")
    keys.press("Enter")
    keys.use("Guldkvarnens parkering")
    keys.use("Skicka")
    expect(page.get_by_text("Tack. Rapporten är sparad: Otrygg plats, bristande belysning")).to_be_visible()


def test_a_hotspot_is_taken_up_and_given_a_cause(page: Page, keys: Keys, served: Server) -> None:
    """From the news to a hotspot with a cause that can be true or not."""
    opened(page, served.url)
    keys.use("Ta upp som hotspot")
    page.get_by_role("button", name="Ta upp", exact=True).wait_for()
    still(page)
    keys.use("Ta upp")
    page.get_by_label("Orsak").last.wait_for()
    still(page)
    keys.write("Orsak", "Belysningen är trasig.")
    keys.use("Spara")
    expect(page.get_by_text("Belysningen är trasig.").first).to_be_visible()


def test_a_point_of_a_meeting_is_decided(page: Page, keys: Keys, served: Server) -> None:
    """The point is opened, decided on and closed, and the agenda has it."""
    opened(page, f"{served.url}/mote")
    keys.use("Öppna")
    page.get_by_label("Beslut", exact=True).wait_for()
    keys.write("Beslut", "Lamporna byts före den första.")
    keys.use("Skriv ner")
    expect(page.get_by_text("Sparad:")).to_be_visible()
    expect(page.get_by_text("Lamporna byts före den första.").first).to_be_visible()
