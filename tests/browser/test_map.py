"""The map is drawn, what is clicked is what is chosen, and everything on it is reached without a mouse."""

import io
import math
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

import h3
import pytest
from PIL import Image
from playwright.sync_api import Dialog, FloatRect, Page, TimeoutError, expect
from pydeck import ViewState

from est import maps
from est.clock import PRESETS
from est.hotspots.detection.flags import Flags, find_flags
from est.hotspots.detection.ranking import flagged_cells, rank_cells
from est.maps.view import view_of
from est.picture.selection import Selection
from est.store import open_store
from est.ui.situation.cell_map import MAP_SHARE
from tests.browser.looking import HTML, Server, opened, resting, still

pytestmark = pytest.mark.browser

PERIOD = Selection(date(2025, 9, 1), date(2026, 3, 1))
NIGHT = Selection(PERIOD.start, PERIOD.end, PRESETS["night"])
ADDRESS = "karta?from=2025-09-01&through=2026-02-28&resolution=9"
LIST = "Välj en ruta i listan i stället"


@pytest.fixture(scope="module")
def found(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Selection, Flags]]:
    """What the program itself finds in a copy of the store, for the whole week and for the night."""
    copy = tmp_path_factory.mktemp("copy") / "est.duckdb"
    copy.write_bytes(town.read_bytes())
    with open_store(copy) as store:
        yield {selection: find_flags(store, selection, 9) for selection in (PERIOD, NIGHT)}


def chart(page: Page):
    return page.get_by_test_id("stDeckGlJsonChart")


def settled(page: Page, share: float = 0.02) -> None:
    """Wait until cells with reports are drawn, on at least this share of the map."""
    still(page)
    chart(page).locator("canvas").first.wait_for()
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


def test_hexagons_are_drawn(page: Page, server: Server):
    """A map that is given what it does not understand draws nothing, and says nothing."""
    opened(page, f"{server.url}/{ADDRESS}")
    settled(page, 0.05)
    picture = Image.open(io.BytesIO(chart(page).screenshot())).convert("RGB")
    colors = {color: count for count, color in colors_of(picture)}
    vermilion = sum(count for (red, green, blue), count in colors.items() if red > 170 and green < 110 and blue < 60)
    assert vermilion > 100


def test_a_click_chooses_the_cell_under_it_after_a_filter_too(page: Page, server: Server, found):
    """Streamlit keeps the chosen object by its row: another filter must not make it another place."""
    cells = found[PERIOD].cells["cell"].to_list()
    held = found[NIGHT].cells.filter(found[NIGHT].cells["count"] > 1.5)["cell"].to_list()
    first, second = held[0], held[-1]
    counts = {selection: dict(found[selection].cells.select("cell", "count").iter_rows()) for selection in found}
    opened(page, f"{server.url}/{ADDRESS}")
    settled(page)
    click(page, cells, first)
    says_reports(page, counts[PERIOD][first])
    page.locator(".st-key-selection").get_by_text("Natt", exact=True).click()
    page.wait_for_url("**hours=night**")
    settled(page)
    page.wait_for_url(re.compile(f"cell={first}"))
    says_reports(page, counts[NIGHT][first])
    click(page, cells, second)
    says_reports(page, counts[NIGHT][second])


def test_who_presses_slowly_chooses_a_cell_too(page: Page, server: Server, found):
    """The map itself takes no press of more than a quarter of a second, and on a busy machine loses quick ones."""
    cells = found[PERIOD].cells["cell"].to_list()
    opened(page, f"{server.url}/{ADDRESS}")
    settled(page)
    click(page, cells, h3.latlng_to_cell(59.3057, 14.105, 9), hold=600)
    expect(page.get_by_role("button", name="Stäng rutan")).to_have_count(1)


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
    page.get_by_role("link", name="Logga en åtgärd här").wait_for()
    other = page.context.new_page()
    opened(other, page.url)
    other.get_by_role("button", name="Stäng rutan").wait_for()


def test_a_flag_in_the_list_opens_its_cell_and_the_way_to_a_measure(page: Page, server: Server, found):
    """The measures page is opened with the cells filled in."""
    first = flagged_cells(rank_cells(found[PERIOD].cells))["cell"][0]
    opened(page, f"{server.url}/{ADDRESS}")
    settled(page)
    page.get_by_role("button", name=re.compile(r"^1\b")).first.click()
    page.wait_for_url(re.compile(rf"cell={first}"))
    still(page)
    page.get_by_role("link", name="Logga en åtgärd här").click()
    page.get_by_role("heading", name="Åtgärder", level=1).wait_for()
    page.wait_for_url(re.compile(first))


def test_a_place_named_in_html_is_text_everywhere_and_nobody_else_is_asked(page: Page, server: Server, found):
    """On the map, beside the pointer, in the list, above the reports and among them."""
    asked, said = [], []

    def told(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", told)
    opened(page, f"{server.url}/{ADDRESS}")
    settled(page)
    cells = found[PERIOD].cells["cell"].to_list()
    square = h3.latlng_to_cell(59.3057, 14.105, 9)
    click(page, cells, square)
    beside = page.get_by_text(re.compile(r"rapporter, väntat")).first
    for _ in range(10):  # a map that is just being drawn anew does not see where the pointer is
        point_at(page, *point_of(page, cells, square))
        try:
            beside.wait_for(timeout=3000)
        except TimeoutError:
            page.mouse.move(0, 0)
            continue
        break
    expect(beside).to_be_visible(timeout=1)
    expect(page.locator("h2").first).to_contain_text(HTML)
    assert page.locator("img[src='x']").count() == 0
    assert said == []
    host = server.url.removeprefix("http://")
    assert [url for url in asked if not re.match(rf"(http|ws|blob:http)://{re.escape(host)}/|data:", url)] == []


def test_the_table_holds_every_cell_of_the_map(page: Page, server: Server, found):
    """Who does not see the map reads the same in a table, and takes it out as a file."""
    opened(page, f"{server.url}/{ADDRESS}")
    settled(page)
    page.get_by_text("Kartan som tabell").click()
    still(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Ladda ner som CSV").click()
    rows = Path(taken.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) - 1 == found[PERIOD].cells.height
    assert rows[0].startswith("Nr;Markering;Plats;Rapporter;Väntat;")


def test_the_map_is_usable_on_a_phone(page: Page, server: Server, found):
    """At 390 pixels no cell is cut off at the map's sides, and the list of flags can be reached and pressed."""
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, f"{server.url}/{ADDRESS}")
    settled(page)
    page.wait_for_function("document.documentElement.scrollWidth <= 390")
    box = resting(chart(page))
    cells = found[PERIOD].cells["cell"].to_list()
    view = view_of(cells, maps.fit_view(390, share=MAP_SHARE))
    drawn = [point_in(box, view, cell)[0] for cell in cells]
    assert box["x"] < min(drawn) < max(drawn) < box["x"] + box["width"]
    assert max(drawn) - min(drawn) > 0.4 * box["width"]
    assert edges_are_bare(page)
    box = page.get_by_role("button", name=re.compile(r"^1\b")).first.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["height"] >= 24
