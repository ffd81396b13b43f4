"""`python -m tests.benchmarks.scale`: a store of a hundred million reports, or of as many as `--reports` says.

Reports go in as `tests.benchmarks.region` puts them, into a file or, with `--servers`, through PostgreSQL. Measured:
the rate, the sizes, cells of a new selection beside the bare query, first starts of another server, whole pages of a
served program, one more file by `est import`, memory. Where the time that it is given ends, it goes on with what is
there, and says so.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import psutil

import est.actions  # noqa: F401 (what other servers do is applied here too)
from est.home import PostgresHome
from est.municipality.defaults import prepare_store
from est.municipality.reference_lists import reference_lists
from est.picture.counts import cell_counts
from est.picture.selection import Selection
from est.space.area import set_study_area
from est.store import Store, open_store
from est.store.journal import SharedStore, open_shared_store
from est.ui.pages import FIRST, MAP, OVERVIEW, TRENDS
from tests.benchmarks.intake import batch as write_batch
from tests.benchmarks.measuring import BUILD, Figure, seconds, table, write
from tests.benchmarks.region import FIRST_DAY, Region, put_next
from tests.browser.conftest import started
from tests.browser.window import open_page, window
from tests.hotspots.detection.test_flags import built_up
from tests.postgres import running_cluster, schema_of
from tests.sources import ROOT
from tests.stores import NOW

TOLD = 10_000_000  # rows after which the rate is told
ONE_MORE = 100_000  # rows of the file that is taken at each size
PATIENCE = 900.0  # seconds for the program to start
PAGES = (OVERVIEW, TRENDS, MAP)
BARE = "SELECT cell, count(*) FROM reports WHERE starts BETWEEN $start AND $end GROUP BY cell"


@dataclass(frozen=True)
class Place:
    """Where a store is kept: the folder of its file or of the caches, PostgreSQL or none, and what DuckDB may use."""

    folder: Path
    memory: str
    home: PostgresHome | None = None

    def opened(self, cache: str = "first") -> Store:
        """Return the store, open; of a home in PostgreSQL by a server with this cache."""
        if self.home is None:
            return open_store(self.folder / "est.duckdb", memory=self.memory)
        return open_shared_store(self.home, self.folder / cache, memory=self.memory)

    @property
    def options(self) -> list[str]:
        """What `est` is told, so that it finds the store."""
        if self.home is None:
            return ["--store", str(self.folder / "est.duckdb")]
        return ["--store", self.home.text, "--cache", str(self.folder / "first")]

    @property
    def environment(self) -> Mapping[str, str]:
        """What `est` is told beside that."""
        return os.environ | {"EST_MEMORY": self.memory}


@dataclass
class Peak:
    """The most memory that a process and its children held while the block ran, in MiB."""

    process: psutil.Process
    most: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            try:
                family = [self.process, *self.process.children(recursive=True)]
                self.most = max(self.most, sum(one.memory_info().rss for one in family) / 2**20)
            except psutil.Error:
                continue

    def __enter__(self) -> "Peak":
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watcher.join()


def grow(store: Store, total: int, until: float) -> Iterator[Figure]:
    """Fill a store, with the rate of each ten million rows, until it is full or the time is over."""
    region, choices = Region.drawn(), reference_lists(store)
    held, before, stored = 0, 0, 0.0
    while held < total and time.monotonic() < until:
        put, taken = put_next(store, region, held, total, choices)
        held, stored = held + put, stored + taken
        if held % TOLD == 0 or held == total or time.monotonic() >= until:
            yield Figure(f"{held:,} reports: rows stored a second", round((held - before) / stored), "rows/s")
            before, stored = held, 0.0
    if held < total:
        yield Figure(f"stopped before {total:,}: the time was over", held, "reports")


def figures(place: Place, total: int, until: float) -> Iterator[Figure]:
    """Measure a store of so many reports, or of as many as could be put in."""
    with place.opened() as store, Peak(psutil.Process()) as peak:
        prepare_store(store, "scale", NOW)
        set_study_area(store, built_up(), "scale", NOW)
        yield from grow(store, total, until)
        yield Figure("written into the file at the end", round(taken(store.checkpoint), 1), "s")
        yield Figure("the file", round(store.path.stat().st_size / 2**30, 2) if store.path else 0, "GiB")
        last = store.ask("SELECT max(starts) AS last FROM reports")["last"].item().date()
        quarter = (last - FIRST_DAY.date()) / 4
        half = Selection(FIRST_DAY.date() + quarter, last - quarter)
        ours, bare = seconds(
            lambda: cell_counts(store, half, 9),
            lambda: store.ask(BARE, {"start": half.start, "end": half.end}),
            rounds=3,
        )
        told = f"bare group by: {1000 * bare:.0f} ms"
        yield Figure("cells of half of the time", round(1000 * ours), "ms", told, round(ours / bare, 2))
        if isinstance(store, SharedStore):
            held = store.journal.ask("SELECT pg_database_size(current_database())")[0][0]
            yield Figure("PostgreSQL", round(held / 2**30, 2), "GiB")
    yield Figure("memory while stored and asked", round(peak.most), "MiB")
    yield from _pages(place, last)
    yield from _one_more(place, last)
    if place.home is not None:
        yield from _first_starts(place)


def taken(action: Callable[[], object]) -> float:
    """Return the seconds of an action that is done once."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def _first_starts(place: Place) -> Iterator[Figure]:
    """Measure how long a server with an empty cache takes until it can be asked."""
    for source in ("the journal", "a snapshot"):
        if source == "a snapshot":
            with place.opened() as store:
                assert isinstance(store, SharedStore)
                yield Figure("a snapshot kept", round(taken(store.keep_snapshot), 1), "s")
        begun = time.perf_counter()
        place.opened(source).close()
        yield Figure(f"first start of an empty cache, from {source}", round(time.perf_counter() - begun, 1), "s")


