"""Who comes through the gate, by each way in: what a request must not carry, and in which session it is made."""

import ipaddress
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from est.access.people import normalise_email
from est.access.permissions import Actor, Role
from est.access.sign_in import (
    Session,
    begin_sessions,
    keep_session,
    people_of_sign_in,
    session_of_id,
    session_of_token,
)
from est.errors import AccountError, SignInRefusedError
from est.store import Store
from est.terminal import municipality_now
from est.terminal.access_mode import LocalMode, ProxyMode
from est.text import N_

Headers = Sequence[tuple[bytes, bytes]]
Stores = Mapping[str, Store]
"""Municipality → its store; one that is served alone has the name ""."""

# what proxies, tunnels and content networks add to a request that they pass on, beside what begins with x-
PROXY_MARKS = frozenset({"forwarded", "via", "true-client-ip", "client-ip", "front-end-https", "remote-user"})
PROXY_PREFIXES = (
    "akamai-", "cdn-", "cf-", "fastly-", "fly-", "incap-", "ngrok-", "proxy-", "surrogate-", "tailscale-", "wl-"
)  # fmt: skip
BROWSER_EXTRAS = frozenset({"x-xsrftoken", "x-xsrf-token", "x-requested-with"})
"""The headers beginning with x- that a browser sends by itself, or Streamlit's page: every other one was added."""

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")

NOT_LOCAL = N_(
    "This program serves one user, on the machine it runs on, and this request came through something else. Set "
    "EST_ACCESS to oidc or proxy to let others in."
)
NO_TOKEN = N_("Open the whole address that `est serve` printed. It holds a token and can be used once.")
NOT_THE_PROXY = N_("This program is reached through its proxy alone.")
NOBODY_NAMED = N_("The proxy did not say who you are. Sign in there first.")


@dataclass(frozen=True)
class Admitted:
    """Somebody who is let in: in a session, or as the one user of this machine."""

    actor: Actor
    session: Session | None = None


OWNER = Admitted(Actor("lokal", Role.OWNER))


def values_of(headers: Headers, name: str) -> list[str]:
    """Return the values of every header of that name."""
    return [value.decode("latin-1") for key, value in headers if key.lower().decode("latin-1") == name]


def utc_now() -> datetime:
    """Return the present moment as UTC, as sessions are timed."""
    return datetime.now(UTC).replace(tzinfo=None)


def _is_added(header: str) -> bool:
    """Tell whether something between the browser and the program has added a header."""
    if header.startswith("x-"):
        return header not in BROWSER_EXTRAS
    return header in PROXY_MARKS or header.startswith(PROXY_PREFIXES)


class LocalDoor:
    """The machine's own browser, straight and by a local name. With a token, whoever has read the address."""

    def __init__(self, stores: Stores, mode: LocalMode) -> None:
        self.stores = stores
        self._token = mode.token
        self._given: str | None = None

    def refusal(self, peer: str, http_version: str, headers: Headers) -> str | None:
        """Return why a request is refused whoever makes it, or None."""
        names = {key.lower().decode("latin-1") for key, _ in headers}
        hosts = values_of(headers, "host")
        name = hosts[0] if len(hosts) == 1 else ""
        name = name if name.endswith("]") else name.rpartition(":")[0] or name
        straight = is_loopback_peer(peer) and name in LOCAL_HOSTS and http_version != "1.0"  # no browser speaks 1.0
        return None if straight and not any(map(_is_added, names)) else NOT_LOCAL

    def admitted(self, _municipality: str, cookie: str | None, _headers: Headers) -> Admitted | None:
        """Return who makes a request to a municipality, or None."""
        if self._token is None and self._given is None:
            return OWNER
        held = self._given is not None and secrets.compare_digest((cookie or "").encode(), self._given.encode())
        return OWNER if held else None

    def redeem(self, token: str) -> str | None:
        """Return the cookie for a token, the first time that it is shown."""
        if self._token is None or not secrets.compare_digest(token.encode(), self._token.encode()):
            return None
        self._token, self._given = None, secrets.token_urlsafe(32)
        return self._given


