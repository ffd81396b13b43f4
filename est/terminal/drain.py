"""Taking out a server without errors while others go on: new requests go to them, running work is finished.

`/est/ready` tells a load balancer whether to send anybody here, and why not; `/_stcore/health` only that the program
lives. A window is closed between two runs of its page, with the code by which a browser opens it again by itself, on
another server.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from google.protobuf.message import DecodeError
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime as streamlit_runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from est.store import Store
from est.terminal.batch_requests import BATCHES
from est.terminal.municipalities import part_address
from est.text import N_, translator

READY = "/est/ready"
HEALTH = "/_stcore/health"
MEDIA = "/media/"
UPLOAD = "/_stcore/upload_file/"
ELSEWHERE = N_("This server is being started or stopped. Load the page anew in a moment.")
AGAIN = "5"  # seconds after which somebody who is sent away tries again
RESTARTED = 1012  # the code of a window that is closed: the server is restarted
LONGEST_STATUS = 400  # bytes: a message that tells of a run's begin or end is much shorter than one that draws


class Drain:
    """Wraps the program as the module says. `stores` by the name of their municipality; `started` is called when it can
    answer."""

    def __init__(
        self,
        app: ASGIApp,
        stores: Mapping[str, Store],
        language: str,
        patience: float,
        started: Callable[[], None] = lambda: None,
    ) -> None:
        self.app = app
        self.stores = stores
        self.language = language
        self.patience = patience
        self.started = started
        self.windows: set[Window] = set()
        self.requests = 0  # that are being answered
        self._until: float | None = None

    @property
    def draining(self) -> bool:
        """Whether the program has been told to stop."""
        return self._until is not None

    @property
    def over(self) -> bool:
        """Whether it has been told to stop, and nobody works here any longer, or all the time for it is gone."""
        if self._until is None:
            return False
        return not (self.windows or self.requests) or time.monotonic() >= self._until

    def begin(self) -> None:
        """Send to other servers what comes from now on, and close every window as soon as it rests."""
        self._until = time.monotonic() + self.patience
        for window in [*self.windows]:
            window.close_at_rest()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI has it."""
        path = part_address(str(scope.get("path", "")), self.stores).path
        if scope["type"] == "lifespan":
            await self.app(scope, receive, self._telling(send))
        elif scope["type"] == "http" and path == READY and scope["method"] in ("GET", "HEAD"):
            why = "stopping" if self.draining else await run_in_threadpool(self._unready)
            await answer(send, "http.response", 503 if why else 200, why or "ready")
        elif self.draining and not self._stays(scope, path):
            told = translator(self.language).gettext(ELSEWHERE)
            kind = "http.response" if scope["type"] == "http" else "websocket.http.response"
            await answer(send, kind, 503, told)
        elif scope["type"] == "websocket":
            await Window(self, receive, send).serve(self.app, scope)
        else:
            self.requests += 1
            try:
                await self.app(scope, receive, send)
            finally:
                self.requests -= 1

    def _unready(self) -> str:
        """Return why nobody should be sent here: of several municipalities the first that has a reason."""
        return next(filter(None, (store.unready() for store in self.stores.values())), "")

    def _stays(self, scope: Scope, path: str) -> bool:
        """Tell whether a request is for what only this server has, or may not be sent twice."""
        if scope["type"] != "http":
            return False
        if path.startswith(UPLOAD):
            return streamlit_runtime.get_instance().is_active_session(path.removeprefix(UPLOAD).partition("/")[0])
        return path in (HEALTH, BATCHES) or path.startswith(MEDIA)

    def _telling(self, send: Send) -> Send:
        async def told(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                await run_in_threadpool(self.started)
            await send(message)

        return told


async def answer(send: Send, kind: str, status: int, text: str) -> None:
    """Answer in plain text, in place of an application; `kind` is the type of the messages."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    if status == 503:
        headers.append((b"retry-after", AGAIN.encode()))
    await send({"type": f"{kind}.start", "status": status, "headers": headers})
    await send({"type": f"{kind}.body", "body": text.encode()})


class Window:
    """One websocket: it is closed when the program is told to stop and no run of its page is under way."""

    def __init__(self, drain: Drain, receive: Receive, send: Send) -> None:
        self.drain = drain
        self.receive = receive
        self.send = send
        self.running = False
        self.opened = False
        self.waiting: asyncio.Future[Message] | None = None
        self.closing: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def close_at_rest(self) -> None:
        """Close the window if the program has been told to stop, unless a run is under way: it is asked again then."""
        if self.opened and self.drain.draining and not self.running and not self.closing.done():
            self.closing.set_result(None)

    async def serve(self, app: ASGIApp, scope: Scope) -> None:
        """Serve the window until either side closes it, or the program stops."""
        self.drain.windows.add(self)
        try:
            await app(scope, self._next, self._pass)
        finally:
            self.drain.windows.discard(self)
            if self.waiting is not None:
                self.waiting.cancel()

    async def _next(self) -> Message:
        if self.waiting is None:
            self.waiting = asyncio.ensure_future(self.receive())
        either: tuple[asyncio.Future[Any], ...] = (self.waiting, self.closing)
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if self.waiting.done():
            message, self.waiting = self.waiting.result(), None
            self.running |= _begins_run(message)
            if self.running and self.closing.done():  # it began in the same moment
                self.closing = asyncio.get_running_loop().create_future()
            return message
        await self.send({"type": "websocket.close", "code": RESTARTED, "reason": "restarted"})
        return {"type": "websocket.disconnect", "code": RESTARTED}

    async def _pass(self, message: Message) -> None:
        self.opened |= message["type"] == "websocket.accept"
        content = message.get("bytes")
        if content and len(content) < LONGEST_STATUS:
            told = ForwardMsg.FromString(content)
            if told.WhichOneof("type") == "session_status_changed":
                self.running = told.session_status_changed.script_is_running
        await self.send(message)
        self.close_at_rest()


def _begins_run(message: Message) -> bool:
    """Tell whether a message of a browser asks for a page."""
    try:
        return bool(BackMsg.FromString(message.get("bytes") or b"").WhichOneof("type") == "rerun_script")
    except DecodeError:  # what is no message of Streamlit's is refused where it is read
        return False
