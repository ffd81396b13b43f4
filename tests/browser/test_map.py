"""The map is drawn, what is clicked is what is chosen, and everything on it is reached without a mouse."""

import io
import math
import re
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import h3
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Dialog, FloatRect, Page, Route, expect
from pydeck import ViewState

from est import maps
from est.clock import PRESETS
from est.hotspots.detection.flags import Flags, find_flags
from est.hotspots.detection.ranking import flagged_cells, rank_cells
from est.maps.view import view_of
from est.maps.weeks_chart import PACE
from est.picture.selection import Selection
from est.store import open_store
from est.ui.graphics import COOKIE, MOVING, NONE, PICTURE
from est.ui.situation.cell_map import MAP_SHARE
from tests.browser.looking import HTML, Server, heard, opened, pressed_row, resting, still

pytestmark = [pytest.mark.browser, pytest.mark.long]

PERIOD = Selection(date(2025, 9, 1), date(2026, 3, 1))
NIGHT = Selection(PERIOD.start, PERIOD.end, PRESETS["night"])
ADDRESS = "karta?from=2025-09-01&through=2026-02-28&resolution=9"
SQUARE = h3.latlng_to_cell(59.3057, 14.105, 9)
LOST = """HTMLCanvasElement.prototype.getContext = new Proxy(HTMLCanvasElement.prototype.getContext, {
  apply: (inner, canvas, asked) => {
    const context = Reflect.apply(inner, canvas, asked);
    context?.getExtension?.("WEBGL_lose_context")?.loseContext();
    return context;
  },
});"""
LIST = "Välj en ruta i listan i stället"


@pytest.fixture(scope="module")
def found(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Selection, Flags]]:
    """What the program itself finds in a copy of the store, for the whole week and for the night."""
    copy = tmp_path_factory.mktemp("copy") / "est.duckdb"
    copy.write_bytes(town.read_bytes())
    with open_store(copy) as store:
        yield {selection: find_flags(store, selection, 9) for selection in (PERIOD, NIGHT)}


def with_a_card(page: Page, server: Server) -> None:
    """Let the page take this machine for one with a graphics card: its maps then move, though slowly."""
    page.context.add_cookies([{"name": COOKIE, "value": "card", "url": server.url}])


def chart(page: Page):
    """The map: the one that moves where it is there, else the drawn one, the first chart of the page."""
    return maps_of(page).first


def maps_of(page: Page):
    """The maps of the page, and of drawn ones the charts of a chosen cell after them."""
    moving = page.get_by_test_id("stDeckGlJsonChart")
    return moving if moving.count() else page.get_by_test_id("stVegaLiteChart")


def settled(page: Page, share: float = 0.02) -> None:
    """Wait until cells with reports are drawn, on at least this share of the map."""
    still(page)
    chart(page).locator("canvas, svg").locator("visible=true").first.wait_for()
    for _ in range(120):  # the layers come after the canvas, and nothing in the page says when
        if blue(page) > share:
            return
        page.wait_for_timeout(250)
    raise AssertionError("no cell was drawn")


def colors_of(picture: Image.Image) -> list[tuple[int, tuple[int, int, int]]]:
    """Return how often each colour is in a picture of red, green and blue, which holds no other kinds of pixels."""
    return cast(list[tuple[int, tuple[int, int, int]]], picture.getcolors(1 << 24) or [])


def blue(page: Page) -> float:
    """Return the share of the map that has the colour of cells with reports."""
    picture = Image.open(io.BytesIO(chart(page).screenshot())).convert("RGB")
    colors = colors_of(picture)
    return sum(count for count, (red, _, blue) in colors if blue > red + 25) / (picture.width * picture.height)


def point_of(page: Page, cells: list[str], cell: str, frame: maps.Frame | None = None) -> tuple[float, float]:
    """Where a cell's centre is drawn; in the map page's frame if in no other."""
    frame = frame or maps.fit_view(page.evaluate("window.innerWidth"), share=MAP_SHARE)
    return point_in(resting(chart(page)), view_of(cells, frame), cell)