class SessionDoor:
    """Whoever has a session of ours in the store of the municipality that is asked."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores

    def refusal(self, _peer: str, _http_version: str, _headers: Headers) -> str | None:
        """Return why a request is refused whoever makes it, or None."""
        return None

    def admitted(self, municipality: str, cookie: str | None, _headers: Headers) -> Admitted | None:
        """Return who makes a request to a municipality, or None."""
        session = session_of_token(self.stores[municipality], cookie, utc_now()) if cookie else None
        return Admitted(session.actor, session) if session else None

    def keep(self, municipality: str, identity: UUID) -> bool:
        """Let a session last on, as it was used just now, and tell whether it still does in a municipality.

        It lasts on in all of them, so that who works in one is not signed out of the others.
        """
        session = session_of_id(self.stores[municipality], identity, utc_now())
        if session is not None:
            keep_session(self.stores.values(), session, utc_now())
        return session is not None

    def lasts(self, municipality: str, identity: UUID) -> bool:
        """Tell whether a session lasts in a municipality, without using it."""
        return session_of_id(self.stores[municipality], identity, utc_now()) is not None

    def begin(self, issuer: str, subject: str, email: str) -> str:
        """Return the token of a new session of an account, in each municipality that has it as a person.

        Raises SignInRefusedError for whom none has.
        """
        found = people_of_sign_in(tuple(self.stores.values()), issuer, subject, email, municipality_now)
        return begin_sessions(found, utc_now())


class ProxyDoor(SessionDoor):
    """Whoever has a session of ours, and whom the proxy names with every request."""

    ISSUER = "proxy"

    def __init__(self, stores: Stores, mode: ProxyMode) -> None:
        super().__init__(stores)
        self.mode = mode

    def refusal(self, peer: str, _http_version: str, headers: Headers) -> str | None:
        """Return why a request is refused whoever makes it, or None: it must come from the proxy, with its secret."""
        found = values_of(headers, self.mode.secret_header)
        known = len(found) == 1 and secrets.compare_digest(found[0].encode(), self.mode.secret.encode())
        if not (known and is_private_peer(peer)):
            return NOT_THE_PROXY
        return None

    def admitted(self, municipality: str, cookie: str | None, headers: Headers) -> Admitted | None:
        """Return who makes a request to a municipality, or None; a session of somebody else than the proxy names is
        none.
        """
        found = super().admitted(municipality, cookie, headers)
        try:
            _, named, _ = self.account(headers)
        except SignInRefusedError:
            return None
        return found if found and found.session and found.session.subject == named else None

    def account(self, headers: Headers) -> tuple[str, str, str]:
        """Return issuer, subject and address of whom the proxy names; SignInRefusedError where that is not one."""
        users = values_of(headers, self.mode.user_header)
        subjects = values_of(headers, self.mode.subject_header) if self.mode.subject_header else users
        if len(users) != 1 or len(subjects) != 1 or not subjects[0].strip():
            raise SignInRefusedError(NOBODY_NAMED)
        try:
            email = normalise_email(users[0])
        except AccountError as error:
            raise SignInRefusedError(NOBODY_NAMED) from error
        return self.ISSUER, subjects[0].strip() if self.mode.subject_header else email, email


Door = LocalDoor | SessionDoor


def is_loopback_peer(peer: str) -> bool:
    """Tell whether the other end of a connection is this machine."""
    try:
        return ipaddress.ip_address(peer).is_loopback
    except ValueError:
        return False


def is_private_peer(peer: str) -> bool:
    """Tell whether the other end of a connection is this machine or one of a private network."""
    try:
        found = ipaddress.ip_address(peer)
    except ValueError:
        return False
    return found.is_loopback or found.is_private


def without_headers(headers: Headers, names: Sequence[str]) -> list[tuple[bytes, bytes]]:
    """Return the headers but for those of these names."""
    return [(key, value) for key, value in headers if key.lower().decode("latin-1") not in names]
