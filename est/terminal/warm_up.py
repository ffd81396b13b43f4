"""The first visit of a fresh server, paid by the server: one run of `app.py` before anybody is let in.

Without it the first visitor who comes by a deep link gets Streamlit's "Page not found" over the page, and waits for
every import.
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import ClassVar

from streamlit import runtime as streamlit_runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import SessionClient
from streamlit.runtime.session_manager import ClientContext
from streamlit.starlette import App

from est.access.passage import passage_headers

LONGEST_WAIT = 60.0  # seconds; a store of many millions of reports opens in less


class _Inside(ClientContext):
    """A connection that comes from the server itself."""

    def __init__(self, municipality: str) -> None:
        self._municipality = municipality

    @property
    def headers(self) -> Iterable[tuple[str, str]]:
        """Return what the gate would have told of it."""
        return passage_headers(None, self._municipality).items()

    cookies: ClassVar[dict[str, str]] = {}
    remote_ip = "127.0.0.1"


class _FirstVisitor(SessionClient):
    """A visitor who reads nothing and notices when the page is done."""

    def __init__(self, municipality: str, done: asyncio.Event) -> None:
        self.context = _Inside(municipality)
        self.done = done
        self.loop = asyncio.get_running_loop()

    @property
    def client_context(self) -> ClientContext:
        """What the page learns about the connection: that it may be opened."""
        return self.context

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        if msg.WhichOneof("type") == "script_finished":
            self.loop.call_soon_threadsafe(self.done.set)


def warming(municipalities: Collection[str]) -> Callable[[App], AbstractAsyncContextManager[None]]:
    """Return what runs the dashboard of each municipality once when the server starts, and waits for it; for use as the
    application's lifespan.
    """

    @asynccontextmanager
    async def warmed(_app: App) -> AsyncIterator[None]:
        for municipality in municipalities:
            await _visit(municipality)
        gc.freeze()  # what is there by now stays: Python need not look through it again while somebody waits
        yield

    return warmed


async def _visit(municipality: str) -> None:
    runtime = streamlit_runtime.get_instance()
    done = asyncio.Event()
    session = runtime.connect_session(_FirstVisitor(municipality, done), user_info={})
    message = BackMsg()
    message.rerun_script.query_string = ""
    runtime.handle_backmsg(session, message)
    with suppress(TimeoutError):  # a slow start is no reason to serve nobody
        await asyncio.wait_for(done.wait(), LONGEST_WAIT)
    runtime.close_session(session)
