"""Signing in at an OpenID Connect provider: Streamlit's own routes talk to it, and none of its cookies comes out.

They would live for thirty days, hold what the provider said in the open, and could be copied. In their place a session
of ours begins.
"""

import json
import urllib.request
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlencode

from starlette.types import ASGIApp, Message, Receive, Scope
from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from est.access.sign_in import account_of_claims
from est.terminal.access_mode import ProviderMode, is_address
from est.terminal.doors import SessionDoor, Stores, utc_now

LOGIN_PATH = "/auth/login"
LOGOUT_PATH = "/auth/logout"
CALLBACK_PATH = "/oauth2callback"
USER_COOKIE = "_streamlit_user"
PATIENCE = 5  # seconds for the provider to describe itself
LARGEST_METADATA = 1_000_000  # bytes


@dataclass
class CapturedAnswer:
    """What Streamlit would have answered: the start of it, and its body."""

    start: Message = field(default_factory=dict)
    body: bytes = b""

    @property
    def status(self) -> int:
        """The status of the answer."""
        return int(self.start.get("status", 500))

    def cookies(self) -> dict[str, str]:
        """Return name → value of the cookies that it would set."""
        found: dict[str, str] = {}
        for key, value in self.start.get("headers", ()):
            if key.lower() == b"set-cookie":
                try:
                    found |= {name: part.value for name, part in SimpleCookie(value.decode("latin-1")).items()}
                except CookieError:
                    continue
        return found

    def other_cookies(self, secure: bool) -> list[tuple[str, str]]:
        """Return the headers that set cookies other than those about the user."""
        return [
            (
                "set-cookie",
                value.decode("latin-1") + ("; Secure" if secure and b"; secure" not in value.lower() else ""),
            )
            for key, value in self.start.get("headers", ())
            if key.lower() == b"set-cookie" and not value.startswith(USER_COOKIE.encode())
        ]


async def captured(app: ASGIApp, scope: Scope, receive: Receive) -> CapturedAnswer:
    """Return what an application answers to a request, instead of sending it."""
    found = CapturedAnswer()

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            found.start = message
        elif message["type"] == "http.response.body":
            found.body += message.get("body", b"")

    await app(scope, receive, keep)
    return found


class ProviderDoor(SessionDoor):
    """Whoever has a session of ours, which begins with what the provider says."""

    def __init__(self, stores: Stores, mode: ProviderMode) -> None:
        super().__init__(stores)
        self.mode = mode
        self._end_session: str | None = None

    def sign_out_address(self) -> str | None:
        """Return the address at which the provider signs out too, and from which it leads back to the program.

        None where that is not wanted, and where the provider does not answer or has no such address. It is told who
        asks, not who signs out: no token of the provider's is kept by which it could be.
        """
        client = self.mode.client
        if client is None:
            return None
        if self._end_session is None:
            self._end_session = _end_session_endpoint(client.metadata_url)
        if not self._end_session:
            return None
        back = {"client_id": client.client_id, "post_logout_redirect_uri": client.redirect_uri}
        return self._end_session + ("&" if "?" in self._end_session else "?") + urlencode(back)

    @staticmethod
    def login() -> str:
        """Return the address, from the root, under which Streamlit leads to the provider, as `st.login` does."""
        return f"{LOGIN_PATH.removeprefix('/')}?provider={encode_provider_token('default')}"

    def begin_from(self, answer: CapturedAnswer) -> str | None:
        """Return the token of a new session for the person that Streamlit's answer names; None for nobody.

        Raises SignInRefusedError for somebody who does not come in.
        """
        claims = _claims(answer.cookies())
        if claims is None:
            return None
        return self.begin(*account_of_claims(claims, utc_now(), unverified=self.mode.unverified))


def _end_session_endpoint(metadata_url: str) -> str | None:
    """Return where the provider ends its sessions, empty if nowhere; None when it does not answer."""
    try:
        # an address that an administrator wrote, which `access_mode` has looked at: HTTPS, or of this machine
        with urllib.request.urlopen(metadata_url, timeout=PATIENCE) as answer:  # nosec B310 # noqa: S310 (as said above)
            found = json.loads(answer.read(LARGEST_METADATA))
    except (OSError, ValueError):
        return None
    endpoint = found.get("end_session_endpoint") if isinstance(found, dict) else None
    return endpoint if isinstance(endpoint, str) and is_address(endpoint) else ""


def _claims(cookies: dict[str, str]) -> dict[str, Any] | None:
    """Return what the provider said, as Streamlit would have put it into signed cookies; None without them."""
    secret = get_cookie_secret()

    def signed(name: str) -> bytes | None:
        return decode_signed_value(secret, name, cookies[name]) if cookies.get(name) else None

    found = get_cookie_with_chunks(signed, USER_COOKIE)
    claims = json.loads(found) if found else None
    return claims if isinstance(claims, dict) else None
