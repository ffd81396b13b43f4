"""A whole run of the pages with a selection, as a browser waits for it, beside an empty page of Streamlit."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection

from est.demo.assembly import build_demo
from est.store import open_store
from est.ui.pages import FIRST, HOTSPOTS, MAP, OVERVIEW, TRENDS, MenuPage
from tests.benchmarks.measuring import Figure
from tests.browser.conftest import free_port, serving, wait_for
from tests.browser.looking import Server
from tests.browser.window import window
from tests.stores import NOW

EMPTY = 'import streamlit as st\nst.title("Empty")\nst.button("A button")\n'
WARMING, RUNS = 3, 9
LAST = date(2026, 6, 28)  # of the demo town's reports
LONGEST = 120  # seconds
TABLES = ("bidi_component", "dataframe")  # of few rows, and of many
PAGES: dict[str, MenuPage] = {"overview": OVERVIEW, "trends": TRENDS, "map": MAP, "hotspots": HOTSPOTS}


def figures() -> Iterator[Figure]:
    """Measure the demo town's pages: with a filter that nobody asked for before, and the same again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "est.duckdb"
        with open_store(path) as store:
            build_demo(store, "benchmark", NOW)
        with (
            served_empty(Path(folder)) as empty,
            serving(path) as server,
            window(empty.url) as nothing,
            window(server.url, Cookie="est_graphics=none; est_width=1400") as own,
        ):
            for number, (name, page) in enumerate(PAGES.items()):
                # other days for each page: none finds what another has asked for
                last = LAST - timedelta(days=number * (WARMING + RUNS))
                yield from _one_page(name, "" if page is FIRST else page.address, last, own, nothing)


@contextmanager
def served_empty(folder: Path) -> Iterator[Server]:
    """Serve a page with nothing on it by Streamlit alone."""
    script, port = folder / "empty.py", free_port()
    script.write_text(EMPTY, encoding="utf-8")
    options = [
        "--server.headless=true",
        "--server.address=127.0.0.1",  # else it asks the Internet for its own
        f"--server.port={port}",
        "--browser.gatherUsageStats=false",
    ]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, text=True)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/_stcore/health", process)
        yield Server(url, process)
    finally:
        process.terminate()
        process.wait(20)


def _one_page(
    name: str, address: str, latest: date, own: ClientConnection, nothing: ClientConnection
) -> Iterator[Figure]:
    new: list[float] = []
    again: list[float] = []
    empty, sizes, tables = [], [], []
    for day in range(WARMING + RUNS):
        last = latest - timedelta(days=day)
        query = f"from={last - timedelta(weeks=12)}&through={last}"
        for kept in (new, again):
            seconds, size, table = _asked(own, address, query)
            kept.append(seconds)
            sizes.append(size)
            tables.append(table)
        empty.append(_asked(nothing, "", f"day={day}")[0])
    beside = median(empty[WARMING:])
    for kind, kept in (("a new filter", new), ("the same again", again)):
        value = median(kept[WARMING:])
        told = f"an empty page: {1000 * beside:.0f} ms"
        yield Figure(f"page {name}, {kind}", round(1000 * value, 1), "ms", told, round(value / beside, 2))
    if first := [table for table in tables[2 * WARMING :: 2] if table]:
        value = median(first)
        told = f"an empty page: {1000 * beside:.0f} ms"
        yield Figure(
            f"page {name}, first table of a new filter", round(1000 * value, 1), "ms", told, round(value / beside, 2)
        )
    yield Figure(f"page {name}, sent for a new filter", round(median(sizes[::2]) / 1000, 1), "kB")


def _asked(socket: ClientConnection, page: str, query: str) -> tuple[float, int, float]:
    """Return the seconds until a page is drawn, the bytes that were sent for it, and the seconds until its first table
    came, 0 where it has none.
    """
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    begun, size, table = time.perf_counter(), 0, 0.0
    socket.send(message.SerializeToString())
    while True:
        raw = socket.recv(LONGEST)
        size += len(raw)
        answer = ForwardMsg()
        answer.ParseFromString(raw)
        if not table and answer.HasField("delta") and answer.delta.new_element.WhichOneof("type") in TABLES:
            table = time.perf_counter() - begun
        if answer.HasField("script_finished") and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return time.perf_counter() - begun, size, table
