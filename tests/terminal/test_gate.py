"""What the gate lets through and refuses, asked of it directly; the application behind it writes down what came."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from functools import cache

import pytest
from starlette.types import Message, Scope

from est.access.passage import PASSAGE, PASSAGE_HEADER, SESSION_HEADER
from est.access.people import add_person, person_of_email
from est.access.permissions import Role
from est.access.sign_in import begin_session
from est.store import Store, open_store
from est.terminal.access_mode import LocalMode, ProviderMode, ProxyMode
from est.terminal.doors import LocalDoor, ProxyDoor, utc_now
from est.terminal.gate import Gate
from est.terminal.provider import ProviderDoor
from est.terminal.quotas import BYTES, FILES, SOCKETS, Quotas
from est.terminal.sign_in_page import safe_return, sign_in_link

WHEN = datetime(2026, 3, 2, 12)
SECRET = "0123456789abcdefghijklmnopqrstuv"
PROXY = ProxyMode(SECRET, secure=True)
FROM_PROXY = {"x-est-proxy-secret": SECRET, "x-est-user": "mia@kommun.example"}
MARKS = (
    "Via", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Server", "X-Real-IP",
    "CF-Connecting-IP", "CF-Ray", "X-Client-IP", "True-Client-IP", "X-Streamlit-User", "X-Remote-User", "X-Est-User",
    "Fly-Client-IP", "Tailscale-User-Login", "X-Vercel-Forwarded-For", "X-Auth-Request-Email", "X-WEBAUTH-USER",
    "X-Goog-Authenticated-User-Email", "X-Appengine-User-Ip", "WL-Proxy-Client-IP", "Proxy-Client-IP", "X-Varnish",
    "X-Envoy-Attempt-Count", "Surrogate-Capability", "X-Scheme", "Front-End-Https", "Ngrok-Trace-Id",
    "CDN-Loop", "X-Original-URL", "X-Envoy-External-Address", "X-Amzn-Trace-Id", "X-Ms-Client-Principal-Name",
)  # fmt: skip


class Answer:
    """What was answered, and what reached the application behind the gate."""

    def __init__(self, sent: list[Message], reached: list[Scope]) -> None:
        self.reached = list(reached)
        start: Message = next((one for one in sent if one["type"] in ("http.response.start", "websocket.close")), {})
        self.status = start.get("status", 403 if start else 0)
        self.headers = [(key.decode(), value.decode()) for key, value in start.get("headers", ())]
        self.text = b"".join(one.get("body", b"") for one in sent).decode()

    def header(self, name: str) -> str:
        return next(value for key, value in self.headers if key == name)

    def cookie(self, name: str) -> str:
        return next(value for key, value in self.headers if key == "set-cookie" and value.startswith(name + "="))


@cache
def alone() -> dict[str, Store]:
    """Return one store, for doors that do not look into it."""
    return {"": open_store(None)}


def ask(
    gate_door, path="/", *, method="GET", kind="http", peer="127.0.0.1", version="1.1", secure=False, **headers
) -> Answer:
    """Return the answer to one request; reading a body that the gate should not read fails."""
    reached, sent = [], []

    async def inner(scope, receive, send):
        reached.append(scope)
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"set-cookie", b"_xsrf=1; Path=/")]})
            await send({"type": "http.response.body", "body": b"inside"})

    async def receive():
        raise AssertionError("the body was asked for")

    async def send(message):
        sent.append(message)

    path, _, query = path.partition("?")
    pairs = {"host": "localhost:8501"} | {name.lower().replace("_", "-"): value for name, value in headers.items()}
    listed = [
        (name.encode(), one.encode())
        for name, value in pairs.items()
        for one in ([value] if isinstance(value, str) else value)
    ]
    scope = {
        "type": kind, "method": method, "path": path, "query_string": query.encode(), "headers": listed,
        "client": (peer, 1), "http_version": version,
    }  # fmt: skip
    answer = Gate(inner, gate_door, "sv", secure=secure)(scope, receive, send)
    # in a thread of its own: a browser test before this one may have left its event loop running in this one
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, answer).result()
    return Answer(sent, reached)


def seen(answer: Answer) -> dict[str, str]:
    """Return the headers with which a request reached the application."""
    (scope,) = answer.reached
    return {key.decode(): value.decode() for key, value in scope["headers"]}


@pytest.fixture
def people(store, police):
    for name, role in (("mia", Role.MEMBER), ("karl", Role.COORDINATOR)):
        add_person(store, f"{name}@kommun.example", role, police, "test", WHEN)
    return store


def session(store, name: str) -> str:
    return begin_session(store, person_of_email(store, f"{name}@kommun.example"), utc_now())


def test_a_browser_of_this_machine_comes_in():
    """By any local name, straight; the application is told that it came through, and by nobody else."""
    for host in ("localhost:8501", "127.0.0.1:8501", "[::1]:8501", "localhost"):
        answer = ask(LocalDoor(alone(), LocalMode()), host=host, **{PASSAGE_HEADER: "mine", SESSION_HEADER: "mine"})
        assert answer.text == "inside"
        assert seen(answer)[PASSAGE_HEADER] == PASSAGE
        assert SESSION_HEADER not in seen(answer)


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("header", ["X-Requested-With", "X-Xsrftoken", "X-XSRF-Token"])
def test_what_a_page_sends_by_itself_is_no_mark_of_a_proxy(header, kind):
    """Libraries in a browser add such headers to what they ask for: they are answered, and come to the application."""
    answer = ask(LocalDoor(alone(), LocalMode()), kind=kind, **{header: "XMLHttpRequest"})
    assert seen(answer)[header.lower()] == "XMLHttpRequest"


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "request_",
    [
        {"peer": "192.168.1.7"},
        {"host": "evil.example:8501"},
        {"host": ""},
        {"host": ["localhost:8501", "evil.example"]},
        {"version": "1.0"},
        *({mark: value} for mark in MARKS for value in ("10.0.0.9", "")),
    ],
    ids=str,
)
def test_what_came_through_something_else_is_not_local(request_, kind):
    """A machine elsewhere, a name elsewhere that points here, and every mark of a proxy, also an empty one."""
    answer = ask(LocalDoor(alone(), LocalMode()), kind=kind, **request_)
    assert answer.status == 403
    assert answer.reached == []


def test_a_token_lets_in_once():
    """Then the cookie that came for it does, and no other account of the machine has either."""
    door = LocalDoor(alone(), LocalMode("t" * 32))
    assert "Öppna hela adressen" in ask(door).text
    assert ask(door, "/?token=guess").status == 401
    assert ask(door, kind="websocket").reached == []
    first = ask(door, f"/karta?token={'t' * 32}&hours=night")
    assert (first.status, first.header("location")) == (303, "./karta?hours=night")
    value = first.cookie("est_session").partition(";")[0]
    assert ask(door, f"/?token={'t' * 32}").status == 401
    assert ask(door, cookie=value).text == "inside"
    assert ask(door, cookie=value + "x").status == 401


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/script-health-check", "/app/static/x"]
)
def test_addresses_that_nobody_needs_are_closed_to_all(path):
    """To the machine's own user too."""
    assert ask(LocalDoor(alone(), LocalMode()), path).status == 404


