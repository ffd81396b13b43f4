"""The gate before the web server: who is not signed in gets the sign-in page and nothing else, and leaves nothing.

Health answers everybody. What a request carries under the names of our own headers is taken away, and who came through
is told to the pages behind by those headers (`est/access/passage.py`). A session that ends closes its windows. The
programming interface (`est/terminal/batch_requests.py`) lies here, before the pages: a session does not open it, nor a
token anything else.
"""

from collections.abc import Mapping
from urllib.parse import parse_qs, quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from est.access.passage import OWN_HEADERS, passage_headers
from est.access.permissions import Actor, allowed
from est.errors import SignInRefusedError
from est.terminal.answers import answer, cookie_of, query_of
from est.terminal.batch_requests import BATCHES, BatchRequests, refuse
from est.terminal.doors import (
    NO_TOKEN,
    Admitted,
    Door,
    Headers,
    LocalDoor,
    ProxyDoor,
    SessionDoor,
    values_of,
    without_headers,
)
from est.terminal.inbox_desk import InboxDesk
from est.terminal.municipalities import NOT_YOURS, Address, choice_page, municipality_titles, part_address
from est.terminal.provider import CALLBACK_PATH, LOGIN_PATH, LOGOUT_PATH, ProviderDoor, captured
from est.terminal.quotas import LARGEST, Quotas
from est.terminal.session_window import SessionWindow
from est.terminal.sign_in_page import PAGE_HEADERS, safe_return, sign_in_link, sign_in_page, way_up
from est.text import LANGUAGES, N_, translator

HEALTH = "/_stcore/health"
CLOSED = ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent", "/app/static")
NO_PAGES = ("/_stcore", "/static", "/media", "/component", "/est/", "/auth/")
UPLOAD = "/_stcore/upload_file/"
SIGN_IN_PATH = "/est/sign-in"
SESSION_PATH = "/est/session"
OF_ALL = (SIGN_IN_PATH, LOGIN_PATH, LOGOUT_PATH, CALLBACK_PATH)
"""Addresses that belong to the program, whichever municipality they are asked below."""
PARTED = "est.address"  # where a request goes, beside what ASGI says of it
RETURN_COOKIE = "est_return"

SIGNED_OUT = N_("You are not signed in.")
TOO_MUCH = N_("That is more than may be sent in a minute. Wait a little, and send it again.")
FAILED = N_("Signing in did not succeed. Try it again; if it fails again, tell the administrator.")
UNREACHED = N_("The municipality's sign-in service does not answer. Try again in a while.")


