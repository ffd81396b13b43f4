"""Visitors without a browser: sessions that speak Streamlit's protocol over websockets, think, and ask again.

Loopback only, a bounded number of sessions for a bounded time.
"""

import asyncio
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

MOST_SESSIONS = 50
LONGEST = 3600.0  # seconds
PAGES = ("", "karta", "trender")
HOURS = ("", "evening", "night", "school", "weekend", "fri-sat.20-24")
CATEGORIES = ("", "SKA", "FOR", "PLA", "SKA,PLA", "NAR,ORD")


@dataclass(frozen=True)
class Plan:
    """How many sessions ask for how long, thinking how many seconds between an answer and the next question."""

    url: str
    sessions: int
    seconds: float = 30.0
    think: float = 2.0
    seed: int = 1
    last_day: date = date(2025, 12, 31)
    patience: float = 30.0  # seconds that an answer may take before it counts as an error
    signed_in: tuple[Mapping[str, str], ...] = ()  # the headers of each session, where people sign in

    def __post_init__(self) -> None:
        if urlsplit(self.url).hostname not in ("127.0.0.1", "localhost"):
            raise ValueError(f"load goes to this machine only, not to {self.url}")
        if not 0 < self.sessions <= MOST_SESSIONS or not 0 < self.seconds <= LONGEST:
            raise ValueError(f"at most {MOST_SESSIONS} sessions for {LONGEST} s; got {self.sessions}, {self.seconds}")


@dataclass
class Found:
    """What was measured: seconds from question to finished page by page, from when until when each took (by
    `time.perf_counter`), errors, bytes received.
    """

    seconds: dict[str, list[float]] = field(default_factory=dict)
    spans: list[tuple[float, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    received: int = 0

    @property
    def all(self) -> list[float]:
        """Every answer's seconds."""
        return [second for seconds in self.seconds.values() for second in seconds]

    def during(self, *times: tuple[float, float]) -> "Found":
        """Return what of it was waited for at some moment of these times, each from when until when."""
        spans = [span for span in self.spans if any(span[0] < ended and span[1] > begun for begun, ended in times)]
        return Found({"": [last - first for first, last in spans]}, spans, self.errors)

    def share(self, part: float, page: str | None = None) -> float:
        """Return the seconds that this part (0-1) of the answers took at most."""
        ordered = sorted(self.all if page is None else self.seconds[page])
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("nan")


async def visit(plan: Plan) -> Found:
    """Return what the sessions of a plan met."""
    found = Found()
    end = time.monotonic() + plan.seconds
    await asyncio.gather(*(_session(plan, found, end, n) for n in range(plan.sessions)))
    return found


async def _session(plan: Plan, found: Found, end: float, number: int) -> None:
    draw = random.Random(plan.seed * 1000 + number)
    await asyncio.sleep(draw.uniform(0, plan.think))  # people do not begin together
    questions = _questions(plan, draw)
    while time.monotonic() < end:
        try:
            await _window(plan, found, end, number, questions, draw)
        except (TimeoutError, OSError, WebSocketException) as error:
            found.errors.append(f"session {number}: {error!r}")
            await asyncio.sleep(1)  # and it opens its window again, as a browser does


async def _window(
    plan: Plan, found: Found, end: float, number: int, questions: Iterator[tuple[str, str]], draw: random.Random
) -> None:
    address = plan.url.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(
        address,
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        origin=Origin(plan.url),
        additional_headers=plan.signed_in[number] if plan.signed_in else None,
        open_timeout=plan.patience,
        ping_timeout=plan.patience,
    ) as socket:
        for asked, (page, query) in enumerate(questions):
            if time.monotonic() >= end:
                return
            begun = time.perf_counter()
            await asyncio.wait_for(_ask(socket, page, query, found), plan.patience)
            # the first answer of a window is its greeting and is not counted: what is measured is work, not starting it
            if asked:
                ended = time.perf_counter()
                found.seconds.setdefault(page or "oversikt", []).append(ended - begun)
                found.spans.append((begun, ended))
            await asyncio.sleep(plan.think * draw.uniform(0.75, 1.25))


def _questions(plan: Plan, draw: random.Random) -> Iterator[tuple[str, str]]:
    """Give pages with a selection each: now and then another page, mostly another filter."""
    page = draw.choice(PAGES)
    while True:
        if draw.random() < 0.3:
            page = draw.choice(PAGES)
        last = plan.last_day - timedelta(weeks=draw.randrange(0, 100))
        chosen = {
            "from": (last - timedelta(weeks=draw.choice((4, 12, 12, 26)))).isoformat(),
            "through": last.isoformat(),
            "hours": draw.choice(HOURS),
            "category": draw.choice(CATEGORIES),
        }
        yield page, urlencode({name: value for name, value in chosen.items() if value})


async def _ask(socket: ClientConnection, page: str, query: str, found: Found) -> None:
    """Ask for a page and read until it is finished."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    await socket.send(message.SerializeToString())
    while True:
        received = await socket.recv()
        found.received += len(received)
        answer = ForwardMsg()
        answer.ParseFromString(received if isinstance(received, bytes) else received.encode())
        kind = answer.WhichOneof("type")
        if kind == "delta" and answer.delta.new_element.WhichOneof("type") == "exception":
            found.errors.append(f"{page or 'oversikt'}: {answer.delta.new_element.exception.message[:200]}")
        if kind == "page_not_found":
            found.errors.append(f"{page}: page not found")
        if kind == "script_finished":
            return
