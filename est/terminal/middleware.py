"""What stands before Streamlit's own web server: the page's language and title, safe headers, no foreign origin."""

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.responses import FileResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from est.terminal.answers import answer
from est.terminal.sign_in_page import way_up
from est.text import CATALOGUES, LANGUAGES, translator

RESIDUE = Path(__file__).resolve().parent / "residue.js"
STYLE = RESIDUE.with_name("page.css")
MODULE = '<script type="module"'  # how Streamlit's own script begins
RESIDUE_PATH = "/est/residue.js"
SESSION_SCRIPT = "/est/session.js"
CONNECTION_SCRIPT = "/est/connection.js"
TABLES_SCRIPT = "/est/tables.js"
PRINTING_SCRIPT = "/est/printing.js"
FOCUS_SCRIPT = "/est/focus.js"
SELECTION_SCRIPT = "/est/selection.js"
SYNONYMS_SCRIPT = "/est/synonyms.js"
SCRIPTS = {
    RESIDUE_PATH: RESIDUE,
    SESSION_SCRIPT: RESIDUE.with_name("session.js"),
    CONNECTION_SCRIPT: RESIDUE.with_name("connection.js"),
    TABLES_SCRIPT: RESIDUE.with_name("tables.js"),
    PRINTING_SCRIPT: RESIDUE.with_name("printing.js"),
    FOCUS_SCRIPT: RESIDUE.with_name("focus.js"),
    SELECTION_SCRIPT: RESIDUE.with_name("selection.js"),
    SYNONYMS_SCRIPT: RESIDUE.with_name("synonyms.js"),
}
PACKED = ("/static/", "/media/", "/component/")
"""Paths under which Streamlit sends no page; their answers may come compressed."""

FIRST_PAGE = "/oversikt"
"""The address that the first page would have. Streamlit serves that page at the root alone and says "Page not found"
over it at this one, which people write all the same, as every other page has its own."""

MOVED = {FIRST_PAGE: "", "/framat": "karta"}
"""Addresses that lead to another one: that of the first page, and of pages that were."""

