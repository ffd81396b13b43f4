"""Ctrl+P prints the whole page, and whoever prints in another way gets what it holds and is told what is lacking."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import h3
import numpy as np
import pypdf
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from est.measures import all_measures
from est.measures.followup.commands import design_versions
from est.store import open_store
from est.ui.admin.parts import LABELS
from tests.browser.conftest import serving
from tests.browser.looking import SWEDISH, Server, opened, still
from tests.conftest import DemoTown

pytestmark = [pytest.mark.browser, pytest.mark.long]

SQUARE = h3.latlng_to_cell(59.3057, 14.105, 8)
LONG = f"karta?from=2024-03-01&through=2026-02-28&resolution=8&cell={SQUARE}"  # more than a hundred reports: a grid
PRINTED = """() => { window.print = () => {
  const tables = [...document.querySelectorAll("[data-testid=stMain] *")].flatMap((part) => part.shadowRoot ?? []);
  window.printed = tables.flatMap((table) => [...table.querySelectorAll("tbody tr")]).length;
  window.cut = document.querySelectorAll("[data-testid=stDataFrame]").length;
}; }"""


def test_a_sheet_with_cut_tables_says_so_and_the_keys_for_printing_print_whole_ones(page: Page, server: Server) -> None:
    """By the browser's own menu it is said, and nothing of it is left on the screen. By the keys the page is printed
    once it is drawn for paper, which has nothing to say; then it is as it was.
    """
    opened(page, f"{server.url}/{LONG}")
    told = page.get_by_text("Allt på sidan är inte med på det här papperet")
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    expect(told).to_be_visible()
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    expect(told).to_have_count(0)
    page.evaluate(PRINTED)
    page.keyboard.press("Control+p")
    page.wait_for_function("() => window.printed > 0")
    assert page.evaluate("() => window.cut") == 0
    assert "print=1" in page.url
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    expect(told).to_have_count(0)
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    still(page)
    assert "print=1" not in page.url
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()


def test_the_library_is_on_paper_as_it_is_read(page: Page, server: Server) -> None:
    """Each of its entries is folded up on the screen, and open on the sheet."""
    opened(page, f"{server.url}/atgardsbank?print=1")
    folded = page.locator("[data-testid=stMain] details:has(a[href*=template])")
    assert folded.count() > 10
    expect(page.locator("[data-testid=stMain] details:not([open]):has(a[href*=template])")).to_have_count(0)
    assert page.get_by_text("Källa:").count() >= folded.count()


def test_the_weeks_of_a_year_are_a_whole_table_on_paper(page: Page, server: Server) -> None:
    """And not a sentence that says where else they are."""
    opened(page, f"{server.url}/trender?from=2025-03-01&through=2026-02-28&print=1")
    weeks = page.get_by_role("table").filter(has_text="Dagar i perioden")
    assert weeks.locator("tbody tr").count() > 50
    expect(page.get_by_text("Siffrorna finns i en tabell")).to_have_count(0)


def test_what_is_folded_into_one_line_is_whole_on_paper(page: Page, server: Server) -> None:
    """The categories of which nothing can be told, each with its numbers."""
    opened(page, f"{server.url}/?print=1")
    folded = page.locator("details[open]").filter(has_text="Kategori: 4 utan säker skillnad")
    expect(folded.get_by_role("table").locator("tbody tr")).to_have_count(4)


INK = """(part) => { const style = getComputedStyle(part); return [style.stroke, style.color]; }"""
BLACK = "rgb(0, 0, 0)"


@pytest.fixture(scope="module")
def demo(demo_town: DemoTown, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """The demo town, served, and its measure of which the most is known: one with a locked design."""
    path: Path = tmp_path_factory.mktemp("demo") / "est.duckdb"
    demo_town.copy(path)
    with open_store(path) as store:
        measures = all_measures(store)["id"].to_list()
        followed = next(str(one) for one in measures if design_versions(store, one))
    with serving(path) as running:
        yield running, followed


def sheets(page: Page) -> list[pypdf.PageObject]:
    """The sheets on which the page that stands there is printed."""
    return list(pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages)


def beyond_the_edge(sheet: pypdf.PageObject) -> list[str]:
    """What is written where no paper is, or where no printer writes."""
    found: list[str] = []

    def look(text: str, outer: list[float], inner: list[float], _font: object, _size: float) -> None:
        if text.strip() and inner[4] * outer[0] + outer[4] > float(sheet.mediabox.width) - 30:
            found.append(text)

    sheet.extract_text(visitor_text=look)
    return found


HELD = {  # on paper, and on the screen behind something that is closed
    "": "Kategori: 8 utan säker skillnad",
    "karta": "Hela områden som sticker ut",
    "trender": "Dagar i perioden",
    "installningar": "Namngivna platser",
    "mote": "Inte behandlat",
}


@pytest.mark.parametrize("address", HELD)
def test_a_page_is_whole_by_the_keys_and_by_the_menu_of_the_browser_what_it_holds(
    page: Page, demo: tuple[Server, str], address: str
) -> None:
    """Both say whose it is, from when and of which selection, and the map stands below its title. Nothing of it is left
    on the screen.
    """
    server, _ = demo
    opened(page, f"{server.url}/{address}")
    page.evaluate("() => { window.print = () => { window.printed = 1; }; }")
    shown = page.inner_text("[data-testid=stMain]")
    by_menu = sheets(page)
    assert page.inner_text("[data-testid=stMain]") == shown
    page.keyboard.press("Control+p")
    page.wait_for_function("() => window.printed")
    by_keys = sheets(page)
    first = page.get_by_role("heading", level=1).inner_text()
    for printed in (by_menu, by_keys):
        texts = [sheet.extract_text() for sheet in printed]
        whose = "Sagostaden (påhittat Kristinehamn) · hämtat 20"
        assert whose in texts[0]
        assert whose not in shown
        assert first in texts[0]
        assert texts[0].count("Urval: ") == (address in ("", "karta", "trender"))
        assert all(f"{number} / {len(printed)}" in text for number, text in enumerate(texts, 1))
        assert ("Så räknar vi" in "".join(texts)) == (address in ("", "karta", "trender"))
        if address == "karta":
            assert list(printed[0].images)
    assert "Allt på sidan är inte med" in by_menu[0].extract_text()
    assert "Allt på sidan är inte med" not in by_keys[0].extract_text()
    assert HELD[address] in "".join(sheet.extract_text() for sheet in by_keys)
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    still(page)
    assert "print=1" not in page.url


def test_every_tab_of_the_settings_is_on_paper(page: Page, server: Server) -> None:
    """Each below its heading, with what is settled in its forms, and none of their buttons."""
    opened(page, f"{server.url}/installningar?print=1")
    page.emulate_media(media="print")
    for label in LABELS.values():
        expect(page.get_by_role("heading", name=SWEDISH(label), exact=True)).to_be_visible()
    expect(page.get_by_role("tab")).to_have_count(0)
    assert "Europe/Stockholm" in "".join(sheet.extract_text() for sheet in sheets(page))
    for section in ("Tidszon", "Namngivna platser", "Aktörer", "Vem som får läsa det en aktör skriver", "E-post"):
        expect(page.get_by_role("heading", name=section, exact=True)).to_be_visible()
    assert page.get_by_test_id("stFormSubmitButton").locator("visible=true").count() == 0


def test_agenda_minutes_and_tasks_of_a_meeting_are_on_paper(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/mote?print=1")
    page.emulate_media(media="print")
    for heading in ("Dagordning", "Protokoll", "Uppgifter"):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    expect(page.get_by_role("tab")).to_have_count(0)
    expect(page.get_by_role("heading", name="Inte behandlat")).to_be_visible()  # of the minutes


def test_the_course_of_a_year_is_drawn_in_black_on_paper(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/?print=1")
    page.emulate_media(media="print", color_scheme="dark")
    courses = page.get_by_role("table").locator("polyline")
    assert courses.count() > 3
    expect(courses.first).to_be_visible()
    assert courses.first.evaluate(INK)[0] == BLACK
    assert page.get_by_role("table").first.locator("td").first.evaluate(INK)[1] == BLACK


def test_a_chart_of_a_dark_page_is_on_white_paper(page: Page, server: Server) -> None:
    """It has no ground of its own, and a map is drawn, whatever the browser can."""
    page.emulate_media(color_scheme="dark")
    opened(page, f"{server.url}/karta?print=1")
    canvas = page.get_by_test_id("stVegaLiteChart").locator("canvas").first
    canvas.wait_for()
    assert canvas.evaluate("(drawn) => drawn.getContext('2d').getImageData(1, 1, 1, 1).data[3]") == 0
    expect(page.get_by_test_id("stDeckGlJsonChart")).to_have_count(0)  # what moves is not printed as it looks


def test_much_is_dark_on_paper_also_from_a_dark_page(page: Page, demo: tuple[Server, str]) -> None:
    """The hours of the week: on a dark page much is light, and on white paper that would say little."""
    server, _ = demo
    page.emulate_media(color_scheme="dark")
    opened(page, f"{server.url}/trender?print=1")
    hours = page.get_by_test_id("stVegaLiteChart").locator("svg.marks").last
    hours.wait_for()
    picture = Image.open(io.BytesIO(hours.screenshot())).convert("HSV")
    beside = np.asarray(picture)[:, picture.width - 60]  # the key of the colours, in which much is at the top
    light = beside[(beside[:, 1] > 30) & (beside[:, 2] > 80)][:, 2]  # without what is around it
    assert len(light) > 100
    assert light[5] < 200 < light[-5]


def test_a_window_of_a_dark_page_is_printed_with_pictures_for_white_paper(page: Page, server: Server) -> None:
    """By the menu of the browser nothing can be drawn anew: what is dark is turned to light, while it is printed."""
    page.emulate_media(color_scheme="dark")
    opened(page, f"{server.url}/trender")
    page.get_by_test_id("stVegaLiteChart").locator("svg.marks").last.wait_for()
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    turned = "(drawn) => getComputedStyle(drawn).filter"
    canvas = page.get_by_test_id("stVegaLiteChart").locator("svg.marks").last
    assert canvas.evaluate(turned).startswith("invert(1)")
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert canvas.evaluate(turned) == "none"


def test_reports_that_tell_of_much_are_a_list_on_paper_and_no_word_is_broken(
    page: Page, demo: tuple[Server, str]
) -> None:
    """Each under its headings, without those that are empty; a table with room for its columns stays a table."""
    server, _ = demo
    opened(page, f"{server.url}/karta?cell=8808b56631fffff&print=1")
    listed = page.get_by_role("region", name="Rapporterna", exact=True)
    expect(listed).to_have_class(re.compile("listed"))
    text = " ".join("".join(sheet.extract_text() for sheet in sheets(page)).split())
    assert text.count("Kategori: Skadegörelse") > 5
    assert "Aktör: Tekniska förvaltningen" in text
    assert "När det rapporterades: ·" not in text
    cells = page.get_by_role("region", name=SWEDISH("Every cell of the map with its numbers"), exact=True)
    expect(cells).not_to_have_class(re.compile("listed"))


def test_a_map_stands_below_its_heading_and_nothing_runs_over_the_edge(page: Page, demo: tuple[Server, str]) -> None:
    """A follow-up has the longest tables and sums of the program. The head of a table is on each of its sheets."""
    server, measure = demo
    opened(page, f"{server.url}/uppfoljning?measure={measure}&print=1")
    printed = sheets(page)
    assert [text for sheet in printed for text in beyond_the_edge(sheet)] == []
    texts = [sheet.extract_text() for sheet in printed]
    (headed,) = [number for number, text in enumerate(texts) if "Karta över före, efter och skillnad" in text]
    assert list(printed[headed].images)
    assert sum("Vecka från" in text for text in texts) > 3
    assert min(map(len, texts)) > 60  # no sheet is blank but for its number


@pytest.mark.parametrize("address", ["karta?cell=8808b56631fffff", "logg?", "hotspots?"])
def test_no_table_is_wider_than_the_paper(page: Page, demo: tuple[Server, str], address: str) -> None:
    """Whatever it holds, and each sheet says which of how many it is."""
    server, _ = demo
    opened(page, f"{server.url}/{address}&print=1")
    printed = sheets(page)
    assert [text for sheet in printed for text in beyond_the_edge(sheet)] == []
    for number, sheet in enumerate(printed, 1):
        assert f"{number} / {len(printed)}" in sheet.extract_text()