@pytest.mark.slow
def test_behind_a_provider_a_session_is_what_lets_in(people):
    """Its cookie over HTTPS alone, and every cookie of the application too."""
    door = ProviderDoor({"": people}, ProviderMode(secure=True))
    token = session(people, "mia")
    answer = ask(door, secure=True, cookie=f"a=b; __Host-est_session={token}")
    assert answer.text == "inside"
    assert answer.header("set-cookie").endswith("; Secure")
    assert re.fullmatch("[0-9a-f-]{36}", seen(answer)[SESSION_HEADER])
    for cookie in (f"est_session={token}", f"__Host-est_session={token}; __Host-est_session={token}", "", "x" * 9000):
        refused = ask(door, "/karta?hours=night", secure=True, cookie=cookie)
        assert (refused.status, refused.reached) == (401, [])
    assert "./est/sign-in?next=%2Fkarta%3Fhours%3Dnight" in refused.text
    away = ask(door, "/est/sign-in?next=%2Fkarta", secure=True)
    assert "Secure" in away.cookie("est_return")
    assert "HttpOnly" in away.cookie("est_return")


@pytest.mark.slow
def test_a_file_is_refused_before_its_body(people):
    """From nobody, from a role that sends none, without a size, too large, and more than a minute's worth."""
    door = ProviderDoor({"": people}, ProviderMode(secure=False))

    def put(name: str | None, **headers: str) -> int:
        cookie = f"est_session={session(people, name)}" if name else ""
        return ask(door, "/_stcore/upload_file/a/b", method="PUT", cookie=cookie, **headers).status

    assert put(None, content_length="9") == 401
    assert put("mia", content_length="9") == 403
    assert put("karl") == 411
    assert put("karl", content_length="27262977") == 413
    assert put("karl", content_length="9") == 200


def test_a_minute_has_its_measure():
    """Of files, of bytes and of windows, for each session by itself; the next minute begins anew."""
    now = [0.0]
    quotas = Quotas(lambda: now[0])
    assert all(quotas.take_upload("a", 1) for _ in range(FILES))
    assert not quotas.take_upload("a", 1)
    assert quotas.take_upload("b", BYTES)
    assert not quotas.take_upload("b", 1)
    now[0] = 61
    assert quotas.take_upload("a", BYTES)
    with ExitStack() as windows:
        opened = [windows.enter_context(quotas.window("a")) for _ in range(SOCKETS)]
        with quotas.window("a") as another:
            assert (all(opened), another) == (True, False)
    with quotas.window("a") as another:
        assert another


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("127.0.0.1", {"x-est-user": "mia@kommun.example"}),
        ("127.0.0.1", FROM_PROXY | {"x-est-proxy-secret": SECRET[:-1]}),
        ("127.0.0.1", FROM_PROXY | {"x-est-proxy-secret": [SECRET, SECRET]}),
        ("81.2.3.4", FROM_PROXY),
        ("", FROM_PROXY),
    ],
)
@pytest.mark.slow
def test_only_the_proxy_is_believed(people, peer, headers):
    """By its secret, from this machine or a private network."""
    door = ProxyDoor({"": people}, PROXY)
    for path in ("/", "/est/sign-in"):
        assert ask(door, path, peer=peer, **headers).status == 403