POLICY = "; ".join(
    (
        "default-src 'self'",
        # Vega compiles its expressions, and Streamlit's page holds one line of script
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "frame-src 'self'",
        "frame-ancestors 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
}


def page_in_language(page: bytes, language: str, *, sessions: bool = False) -> bytes:
    """Return Streamlit's page with the right language and title, and with what replaces its English residue.

    With what says so where no open connection comes about, and, where people sign in, with what leads back to the
    sign-in when their session has ended.
    """
    text, _ = page.decode(), translator(language).gettext
    needed = escape(_("The program needs JavaScript."))
    text = text.replace('<html lang="en">', f'<html lang="{language}">', 1)
    text = text.replace("<title>Streamlit</title>", "<title>EST</title>", 1)
    text = re.sub(
        r"<noscript>.*?</noscript>",
        lambda _found: f"<noscript><p>{needed}</p></noscript>",
        text,
        count=1,
        flags=re.DOTALL,
    )
    text = re.sub(r"<!--.*?-->|<link rel=\"service-desc\"[^>]*>", "", text, flags=re.DOTALL)
    told = escape(
        _(
            "This page has no open connection to the program, so it stays empty. Whoever runs the server: a proxy in "
            "between has to pass on websockets, and Host as the browser sent it."
        )
    )
    # at once, as it must be there before the page makes its connection
    script = f'<script src=".{CONNECTION_SCRIPT}" data-told="{told}"></script>'
    cut = escape(
        _(
            "Not all of the page is on this sheet: what is folded up or behind a tab is not, and long tables are cut. "
            "Print with Ctrl+P, or with “Print this page” in the menu: then all of it is."
        )
    )
    script += f'<script defer src=".{PRINTING_SCRIPT}" data-told="{cut}"></script>'
    wanted = [TABLES_SCRIPT, FOCUS_SCRIPT, SELECTION_SCRIPT, SYNONYMS_SCRIPT, RESIDUE_PATH]
    wanted += [SESSION_SCRIPT] if sessions else []
    script += "".join(f'<script defer src=".{path}"></script>' for path in wanted)
    rules = re.sub(r"/\*.*?\*/\s*", "", STYLE.read_text(encoding="utf-8"), flags=re.DOTALL)  # comments are for us
    style = f"<style>{rules}</style>"
    # before Streamlit's own, as scripts run in their order: the connection takes along what the window tells of itself
    text = text.replace(MODULE, f"{script}{MODULE}", 1)
    return text.replace("</head>", f"{_residue_data(language)}{style}</head>", 1).encode()


@cache
def _residue_data(language: str) -> str:
    """Return the replacements of a language for the script to read, or nothing where it has none, as English."""
    path = CATALOGUES / language / "residue.json"
    if not path.exists():
        return ""
    replacements = path.read_text(encoding="utf-8").replace("<", "\\u003c")  # what begins a tag would end the data
    return f'<script type="application/json" id="est-residue">{replacements}</script>'


def same_origin(headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """Tell whether a request has no origin, or one with the very host and port it is sent to."""
    found = {name.lower(): value.decode("latin-1") for name, value in headers}
    origin = found.get(b"origin")
    return origin is None or urlsplit(origin).netloc == found.get(b"host")


class Middleware:
    """Wraps an ASGI application as the module says. A request from a foreign origin is answered 403.

    (Streamlit itself, asked from a foreign origin, asks a server on the Internet for its own address.)
    """

    def __init__(self, app: ASGIApp, language: str, *, sessions: bool = False) -> None:
        self.app = app
        self.language = language
        self.sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI has it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif not same_origin(scope["headers"]):
            await _refuse(scope, send)
        elif scope["type"] == "http" and scope["path"] in SCRIPTS:
            await FileResponse(SCRIPTS[scope["path"]], media_type="text/javascript", headers=HEADERS)(
                scope, receive, send
            )
        elif scope["type"] == "http" and scope["path"].rstrip("/") in MOVED:
            root = "../" if scope["path"].endswith("/") else "./"  # relative, for a proxy that serves us below a path
            there = root + MOVED[scope["path"].rstrip("/")]
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse(f"{there}?{query}" if query else there, 307, HEADERS)(scope, receive, send)
        elif scope["type"] == "http":
            if not scope["path"].startswith(PACKED):  # what may be the page must arrive here as it is
                kept = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
                scope = {**scope, "headers": kept}
            query = scope["query_string"].decode("latin-1")
            asked = parse_qs(query).get("lang", [""])[0]
            way = _way_to_page(scope["path"], query)
            sent = _Answer(send, asked if asked in LANGUAGES else self.language, self.sessions, way)
            await self.app(scope, receive, sent)
        else:
            await self.app(scope, receive, send)


def _way_to_page(path: str, query: str) -> str:
    """Return where a page at an address below another one is: no page has one, and its scripts would not be found."""
    if path.count("/") < 2 or path.startswith((*PACKED, "/_stcore/", "/est/")):
        return ""
    there = way_up(path) + quote(path.rpartition("/")[2])
    return f"{there}?{query}" if query else there


class _Answer:
    """Sends an answer on with our headers; the page itself, when it is HTML, with its language, or the `way` to it."""

    def __init__(self, send: Send, language: str, sessions: bool, way: str = "") -> None:
        self.send = send
        self.way = way
        self.moved = False
        self.language = language
        self.sessions = sessions
        self.start: Message | None = None
        self.page = b""

    async def __call__(self, message: Message) -> None:
        """Send one part of the answer on."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            is_page = headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers
            if is_page and message["status"] == 200 and self.way:
                self.moved = True
                moved = [*((name.lower(), value) for name, value in HEADERS.items()), ("location", self.way)]
                await answer(self.send, 307, moved)
                return
            if is_page and message["status"] == 200:
                self.start = message
                return
        elif self.moved:
            return
        elif self.start is not None and message["type"] == "http.response.body":
            self.page += message.get("body", b"")
            if message.get("more_body"):
                return
            await self._send_page()
            return
        await self.send(message)

    async def _send_page(self) -> None:
        page = page_in_language(self.page, self.language, sessions=self.sessions) if self.page else b""
        start, self.start = self.start, None
        if start is None:
            return
        headers = MutableHeaders(scope=start)
        if page:
            headers["content-length"] = str(len(page))
        for name in ("etag", "last-modified"):
            del headers[name]
        await self.send(start)
        await self.send({"type": "http.response.body", "body": page})


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": "foreign origin"})
        return
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"Requests from other sites are refused."})