def point_in(box: FloatRect, view: ViewState, cell: str) -> tuple[float, float]:
    """Where a cell's centre is drawn on a map in this place of the window, by the same Web Mercator as the map."""
    lat, lng = h3.cell_to_latlng(cell)
    world = 512 * 2**view.zoom
    height = [math.log(math.tan(math.pi / 4 + math.radians(y) / 2)) / (2 * math.pi) for y in (lat, view.latitude)]
    x = box["x"] + box["width"] / 2 + (lng - view.longitude) / 360 * world
    return x, box["y"] + box["height"] / 2 - (height[0] - height[1]) * world


def point_at(page: Page, x: float, y: float) -> None:
    page.mouse.move(x - 3, y - 3)
    page.mouse.move(x, y, steps=4)
    page.wait_for_timeout(400)


def click(page: Page, cells: list[str], cell: str, hold: int = 0) -> None:
    """Click a cell once, pressed for so many ms. A second click would take the choice back."""
    chart(page).scroll_into_view_if_needed()
    x, y = point_of(page, cells, cell)
    point_at(page, x, y)
    page.mouse.click(x, y, delay=hold)
    page.wait_for_url(re.compile(rf"cell={cell}"))
    still(page)


def says_reports(page: Page, count: float) -> None:
    """The sentence on the chosen cell begins with its number of reports."""
    written = f"{round(count, 1):g}".replace(".", ",")
    sentence = page.get_by_text(re.compile(r"^[\d,]+ rapport(er)? under")).first
    expect(sentence).to_have_text(re.compile(rf"^{written} rapport"))


def picture_of(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(chart(page).screenshot())).convert("RGB")


def vermilion(page: Page) -> int:
    """Return how many points of the map have the colour of flags; a map that understands nothing draws nothing."""
    return sum(count for count, (red, green, blue) in colors_of(picture_of(page)) if red > 170 and 110 > green > blue)


def darkest(page: Page) -> tuple[float, float]:
    """Return where the cell with most reports is drawn: the middle of what has the darkest colour, above the key."""
    chart(page).scroll_into_view_if_needed()
    box = resting(chart(page))
    picture = picture_of(page)
    dark = np.array(maps.LIGHT.counts[-1][:3])
    rows, columns = np.nonzero((np.abs(np.asarray(picture, dtype=int) - dark) < 24).all(axis=2))
    above = rows < 0.75 * picture.height
    assert above.sum() > 40
    return box["x"] + float(np.median(columns[above])), box["y"] + float(np.median(rows[above]))


def named_at_the_darkest(page: Page, name: str) -> tuple[float, float]:
    """Point at the cell with most reports until the box beside the pointer holds a name, and return where it is.

    The pointer moves anew each time, as a hand does: a chart that is drawn again beneath one that rests says nothing.
    """
    box = page.locator("#vg-tooltip-element").filter(has_text=name)
    for _ in range(20):
        x, y = darkest(page)
        point_at(page, x, y)
        if box.count():
            break
    expect(box).to_be_visible()
    return x, y


def edges_are_bare(page: Page) -> bool:
    """Tell whether no cell with reports reaches a side of the map, in the end: it is drawn before it is fitted."""
    for _ in range(20):
        if _edges_are_bare(page):
            return True
        page.wait_for_timeout(500)
    return False


def _edges_are_bare(page: Page) -> bool:
    picture = Image.open(io.BytesIO(chart(page).screenshot())).convert("RGB")
    sides = [picture.crop((x, 0, x + 3, picture.height)) for x in (0, picture.width - 3)]
    colors = [color for side in sides for _, color in colors_of(side)]
    return not any(blue > red + 25 for red, _, blue in colors)


