"""Who signs out here is led to the provider's own sign-out and back, where it has one, answers, and that is wanted."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest

from est.terminal.access_mode import ProviderClient, ProviderMode
from est.terminal.provider import ProviderDoor
from tests.terminal.test_gate import ask

BACK = "http://localhost:8501/oauth2callback"


class Described(BaseHTTPRequestHandler):
    """Answers each address with what the test has put there."""

    answers: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        found = self.answers.get(self.path)
        self.send_response(404 if found is None else 200)
        self.end_headers()
        self.wfile.write(found or b"")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the output is the tests'."""


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Described) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        described = {
            "/ends": {"end_session_endpoint": f"{address}/out"},
            "/asks": {"end_session_endpoint": f"{address}/out?tenant=1"},
            "/none": {"issuer": address},
            "/open": {"end_session_endpoint": "http://elsewhere.example/out"},
            "/list": [],
        }
        Described.answers = {path: json.dumps(found).encode() for path, found in described.items()} | {"/no": b"<p>"}
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield address
        server.shutdown()
        thread.join()


def door(store, address: str | None) -> ProviderDoor:
    client = ProviderClient(address, "est", BACK) if address else None
    return ProviderDoor({"": store}, ProviderMode(secure=False, client=client))


@pytest.mark.slow
def test_the_provider_is_told_who_asks_and_where_to_lead_back(store, provider):
    """And nothing of the person; the cookie of the ended session is taken away on the way."""
    answer = ask(door(store, f"{provider}/ends"), "/auth/logout", cookie="est_session=ended")
    away = urlsplit(answer.header("location"))
    assert (answer.status, f"{away.scheme}://{away.netloc}{away.path}") == (303, f"{provider}/out")
    assert parse_qs(away.query) == {"client_id": ["est"], "post_logout_redirect_uri": [BACK]}
    assert "Max-Age=0" in answer.cookie("est_session")
    assert "/out?tenant=1&client_id=est" in str(door(store, f"{provider}/asks").sign_out_address())


@pytest.mark.slow
def test_the_way_back_leads_to_the_sign_in(store, provider):
    """A call of the provider without anything to say is no sign-in that failed."""
    answer = ask(door(store, f"{provider}/ends"), "/oauth2callback")
    assert (answer.status, answer.header("location")) == (303, "./")


@pytest.mark.parametrize("path", ["none", "open", "list", "no", "gone", None])
@pytest.mark.slow
def test_without_such_a_way_the_sign_out_is_ours_alone(store, provider, path):
    """Where the provider names none, or one without HTTPS, does not answer in JSON, or it is not wanted."""
    found = door(store, f"{provider}/{path}" if path else None)
    assert ask(found, "/auth/logout", cookie="est_session=ended").header("location") == "../"


@pytest.mark.slow
def test_nobody_is_signed_out_at_the_provider_by_a_link_from_elsewhere(store, provider):
    """Only a browser with a cookie of a session is led there."""
    assert ask(door(store, f"{provider}/ends"), "/auth/logout").header("location") == "../"
