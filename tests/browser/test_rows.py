"""What is clicked in a list opens, in the place of the list."""

import io
import re

import h3
import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import serving
from tests.browser.looking import Server, opened, pressed_row, still

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.mark.parametrize(
    ("address", "called"),
    [
        ("uppfoljning", "Alla åtgärder med nästa steg i uppföljningen"),
        ("atgarder", "Åtgärderna, de försenade först"),
        ("hotspots", "Hotspotarna efter prioritet"),
    ],
)
def test_a_click_in_a_list_opens_its_row(page: Page, server: Server, address: str, called: str) -> None:
    """Wherever in the row it is, and the list is gone for what was asked for."""
    opened(page, f"{server.url}/{address}")
    table = page.get_by_role("region", name=called, exact=True)
    pressed_row(table)
    expect(table).to_have_count(0)


def open_rows(page: Page) -> list[str]:
    """What is open below the tables, by the name that each begins with."""
    return [part.inner_text().partition("\n")[0] for part in page.locator("[class*=st-key-open-row]").all()]


def test_a_row_of_the_settings_opens_below_its_table(page: Page, server: Server) -> None:
    """By keyboard, where the name of each row is a button, and going past them opens nothing. By mouse wherever in the
    row, in one table after another; pressed again it is closed, and what is below is in sight.
    """
    opened(page, f"{server.url}/installningar?part=words")
    kinds, owners = (page.get_by_role("region", name=name, exact=True) for name in ("Kategorierna", "Aktörerna"))
    owners.locator("tbody button").first.focus()
    for _ in range(2):
        page.keyboard.press("Tab")
        page.wait_for_timeout(300)
    assert open_rows(page) == []
    called = owners.locator("tbody button").nth(2)
    expect(called).to_be_focused()
    expect(called).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Ändra aktören")).to_be_in_viewport()
    expect(called).to_have_attribute("aria-expanded", "true")
    assert open_rows(page) == [called.inner_text()]
    called.press(" ")
    expect(page.get_by_role("button", name="Ändra aktören")).to_have_count(0)
    pressed_row(kinds)
    expect(page.get_by_role("button", name="Ändra kategorin")).to_be_in_viewport()
    pressed_row(owners)
    expect(page.get_by_role("button", name="Ändra aktören")).to_be_in_viewport()
    assert len(open_rows(page)) == 2
    pressed_row(owners)
    expect(page.get_by_role("button", name="Ändra aktören")).to_have_count(0)
    assert len(open_rows(page)) == 1


def test_in_a_long_table_the_arrows_open_nothing_on_their_way(page: Page, server: Server) -> None:
    """It is drawn as a grid: Enter opens the row on which the keyboard stands."""
    square = h3.latlng_to_cell(59.3057, 14.105, 8)
    opened(page, f"{server.url}/karta?from=2024-03-01&through=2026-02-28&resolution=8&cell={square}")
    rows = page.get_by_role("region", name="Rapporterna", exact=True)
    rows.get_by_test_id("data-grid-canvas").focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(300)
    assert "report=" not in page.url
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"[?&]report="))


def test_a_table_is_sorted_by_its_headings_and_opened_by_keyboard(page: Page, server: Server) -> None:
    """Up, down, and as it came; and Enter on the name of a row does what a press in it does."""
    opened(page, f"{server.url}/")
    page.get_by_text(re.compile("^Kategori: 4 utan säker skillnad")).click()  # the one line of what cannot be told
    table = page.get_by_role("region", name=re.compile("^Kategori"))
    expect(table).to_have_count(1)
    names = table.get_by_role("rowheader")
    came = names.all_inner_texts()
    assert len(came) > 2
    heading = table.get_by_role("columnheader", name="Nu", exact=False)
    orders = []
    for direction in ("ascending", "descending"):
        heading.get_by_role("button").click()
        expect(heading).to_have_attribute("aria-sort", direction)
        counts = table.locator("tbody .number:nth-child(2)").all_inner_texts()
        orders.append([int(count) for count in counts])
    assert orders[0] == sorted(orders[0])
    assert orders[1] == orders[0][::-1]
    heading.get_by_role("button").click()
    expect(heading).not_to_have_attribute("aria-sort", re.compile("."))
    assert names.all_inner_texts() == came
    names.first.get_by_role("button").press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("address", ["?hours=night", "atgardsbank", "hotspots", "logg"])
def test_every_workbook_says_what_it_holds(page: Page, server: Server, address: str):
    """Title, source and day on a second sheet, and the selection where there is one."""
    opened(page, f"{server.url}/{address}")
    with page.expect_download() as made:
        page.get_by_role("button", name="Excel").first.click()
    book = openpyxl.load_workbook(io.BytesIO(made.value.path().read_bytes()))
    said = [str(row[0]) for row in book.worksheets[1].iter_rows(values_only=True)]
    assert len(said[0]) > 3
    assert "Källa: EST" in said[-1]
    assert ("natt 22–06" in said[1]) is address.startswith("?")


def test_no_list_of_reports_is_cut_at_its_side(page: Page, demo_town, tmp_path) -> None:
    """Neither below the map nor over the overview: what has no room is named, and stands in each report."""
    demo_town.copy(tmp_path / "demo.duckdb")
    with serving(tmp_path / "demo.duckdb") as demo:
        page.set_viewport_size({"width": 1366, "height": 768})
        opened(page, f"{demo.url}/karta?cell=8808b56627fffff")
        rows = page.get_by_role("region", name="Rapporterna", exact=True)
        rows.wait_for()
        still(page)
        assert rows.evaluate("(box) => box.scrollWidth <= box.clientWidth")
        expect(page.get_by_text("Fick inte plats här, men finns i varje rapport")).to_be_visible()
        opened(page, demo.url)
        page.get_by_role("button", name="Visa rapporterna").first.click()
        dialog = page.get_by_role("dialog").get_by_role("region", name="Rapporterna", exact=True)
        dialog.wait_for()
        still(page)
        assert dialog.evaluate("(box) => box.scrollWidth <= box.clientWidth")