def test_on_the_map_that_moves_a_click_chooses_the_cell_under_it_after_a_filter_too(page: Page, server: Server, found):
    """Streamlit keeps the chosen object by its row: another filter must not make it another place."""
    cells = found[PERIOD].cells["cell"].to_list()
    held = found[NIGHT].cells.filter(found[NIGHT].cells["count"] > 1.5)["cell"].to_list()
    first, second = held[0], held[-1]
    counts = {selection: dict(found[selection].cells.select("cell", "count").iter_rows()) for selection in found}
    with_a_card(page, server)
    opened(page, f"{server.url}/{ADDRESS}")
    settled(page, 0.05)
    assert vermilion(page) > 100
    click(page, cells, first)
    says_reports(page, counts[PERIOD][first])
    page.locator(".st-key-selection").get_by_text("Natt", exact=True).click()
    page.wait_for_url("**hours=night**")
    settled(page)
    page.wait_for_url(re.compile(f"cell={first}"))
    says_reports(page, counts[NIGHT][first])
    # the map itself takes no press of more than a quarter of a second, and on a busy machine loses quick ones
    click(page, cells, second, hold=600)
    says_reports(page, counts[NIGHT][second])
    fills_the_screen(page)


def fills_the_screen(page: Page) -> None:
    """The map goes full screen with its title, selection and key in the window and nothing else, and Esc leads back."""
    page.get_by_role("button", name="Helskärm", exact=True).click()
    moving = page.get_by_test_id("stDeckGlJsonChart")
    expect(page.get_by_role("heading", name="Karta över rapporterna")).to_be_visible()
    settled(page)
    assert page.evaluate("document.fullscreenElement !== null")
    wide, high = page.evaluate("[innerWidth, innerHeight]")
    assert resting(moving)["width"] > 0.9 * wide
    said = page.get_by_text("Källa: EST")
    expect(said).to_contain_text(re.compile("natt", re.IGNORECASE))
    for part in (moving, page.get_by_role("img", name=re.compile("^Teckenförklaring")), said):
        box = resting(part)
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= high
    for gone in ("[data-testid=stSidebar]", "[data-testid=stExpander]", ".st-key-selection"):
        expect(page.locator(gone).locator("visible=true")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    assert "full=" not in page.url


def test_without_a_graphics_card_the_map_is_drawn_and_can_be_clicked(page: Page, server: Server, found):
    """It is chosen by itself and says so, names what is pointed at, and a second click lets go of the cell.

    A place that is named in HTML is text everywhere: on the map, beside the pointer, in the list, above the reports
    and among them. Nobody else is asked.
    """
    asked, said = [], []

    def told(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    with heard(page, request=lambda request: asked.append(request.url), dialog=told):
        opened(page, f"{server.url}/{ADDRESS}")
        settled(page, 0.05)
        page.get_by_text("Därför ritas kartan som bild").wait_for()
        assert page.get_by_test_id("stDeckGlJsonChart").count() == 0
        assert vermilion(page) > 50
        page.mouse.click(*darkest(page))
        page.wait_for_url(re.compile(rf"cell={SQUARE}"))
        still(page)
        says_reports(page, dict(found[PERIOD].cells.select("cell", "count").iter_rows())[SQUARE])
        named_at_the_darkest(page, HTML)
        expect(page.locator("h2").first).to_contain_text(HTML)
        page.mouse.click(*named_at_the_darkest(page, "rapporter, väntat"))
        expect(page.get_by_role("button", name="Stäng rutan")).to_have_count(0)
        assert page.url.count("cell=") == 0
    assert page.locator("img[src='x']").count() == 0
    assert said == []
    host = server.url.removeprefix("http://")
    assert [url for url in asked if not re.match(rf"(http|ws|blob:http)://{re.escape(host)}/|data:", url)] == []


@pytest.mark.thorough
def test_a_cell_is_chosen_by_keyboard(page: Page, server: Server, found):
    """The list holds the flags first; typing finds a place, Enter takes it, and the link keeps it."""
    first = flagged_cells(rank_cells(found[PERIOD].cells))["cell"][0]
    opened(page, f"{server.url}/{ADDRESS}")
    settled(page)
    page.get_by_label(LIST).focus()
    page.keyboard.type("1. ")
    expect(page.get_by_role("option").first).to_have_text(re.compile(r"^1\. "))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"cell={first}"))
    still(page)
    page.get_by_role("link", name="Lägg in en åtgärd här").wait_for()
    other = page.context.new_page()
    opened(other, page.url)
    other.get_by_role("button", name="Stäng rutan").wait_for()


