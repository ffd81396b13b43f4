"""The server's time for the map page under a filter that nobody has asked for before, beside that of an empty page.

Milliseconds differ from machine to machine; as many times as long as an empty page takes to be run again does not.
"""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from unittest.mock import patch

import streamlit as st
from streamlit.testing.v1 import AppTest

from est.access.passage import passage_headers
from est.ui.store_resource import shared_store
from tests.benchmarks.measuring import Figure
from tests.benchmarks.pages import EMPTY
from tests.benchmarks.picture import filled

PAGE = str(Path(__file__).resolve().parents[2] / "pages" / "situation" / "map.py")
REPORTS = 1_000_000
TARGET = 150.0  # ms
WARMING, RUNS = 3, 15  # a server runs for weeks: what the first pages of a process wait for memory is not counted
LAST = date(2025, 10, 1)
EVERYTHING = "nearly four years, which is all"  # hardly a filter: shown, without a target of milliseconds
FILTERS = {
    "12 weeks": (timedelta(weeks=12), {}),
    "12 weeks, one category": (timedelta(weeks=12), {"category": "SKA"}),
    "two years, night": (timedelta(weeks=104), {"hours": "night"}),
    "two years": (timedelta(weeks=104), {}),
    EVERYTHING: (timedelta(weeks=195), {}),
}
FIRST = {
    "12 weeks": 48.0,
    "12 weeks, one category": 41.0,
    "two years, night": 81.0,
    "two years": 77.0,
    EVERYTHING: 103.0,
}
"""Times the CPU of an empty page's rerun before several sizes of cells were tested (docs/performance.md)."""
SHARE = 0.5  # of that, to be reached


def figures() -> Iterator[Figure]:
    """Measure whole runs of the page, each with another period, on reports of which half are windows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "est.duckdb"
        # by another process: a server opens a store that others filled, and has not their memory
        filling = multiprocessing.get_context("spawn").Process(target=_fill, args=(path,))
        filling.start()
        filling.join()
        assert filling.exitcode == 0
        with opened(path) as page:
            empty = AppTest.from_string(EMPTY).run()
            for name, (length, others) in FILTERS.items():
                yield from _one_filter(name, page, empty, length, others)


def _one_filter(
    name: str, page: AppTest, empty: AppTest, length: timedelta, others: dict[str, str]
) -> Iterator[Figure]:
    """Measure a filter, each time with another period, in turn with the empty page."""
    own: list[Taken] = []
    bare: list[Taken] = []
    for day in range(WARMING + RUNS):
        own.append(run(page, LAST - timedelta(days=day), length, others))
        bare.append(timed(empty))
    own, bare = own[WARMING:], bare[WARMING:]
    what, beside = f"map page, new filter, 1 M reports, {name}", "an empty page's rerun"
    value, nothing = (1000 * median(one.seconds for one in taken) for taken in (own, bare))
    asked = name != EVERYTHING
    yield Figure(
        what,
        round(value, 1),
        "ms",
        f"{beside}: {nothing:.1f} ms",
        round(value / nothing, 1),
        f"under {TARGET:g} ms" if asked else None,
        value < TARGET if asked else None,
    )
    # the least of each, as other programs can only add to it
    value, nothing = (1000 * min(one.cpu for one in taken) for taken in (own, bare))
    yield Figure(
        f"{what}, CPU",
        round(value, 1),
        "ms",
        f"{beside}: {nothing:.1f} ms; {FIRST[name]:g} times when first measured",
        round(value / nothing, 1),
        f"at most {SHARE * FIRST[name]:g} times",
        value / nothing <= SHARE * FIRST[name],
    )


def _fill(path: Path) -> None:
    filled(path, REPORTS, windows=True).close()


@contextmanager
def opened(path: Path) -> Iterator[AppTest]:
    """Give the page with the store open and everything kept that does not depend on a filter."""
    st.cache_resource.clear()
    # what a browser sends, so that the time is the page's and not that of stand-ins for it
    said = {"ip_address": "127.0.0.1", "headers": passage_headers(None), "cookies": {}}
    with ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, {"EST_STORE": str(path)}))
        for name, value in said.items():
            stack.enter_context(patch.object(type(st.context), name, value))
        yield AppTest.from_file(PAGE, default_timeout=120).run()
        shared_store()[0].close()
        st.cache_resource.clear()


@dataclass(frozen=True)
class Taken:
    """What a run of a page takes: seconds, and seconds of CPU on all threads."""

    seconds: float
    cpu: float


def run(page: AppTest, last: date, length: timedelta, others: dict[str, str]) -> Taken:
    """Return what one run of the page with this period takes."""
    for name in ("category", "hours"):
        page.query_params[name] = others.get(name, "")
    page.query_params["from"], page.query_params["through"] = str(last - length), str(last)
    taken = timed(page)
    assert not page.exception
    assert page.get("deck_gl_json_chart")
    return taken


def timed(page: AppTest) -> Taken:
    """Return what a run of a page takes."""
    cpu, start = time.process_time(), time.perf_counter()
    page.run()
    return Taken(time.perf_counter() - start, time.process_time() - cpu)
