"""`POST /api/batches`: an organisation's own system sends a file in, with a token, and gets its answer as JSON."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from est.access.tokens import Token, token_of_text, use_token
from est.errors import EstError
from est.reports.arrivals.reception import Reception
from est.terminal.doors import Headers, values_of
from est.terminal.import_answer import import_answer, known_answer
from est.terminal.inbox_desk import InboxDesk
from est.terminal.quotas import LARGEST, Quotas

BATCHES = "/api/batches"
SLOWEST = 120.0  # seconds for a file to arrive
AT_ONCE = 4  # files that may be arriving at the same time, and as many that may be checked or wait for it
ANSWERED_WITHIN = 12.0  # seconds, of a file that is whole
LONGEST_NAME = 150

NO_TOKEN = "Send the organisation's token: Authorization: Bearer est_…"  # nosec B105 # noqa: S105 (a sentence)
NO_BROWSER = "This is for programs, not for pages of a browser."
NO_NAME = "Say what the file is called: POST /api/batches?name=week-12.csv"
NO_LENGTH = "The size of the file is missing (Content-Length)."
NO_FORM = "Send the file itself as the body, not a form: curl --data-binary @week-12.csv"
TOO_MUCH = "That is more than may be sent in a minute. Wait a little, and send it again."
GOES_ON = (
    "It is still being checked, or others are before it. Send it again in a few minutes to hear what became of it."
)
CUT_SHORT = "The file did not arrive whole. Send it again."


class BatchRequests:
    """Answers the requests of organisations' own systems; `quotas` bounds what they send.

    A token is of one municipality, and the desk of that one takes the file.
    """

    def __init__(self, desks: Mapping[str, InboxDesk], quotas: Quotas) -> None:
        self.desks = desks
        self.quotas = quotas
        self._arriving = 0
        self._checked: set[asyncio.Task[Reception]] = set()

    async def answer(self, scope: Scope, receive: Receive, send: Send, municipality: str | None = None) -> None:
        """Answer one request, to a municipality or to whichever the token is of.

        Nothing of a file is read before it is known who sends it and that it may be sent.
        """
        headers: Headers = scope["headers"]
        if scope["method"] != "POST":
            await refuse(send, 405, "Send a file with POST.", {"allow": "POST"})
            return
        if values_of(headers, "origin"):
            await refuse(send, 403, NO_BROWSER)
            return
        found = await run_in_threadpool(self._desk_and_token, _shown_token(headers), municipality)
        if found is None:
            await refuse(send, 401, NO_TOKEN, {"www-authenticate": "Bearer"})
            return
        desk, token = found
        name = parse_qs(scope["query_string"].decode("latin-1")).get("name", [""])[-1].strip()
        status, why, size = self._fault(token, name, headers)
        if status:
            await refuse(send, status, why)
            return
        await run_in_threadpool(use_token, desk.store, token, name, size, desk.now())
        self._arriving += 1
        try:
            content = await asyncio.wait_for(_body(receive, size), SLOWEST)
        except TimeoutError:
            content = None
        finally:
            self._arriving -= 1
        if content is None:
            await refuse(send, 400, CUT_SHORT)
            return
        await self._take(send, desk, token, content, name)

    def _desk_and_token(self, shown: str, municipality: str | None) -> tuple[InboxDesk, Token] | None:
        """Return the token that was shown, and the desk of its municipality; None for what is none."""
        asked = self.desks.values() if municipality is None else [self.desks[municipality]]
        for desk in asked:
            token = token_of_text(desk.store, shown)
            if token is not None:
                return desk, token
        return None

    def _fault(self, token: Token, name: str, headers: Headers) -> tuple[int, str, int]:
        """Return with which status and why a file is refused before it is read, 0 when it is taken; and its size."""
        given = values_of(headers, "content-length")
        kinds = values_of(headers, "content-type")
        size = int(given[0]) if len(given) == 1 and given[0].isdecimal() and len(given[0]) < 16 else -1
        if not 0 < len(name) <= LONGEST_NAME:
            return 400, NO_NAME, size
        if any(kind.lower().startswith("multipart/") for kind in kinds):
            return 415, NO_FORM, size
        if size < 0:
            return 411, NO_LENGTH, size
        if size > LARGEST:
            return 413, f"The file is larger than {LARGEST // 2**20} MB. Send it in parts.", size
        if max(self._arriving, len(self._checked)) >= AT_ONCE or not self.quotas.take_upload(f"token {token.id}", size):
            return 429, TOO_MUCH, size
        return 0, "", size

    async def _take(self, send: Send, desk: InboxDesk, token: Token, content: bytes, name: str) -> None:
        task = asyncio.create_task(run_in_threadpool(desk.send_in, token.actor, content, name))
        self._checked.add(task)
        task.add_done_callback(self._forget)
        await asyncio.wait({task}, timeout=ANSWERED_WITHIN)
        if not task.done():
            told = import_answer(None, None, None)
            await _answer(send, 202, {"status": "checking", **told, "reasons": [GOES_ON]})
            return
        try:
            reception = task.result()
        except EstError as error:
            await refuse(send, 503, str(error))
            return
        except OSError as error:  # where the file cannot be kept, as on a full disk
            await refuse(send, 503, f"The file could not be kept ({error.strerror}). Send it again later.")
            return
        status, word = _status(reception)
        told = import_answer(reception.checked, reception.comparison, reception.batch)
        if reception.known and reception.batch:
            organisation = str(token.actor.organisation)
            known = await run_in_threadpool(known_answer, desk.store, reception.batch, organisation)
            told = known or told
        await _answer(send, status, {"status": word, **told, "reasons": [str(one) for one in reception.reasons]})

    def _forget(self, task: asyncio.Task[Reception]) -> None:
        """Let go of a file that was handled; what went wrong with it after its answer is told when it is sent again."""
        self._checked.discard(task)
        if not task.cancelled():
            task.exception()


async def refuse(send: Send, status: int, why: str, headers: Mapping[str, str] | None = None) -> None:
    """Say in one sentence why a request is refused, as JSON."""
    await _answer(send, status, {"status": "refused", "reasons": [why]}, headers)


def _status(reception: Reception) -> tuple[int, str]:
    if reception.batch is None:
        return 202, "waits"
    return (200, "known") if reception.known else (201, "taken")


def _shown_token(headers: Headers) -> str:
    """Return the one token that a request shows, or nothing."""
    given = values_of(headers, "authorization")
    kind, _, text = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    return text.strip() if kind.lower() == "bearer" else ""


async def _body(receive: Receive, size: int) -> bytes | None:
    """Return the body of a request if it is whole and of the size that was told, else None."""
    parts: list[bytes] = []
    length = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        part = message.get("body", b"")
        length += len(part)
        if length > size:
            return None
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts) if length == size else None


async def _answer(send: Send, status: int, told: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
    body = json.dumps(told, ensure_ascii=False).encode()
    given = {
        "content-type": "application/json; charset=utf-8",
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        **(headers or {}),
    }
    pairs = [(key.encode(), value.encode()) for key, value in given.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})
