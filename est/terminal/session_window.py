"""One websocket of a session: what comes through it after the session has ended is not passed on."""

import asyncio
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from est.terminal.doors import SessionDoor

# seconds: how soon a window is closed after its session has ended, if nothing is done in it
LOOKED_EVERY = 1.0  # of a store that is a file, whose sessions are remembered
SHARED_LOOKED_EVERY = 5.0  # of one that several servers share, where each look is a question to PostgreSQL
ENDED = 4401  # the code with which it is closed


class SessionWindow:
    """One websocket of a session: nothing that comes through it after the session has ended is passed on."""

    def __init__(self, door: SessionDoor, municipality: str, session: UUID, receive: Receive, send: Send) -> None:
        self.door = door
        self.municipality = municipality
        self.session = session
        self.receive = receive
        self.send = send
        self.looked_every = LOOKED_EVERY if door.stores[municipality].sessions is None else SHARED_LOOKED_EVERY
        self.waiting: asyncio.Future[Message] | None = None
        self.over = False

    async def serve(self, app: ASGIApp, scope: Scope) -> None:
        """Serve the window until either side closes it, or its session ends."""
        try:
            await app(scope, self._next, self._pass)
        finally:
            if self.waiting is not None:
                self.waiting.cancel()

    async def _next(self) -> Message:
        while not self.over:
            if self.waiting is None:
                self.waiting = asyncio.ensure_future(self.receive())
            done, _ = await asyncio.wait({self.waiting}, timeout=self.looked_every)
            message = self.waiting.result() if done else None
            if message is not None:
                self.waiting = None
            if message is not None and message["type"] != "websocket.receive":
                return message
            look = self.door.keep if message is not None else self.door.lasts
            if not await run_in_threadpool(look, self.municipality, self.session):
                self.over = True
                await self.send({"type": "websocket.close", "code": ENDED, "reason": "signed out"})
            elif message is not None:
                return message
        return {"type": "websocket.disconnect", "code": ENDED}

    async def _pass(self, message: Message) -> None:
        if not self.over:
            await self.send(message)
