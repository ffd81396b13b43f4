"""The dashboard opens in Swedish at every address, asks nobody else for anything, and stops when it is told to."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from est.ui.pages import WALL
from tests.browser.conftest import serving
from tests.browser.looking import EACH_PAGE, HTML, PAGES, PATIENCE, Server, Visit, fresh_page, opened

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["karta", "logg"])
@pytest.mark.thorough
def test_the_first_visitor_of_a_fresh_server_may_come_by_any_address(page: Page, town, tmp_path, path):
    """Streamlit alone shows "Page not found" over the page to a server's first visitor by a deep link."""
    copy = tmp_path / "est.duckdb"
    copy.write_bytes(town.read_bytes())
    with serving(copy) as server:
        opened(page, f"{server.url}/{path}")
        expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
        assert page.get_by_role("dialog").count() == 0
        page.close()


@EACH_PAGE
def test_every_page_opens_in_swedish_without_an_error(visit: Visit, path: str):
    """The attribute that a screen reader chooses its voice by is right, and nothing went wrong."""
    assert visit.language == "sv"
    # the wall is headed by the point of the meeting that it shows
    assert visit.headings == (HTML if path == WALL.address else PAGES[path],)
    assert visit.titled
    assert visit.exceptions == 0
    assert "Påhittade uppgifter" in visit.text


def test_english_is_one_parameter_away_and_stays(page: Page, server: Server):
    """The next page is in English too."""
    opened(page, f"{server.url}/?lang=en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.get_by_role("link", name="Log", exact=True).click()
    page.get_by_role("heading", name="Log", level=1).wait_for()


@pytest.mark.parametrize("address", ["finns-inte", "karta/finns-inte"])
def test_an_unknown_address_says_so_and_shows_the_way(page: Page, server: Server, address: str):
    """In the page's language, without Streamlit's dialog; the menu and the links lead on."""
    opened(page, f"{server.url}/{address}")
    expect(page.get_by_role("heading", name="Sidan finns inte", level=1)).to_be_visible()
    expect(page).to_have_title("Sidan finns inte – EST")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_test_id("stMain").get_by_role("link", name="Trender").click()
    page.get_by_role("heading", name="Trender", level=1).wait_for()
    opened(page, f"{server.url}/{address}")
    page.get_by_role("link", name="Gå till Översikt").click()
    page.get_by_role("heading", name="Översikt", level=1).wait_for()
    expect(page.get_by_role("heading", name="Sidan finns inte")).to_have_count(0)


def test_the_address_names_the_tab_that_is_open(page: Page, server: Server):
    """So that it can be sent and found again; the way leads from one tab to the next without a page anew."""
    opened(page, f"{server.url}/installningar?part=words")
    page.get_by_role("heading", name="Kategorier", exact=True).wait_for()
    page.get_by_role("tab", name="Personuppgifter").click()
    page.wait_for_url("**part=privacy**")
    expect(page.get_by_role("heading", name="Kategorier", exact=True)).to_have_count(0)


@EACH_PAGE
def test_no_request_leaves_the_machine(visit: Visit, server: Server, path: str):
    """Every request of every page goes to the server."""
    own = re.escape(server.url.removeprefix("http"))
    assert len(visit.asked) > 20
    assert [url for url in visit.asked if not re.match(rf"(http|ws){own}/|data:|blob:http{own}/", url)] == []


def test_a_page_that_is_used_again_is_as_a_new_one(reader: BrowserContext, server: Server):
    """No test meets what another one left: nothing kept, nothing told, and the size and colours of before."""
    kept = "document.cookie.includes('a=b'), {...localStorage}, {...sessionStorage}"
    seen = f"() => [innerWidth, matchMedia('print').matches, {kept}]"
    with fresh_page(reader) as page:
        page.goto(f"{server.url}/_stcore/health")
        before = page.evaluate(seen)
        page.evaluate("() => { document.cookie = 'a=b'; localStorage.c = 'd'; sessionStorage.e = 'f'; }")
        page.emulate_media(media="print", color_scheme="dark")
        page.set_viewport_size({"width": 390, "height": 844})
        page.context.new_page().goto(f"{server.url}/_stcore/health")
        assert page.evaluate(seen) != before
    with fresh_page(reader) as page:
        assert page.context.pages == [page]
        page.goto(f"{server.url}/_stcore/health")
        assert page.evaluate(seen) == before
        assert page.evaluate("matchMedia('(prefers-color-scheme: light)').matches")


def test_the_page_may_load_nothing_from_elsewhere(page: Page, server: Server):
    """Were something to ask all the same, the browser would refuse."""
    answer = page.request.get(server.url)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http:" not in policy
    assert "https:" not in policy


def test_a_page_of_another_site_is_refused(page: Page, server: Server):
    """A site elsewhere cannot talk to the program through the reader's browser."""
    answer = page.request.get(server.url, headers={"Origin": "http://evil.example"})
    assert answer.status == 403


@pytest.mark.long
def test_the_program_stops_when_it_is_told_to(page: Page, town, tmp_path):
    """Even with a visitor looking, without an error, and with the store closed: no log is left beside its file."""
    copy = tmp_path / "est.duckdb"
    copy.write_bytes(town.read_bytes())
    with serving(copy) as server:
        opened(page, server.url)
        server.process.terminate()
        assert server.process.wait(PATIENCE / 1000) == 0
        page.close()
    assert {file.name for file in tmp_path.iterdir()} == {"est.duckdb", "est.duckdb.head"}


@pytest.mark.parametrize("path", ["karta"])
def test_a_page_looks_for_its_server_at_the_root_alone(visit: Visit, server: Server, path: str):
    """Streamlit alone asks below the page's own address first and waits for the answer that there is none."""
    health = [url.removeprefix(server.url) for url in visit.asked if url.endswith("/health")]
    assert health
    assert set(health) == {"/_stcore/health"}
