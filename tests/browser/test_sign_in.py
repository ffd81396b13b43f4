"""A group signs in at an identity provider: five accounts, each sees what is theirs, and who is out stays out."""

import http.client
import json
import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from functools import partial
from http.cookiejar import Cookie, CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from est.access.people import add_person
from est.access.permissions import Actor, Role, allowed
from est.store import open_store
from est.ui.pages import FIRST, MENU, WALL, first_page
from tests.browser.conftest import free_port, serving, wait_for
from tests.browser.looking import ROOT, SWEDISH, Server, opened, pressed_row
from tests.browser.window import open_page, window

one_provider = pytest.mark.xdist_group("sign-in")  # for all
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long, one_provider]

WHEN = datetime(2026, 3, 2, 12)
ROLES = {"rita": Role.REPORTER, "mia": Role.MEMBER, "karl": Role.COORDINATOR, "ada": Role.ADMINISTRATOR}
CHANGED = "tove"  # a member whose role a test changes: the four are signed in once, for the tests in any order
COOKIE = "est_session"
REFUSED = "Med din roll kan du inte öppna den här sidan"


class Served:
    """A running program with a provider: the server, and what a person needs to sign in."""

    def __init__(self, server: Server, provider: "Provider", store: Path) -> None:
        self.url = server.url
        self.provider = provider
        self.store = store

    def sign_in(self, page: Page, name: str, address: str = "") -> None:
        """Go to an address, and from its sign-in page through the provider."""
        sign_in(page, f"{self.url}/{address}", name)


def sign_in(page: Page, address: str, name: str) -> None:
    """Go to an address, and from its sign-in page through the provider."""
    page.goto(address)
    page.get_by_role("link", name="Logga in").click()
    page.get_by_placeholder("sub").fill(name)
    page.get_by_role("button", name="Authorize").click()


class Provider:
    """An identity provider that knows everybody, in a process of its own."""

    def __init__(self) -> None:
        self.port = free_port()

    def start(self) -> None:
        """Start it; it answers by then."""
        command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(self.port)]
        for name in (*ROLES, CHANGED, "nils", "olga"):
            claims = {"sub": name, "email": f"{name}@kommun.example", "email_verified": name != "olga"}
            command += ["--user-claims", json.dumps(claims)]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        for _ in range(300):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.1)
        raise AssertionError("the provider did not start")

    def stop(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="module")
