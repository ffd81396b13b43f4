"""What people wrote is shown as they wrote it: no markup runs, no image is fetched, no link is made."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import EACH_PAGE, HTML, MARKDOWN, Server, Visit, opened, pulled_down

pytestmark = pytest.mark.browser


@EACH_PAGE
def test_no_name_becomes_markup(visit: Visit, path: str):
    """A category, an organisation, a district, a place and a measure are named with HTML and Markdown."""
    assert visit.said == ()
    assert visit.foreign == 0
    assert [url for url in visit.asked if "example.com" in url or url.endswith("/x")] == []


@pytest.mark.thorough
def test_the_name_of_a_category_stands_in_the_form_as_it_was_written(page: Page, server: Server):
    """It can be chosen by it, and the chosen one is said above the page."""
    opened(page, server.url)
    page.get_by_role("button", name="Kategori").first.click()
    pulled_down(page.get_by_label("Kategorier och underkategorier"))
    page.get_by_role("option", name=HTML).first.click()
    page.wait_for_url("**category=SKA**")
    expect(page.locator(".st-key-selection")).to_contain_text(HTML)


@pytest.mark.thorough
def test_markdown_in_a_name_stands_as_text(page: Page, server: Server):
    """No image, no bold, no icon."""
    opened(page, f"{server.url}/?category=FOR")
    shown = page.locator(".st-key-selection").inner_text()
    assert MARKDOWN in shown.replace("\u2060", "")