@pytest.mark.thorough
def test_a_flag_in_the_list_opens_its_cell_and_the_way_to_a_measure(page: Page, server: Server, found):
    """The measures page is opened with the cells filled in. On paper the button is the name of the flag, on the sheet
    of what is said of it.
    """
    first = flagged_cells(rank_cells(found[PERIOD].cells))["cell"][0]
    opened(page, f"{server.url}/{ADDRESS}")
    settled(page)
    flag = page.get_by_role("button", name=re.compile(r"^1\b")).first
    page.emulate_media(media="print")
    expect(flag).to_be_visible()
    expect(page.locator("[data-testid=stVerticalBlock]", has=flag).last).to_have_css("break-inside", "avoid")
    expect(page.get_by_role("radio", name="Samma tid i fjol")).to_be_hidden()
    page.emulate_media(media="screen")
    flag.click()
    page.wait_for_url(re.compile(rf"cell={first}"))
    still(page)
    way = page.get_by_role("link", name="Lägg in en åtgärd här")
    expect(way.locator("p")).to_have_css("text-decoration-line", "underline")
    way.click()
    page.get_by_role("heading", name="Åtgärder", level=1).wait_for()
    page.wait_for_url(re.compile(first))


def test_a_row_opens_its_place_and_a_report_of_the_place_opens_too(page: Page, server: Server):
    """From the places with most reports to the cell, and from a report there to the report itself, by a click each."""
    opened(page, f"{server.url}/{ADDRESS}")
    settled(page)
    pressed_row(page.get_by_role("region", name="Platserna med flest rapporter", exact=True))
    page.wait_for_url(re.compile(r"[?&]cell="))
    still(page)
    pressed_row(page.get_by_role("region", name="Rapporterna", exact=True))
    page.get_by_role("heading", name="Rapporter en för en", level=1).wait_for()
    page.wait_for_url(re.compile(r"[?&]report="))


def test_graphics_that_are_lost_at_once_are_none(page: Page, server: Server):
    """They say nothing of themselves, not even that the processor does their work."""
    browser = page.context.new_cdp_session(page)
    browser.send("Page.enable")
    browser.send("Page.addScriptToEvaluateOnNewDocument", {"source": LOST})
    opened(page, f"{server.url}/tillganglighet")
    browser.detach()  # and with it goes the script, which would meet whoever has the page next
    assert {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}[COOKIE] == NONE


def test_without_any_graphics_no_map_that_moves_can_be_chosen(server: Server, contexts: Callable[[], BrowserContext]):
    """It would be an empty place above its key."""
    context = contexts()
    context.add_cookies([{"name": COOKIE, "value": NONE, "url": server.url}])
    context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null;")
    page = context.new_page()
    opened(page, f"{server.url}/{ADDRESS}")
    expect(page.get_by_text("Därför ritas kartan som bild")).to_be_visible()
    expect(page.locator("label").filter(has_text="Rita kartan som bild").locator("input")).to_be_disabled()
    assert page.get_by_test_id("stDeckGlJsonChart").count() == 0


def test_the_first_map_of_a_window_is_made_for_it_and_usable_on_a_phone(
    server: Server, contexts: Callable[[], BrowserContext]
):
    """Also where the script that tells of the window and its graphics is slow to come: no page is asked for before.

    At 390 pixels no cell is cut off at the map's sides, and the list of flags can be reached and pressed.
    """
    page = contexts().new_page()
    page.set_viewport_size({"width": 390, "height": 844})

    def late(route: Route) -> None:
        time.sleep(1)
        route.continue_()

    page.route("**/est/residue.js", late)
    opened(page, f"{server.url}/{ADDRESS}")
    page.get_by_text("Därför ritas kartan som bild").wait_for()
    settled(page)
    page.wait_for_function("document.documentElement.scrollWidth <= 390")
    box = resting(chart(page))
    assert 0 <= box["x"] < box["x"] + box["width"] <= 390
    assert edges_are_bare(page)
    box = page.get_by_role("button", name=re.compile(r"^1\b")).first.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["height"] >= 24