def _pages(place: Place, last: date) -> Iterator[Figure]:
    """Measure whole pages of a served program: under a filter that nobody asked for before, of twelve weeks, of all."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "est", "serve", *place.options]
    try:
        with (
            started(command, ROOT, place.environment, patience=PATIENCE) as server,
            Peak(process := psutil.Process(server.process.pid)) as peak,
        ):
            told = f"{sum(process.cpu_times()[:2]):.1f} s of CPU"
            yield Figure("start of the program", round(time.perf_counter() - begun, 1), "s", told)
            with window(server.url, Cookie="est_graphics=none; est_width=1400") as opened:
                for number, page in enumerate(PAGES):
                    address = "" if page is FIRST else page.address
                    through = last - timedelta(days=number)
                    for what, first in (("12 weeks", through - timedelta(weeks=12)), ("all years", FIRST_DAY.date())):
                        begun, worked = time.perf_counter(), sum(process.cpu_times()[:2])
                        shown = open_page(opened, address, f"from={first}&through={through}", PATIENCE)
                        waited = round(1000 * (time.perf_counter() - begun))
                        told = f"{sum(process.cpu_times()[:2]) - worked:.1f} s of CPU, {shown.exceptions} exceptions"
                        yield Figure(f"page {page.title}, {what}, new filter", waited, "ms", told)
                        yield Figure("memory of the served program so far", round(peak.most), "MiB")
    except (TimeoutError, AssertionError, OSError) as error:
        yield Figure("a page did not come", 0, "", repr(error)[:200])


def _one_more(place: Place, last: date) -> Iterator[Figure]:
    """Measure one more file through the whole door, of the last month that the store holds."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as out:
        file = Path(folder) / "more.csv"
        write_batch(file, ONE_MORE, datetime.combine(last - timedelta(days=28), datetime.min.time()), 28)
        command = [sys.executable, "-m", "est", "import", str(file), "--organisation", "Bostadsbolaget", "--json"]
        begun = time.perf_counter()
        child = subprocess.Popen(
            [*command, *place.options], env=place.environment, stdout=out, stderr=subprocess.STDOUT
        )
        with Peak(psutil.Process(child.pid)) as peak:
            _, _, usage = os.wait4(child.pid, 0)
        waited = time.perf_counter() - begun
        out.seek(0)
        said = out.read().decode()
    try:
        accepted = int(json.loads(said[said.index('{"batch"') :])["accepted"])
        told = f"{accepted:,} taken, {usage.ru_utime + usage.ru_stime:.1f} s of CPU, {peak.most:,.0f} MiB"
    except (ValueError, KeyError):
        told = f"failed: {' '.join(said.split())[-300:]}"
    yield Figure(f"one more file of {ONE_MORE:,} rows, of one month", round(waited, 1), "s", told)


def main() -> int:
    """Measure, print each figure as it comes, and write them."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.scale")
    parser.add_argument("--reports", type=int, default=100_000_000, help="how many at the end")
    parser.add_argument("--minutes", type=float, default=60, help="after which no more are put in")
    parser.add_argument("--memory", default="4GB", help="what DuckDB may use")
    parser.add_argument("--folder", type=Path, help="where the store is made, and removed afterwards")
    parser.add_argument("--servers", action="store_true", help="keep the changes in a PostgreSQL of this machine")
    chosen = parser.parse_args()
    found = []
    with (
        tempfile.TemporaryDirectory(dir=chosen.folder) as folder,
        running_cluster(()) if chosen.servers else nullcontext() as cluster,
    ):
        place = Place(Path(folder), chosen.memory, schema_of(cluster, "region") if cluster else None)
        for figure in figures(place, chosen.reports, time.monotonic() + 60 * chosen.minutes):
            found.append(figure)
            sys.stdout.write(table([figure]).splitlines()[-1] + "\n")
            sys.stdout.flush()
    write(found, BUILD / f"scale{'-servers' if chosen.servers else ''}.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