@pytest.mark.parametrize(
    "user",
    [
        "",
        " ",
        ["mia@kommun.example", "karl@kommun.example"],
        "mia@kommun.example,karl@kommun.example",
        "nils@kommun.example",
    ],
)
@pytest.mark.slow
def test_whom_the_proxy_does_not_name_does_not_come_in(people, user):
    """Nobody, two at once (the client's own copy beside the proxy's), or somebody without a role."""
    answer = ask(ProxyDoor({"": people}, PROXY), "/est/sign-in", peer="10.1.2.3", **(FROM_PROXY | {"x-est-user": user}))
    assert answer.status == 403
    assert "est_session" not in str(answer.headers)


@pytest.mark.slow
def test_a_session_behind_a_proxy_is_of_whom_it_names(people):
    """It begins with a press on the sign-in, and is nobody else's; the secret goes no further than the gate."""
    door = ProxyDoor({"": people}, PROXY)
    assert ask(door, peer="10.1.2.3", secure=True, **FROM_PROXY).status == 401
    begun = ask(door, "/est/sign-in?next=%2Fkarta", peer="10.1.2.3", secure=True, **FROM_PROXY)
    assert (begun.status, begun.header("location")) == (303, "../karta")
    cookie = begun.cookie("__Host-est_session").partition(";")[0]
    inside = ask(door, peer="10.1.2.3", secure=True, cookie=cookie, **FROM_PROXY)
    assert inside.text == "inside"
    assert SECRET not in str(seen(inside))
    other = FROM_PROXY | {"x-est-user": "karl@kommun.example"}
    assert ask(door, peer="10.1.2.3", secure=True, cookie=cookie, **other).status == 401


@pytest.mark.slow
def test_a_session_that_somebody_planted_is_not_taken_over(people):
    """Signing in gives a token of the program's own making; that which the browser brought along opens nothing."""
    door = ProxyDoor({"": people}, PROXY)
    planted = "planted-by-somebody-else-0123456789abcdefghi"
    brought = FROM_PROXY | {"cookie": f"est_session={planted}"}
    assert ask(door, peer="10.1.2.3", **brought).status == 401
    begun = ask(door, "/est/sign-in", peer="10.1.2.3", **brought)
    given = begun.cookie("est_session").partition(";")[0]
    assert planted not in str(begun.headers)
    assert ask(door, peer="10.1.2.3", **brought).status == 401
    assert ask(door, peer="10.1.2.3", **(FROM_PROXY | {"cookie": given})).text == "inside"
    # nor one beside the other: a second cookie of the name, first or last, makes neither a way in for who has none
    nobody = FROM_PROXY | {"x-est-user": "karl@kommun.example"}
    for pair in (f"{given}; est_session={planted}", f"est_session={planted}; {given}"):
        assert ask(door, peer="10.1.2.3", **(nobody | {"cookie": pair})).status == 401


@pytest.mark.slow
def test_a_token_is_in_no_line_of_the_log(people, capfd, caplog):
    """Neither of a session that begins, nor of one that does not last, nor the secret of the proxy."""
    door = ProxyDoor({"": people}, PROXY)
    with caplog.at_level("DEBUG"):
        given = ask(door, "/est/sign-in", peer="10.1.2.3", **FROM_PROXY).cookie("est_session").partition(";")[0]
        ask(door, peer="10.1.2.3", **(FROM_PROXY | {"cookie": given}))
        ask(door, f"/?token={given}", peer="10.1.2.3", **(FROM_PROXY | {"cookie": given + "x"}))
    said = caplog.text + "".join(capfd.readouterr())
    token = given.partition("=")[2]
    assert len(token) > 40
    assert token not in said
    assert SECRET not in said
    kept = people.ask("SELECT payload FROM log")["payload"].str.join("").item()
    assert token not in kept


def test_the_way_back_leads_nowhere_else():
    """Only to an address of the program, however it is written."""
    assert safe_return("/karta?hours=night") == "./karta?hours=night"
    for wanted in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:1", "", "/a\r\nb", "\\\\x"):
        assert safe_return(wanted) == "./"
    assert sign_in_link("/a/b", "x=1") == "../est/sign-in?next=%2Fa%2Fb%3Fx%3D1"