@pytest.mark.thorough
def test_the_table_holds_every_cell_of_the_map(page: Page, server: Server, found):
    """Who does not see the map reads the same in a table, and takes it out as a file."""
    opened(page, f"{server.url}/{ADDRESS}")
    settled(page)
    page.get_by_text("Kartan som tabell, och att ladda ner").click()
    still(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Ladda ner som CSV").click()
    rows = Path(taken.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) - 1 == found[PERIOD].cells.height
    with page.expect_download() as taken:
        page.get_by_role("button", name="Karta över rapporterna (PNG)").click()
    with Image.open(taken.value.path()) as picture:
        assert picture.width > 1000
    assert rows[0].startswith("Nr;Markering;Plats;Rapporter;Väntat;")


@pytest.mark.thorough
def test_the_weeks_are_played_paused_and_stepped_through_by_keyboard(page: Page, server: Server) -> None:
    """Arrow keys move from week to week, the space bar plays and pauses, and the week that is shown can be taken out.

    The slider says which week it is at, and the link leads whoever gets it to the same week.
    """
    opened(page, f"{server.url}/{ADDRESS}")
    page.get_by_role("radio", name="Vecka för vecka").click()
    slider, play = page.get_by_role("slider", name="Vecka"), page.get_by_role("checkbox", name="Spela")
    slider.wait_for()
    settled(page, 0.001)
    above, drawn = slider.bounding_box(), chart(page).locator("canvas").bounding_box()
    assert above
    assert drawn
    assert above["y"] + above["height"] <= drawn["y"]
    assert slider.input_value() == "0"
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^vecka 36, 1–7\ssep\.\s2025, \d+ rapporter"))
    expect(page.locator(".vega-bind select")).to_be_hidden()
    expect(page.locator(".vega-bind").get_by_text("0", exact=True)).to_be_hidden()  # the heading says which week it is
    first = picture_of(page)
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert slider.input_value() == "1"
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^vecka 37, "))
    _unlike(page, first)
    page.wait_for_url(re.compile("[?&]week=2025-09-08"))
    play.focus()
    page.keyboard.press("Space")
    page.wait_for_function("at => document.querySelector('input[type=range]').value > at", arg=2)
    page.keyboard.press("Space")
    expect(play).not_to_be_checked()
    paused = slider.input_value()
    page.wait_for_timeout(2 * PACE)  # long enough for two weeks more
    assert slider.input_value() == paused
    monday = date(2025, 9, 1) + timedelta(weeks=int(paused))
    page.wait_for_url(re.compile(f"[?&]week={monday}"))
    page.get_by_text("Veckan som visas, som tabell").click()
    expect(page.get_by_text(f"Karta över rapporterna: v. {monday.isocalendar().week} 2025").first).to_be_visible()
    _take_out(page, ("CSV", "Excel", "PNG", "SVG", "GeoJSON", "GeoPackage"))
    slider.focus()
    page.keyboard.press("ArrowRight")
    following = (monday + timedelta(weeks=1)).isocalendar().week
    expect(page.get_by_text(f"Karta över rapporterna: v. {following} 2025").first).to_be_visible()
    other = page.context.new_page()
    opened(other, page.url)
    expect(other.get_by_role("slider", name="Vecka")).to_have_value(str(int(paused) + 1))


def test_the_difference_is_seen_in_its_classes_on_both_maps(page: Page, server: Server) -> None:
    """Blue for fewer and brown for more; the link says which of the maps is drawn, and the key names the classes."""
    with_a_card(page, server)
    address = "karta?from=2025-12-01&through=2026-02-28&resolution=9&map=difference"
    for drawing, test_id in (("moving", "stDeckGlJsonChart"), ("picture", "stVegaLiteChart")):
        opened(page, f"{server.url}/{address}&drawing={drawing}")
        expect(page.get_by_role("radio", name="Skillnad")).to_be_checked()
        expect(page.get_by_test_id(test_id)).to_have_count(1)
        settled(page, 0.001)
        assert brown(page) > 0.001
    page.locator("label").filter(has_text="Rita kartan som bild").click()
    page.wait_for_url(re.compile("[?&]drawing=moving"))
    expect(page.get_by_role("img", name=re.compile("Rapporter i en ruta: 1.* färre än före"))).to_be_visible()


@pytest.mark.parametrize(
    ("view", "drawing"),
    [("weeks", PICTURE), ("both", PICTURE), ("both", MOVING), ("difference", PICTURE), ("difference", MOVING)],
)
def test_a_click_chooses_a_cell_whatever_the_map_shows(page: Page, server: Server, view: str, drawing: str) -> None:
    """What is known of the cell comes beside the map, and another cell takes its place."""
    with_a_card(page, server)
    dates = "from=2025-12-01&through=2026-02-28&resolution=9"
    opened(page, f"{server.url}/karta?{dates}&map={view}&drawing={drawing}")
    settled(page, 0.001)
    page.mouse.click(*coloured(page), delay=300)
    page.wait_for_url(re.compile(r"[?&]cell="))
    still(page)
    cell = re.findall(r"[?&]cell=(\w+)", page.url)[0]
    expect(page.get_by_role("button", name="Stäng rutan")).to_be_visible()
    settled(page, 0.001)
    if view == "both":  # on the other map the same cell is chosen, and another can be
        box = resting(maps_of(page).nth(1))
        first, (x, y) = resting(maps_of(page).nth(0)), coloured(page, last=True)
        page.mouse.click(x - first["x"] + box["x"], y - first["y"] + box["y"], delay=300)
    else:
        page.mouse.click(*coloured(page, last=True), delay=300)
    page.wait_for_function("cell => !location.search.includes(`cell=${cell}`)", arg=cell)
    still(page)
    expect(page.get_by_role("button", name="Stäng rutan")).to_be_visible()


def coloured(page: Page, last: bool = False) -> tuple[float, float]:
    """Return a point of the first cell, or the last, that is coloured on the map, where nothing is drawn over it."""
    maps_of(page).first.scroll_into_view_if_needed()
    box = resting(chart(page))
    picture = np.asarray(picture_of(page), dtype=int)[: int(0.7 * box["height"])]
    spread = picture.max(axis=2) - picture.min(axis=2)
    fills = (spread > 25) & ~((picture[:, :, 0] == 205) & (picture[:, :, 1] == 226))  # which is water
    near = 4
    for y, x in sorted(np.argwhere(fills).tolist(), reverse=last):
        around = picture[y - near : y + near + 1, x - near : x + near + 1]
        if around.shape[:2] == (2 * near + 1,) * 2 and (around == picture[y, x]).all():
            return box["x"] + x, box["y"] + y
    raise AssertionError("no cell is coloured")


WHOLE = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  return main.scrollHeight - main.clientHeight;
}"""


@pytest.mark.parametrize("view", ["period", pytest.param("weeks", marks=pytest.mark.thorough), "both", "difference"])
@pytest.mark.parametrize("size", [(1366, 768), (1280, 720), (390, 844)])
def test_a_full_window_holds_the_whole_map_and_its_key(
    page: Page, server: Server, view: str, size: tuple[int, int]
) -> None:
    """With a chosen cell, whose outline has a sign of its own; of both maps, and nothing lies over anything else."""
    with_a_card(page, server)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for drawing in (PICTURE,) if view == "weeks" else (PICTURE, MOVING):
        address = f"karta?from=2025-12-01&through=2026-02-28&resolution=9&cell={SQUARE}&full=1"
        opened(page, f"{server.url}/{address}&map={view}&drawing={drawing}")
        settled(page, 0.001)
        parts = [
            page.get_by_text("Källa: EST"),
            page.get_by_role("radio", name="Skillnad"),
            *([page.get_by_role("slider", name="Vecka")] if view == "weeks" else []),
            maps_of(page).last,
            page.get_by_role("img", name=re.compile("^Teckenförklaring")),
        ]
        bottom = 0.0
        for part in parts:
            box = resting(part)
            # a chart of weeks holds the slider above its map
            assert box["y"] >= bottom - 1 or (view == "weeks" and part is parts[3])
            bottom = box["y"] + box["height"]
        assert bottom <= size[1]
        assert page.evaluate(WHOLE) <= 0


def test_a_step_back_does_not_lead_into_full_screen(page: Page, server: Server) -> None:
    """The map that filled the window is left once and for all."""
    opened(page, f"{server.url}/{ADDRESS}")
    settled(page)
    page.locator(".st-key-open-full-map button").click()
    page.wait_for_url("**full=1**")
    expect(page.get_by_role("heading", name="Karta över rapporterna")).to_be_visible()
    still(page)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    still(page)
    page.go_back()
    still(page)
    assert "full=" not in page.url
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    expect(page.locator(".st-key-full-map")).to_have_count(0)


def brown(page: Page) -> float:
    """Return the share of the map that has the colours of cells with more reports than before."""
    picture = picture_of(page)
    found = sum(count for count, (red, green, blue) in colors_of(picture) if red > green + 12 > blue + 24)
    return found / (picture.width * picture.height)


@pytest.mark.thorough
def test_two_periods_are_seen_side_by_side_with_one_key(page: Page, server: Server) -> None:
    """Two maps on one row, of one size, with one key between them, and both to be taken out."""
    opened(page, f"{server.url}/karta?from=2025-12-01&through=2026-02-28&resolution=9")
    page.get_by_role("radio", name="Två perioder").click()
    charts = page.get_by_test_id("stVegaLiteChart")
    expect(charts).to_have_count(2)
    settled(page, 0.001)
    left, right = (resting(charts.nth(number)) for number in range(2))
    assert left["y"] == pytest.approx(right["y"], abs=2)
    assert left["width"] == pytest.approx(right["width"], abs=2)
    assert left["x"] + left["width"] <= right["x"]
    expect(page.get_by_role("img", name="Teckenförklaring")).to_have_count(1)
    page.get_by_text("Samma sak som tabell").click()
    _take_out(page, ("CSV", "Excel", "PNG", "SVG", "GeoJSON", "GeoPackage"))


MAGIC = {
    "PNG": b"\x89PNG",
    "SVG": b"<svg",
    "Excel": b"PK",
    "GeoPackage": b"SQLite format 3",
    "GeoJSON": b"{",
    "CSV": b"",
}


def test_the_map_of_the_overview_is_taken_out_as_every_map_is(page: Page, server: Server) -> None:
    """As a picture with its heading, and its numbers in the other forms."""
    opened(page, server.url)
    page.get_by_text("Kartan, att ladda ner").click()
    _take_out(page, ("CSV", "Excel", "PNG", "SVG", "GeoJSON", "GeoPackage"))


def _take_out(page: Page, kinds: tuple[str, ...]) -> None:
    """Press each button and look at the first bytes of what comes."""
    for kind in kinds:
        button = page.get_by_test_id("stDownloadButton").filter(has_text=re.compile(rf"\b{kind}\b")).last
        with page.expect_download() as coming:
            button.click()
        held = Path(coming.value.path()).read_bytes()
        assert held.startswith(MAGIC[kind])
        assert len(held) > 100


def _unlike(page: Page, before: Image.Image) -> None:
    """Wait until the map looks otherwise."""
    for _ in range(40):
        if picture_of(page).tobytes() != before.tobytes():
            return
        page.wait_for_timeout(100)
    raise AssertionError("the map did not change")
