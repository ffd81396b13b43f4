"""The menu lists every page once, with an address and a title of its own."""

from est.terminal.middleware import FIRST_PAGE
from est.ui.pages import FIRST, MENU
from tests.sources import PAGES, ROOT

LISTED = [page for pages in MENU.values() for page in pages]


def test_every_script_is_listed_and_every_listed_script_is_there():
    """A page that is not in the menu has no address."""
    assert sorted(page.path for page in LISTED) == [path.relative_to(ROOT).as_posix() for path in PAGES]


def test_no_two_pages_share_an_address_or_a_title():
    """And an address needs no escaping."""
    assert len({page.address for page in LISTED}) == len({page.title for page in LISTED}) == len(LISTED)
    assert all(page.address.replace("-", "").isalpha() and page.address.isascii() for page in LISTED)


def test_the_server_sends_the_first_page_to_the_root():
    """Streamlit serves the first page there alone; the server, which may not import the screen, names its address."""
    assert FIRST in LISTED
    assert f"/{FIRST.address}" == FIRST_PAGE
