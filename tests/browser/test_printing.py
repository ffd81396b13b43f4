"""Ctrl+P prints whole tables, and whoever prints in another way is told that they are cut."""

import h3
import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import Server, opened, still

pytestmark = [pytest.mark.browser, pytest.mark.long]

SQUARE = h3.latlng_to_cell(59.3057, 14.105, 8)
LONG = f"karta?from=2024-03-01&through=2026-02-28&resolution=8&cell={SQUARE}"  # more than a hundred reports: a grid
PRINTED = """() => { window.print = () => {
  window.printed = [...document.querySelectorAll("[data-testid=stTable] tbody tr")].length;
  window.cut = document.querySelectorAll("[data-testid=stDataFrame]").length;
}; }"""


def test_a_sheet_with_cut_tables_says_so_and_the_keys_for_printing_print_whole_ones(page: Page, server: Server) -> None:
    """By the browser's own menu it is said, and nothing of it is left on the screen. By the keys the page is printed
    once it is drawn for paper, which has nothing to say; then it is as it was.
    """
    opened(page, f"{server.url}/{LONG}")
    told = page.get_by_text("Tabellerna på det här papperet är avklippta.")
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