def served(chromium: Browser, town: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("sign-in")
    store, secrets, port = folder / "est.duckdb", folder / "secrets.toml", free_port()
    store.write_bytes(town.read_bytes())
    with open_store(store) as filled:
        organisation = filled.ask("SELECT id::VARCHAR AS id FROM organisations WHERE name = 'Polisen'").item()
        for name, role in {**ROLES, CHANGED: Role.MEMBER}.items():
            add_person(filled, f"{name}@kommun.example", role, organisation, "test", WHEN)
        add_person(filled, "olga@kommun.example", Role.COORDINATOR, None, "test", WHEN)
    provider = Provider()
    secrets.write_text(
        f"""[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "0123456789abcdefghijklmnopqrstuvwxyz"
client_id = "est"
client_secret = "secret"
server_metadata_url = "http://127.0.0.1:{provider.port}/.well-known/openid-configuration"
""",
        encoding="utf-8",
    )
    provider.start()
    try:
        with serving(store, port, EST_ACCESS="oidc", EST_SECRETS=str(secrets)) as server:
            yield Served(server, provider, store)
    finally:
        provider.stop()


@pytest.fixture(scope="module")
def people(served: Served) -> dict[str, Cookie]:
    """The session of each of the four with a role, who signed in without a browser."""
    return {name: _session(served, name) for name in ROLES}


def _session(served: Served, name: str) -> Cookie:
    """Go through the sign-in page and the provider's form, and return the cookie that comes of it."""
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    with opener.open(f"{served.url}/est/sign-in?next=/", timeout=20) as form:
        address = form.url
    with opener.open(address, urlencode({"sub": name}).encode(), timeout=20) as answer:
        assert answer.url == f"{served.url}/"
    (found,) = [cookie for cookie in jar if cookie.name == COOKIE]
    return found


def cookie_of(context: BrowserContext) -> str:
    """Return what a browser's cookie of the session says."""
    (found,) = [cookie for cookie in context.cookies() if cookie["name"] == COOKIE]
    return found["value"]


def sent(cookie: Cookie) -> str:
    """Return the header by which a browser sends a cookie back."""
    return f"{cookie.name}={cookie.value}"


def asked(served: Served, method: str, path: str, **headers: str) -> tuple[int, bytes]:
    """Return status and body of an answer to a request of which nothing but the head is sent."""
    with closing(http.client.HTTPConnection(urlsplit(served.url).netloc, timeout=20)) as connection:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_every_page_opens_to_the_roles_that_the_table_allows(served: Served, people: dict[str, Cookie]):
    """Each page and each role, through a raw websocket with the cookie of a browser."""
    for name, role in ROLES.items():
        actor = Actor(name, role, "x")
        with window(served.url, Cookie=sent(people[name])) as socket:
            for one in (page for pages in MENU.values() for page in pages):
                shown = open_page(socket, "" if one is FIRST else one.address)
                assert shown.exceptions == 0, (name, one.address)
                refused = any(REFUSED in error for error in shown.errors)
                if one is FIRST and not allowed(actor, one.action):
                    assert SWEDISH(first_page(partial(allowed, actor)).title) in shown.texts
                else:
                    assert refused is not allowed(actor, one.action), (name, one.address, shown.errors)
                    # the wall shows the words of the meeting alone
                    wall = f"### {SWEDISH('Hotspots, in order of priority')}"
                    title = wall if one is WALL else SWEDISH(one.title)
                    assert refused or title in shown.texts


def test_who_is_not_added_or_not_verified_does_not_come_in(served: Served, contexts):
    """A sentence says so; no session begins, and no cookie of Streamlit's is left in the browser."""
    for name, told in (("nils", "har ingen roll här"), ("olga", "har inte bekräftat")):
        context = contexts()
        page = context.new_page()
        served.sign_in(page, name)
        expect(page.get_by_role("alert")).to_contain_text(told)
        assert {cookie["name"] for cookie in context.cookies()} & {COOKIE, "_streamlit_user"} == set()
        page.goto(served.url)
        expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")


def test_before_the_sign_in_nothing_answers_but_its_page_and_health(served: Served):
    """Neither pages, files, metrics nor windows; an upload is refused before its body is read."""
    assert asked(served, "GET", "/_stcore/health")[0] == 200
    for path in ("/", "/karta?hours=night", "/installningar", "/nowhere"):
        status, page = asked(served, "GET", path)
        assert status == 401
        assert "Logga in" in page.decode()
        assert len(page) < 3000
    for path in (
        "/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/openapi.json", "/_stcore/host-config",
        "/static/index.js", "/media/x", "/est/residue.js", "/est/session", "/component/x", "/app/static/x",
    ):  # fmt: skip
        assert asked(served, "GET", path)[0] in (401, 404), path
    for headers in ({}, {"X-Est-Session": "1", "X-Est-Passage": "1", "X-Est-User": "ada@kommun.example"}):
        with pytest.raises(InvalidStatus):
            window(served.url, **headers)
    # the length is announced and nothing is sent: whoever waits for the body does not answer
    assert asked(served, "PUT", "/_stcore/upload_file/a/b", **{"Content-Length": str(20 * 2**20)})[0] == 401


def test_a_file_is_taken_from_whom_the_role_sends_and_never_too_large(served: Served, people: dict[str, Cookie]):
    """Refused before the body: a member's, one without or beyond its size, and more than a minute's worth."""
    path, big = "/_stcore/upload_file/a/b", {"Content-Length": str(20 * 2**20)}
    cookies = {name: sent(cookie) for name, cookie in people.items()}
    assert asked(served, "PUT", path, Cookie=cookies["mia"], **big)[0] == 403
    assert asked(served, "PUT", path, Cookie=cookies["ada"], **big)[0] == 403
    assert asked(served, "PUT", path, Cookie=cookies["rita"], **{"Content-Length": str(30 * 2**20)})[0] == 413
    assert asked(served, "PUT", path, Cookie=cookies["rita"], **{"Transfer-Encoding": "chunked"})[0] == 411
    for path in ("/_stcore/metrics", "/_stcore/agent/openapi.json"):
        assert asked(served, "GET", path, Cookie=cookies["ada"])[0] == 404


def test_a_link_survives_the_sign_in(served: Served, page: Page):
    """Whoever was sent a selection sees it after signing in, at the overview's own address, too: not under a dialog
    that says that there is no such page.
    """
    served.sign_in(page, "mia", "oversikt?hours=night&from=2025-12-01&through=2026-02-28")
    expect(page.locator("[data-testid=stApp]")).to_contain_text("Natt 22–06")
    expect(page.get_by_role("heading", level=1)).to_have_text("Översikt")
    assert page.get_by_role("dialog").count() == 0


def test_a_cookie_says_nothing_and_a_changed_one_opens_nothing(served: Served, people: dict[str, Cookie]):
    """It is out of reach of scripts and of other sites, ends with the browser, and holds no claim."""
    found = people["mia"]
    assert found.has_nonstandard_attr("HttpOnly")
    assert found.get_nonstandard_attr("SameSite").title() == "Lax"
    assert found.expires is None
    value = found.value
    for changed in (value[:-1] + ("A" if value[-1] != "A" else "B"), value.lower(), value + "x", "", "x" * 5000):
        assert asked(served, "GET", "/", Cookie=f"{COOKIE}={changed}")[0] in (401, 431)
    assert asked(served, "GET", "/", Cookie=f"{COOKIE}={value}")[0] == 200
    assert asked(served, "GET", "/", Cookie=f"{COOKIE}={value}; {COOKIE}={value}x")[0] == 401


def test_a_file_opens_in_the_session_that_made_it_alone(
    served: Served, people: dict[str, Cookie], contexts: Callable[..., BrowserContext]
):
    """Another who is signed in and has its address gets nothing, and the same person in another browser neither."""
    context = contexts()
    page = context.new_page()
    fetched: list[tuple[int, str]] = []
    page.on("response", lambda answer: fetched.append((answer.status, urlsplit(answer.url).path)))
    served.sign_in(page, "karl", "atgardsbank")
    with page.expect_download() as made:
        page.get_by_role("button", name="Ladda ner som CSV").first.click()
    path = urlsplit(made.value.url).path
    assert path.startswith("/media/")
    assert [status for status, of in fetched if of.startswith("/media/") and status != 200] == []
    assert asked(served, "GET", path, Cookie=f"{COOKIE}={cookie_of(context)}")[0] == 200
    for name in ("mia", "ada", "karl"):
        assert asked(served, "GET", path, Cookie=sent(people[name]))[0] == 404, name
    plain = f"/media/{path.rpartition('-')[2]}"
    assert asked(served, "GET", plain, Cookie=f"{COOKIE}={cookie_of(context)}")[0] == 404


def test_after_the_sign_out_the_copied_cookie_is_dead(served: Served, page: Page):
    """In the browser that signed out, in another one that has a copy, and in a window that was left open."""
    served.sign_in(page, "mia", "trender")
    copied = f"{COOKIE}={cookie_of(page.context)}"
    with window(served.url, Cookie=copied) as left_open:
        assert not open_page(left_open, "trender").errors
        page.get_by_role("button", name="Logga ut").click()
        page.get_by_role("button", name="End session").click()  # at the provider, which leads back
        expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
        assert COOKIE not in {cookie["name"] for cookie in page.context.cookies()}
        assert asked(served, "GET", "/", Cookie=copied)[0] == 401
        with pytest.raises(ConnectionClosed):
            open_page(left_open, "karta")
    with pytest.raises(InvalidStatus):
        window(served.url, Cookie=copied)


NEVER_ASKS = """const given = setInterval;
  setInterval = (act, every, ...more) => every === 10000 ? 0 : given(act, every, ...more);"""


def test_after_the_sign_out_another_window_shows_nothing_any_more(
    served: Served, page: Page, contexts: Callable[[], BrowserContext]
):
    """As soon as the program closes its end, and not first when the window asks by itself: this one never does."""
    served.sign_in(page, "mia", "trender")
    other = contexts()
    other.add_cookies([{"name": COOKIE, "value": cookie_of(page.context), "url": served.url}])
    left_open = other.new_page()
    left_open.add_init_script(NEVER_ASKS)
    opened(left_open, f"{served.url}/trender")
    expect(left_open.get_by_role("heading", level=1)).to_have_text("Trender")
    page.get_by_role("button", name="Logga ut").click()
    page.get_by_role("button", name="End session").click()
    expect(left_open.get_by_role("heading", level=1)).to_have_text("Logga in")


def test_a_role_that_is_taken_away_ends_the_session_at_once(
    served: Served, people: dict[str, Cookie], page: Page, contexts: Callable[[], BrowserContext]
):
    """The administrator changes it on the page of users; what the person had on the screen leads to the sign-in."""
    served.sign_in(page, CHANGED, "trender")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trender")
    other = contexts()
    other.add_cookies([{"name": COOKIE, "value": people["ada"].value, "url": served.url}])
    administrator = other.new_page()
    opened(administrator, f"{served.url}/anvandare")
    pressed_row(administrator.get_by_role("region", name="Vilka som får logga in"), f"{CHANGED}@kommun.example")
    row = administrator.locator("[class*=st-key-open-row]")
    expect(row).to_contain_text(CHANGED)
    change = row.get_by_role("button", name="Ändra")
    change.wait_for()
    row.get_by_text("samordnare: tar emot").click()
    change.click()
    expect(administrator.get_by_text("är ändrad och utloggad")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")


def test_without_the_provider_nobody_new_comes_in_and_it_is_said(served: Served, people: dict[str, Cookie], page: Page):
    """Those who are in stay in."""
    served.provider.stop()
    try:
        page.goto(served.url)
        page.get_by_role("link", name="Logga in").click()
        expect(page.get_by_role("alert")).to_contain_text("svarar inte")
        assert asked(served, "GET", "/", Cookie=sent(people["karl"]))[0] == 200
    finally:
        served.provider.start()


def test_what_lies_beside_the_store_is_for_the_programs_user_alone(served: Served, people: dict[str, Cookie]):
    """Also what DuckDB writes by itself, as its log of the sessions that began."""
    _session(served, "mia")
    files = [*served.store.parent.glob(f"{served.store.name}*")]
    assert len(files) > 1
    assert {stat.S_IMODE(file.stat().st_mode) for file in files if file.is_file()} == {0o600}


def test_started_past_the_gate_the_program_says_one_sentence(tmp_path: Path):
    """`streamlit run app.py` listens and has neither our headers nor our sign-in: nothing is shown to anybody."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"EST_STORE": str(tmp_path / "s")}, text=True)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
        for headers in ({}, {"X-Est-Passage": "x", "X-Est-Session": "x"}):
            with window(f"http://127.0.0.1:{port}", **headers) as socket_:
                for page in ("", "karta", "anvandare"):
                    shown = open_page(socket_, page)
                    assert shown.texts == shown.errors
                    assert len(shown.texts) == 1
                    assert "est serve" in shown.texts[0]
        assert not (tmp_path / "s").exists()
    finally:
        process.terminate()
        process.wait(20)
