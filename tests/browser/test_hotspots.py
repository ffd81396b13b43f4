"""The cells of a hotspot are clicked on a map, and what the clicks made is what the list says."""

import h3
import pytest
from playwright.sync_api import Page, TimeoutError, expect

from est import maps
from est.space.area import study_area
from est.space.neighbourhoods import neighbourhood
from est.store import open_store
from est.ui.hotspots.cell_choice import SMALL_HEIGHT
from tests.browser.looking import Server, opened, resting, still
from tests.browser.test_map import chart, point_at, point_of, settled, with_a_card

pytestmark = [pytest.mark.browser, pytest.mark.long]

CELL = h3.latlng_to_cell(59.3057, 14.105, 9)
BESIDE = h3.grid_ring(CELL, 1)[0]


@pytest.fixture(scope="module")
def near(town, tmp_path_factory) -> list[str]:
    """The cells that the form's map shows, as the program itself finds them in a copy of the store."""
    copy = tmp_path_factory.mktemp("near") / "est.duckdb"
    copy.write_bytes(town.read_bytes())
    with open_store(copy) as store:
        return list(neighbourhood([CELL], study_area(store, 9).texts.to_list()))


def chosen(page: Page) -> set[str]:
    """The cells that the list holds, by the end of their lines."""
    return {tag.rpartition(" ")[2] for tag in page.locator("[data-tag]").all_inner_texts()}


def clicked(page: Page, near: list[str], cell: str, wanted: set[str]) -> None:
    """Click a cell until the list says what it then must; again only where the map had not been drawn yet."""
    for _ in range(4):
        chart(page).scroll_into_view_if_needed()
        frame = maps.fit_view(page.evaluate("window.innerWidth"), SMALL_HEIGHT)
        x, y = point_of(page, near, cell, frame)
        point_at(page, x, y)
        page.mouse.click(x, y)
        try:
            page.wait_for_function(
                "n => document.querySelectorAll('[data-tag]').length === n", arg=len(wanted), timeout=30_000
            )
        except TimeoutError:
            continue
        break
    still(page)
    assert chosen(page) == {name[:11] for name in wanted}


@pytest.mark.thorough
def test_a_click_takes_a_cell_in_and_another_leaves_it_out(page: Page, server: Server, near) -> None:
    """The clicked cell changes sides each time, also the last one, and a click beside the cells changes nothing."""
    with_a_card(page, server)
    opened(page, f"{server.url}/hotspots?cells={CELL}")
    settled(page)
    assert chosen(page) == {CELL[:11]}
    clicked(page, near, BESIDE, {CELL, BESIDE})
    box = resting(chart(page))
    page.mouse.click(box["x"] + 4, box["y"] + 4)
    page.wait_for_timeout(1500)
    still(page)
    assert chosen(page) == {CELL[:11], BESIDE[:11]}
    clicked(page, near, CELL, {BESIDE})
    clicked(page, near, CELL, {CELL, BESIDE})
    clicked(page, near, BESIDE, {CELL})


def test_a_place_of_the_map_is_taken_up_on_the_other_page(page: Page, server: Server) -> None:
    """The button on the map leads to the form with the cells and the period that flagged them."""
    opened(page, f"{server.url}/karta?from=2025-12-08&through=2026-02-28&resolution=9&cell={CELL}")
    page.get_by_role("button", name="Ta upp som hotspot").click()
    page.wait_for_url(f"**/hotspots?cells=*{CELL}*from=2025-12-08&through=2026-02-28*")
    page.get_by_role("button", name="Ta upp", exact=True).wait_for()  # the address changes before the page does
    still(page)
    expect(page.locator("[data-tag]").filter(has_text=CELL[:11])).to_have_count(1)
    page.emulate_media(media="print")  # what is not chosen is no line on paper
    expect(page.get_by_test_id("stMultiSelect").filter(has_text="Status")).to_be_hidden()
