"""Pages of a server with a file, of one, two and four that share a store, and while another takes many rows at once."""

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import psutil

from est.access.people import add_person, person_of_email
from est.access.permissions import Role
from est.access.sign_in import begin_session
from est.municipality.defaults import prepare_store
from est.store import open_store
from tests.benchmarks.measuring import Figure
from tests.browser.conftest import started
from tests.browser.window import open_page, window
from tests.deployment.fleet import fleet
from tests.postgres import running_cluster
from tests.sources import ROOT
from tests.stores import NOW, TOWN, put

SERVERS = (1, 2, 4)
WINDOWS = 8  # that ask at once, spread evenly
SECONDS = 20.0
REPORTS, TAKEN = 100_000, 100_000
PAGES = ("", "karta", "trender")
LAST = date(2026, 2, 28)


@dataclass(frozen=True)
class Door:
    """Where a window asks, and as whom."""

    url: str
    cookie: str


def figures() -> Iterator[Figure]:
    """Measure pages a second, of a single file first, then the wait for a page while rows are taken elsewhere."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_cluster(()) as cluster,
        fleet(cluster, Path(folder), servers=max(SERVERS), people=WINDOWS) as running,
    ):
        with single(Path(folder), running.machines[0].environment) as (process, doors):
            yield from _pages_a_second("a server with a file", [process], doors)
        put(running.store, town(REPORTS, 1))
        for count in SERVERS:
            machines = running.machines[:count]
            doors = [Door(machines[number % count].url, running.session(f"karl{number}")) for number in range(WINDOWS)]
            what = f"{count} of {max(SERVERS)} servers"
            yield from _pages_a_second(what, [psutil.Process(one.process.pid) for one in machines], doors)
        reader_of_one = [Door(running.machines[0].url, running.session("karl0"))]
        quiet = ask_for(reader_of_one, SECONDS)
        over = threading.Event()
        found: list[float] = []
        reader = threading.Thread(target=lambda: found.extend(ask_for(reader_of_one, 600, over)))
        reader.start()
        time.sleep(1)
        begun = time.perf_counter()
        put(running.store, town(TAKEN, 2))
        taking = time.perf_counter() - begun
        time.sleep(2)  # until the server that is asked has them as well
        over.set()
        reader.join()
        what = f"a page, p95, while another server takes {TAKEN:,} rows ({taking:.1f} s)"
        told = f"before: {1000 * ninety_five(quiet):,.0f} ms ({len(quiet)} pages); {len(found)} pages"
        yield Figure(what, round(1000 * ninety_five(found)), "ms", told, ninety_five(found) / ninety_five(quiet))


@contextmanager
def single(folder: Path, environment: Mapping[str, str]) -> Iterator[tuple[psutil.Process, list[Door]]]:
    """Serve the same reports from one file, to as many people, and give the process and their doors."""
    path = folder / "single.duckdb"
    with open_store(path) as store:
        prepare_store(store, "test", NOW)
        put(store, town(REPORTS, 1))
        emails = [f"karl{number}@kommun.example" for number in range(WINDOWS)]
        for email in emails:
            add_person(store, email, Role.COORDINATOR, None, "test", NOW)
        now = datetime.now(UTC).replace(tzinfo=None)
        cookies = [begin_session(store, person_of_email(store, email), now) for email in emails]
    command = [sys.executable, "-m", "est", "serve", "--store", str(path)]
    with started(command, ROOT, os.environ | environment) as server:
        doors = [Door(server.url, f"est_session={cookie}") for cookie in cookies]
        yield psutil.Process(server.process.pid), doors


def _pages_a_second(what: str, processes: Sequence[psutil.Process], doors: Sequence[Door]) -> Iterator[Figure]:
    before = [sum(one.cpu_times()[:2]) for one in processes]
    taken = ask_for(doors, SECONDS)
    spent = sum(sum(one.cpu_times()[:2]) - held for one, held in zip(processes, before, strict=True))
    page = 1000 * spent / max(len(taken), 1)
    told = f"{spent / SECONDS:.2f} of {psutil.cpu_count()} cores, {page:,.0f} ms of CPU a page"
    yield Figure(f"pages a second, {len(doors)} windows at {what}", round(len(taken) / SECONDS, 1), "/s", told)
    yield Figure("the same: p95 of a page", round(1000 * ninety_five(taken)), "ms")


def town(rows: int, seed: int) -> pl.DataFrame:
    """Return so many reports of half a year in one town."""
    draw = np.random.default_rng(seed)
    minutes = pl.Series(np.sort(draw.integers(0, 180 * 1440, rows)) * 60_000_000).cast(pl.Duration)
    return pl.select(starts=pl.lit(LAST - timedelta(days=180)).cast(pl.Datetime) + minutes).with_columns(
        lat=pl.Series(TOWN[0] + draw.normal(0, 0.009, rows)), lng=pl.Series(TOWN[1] + draw.normal(0, 0.016, rows))
    )


def ask_for(doors: Sequence[Door], seconds: float, over: threading.Event | None = None) -> list[float]:
    """Return the seconds of each page that windows, one at each door, got in a time."""
    taken: list[float] = []
    until = time.monotonic() + seconds

    def ask(door: Door) -> None:
        draw = np.random.default_rng()  # other filters each time: what was asked for before is kept by the servers
        with window(door.url, Cookie=door.cookie) as opened:
            while time.monotonic() < until and not (over is not None and over.is_set()):
                last = LAST - timedelta(days=int(draw.integers(0, 60)))
                first = last - timedelta(days=int(draw.integers(20, 100)))
                begun = time.perf_counter()
                shown = open_page(opened, PAGES[int(draw.integers(len(PAGES)))], f"from={first}&through={last}")
                if shown.exceptions:
                    raise AssertionError("a page ended in an exception")
                taken.append(time.perf_counter() - begun)

    asking = [threading.Thread(target=ask, args=(door,)) for door in doors]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    return taken


def ninety_five(taken: Sequence[float]) -> float:
    """Return the seconds that 95 of 100 took at most."""
    return statistics.quantiles(taken, n=100)[94] if len(taken) > 1 else taken[0]
