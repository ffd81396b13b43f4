"""On a phone the news and the map are on the first screen, what is chosen stays in sight, and a finger has room."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, FloatRect, Locator, Page, ViewportSize, expect

from tests.browser.looking import (
    AXE,
    BARRIERS,
    CELL,
    IS_DARK,
    MARKED,
    PALE,
    SCRIPTS,
    Server,
    in_the_end,
    opened,
    still,
)
from tests.browser.test_map import darkest

pytestmark = [pytest.mark.browser, pytest.mark.long]

WINDOW = ViewportSize(width=390, height=844)
CHOSEN = "karta?from=2025-11-01&through=2025-12-31&hours=night&category=PLA,SKA,FOR&kind=park,school"
OPEN_ALL = """() => document.querySelectorAll("[data-testid=stMain] details:not([open]) > summary")
  .forEach((one) => one.click())"""
SMALL = (SCRIPTS / "small.js").read_text(encoding="utf-8")


@pytest.fixture
def phone(contexts: Callable[..., BrowserContext]) -> Iterator[Page]:
    page = contexts(viewport=WINDOW, has_touch=True, is_mobile=True).new_page()
    yield page
    still(page)


def box_of(part: Locator) -> FloatRect:
    found = part.bounding_box()
    assert found is not None
    return found


def test_what_is_chosen_stays_in_the_head_of_the_page(phone: Page, server: Server) -> None:
    """Once the bar has scrolled away, without covering more of the page than its head does; a press leads back."""
    opened(phone, f"{server.url}/{CHOSEN}")
    line = phone.locator(".st-key-back-to-selection button")
    expect(line).to_be_hidden()
    phone.get_by_test_id("stMain").evaluate("(main) => main.scrollTo(0, 900)")
    expect(line).to_be_visible()
    expect(line).to_contain_text("Otrygg plats")
    box, head = box_of(line), box_of(phone.get_by_test_id("stHeader"))
    menu = box_of(phone.get_by_test_id("stExpandSidebarButton"))
    assert menu["x"] + menu["width"] <= box["x"] < box["x"] + box["width"] <= WINDOW["width"]
    assert head["y"] <= box["y"] < box["y"] + box["height"] <= head["y"] + head["height"]
    assert box["height"] >= 44
    line.tap()
    expect(phone.locator(".st-key-selection").get_by_role("button", name="Otrygg plats ✕")).to_be_in_viewport()
    expect(line).to_be_hidden()
    phone.wait_for_function("() => document.activeElement.tagName === 'SUMMARY'")


def test_the_news_and_the_map_are_on_the_first_screen(phone: Page, server: Server) -> None:
    opened(phone, f"{server.url}/karta")
    drawn = phone.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first
    drawn.wait_for()
    assert box_of(drawn)["y"] < WINDOW["height"] * 0.75
    opened(phone, server.url)
    assert box_of(phone.get_by_role("heading", name="Det här är nytt"))["y"] < WINDOW["height"] * 0.65


@pytest.mark.parametrize("view", ["weeks", "both", "difference"])
def test_whatever_the_map_shows_its_first_screen_holds_it(phone: Page, server: Server, view: str) -> None:
    """What it shows is chosen in one row; what is marked on it comes after it."""
    opened(phone, f"{server.url}/karta?from=2025-12-01&through=2026-02-28&map={view}")
    drawn = phone.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first
    drawn.wait_for()
    assert box_of(drawn)["y"] < WINDOW["height"] * 0.75
    heights = {box_of(phone.get_by_role("radio", name=name, exact=True))["y"] for name in CHOICES}
    assert len(heights) == 1


CHOICES = ("Perioden", "Vecka för vecka", "Två perioder", "Skillnad")


@pytest.mark.parametrize("address", ["karta", "trender", "mote", "rapporter", "ny-rapport"])
def test_a_finger_has_room_for_what_it_presses(phone: Page, server: Server, address: str) -> None:
    """At least 24 pixels of everything, and 44 of a button."""
    opened(phone, f"{server.url}/{address}")
    assert phone.evaluate(SMALL, 24) == []
    buttons = phone.locator("[data-testid=stMain] [data-testid=stButton] button:visible").all()
    assert [one.inner_text() for one in buttons if box_of(one)["height"] < 44] == []


@pytest.mark.parametrize(
    "address", ["", f"karta?cell={CELL}", "trender", "ny-rapport", f"uppfoljning?measure={MARKED}", "installningar"]
)
def test_axe_finds_nothing_on_a_phone_with_its_parts_open(phone: Page, server: Server, address: str) -> None:
    """In both themes, with the line in the head where there is one, and with cards in the place of tables."""
    opened(phone, f"{server.url}/{address}")
    phone.evaluate(OPEN_ALL)
    still(phone)
    phone.get_by_test_id("stMain").evaluate("(main) => main.scrollTo(0, 900)")
    phone.evaluate(AXE)
    for scheme in ("light", "dark"):
        phone.emulate_media(color_scheme=scheme)
        phone.wait_for_function(IS_DARK if scheme == "dark" else f"() => !({IS_DARK})()")
        still(phone)
        assert phone.evaluate(BARRIERS, ["html"]) == [], scheme
        assert in_the_end(phone, PALE) == [], scheme


def test_a_finger_on_the_map_moves_the_page(phone: Page, server: Server) -> None:
    """The map is no trap: the page is panned past it."""
    opened(phone, f"{server.url}/karta")
    drawn = phone.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first
    drawn.scroll_into_view_if_needed()
    box = box_of(drawn)
    touch = phone.context.new_cdp_session(phone)
    before, across = phone.evaluate(SCROLLED), box["x"] + box["width"] / 2
    for kind, up in (("touchStart", 0), *(("touchMove", 20 * step) for step in range(1, 11))):
        point = {"x": across, "y": box["y"] + min(box["height"], 300) - up}
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    phone.wait_for_function(f"(before) => ({SCROLLED})() > before + 100", arg=before)
    touch.detach()


SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"


def test_a_tap_on_the_map_opens_the_cell_under_it(phone: Page, server: Server) -> None:
    """A finger is over nothing before it taps, and gone after it; a second tap lets go of the cell."""
    opened(phone, f"{server.url}/karta")
    phone.wait_for_timeout(1000)
    x, y = darkest(phone)
    phone.touchscreen.tap(x, y)
    phone.wait_for_url(re.compile("cell="))
    still(phone)
    phone.touchscreen.tap(*darkest(phone))
    phone.wait_for_url(lambda address: "cell=" not in address)
