"""An administrator puts a map service's picture under the maps: the server asks for it, no browser does."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from est.ui.pages import MAP, MAP_SERVICE
from tests.browser.conftest import serving
from tests.browser.looking import SWEDISH, opened, still
from tests.browser.test_map import chart, settled, with_a_card
from tests.space.map_services import map_service

pytestmark = pytest.mark.browser


def tones(page: Page) -> int:
    """Return how many places of the map are of a clear grey, as nothing on it is but the squares of the service."""
    shot = np.array(Image.open(io.BytesIO(chart(page).screenshot())).convert("RGB").resize((200, 160)), dtype=np.int64)
    return int(((np.ptp(shot, axis=2) < 12) & (shot[..., 0] > 40) & (shot[..., 0] < 140)).sum())


@pytest.mark.slow
@pytest.mark.parametrize("moves", [False, True], ids=["drawn", "moving"])
def test_a_service_that_is_turned_on_is_seen_under_the_map(page: Page, town: Path, tmp_path: Path, moves: bool) -> None:
    """What is missing is said first, and when it is turned off, the map is as before."""
    store = tmp_path / "est.duckdb"
    store.write_bytes(town.read_bytes())
    with map_service() as (service, asked), serving(store) as server:
        if moves:
            with_a_card(page, server)
        hosts: set[str] = set()
        page.on("request", lambda request: hosts.add(request.url.split("/", 3)[2]) if "://" in request.url else None)
        opened(page, f"{server.url}/{MAP.address}")
        settled(page)
        before = tones(page)
        opened(page, f"{server.url}/{MAP_SERVICE.address}")
        page.get_by_role("textbox", name=SWEDISH("Address of the service")).fill(f"{service}/wms")
        send = page.get_by_role("button", name=SWEDISH("Ask for the picture, and use it"))
        send.click()
        expect(page.get_by_role("alert").filter(has_text="karta, flygfoto")).to_be_visible()
        page.get_by_role("textbox", name=SWEDISH("Layers, with commas between them")).fill("karta")
        send.click()
        expect(page.get_by_role("img", name=SWEDISH("The picture under the maps"))).to_be_visible()
        questions = len(asked)
        opened(page, f"{server.url}/{MAP.address}")
        settled(page)
        page.wait_for_timeout(1500 if moves else 500)  # the picture comes after the layers
        assert tones(page) > before + 500
        assert len(asked) == questions
        assert hosts == {server.url.split("/", 3)[2]}
        opened(page, f"{server.url}/{MAP_SERVICE.address}")
        page.get_by_role("button", name=SWEDISH("Turn it off")).click()
        still(page)
        expect(page.get_by_role("img", name=SWEDISH("The picture under the maps"))).to_have_count(0)
        page.close()
