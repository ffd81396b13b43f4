"""Two municipalities in one PostgreSQL: a person signs in, chooses and switches, and nobody crosses to another one."""

import http.client
import os
import re
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import polars as pl
import pytest
from playwright.sync_api import Browser, Page, expect
from websockets.exceptions import InvalidStatus

from est.access.people import add_person
from est.access.permissions import Role
from est.municipality.defaults import prepare_store
from est.municipality.settings import write_setting
from est.settings import Settings
from est.stores import open_home
from est.ui.pages import FIRST, HOTSPOTS, MENU
from tests.browser.conftest import free_port, started
from tests.browser.looking import ROOT, SWEDISH
from tests.browser.test_sign_in import COOKIE, Provider, cookie_of, sign_in
from tests.browser.window import open_page, window
from tests.postgres import Cluster, schema_of
from tests.stores import organisation_ids, put

pytestmark = [pytest.mark.browser, pytest.mark.thorough, pytest.mark.slow, pytest.mark.xdist_group("municipalities")]

WHEN = datetime(2026, 3, 2, 12)
TITLES = {"arvika": "Arvika kommun", "karlstad": "Karlstads kommun"}
IN = {"karl": ("arvika", "karlstad"), "mia": ("arvika",)}


class Region:
    """A running program with both municipalities."""

    def __init__(self, url: str) -> None:
        self.url = url

    def sign_in(self, page: Page, name: str, address: str = "") -> None:
        """Go to an address, and from its sign-in page through the provider."""
        sign_in(page, f"{self.url}/{address}", name)

    def get(self, path: str, cookie: str) -> tuple[int, str]:
        """Return status and text of what is answered there."""
        with closing(http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)) as connection:
            connection.request("GET", path, headers={"Cookie": f"{COOKIE}={cookie}"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")


@pytest.fixture(scope="module")
def region(chromium: Browser, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    folder = tmp_path_factory.mktemp("region")
    for schema, title in TITLES.items():
        with open_home(schema_of(cluster, schema), Settings(cache=folder / "cache")) as store:
            prepare_store(store, "test", WHEN)
            write_setting(store, "name", title, "test", WHEN)
            police = organisation_ids(store)[0]
            moments = [WHEN - timedelta(days=number) for number in range(60)]
            put(store, pl.DataFrame({"starts": moments, "organisation": police, "description": f"ord från {title}"}))
            for name, those in IN.items():
                if schema in those:
                    role = Role.COORDINATOR if schema == "arvika" else Role.MEMBER
                    add_person(store, f"{name}@kommun.example", role, police, "test", WHEN)
    port, provider, secrets = free_port(), Provider(), folder / "secrets.toml"
    secrets.write_text(
        f"""[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "0123456789abcdefghijklmnopqrstuvwxyz"
client_id = "est"
client_secret = "secret"
server_metadata_url = "http://127.0.0.1:{provider.port}/.well-known/openid-configuration"
[access]
sign_out_at_provider = false
""",
        encoding="utf-8",
    )
    provider.start()
    try:
        command = [sys.executable, "-m", "est", "serve", "--store", f"{cluster.address()}?schema={','.join(TITLES)}"]
        environment = os.environ | {
            "EST_ACCESS": "oidc",
            "EST_SECRETS": str(secrets),
            "EST_CACHE": str(folder / "cache"),
        }
        with started(command, ROOT, environment, port=port) as server:
            yield Region(server.url)
    finally:
        provider.stop()


def test_somebody_chooses_switches_and_signs_out_of_both(region: Region, contexts):
    """By the keyboard; the page stays the same one, each tab its own municipality, and signing out ends both."""
    context = contexts()
    page = context.new_page()
    region.sign_in(page, "karl", "karta?lang=sv")
    expect(page.get_by_role("heading", level=1)).to_have_text("Välj kommun")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=TITLES["arvika"])).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/arvika/karta"))
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar.get_by_text(TITLES["arvika"], exact=True)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Karta")
    sidebar.get_by_role("link", name=SWEDISH(HOTSPOTS.title), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SWEDISH(HOTSPOTS.title))
    expect(page).to_have_url(re.compile("/arvika/hotspots"))
    other = context.new_page()
    other.goto(f"{region.url}/karlstad/")
    expect(other.get_by_test_id("stSidebar").get_by_text(TITLES["karlstad"], exact=True)).to_be_visible()
    sidebar.get_by_role("link", name=TITLES["karlstad"]).click()
    expect(page).to_have_url(re.compile("/karlstad/hotspots"))
    expect(sidebar.get_by_text(TITLES["karlstad"], exact=True)).to_be_visible()
    sidebar.get_by_role("link", name="Jämför kommunerna").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mellan kommuner")
    expect(page.get_by_text("Arvika kommun: Invånarna är inte inlästa", exact=False)).to_be_visible()
    sidebar.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
    other.reload()
    expect(other.get_by_role("heading", level=1)).to_have_text("Logga in")


def test_who_is_in_one_gets_in_at_once_and_into_no_other(region: Region, contexts):
    """Every page of the other one, with and without what its links carry, and every window; a sentence says so."""
    context = contexts()
    page = context.new_page()
    region.sign_in(page, "mia")
    expect(page).to_have_url(re.compile("/arvika/$"))
    expect(page.get_by_test_id("stSidebar").get_by_text("Karlstad", exact=False)).to_have_count(0)
    value = cookie_of(context)
    page.goto(f"{region.url}/karlstad/hotspots")
    expect(page.get_by_role("alert")).to_contain_text("ingen kommun på den här adressen som du får se")
    for one in (page for pages in MENU.values() for page in pages):
        status, text = region.get(f"/karlstad/{'' if one is FIRST else one.address}?hours=night", value)
        assert (status, TITLES["karlstad"] in text) == (403, False), one.address
    for path in ("/_stcore/host-config", "/_stcore/upload_file/a/b", "/static/x", "/component/x", "/est/session"):
        assert region.get(f"/karlstad{path}", value)[0] == 401, path
    with pytest.raises(InvalidStatus):
        window(f"{region.url}/karlstad", Cookie=f"{COOKIE}={value}")
    with window(f"{region.url}/arvika", Cookie=f"{COOKIE}={value}", **{"X-Est-Municipality": "karlstad"}) as socket:
        for one in (page for pages in MENU.values() for page in pages):
            shown = open_page(socket, "" if one is FIRST else one.address)
            assert shown.exceptions == 0, one.address
            assert not any(TITLES["karlstad"] in text for text in shown.texts), one.address
    page.goto(f"{region.url}/arvika/atgardsbank")
    with page.expect_download() as made:
        page.get_by_role("button", name="Ladda ner som CSV").first.click()
    path = urlsplit(made.value.url).path
    assert "/media/arvika-" in path
    file = path.rpartition("/")[2]
    assert region.get(f"/arvika/media/{file}", value)[0] == 200
    assert region.get(f"/arvika/media/{file.removeprefix('arvika-')}", value)[0] == 404
    assert region.get(f"/arvika/media/{file.rpartition('-')[2]}", value)[0] == 404
