"""What is clicked in a list opens, in the place of the list."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import Server, opened, pressed_row

pytestmark = pytest.mark.browser


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
