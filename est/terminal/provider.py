"""Signing in at an OpenID Connect provider: Streamlit's own routes talk to it, and none of its cookies comes out.

They would live for thirty days, hold what the provider said in the open, and could be copied. In their place a session
of ours begins.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope
from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from est.access.sign_in import account_of_claims
from est.store import Store
from est.terminal.access_mode import ProviderMode
from est.terminal.doors import SessionDoor, utc_now

LOGIN_PATH = "/auth/login"
LOGOUT_PATH = "/auth/logout"
CALLBACK_PATH = "/oauth2callback"
USER_COOKIE = "_streamlit_user"


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

    def __init__(self, store: Callable[[], Store], mode: ProviderMode) -> None:
        super().__init__(store)
        self.mode = mode

    @staticmethod
    def login() -> str:
        """Return the address, from the root, under which Streamlit leads to the provider, as `st.login` does."""
        return f"{LOGIN_PATH.removeprefix('/')}?provider={encode_provider_token('default')}"

    def begin_from(self, answer: CapturedAnswer) -> str | None:
        """Return the token of a new session of whom Streamlit's answer to the provider's call names; None for nobody.

        Raises SignInRefusedError for somebody who does not come in.
        """
        claims = _claims(answer.cookies())
        if claims is None:
            return None
        return self.begin(*account_of_claims(claims, utc_now(), unverified=self.mode.unverified))


def _claims(cookies: dict[str, str]) -> dict[str, Any] | None:
    """Return what the provider said, as Streamlit would have put it into signed cookies; None without them."""
    secret = get_cookie_secret()

    def signed(name: str) -> bytes | None:
        return decode_signed_value(secret, name, cookies[name]) if cookies.get(name) else None

    found = get_cookie_with_chunks(signed, USER_COOKIE)
    claims = json.loads(found) if found else None
    return claims if isinstance(claims, dict) else None
