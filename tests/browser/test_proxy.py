"""A real nginx before the program: it names who asks in proxy mode, and is found out in local mode."""

import base64
import http.client
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from websockets.exceptions import InvalidStatus

from est.access.people import add_person
from est.access.permissions import Role
from est.store import open_store
from tests.browser.conftest import free_port, serving
from tests.browser.looking import Server
from tests.browser.window import open_page, window
from tests.nginx import nginx

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]

SECRET = "0123456789abcdefghijklmnopqrstuv"
WELL = """
proxy_http_version 1.1;
proxy_set_header Host $http_host;
proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection "upgrade";
"""


@contextmanager
def before(folder: Path, behind: str, settings: str, path: str = "/") -> Iterator[int]:
    """Run nginx before a server with these settings of its one location, and give its port."""
    port = free_port()
    location = f"location {path} {{ proxy_pass {behind}/; {settings} }}"
    server = f"server {{ listen 127.0.0.1:{port}; {location} }}"
    with nginx(folder, port, server):
        yield port


def get(port: int, path: str, **headers: str) -> tuple[int, str, str]:
    """Return status, cookie and text of what is answered there."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, (answer.getheader("set-cookie") or "").partition(";")[0], answer.read().decode()


@pytest.mark.parametrize("settings", ["", WELL + "proxy_set_header X-Forwarded-For $remote_addr;"])
def test_a_proxy_before_the_one_users_program_is_found_out(server: Server, tmp_path: Path, settings: str):
    """As nginx is without settings, and as people set it up."""
    with before(tmp_path, server.url, settings) as port:
        status, _, text = get(port, "/")
        assert status == 403
        assert "EST_ACCESS" in text
        with pytest.raises(InvalidStatus):
            window(f"http://127.0.0.1:{port}")


@pytest.fixture(scope="module")
def named(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server behind a proxy that says who asks, and knows three of them."""
    folder = tmp_path_factory.mktemp("named")
    store, secrets = folder / "est.duckdb", folder / "secrets.toml"
    store.write_bytes(town.read_bytes())
    with open_store(store) as opened:
        organisation = opened.ask("SELECT id::VARCHAR AS id FROM organisations WHERE name = 'Polisen'").item()
        for name, role in (("mia", Role.MEMBER), ("ada", Role.ADMINISTRATOR), ("karl", Role.COORDINATOR)):
            add_person(opened, f"{name}@kommun.example", role, organisation, "test", datetime(2026, 3, 2))
    secrets.write_text(f'[proxy]\nsecret = "{SECRET}"\nhttps = false\n')
    with serving(store, EST_ACCESS="proxy", EST_SECRETS=str(secrets)) as served:
        yield served


@pytest.mark.xdist_group("proxy")  # one server for all
def test_the_proxy_names_who_asks_whatever_they_say_themselves(named: Server, tmp_path: Path):
    """Two people with passwords of nginx; what they send under its headers is replaced, and nobody goes past it."""
    passwords = tmp_path / "passwords"
    passwords.write_text("".join(f"{name}@kommun.example:{{PLAIN}}{name}\n" for name in ("mia", "ada", "nils")))
    settings = f"""{WELL}
auth_basic est; auth_basic_user_file {passwords};
proxy_set_header X-Est-User $remote_user;
proxy_set_header X-Est-Proxy-Secret {SECRET};
"""
    with before(tmp_path, named.url, settings) as port:

        def password(name: str) -> dict[str, str]:
            return {"Authorization": "Basic " + base64.b64encode(f"{name}@kommun.example:{name}".encode()).decode()}

        assert get(port, "/")[0] == 401
        assert "Logga in" in get(port, "/", **password("mia"))[2]
        assert get(port, "/est/sign-in", **password("nils"))[0] == 403
        claimed = {"X-Est-User": "ada@kommun.example", "X-Est-Proxy-Secret": "x", "X-Est-Session": "x"}
        status, cookie, _ = get(port, "/est/sign-in", **password("mia"), **claimed)
        assert (status, cookie.partition("=")[0]) == (303, "est_session")
        known = {"Cookie": cookie} | password("mia")
        with window(f"http://127.0.0.1:{port}", **known, **claimed) as socket_:
            assert not open_page(socket_, "trender").errors
            assert open_page(socket_, "anvandare").errors
        assert get(port, "/", **(known | password("ada")))[0] == 401
        direct = int(named.url.rpartition(":")[2])
        for headers in ({}, known, known | claimed):
            assert get(direct, "/", **headers)[0] == 403
            with pytest.raises(InvalidStatus):
                window(named.url, **headers)


@pytest.mark.xdist_group("proxy")
@pytest.mark.parametrize("lacking", ["Host $http_host", "Upgrade $http_upgrade"])
def test_behind_a_proxy_that_passes_too_little_on_the_page_says_so(
    named: Server, tmp_path: Path, page: Page, lacking: str
):
    """It would be blank, as nothing is drawn without an open connection."""
    names = f"proxy_set_header X-Est-User karl@kommun.example; proxy_set_header X-Est-Proxy-Secret {SECRET};"
    settings = WELL.replace(f"proxy_set_header {lacking};", "") + names
    assert settings != WELL + names
    with before(tmp_path, named.url, settings) as port:
        page.goto(f"http://127.0.0.1:{port}/")
        page.get_by_role("link", name="Logga in").click()
        expect(page.get_by_role("alert")).to_contain_text("websockets", timeout=60_000)


@pytest.mark.xdist_group("proxy")
@pytest.mark.parametrize("address", ["trender", ""])
def test_below_a_path_whoever_signs_out_is_led_to_the_sign_in_there(
    named: Server, tmp_path: Path, page: Page, address: str
):
    """The program does not know that path: nothing of it may lead to the root of the name. The cookie goes too."""
    names = f"proxy_set_header X-Est-User karl@kommun.example; proxy_set_header X-Est-Proxy-Secret {SECRET};"
    with before(tmp_path, named.url, WELL + names, "/est/") as port:
        below = f"http://127.0.0.1:{port}/est/"
        page.goto(below + address)
        page.get_by_role("link", name="Logga in").click()
        page.get_by_role("button", name="Logga ut").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
        assert page.url.startswith(below)
        assert "est_session" not in {cookie["name"] for cookie in page.context.cookies()}