class Gate:
    """Wraps the web server as the module says; `door` is the way in."""

    def __init__(
        self,
        app: ASGIApp,
        door: Door,
        language: str,
        *,
        secure: bool = False,
        desks: Mapping[str, InboxDesk] | None = None,
    ) -> None:
        self.app = app
        self.door = door
        self.language = language
        self.secure = secure
        # with the prefix a browser takes it over HTTPS alone, and from this very host
        self.cookie = "__Host-est_session" if secure else "est_session"
        self.quotas = Quotas()
        self.batches = BatchRequests(desks, self.quotas) if desks else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI has it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers: Headers = without_headers(scope["headers"], OWN_HEADERS)
        address = part_address(str(scope["path"]), self.door.stores)
        path = address.path
        scope = {**scope, "headers": headers, "path": path, "raw_path": quote(path).encode(), PARTED: address}
        if path == HEALTH and scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        peer = (scope.get("client") or ("", 0))[0]
        why = self.door.refusal(peer, str(scope.get("http_version", "")), headers)
        if path == BATCHES and scope["type"] == "http" and self.batches is not None:
            if why is not None:
                await refuse(send, 403, why)
            else:
                await self.batches.answer(scope, receive, send, address.municipality)
        elif why is not None:
            await self._refuse(scope, send, 403, why)
        elif path.startswith(CLOSED):
            await self._refuse(scope, send, 404, "")
        elif address.is_bare:
            await answer(send, 303, [("location", f".{address.whole}/{query_of(scope)}")])
        else:
            admitted = await run_in_threadpool(self._admitted, address, headers)
            if admitted is None:
                await self._elsewhere(scope, receive, send)
            else:
                await self._inside(scope, receive, send, admitted)

    def _admitted(self, address: Address, headers: Headers) -> Admitted | None:
        """Return who makes a request, where it goes to a municipality and they are let in there."""
        if address.municipality is None:
            return None
        return self.door.admitted(address.municipality, cookie_of(headers, self.cookie), headers)

    def _open_to(self, headers: Headers) -> dict[str, str]:
        """Return the municipalities, of several, to which who makes a request is let in: name → what it is called."""
        cookie = cookie_of(headers, self.cookie)
        stores = self.door.stores
        if "" in stores:
            return {}
        return municipality_titles(
            {name: store for name, store in stores.items() if self.door.admitted(name, cookie, headers)}
        )

    async def _elsewhere(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer whoever is not let in where they ask, though perhaps in other municipalities, of which they choose."""
        address: Address = scope[PARTED]
        titles = await run_in_threadpool(self._open_to, scope["headers"])
        if not titles:
            await self._outside(scope, receive, send)
        elif address.path in OF_ALL:
            await answer(send, 303, [("location", way_up(address.whole))])
        elif scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or address.path.startswith(NO_PAGES):
            await self._refuse(scope, send, 404 if address.municipality is None else 401, "")
        elif address.municipality is not None or address.names_another:
            told = translator(self._language(scope)).gettext(NOT_YOURS)
            page = choice_page(self._language(scope), titles, way_up(address.whole), "/", told)
            await answer(send, 403, [*PAGE_HEADERS.items()], page)
        elif len(titles) == 1:
            (name,) = titles
            await answer(send, 303, [("location", f"./{name}{address.path}{query_of(scope)}")])
        else:
            page = choice_page(self._language(scope), titles, "./", address.path + query_of(scope))
            await answer(send, 200, [*PAGE_HEADERS.items()], page)

    async def _outside(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer whoever is not signed in."""
        path, headers = str(scope["path"]), scope["headers"]
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            if isinstance(self.door, LocalDoor):
                await self._redeem(self.door, scope, send)
                return
            if path == SIGN_IN_PATH:
                await self._begin(scope, send)
                return
            if path == LOGOUT_PATH:
                await self._sign_out(scope, send)
                return
            if path == CALLBACK_PATH and not scope["query_string"]:  # so the provider leads back after a sign-out
                await answer(send, 303, [("location", way_up(scope[PARTED].whole))])
                return
            if isinstance(self.door, ProviderDoor) and path in (LOGIN_PATH, CALLBACK_PATH):
                await self._provider(self.door, scope, receive, send)
                return
            if not path.startswith(NO_PAGES):
                link = sign_in_link(scope[PARTED].whole, scope["query_string"].decode("latin-1"))
                page = sign_in_page(self._language(scope), link=link)
                gone = self._cookies({self.cookie: None}) if cookie_of(headers, self.cookie) else []
                await answer(send, 401, [*PAGE_HEADERS.items(), *gone], page)
                return
        await self._refuse(scope, send, 401, SIGNED_OUT)

    async def _inside(self, scope: Scope, receive: Receive, send: Send, admitted: Admitted) -> None:
        """Answer whoever is signed in."""
        address: Address = scope[PARTED]
        path, session, municipality = address.path, admitted.session, address.municipality or ""
        if scope["type"] == "http" and path.startswith(UPLOAD) and scope["method"] != "DELETE":
            status, why = self._upload_fault(admitted.actor, str(session.id) if session else "", scope["headers"])
            if status:
                await self._refuse(scope, send, status, why)
                return
        if path == SESSION_PATH and scope["type"] == "http":
            await answer(send, 204, [("cache-control", "no-store")])
            return
        if path in OF_ALL:  # who is signed in has nothing to do there
            await answer(send, 303, [("location", way_up(address.whole))])
            return
        if address.is_foreign_file(str(session.id) if session else None):
            await self._refuse(scope, send, 404, "")
            return
        titles = await run_in_threadpool(self._open_to, scope["headers"]) if scope["type"] == "websocket" else {}
        told = passage_headers(str(session.id) if session else None, municipality, titles)
        own = [(name.encode(), value.encode()) for name, value in told.items()]
        if isinstance(self.door, ProxyDoor):  # the secret goes no further
            scope["headers"] = without_headers(scope["headers"], (self.door.mode.secret_header,))
        scope = {**scope, "headers": [*scope["headers"], *own]}
        if scope["type"] == "websocket" and session is not None and isinstance(self.door, SessionDoor):
            with self.quotas.window(str(session.id)) as open_:
                if open_:
                    window = SessionWindow(self.door, municipality, session.id, receive, send)
                    await window.serve(self.app, scope)
                else:
                    await self._refuse(scope, send, 429, TOO_MUCH)
            return
        await self.app(scope, receive, self._secured(send))

    def _upload_fault(self, actor: Actor, session: str, headers: Headers) -> tuple[int, str]:
        """Return with which status and why a file is refused before it is read; 0 when it is taken."""
        if not (allowed(actor, "open intake") or allowed(actor, "open settings")):
            return 403, N_("Your role does not send files.")
        given = values_of(headers, "content-length")
        if len(given) != 1 or not given[0].isdecimal():
            return 411, N_("The size of the file is missing.")
        if int(given[0]) > LARGEST:
            return 413, N_("The file is too large.")
        if session and not self.quotas.take_upload(session, int(given[0])):
            return 429, TOO_MUCH
        return 0, ""

    async def _redeem(self, door: LocalDoor, scope: Scope, send: Send) -> None:
        """Take the token of a printed address for a cookie, or say where to find it."""
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        cookie = door.redeem(query.pop("token", [""])[-1])
        if cookie is None:
            await self._refuse(scope, send, 401, NO_TOKEN)
            return
        rest = urlencode(query, doseq=True)
        target = f".{scope['path']}" + (f"?{rest}" if rest else "")
        await answer(send, 303, [("location", target), *self._cookies({self.cookie: cookie})])

    async def _begin(self, scope: Scope, send: Send) -> None:
        """Lead to the provider, or, where a proxy has named somebody, begin their session."""
        wanted = parse_qs(scope["query_string"].decode("latin-1")).get("next", ["/"])[-1]
        up = way_up(scope[PARTED].whole)
        if isinstance(self.door, ProviderDoor):
            kept = {RETURN_COOKIE: quote(wanted[:2000], safe="")}
            await answer(send, 303, [("location", up + self.door.login()), *self._cookies(kept)])
        elif isinstance(self.door, ProxyDoor):
            try:
                token = await run_in_threadpool(self.door.begin, *self.door.account(scope["headers"]))
            except SignInRefusedError as error:
                await self._refused_sign_in(scope, send, error)
                return
            location = up + safe_return(wanted).removeprefix("./")
            await answer(send, 303, [("location", location), *self._cookies({self.cookie: token})])

    async def _sign_out(self, scope: Scope, send: Send) -> None:
        """Take the cookie of a session that ended away, and lead to the provider, which signs out as well, if it can.

        Only who has such a cookie is led there, so that no link from elsewhere signs anybody out.
        """
        location = None
        if isinstance(self.door, ProviderDoor) and cookie_of(scope["headers"], self.cookie):
            location = await run_in_threadpool(self.door.sign_out_address)
        await answer(
            send, 303, [("location", location or way_up(scope[PARTED].whole)), *self._cookies({self.cookie: None})]
        )

    async def _provider(self, door: ProviderDoor, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Streamlit talk to the provider, and begin a session of ours in the place of its cookies."""
        found = await captured(self.app, scope, receive)
        if scope["path"] == LOGIN_PATH:
            if found.status < 400:
                await self._secured(send)(found.start)
                await send({"type": "http.response.body", "body": found.body})
            else:
                await self._refuse(scope, send, 502, UNREACHED)
            return
        try:
            token = await run_in_threadpool(door.begin_from, found)
        except SignInRefusedError as error:
            await self._refused_sign_in(scope, send, error)
            return
        if token is None:
            await self._refuse(scope, send, 401, FAILED)
            return
        target = safe_return(parse_qs("a=" + (cookie_of(scope["headers"], RETURN_COOKIE) or "")).get("a", ["/"])[0])
        cookies = self._cookies({self.cookie: token, RETURN_COOKIE: None})
        await answer(send, 303, [("location", target), *cookies, *found.other_cookies(self.secure)])

    async def _refused_sign_in(self, scope: Scope, send: Send, error: SignInRefusedError) -> None:
        told = error.in_language(translator(self._language(scope)).gettext)
        page = sign_in_page(self._language(scope), told, sign_in_link(scope[PARTED].whole, "").partition("?")[0])
        await answer(send, 403, [*PAGE_HEADERS.items()], page)

    def _language(self, scope: Scope) -> str:
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0]
        return asked if asked in LANGUAGES else self.language

    def _cookies(self, values: Mapping[str, str | None]) -> list[tuple[str, str]]:
        """Return the headers that set cookies of ours, or take those away that have no value."""
        secure = "; Secure" if self.secure else ""
        return [
            (
                "set-cookie",
                f"{name}={value or ''}; Path=/; HttpOnly; SameSite=Lax{secure}{'' if value else '; Max-Age=0'}",
            )
            for name, value in values.items()
        ]

    def _secured(self, send: Send) -> Send:
        """Return a `send` that gives every cookie the mark that it goes over HTTPS alone, where we are behind it."""

        async def marked(message: Message) -> None:
            if self.secure and message["type"] == "http.response.start":
                message["headers"] = [
                    (
                        key,
                        value + b"; Secure"
                        if key.lower() == b"set-cookie" and b"; secure" not in value.lower()
                        else value,
                    )
                    for key, value in message["headers"]
                ]
            await send(message)

        return marked

    async def _refuse(self, scope: Scope, send: Send, status: int, why: str) -> None:
        """Say in one sentence why a request is refused; nothing of it is read."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "refused"})
            return
        told = translator(self._language(scope)).gettext(why) if why else ""
        again = sign_in_link("/", "") if status == 502 or why == FAILED else ""
        page = sign_in_page(
            self._language(scope), told, way_up(scope[PARTED].whole) + again.removeprefix("./") if again else ""
        )
        await answer(send, status, [*PAGE_HEADERS.items()], page)
