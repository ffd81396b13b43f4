"""The selection is chosen by keyboard as by mouse, stays from page to page, and a link shows what its sender saw."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, TimeoutError, expect

from tests.browser.conftest import serving
from tests.browser.looking import Server, opened, resting, still

pytestmark = [pytest.mark.browser, pytest.mark.long]

LINK = "?from=2025-11-01&through=2025-12-31&hours=night&category=PLA"


def summary(page: Page) -> Locator:
    return page.locator(".st-key-selection")


def sent_link(page: Page, url: str) -> str:
    """Open the link, and return what the page says of its selection."""
    opened(page, url)
    expect(summary(page)).to_contain_text("Natt 22–06")
    expect(summary(page)).to_contain_text("Otrygg plats")
    return summary(page).inner_text()


def test_a_link_shows_what_its_sender_saw_from_page_to_page(
    page: Page, server: Server, contexts: Callable[[], BrowserContext]
):
    """In another browser, too; and the next page has the same selection."""
    sent = sent_link(page, f"{server.url}/trender{LINK}")
    other = contexts().new_page()
    opened(other, page.url)
    expect(summary(other)).to_have_text(sent, use_inner_text=True)
    page.get_by_role("link", name="Översikt").click()
    page.get_by_role("heading", name="Översikt", level=1).wait_for()
    still(page)
    expect(summary(page)).to_have_text(sent, use_inner_text=True)
    page.wait_for_url("**hours=night**")


@pytest.mark.thorough
def test_the_default_stands_in_the_address_too(page: Page, server: Server):
    """A link sent today shows the same twelve weeks when more has been loaded."""
    opened(page, server.url)
    page.wait_for_url("**from=2025-12-07&through=2026-02-28**")


@pytest.mark.thorough
def test_a_link_that_means_nothing_opens_all_the_same(page: Page, server: Server):
    """It says that something was left out."""
    opened(page, f"{server.url}/?category=XXX&hours=late")
    expect(page.get_by_text("det togs inte med")).to_have_count(1)


def test_a_view_is_kept_and_opened_again(page: Page, town: Path, tmp_path: Path):
    """What opens the views draws them when it is pressed; a view brings its selection back from another one."""
    own = tmp_path / "est.duckdb"
    own.write_bytes(town.read_bytes())
    with serving(own) as server:
        opened(page, f"{server.url}/trender{LINK}")
        expect(page.get_by_label("Spara den här sidan")).to_have_count(0)
        page.get_by_role("button", name="Vyer").click()
        page.get_by_label("Spara den här sidan").fill("Nätter")
        page.get_by_role("button", name="Spara vyn").click()
        expect(page.get_by_text("Vyn är sparad: Nätter")).to_be_visible()
        opened(page, f"{server.url}/trender")
        expect(summary(page)).not_to_contain_text("Natt 22–06")
        page.get_by_role("button", name="Vyer").click()
        page.get_by_role("button", name="Nätter", exact=True).click()
        expect(summary(page)).to_contain_text("Natt 22–06")
        expect(summary(page)).to_contain_text("Otrygg plats")


def test_the_filters_are_reached_and_used_by_keyboard(page: Page, server: Server):
    """Weekend nights by one press, a category by the word for it, and one of them taken away: no mouse."""
    opened(page, server.url)
    _tab_to(page, "Alla timmar")
    for _ in range(4):  # arrows move within the row of usual hours: day, evening, night, weekend nights
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**hours=weekend-nights**")
    still(page)
    _tab_to(page, "Kategori")
    page.keyboard.press("Enter")
    page.get_by_label("Kategorier och underkategorier").wait_for()
    still(page)
    page.get_by_label("Kategorier och underkategorier").focus()
    page.keyboard.type("noise")
    page.get_by_role("option", name="störande musik eller buller").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**subcategory=**")
    still(page)
    page.keyboard.press("Escape")
    _tab_to(page, "Helgnätter (fre–lör 22–06) ✕")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "hours=" not in url and "subcategory=" in url)


def _tab_to(page: Page, name: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const e = document.activeElement; return [e.innerText, e.getAttribute('aria-label'),"
            " e.labels && e.labels[0] && e.labels[0].innerText].join('|') }"
        )
        if focused and name in focused and len(focused) < 300:
            return
    raise AssertionError(f"{name} is not reached by Tab")


@pytest.mark.thorough
def test_the_hours_are_painted_by_mouse_and_by_keyboard(page: Page, server: Server):
    """A preset fills the grid, a drag takes hours away, keys give one back, and all of it holds when it is sent."""
    opened(page, server.url)
    page.get_by_role("button", name="Egna timmar").click()
    page.get_by_text("Timme för timme").click()
    grid = page.get_by_role("grid", name="Timmar i veckan")
    grid.wait_for()
    page.get_by_role("group", name="Timmar i veckan").get_by_role("button", name="Natt", exact=True).click()
    chosen = grid.locator("[aria-selected=true]")
    expect(chosen).to_have_count(56)
    first, last = (grid.get_by_role("gridcell", name=f"mån {hour}").bounding_box() for hour in ("00–01", "03–04"))
    assert first is not None
    assert last is not None
    page.mouse.move(first["x"] + 5, first["y"] + 5)
    page.mouse.down()
    page.mouse.move(last["x"] + 5, last["y"] + 5, steps=8)
    page.mouse.up()
    expect(chosen).to_have_count(52)
    expect(page.get_by_role("status").filter(has_text="Egna timmar · 52")).to_be_visible()
    page.keyboard.press("ArrowRight")  # from the hour that was pressed, 00, to 01
    page.keyboard.press("Space")
    expect(chosen).to_have_count(53)
    page.keyboard.press("Shift+ArrowRight")
    expect(chosen).to_have_count(54)
    page.get_by_role("button", name="Visa de här timmarna").click()
    page.wait_for_url("**hours=mon.01-03.04-06.22-06_**")


def test_the_hours_are_in_sight_on_a_laptop_whole_with_their_button(page: Page, server: Server):
    """Nothing of the grid lies below the window, where nobody would look for it."""
    page.set_viewport_size({"width": 1366, "height": 768})
    opened(page, server.url)
    page.get_by_role("button", name="Egna timmar").click()
    page.get_by_text("Timme för timme").click()
    grid = page.get_by_role("grid", name="Timmar i veckan")
    grid.wait_for()
    still(page)
    expect(grid.get_by_role("gridcell", name="mån 00–01")).to_be_in_viewport(ratio=1)
    expect(grid.get_by_role("gridcell", name="sön 23–24")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Visa de här timmarna")).to_be_in_viewport(ratio=1)


@pytest.mark.thorough
def test_a_click_on_a_chart_filters_every_page(page: Page, server: Server):
    """A square of the hours becomes the selection, and with Shift another one is added."""
    opened(page, f"{server.url}/trender")
    chart = page.locator("[data-testid=stVegaLiteChart]").last
    drawn = chart.locator("canvas, svg").first
    drawn.wait_for()
    drawn.scroll_into_view_if_needed()
    for _ in range(5):  # a chart that is drawn takes clicks only a moment later
        box = resting(drawn)
        page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.4)
        try:
            page.wait_for_url(re.compile("hours="), timeout=15_000)
        except TimeoutError:
            continue
        break
    expect(summary(page)).to_contain_text(re.compile(r"(mån|tis|ons|tors|fre|lör|sön) \d\d–\d\d ✕"))
    still(page)
    alone = page.url
    box = resting(page.locator("[data-testid=stVegaLiteChart]").last.locator("canvas, svg").first)
    page.wait_for_timeout(1500)
    page.keyboard.down("Shift")
    page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.4)
    page.keyboard.up("Shift")
    page.wait_for_url(lambda url: url != alone)
    assert page.url.startswith(f"{alone}.")  # the first is still among the chosen, and one of its day beside it


def test_the_chosen_weeks_are_extended_both_ways_by_clicks_with_shift(page: Page, server: Server):
    """The weeks after what is chosen stay in the chart, as those before it do."""
    opened(page, f"{server.url}/trender?from=2025-12-01&through=2025-12-07")
    for across, changed in (
        (0.7, r"from=2025-1[01]-\d\d&through=2025-12-07"),
        (0.95, r"from=2025-1[01].*through=2026-0"),
    ):
        for _ in range(5):  # a chart that is drawn takes clicks only a moment later
            box = resting(page.locator("[data-testid=stVegaLiteChart]").first.locator("canvas, svg").first)
            page.keyboard.down("Shift")
            page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * 0.7)
            page.keyboard.up("Shift")
            try:
                page.wait_for_url(re.compile(changed), timeout=15_000)
            except TimeoutError:
                continue
            break
        expect(page).to_have_url(re.compile(changed))
        still(page)
    expect(page.get_by_text("Det som är valt har en ram.")).to_be_visible()


def test_a_finger_paints_hours_on_a_phone(page: Page, server: Server) -> None:
    """What a filter opens has room, and a finger drawn over squares paints them instead of moving the page."""
    page.set_viewport_size({"width": 390, "height": 844})
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})  # a page for a finger is another one
    opened(page, f"{server.url}/trender")
    page.get_by_test_id("stMain").get_by_text("Filter", exact=True).click()
    page.get_by_role("button", name="Egna timmar").click()
    box = page.get_by_test_id("stPopoverBody")
    expect(box).to_be_visible()
    page.get_by_text("Timme för timme").last.click()
    grid = page.get_by_role("grid", name="Timmar i veckan").last
    grid.wait_for()
    still(page)
    assert resting(box)["height"] > 400
    middles = []
    for hour in (104, 105, 106):  # Friday 8 to 11
        square = grid.locator(f"[data-hour='{hour}']")
        square.scroll_into_view_if_needed()
        seen = resting(square)
        middles.append({"x": seen["x"] + seen["width"] / 2, "y": seen["y"] + seen["height"] / 2})
    for kind, points in (("touchStart", middles[:1]), ("touchMove", middles[1:2]), ("touchMove", middles[2:])):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(grid.locator("[aria-selected=false]")).to_have_count(3)
    touch.detach()


WHERE = """() => [document.activeElement.closest('[data-testid=stPopoverBody]') !== null,
  document.activeElement.closest('[data-testid=stPopover]') !== null, document.activeElement.tagName]"""


def test_what_the_bar_opens_is_the_next_stop_of_the_keyboard(page: Page, server: Server):
    """And behind it the keyboard goes on from the button, also after Escape: it is never lost."""
    opened(page, f"{server.url}/karta{LINK}")
    button = summary(page).get_by_test_id("stPopover").get_by_role("button").nth(1)
    body = page.get_by_test_id("stPopoverBody")
    for ending in ("Escape", "Tab", "Shift+Tab"):
        button.focus()
        page.keyboard.press("Enter")
        expect(body).to_be_visible()
        page.wait_for_function(f"() => ({WHERE})()[0]")
        for _ in range(1 if ending == "Escape" else 60):
            if not body.count():
                break
            page.keyboard.press(ending)
            page.wait_for_timeout(100)
        expect(body).to_have_count(0)
        page.wait_for_timeout(300)
        inside, at_button, tag = page.evaluate(WHERE)
        assert (inside, tag != "BODY") == (False, True), ending
        assert at_button or ending == "Tab", ending
    still(page)


def test_the_keyboard_is_not_lost_where_what_was_pressed_goes(page: Page, server: Server):
    """The last chip, the button that closes a place, and a dialog over the row that opened it."""
    opened(page, f"{server.url}/trender?from=2025-11-01&through=2025-12-31&category=PLA")
    summary(page).get_by_role("button", name="Otrygg plats ✕").focus()
    page.keyboard.press("Enter")
    expect(summary(page).get_by_role("button", name="Otrygg plats ✕")).to_have_count(0)
    still(page)
    page.wait_for_function("() => document.activeElement !== document.body")
    opened(page, f"{server.url}/karta?from=2025-03-01&through=2026-02-28")
    page.locator("[class*=st-key-flag-] button").first.click()
    closing = page.get_by_role("button", name="Stäng rutan")
    closing.wait_for()
    still(page)
    closing.focus()
    page.keyboard.press("Enter")
    expect(closing).to_have_count(0)
    still(page)
    page.wait_for_function("() => document.activeElement !== document.body")
    opened(page, server.url)
    page.get_by_text(re.compile("^Kategori: 4 utan säker skillnad")).click()
    row = page.get_by_role("region", name="Kategori").first.locator("tbody tr").first
    row.locator("[tabindex='0'], button").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    still(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_function("() => document.activeElement !== document.body")


def test_the_same_time_last_year_shows_as_chosen_and_leads_back(page: Page, server: Server):
    """To the eye by its colour, to a screen reader by its state; pressed again the period is the one it came from."""
    opened(page, server.url)
    begun = page.url
    choice = page.get_by_role("radio", name="Samma tid i fjol")
    expect(choice).to_have_attribute("aria-checked", "false")
    choice.click()
    expect(choice).to_have_attribute("aria-checked", "true")
    page.wait_for_url(re.compile("through=2025-02-28"))
    choice.click()
    page.wait_for_url(begun)
    expect(choice).to_have_attribute("aria-checked", "false")


def test_the_word_by_which_a_category_was_found_is_read_whole(page: Page, server: Server) -> None:
    """Where it stands far behind the name, below it; else in the line, which has room for two."""
    opened(page, f"{server.url}/trender")
    page.get_by_role("button", name="Kategori", exact=True).click()
    asked = page.get_by_role("combobox", name="Kategorier och underkategorier")
    asked.click()
    option = page.get_by_role("option").locator("> div")
    for word, found in (("fylleri", "fylleri; fylleri/lob"), ("biltillgrepp", "biltillgrepp")):
        asked.fill(word)
        expect(option).to_have_count(1)
        expect(option).to_have_attribute("data-found", found)
        assert option.evaluate("(line) => getComputedStyle(line, '::after').content") == f'"{found}"'
    asked.fill("noise")
    expect(option).to_have_text(re.compile(r"buller \(noise\)$"))
    expect(option).not_to_have_attribute("data-found", re.compile("."))
    assert option.evaluate("(line) => line.scrollHeight <= line.clientHeight + 1")
    assert option.evaluate("(line) => line.scrollWidth <= line.clientWidth")
