"""`python -m tests.benchmarks.scale`: a store of a hundred million reports, or of as many as `--reports` says.

Reports go in as batches do: changes of at most a million rows, with guard, log and the rows of `batch_rows`, in order
of time. Measured: the rate, the file, cells of a new selection beside the bare query, whole pages of a served program,
one more file by `est import`, memory. Where the time that it is given ends, it goes on with what is there, and says so.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import psutil

from est.clock import week_minute, window_minutes
from est.identity import new_id, new_ids
from est.municipality.defaults import prepare_store
from est.municipality.reference_lists import reference_lists
from est.picture.counts import cell_counts
from est.picture.selection import Selection
from est.reports.fields.mapping import ColumnMapping
from est.space.area import set_study_area
from est.space.cells import latlng_to_cells, shown_cells
from est.store import Change, Store, applies, insert_rows, open_store
from est.ui.pages import FIRST, MAP, OVERVIEW, TRENDS
from tests.benchmarks.intake import batch as write_batch
from tests.benchmarks.measuring import BUILD, Figure, seconds, table, write
from tests.browser.conftest import serving
from tests.browser.window import open_page, window
from tests.hotspots.detection.test_flags import built_up
from tests.stores import NOW, TOWN

TOLD = 10_000_000  # rows after which the rate is told
AT_ONCE = 1_000_000  # rows of a change
PLACES, TOWNS = 200_000, 100  # addresses; towns of a region, the first of which has a study area
FIRST_DAY, DAYS = datetime(2022, 1, 3), 4 * 365
TEXTS = 5_000  # words that reports share; all others take more room
ONE_MORE = 100_000  # rows of the file that is taken at each size
PATIENCE = 600.0  # seconds for the program to start
PAGES = (OVERVIEW, TRENDS, MAP)
BARE = "SELECT cell, count(*) FROM reports WHERE starts BETWEEN $start AND $end GROUP BY cell"
_FIELDS = (("Starttid", "start"), ("Plats", "place"), ("Lat", "lat"), ("Long", "lng"), ("Beskrivning", "description"))
_SAID = {"kind": "file", "file": "v1.csv", "received_by": "scale", "mapping": ColumnMapping(_FIELDS).to_json()}


@dataclass(frozen=True)
class Region:
    """Where reports come from: points and their cells, drawn once."""

    lat: np.ndarray
    lng: np.ndarray
    cells: dict[str, np.ndarray]

    @classmethod
    def drawn(cls) -> "Region":
        """Return towns of uneven size around the first, which has a fifth of all addresses."""
        draw = np.random.default_rng(7)
        share = 1 / np.arange(1, TOWNS + 1)
        town = draw.choice(TOWNS, PLACES, p=share / share.sum())
        centre = np.column_stack([draw.uniform(57.5, 60.5, TOWNS), draw.uniform(12.5, 16.5, TOWNS)])
        centre[0] = TOWN
        lat = centre[town, 0] + draw.normal(0, 0.009, PLACES)
        lng = centre[town, 1] + draw.normal(0, 0.016, PLACES)
        return cls(lat, lng, {"cell": latlng_to_cells(lat, lng), **shown_cells(lat, lng)})

    def reports(self, first: int, count: int, total: int, organisation: str, kinds: list[str]) -> pl.DataFrame:
        """Return `count` reports of a store of `total`, from that many on in order of time, as batches come."""
        draw = np.random.default_rng(first)
        place = (draw.random(count) ** 2 * PLACES).astype(np.int64)  # a few places have many reports
        minute = np.sort(first + draw.integers(0, count, count)) * (DAYS * 1440) // total
        starts = pl.Series(np.datetime64(FIRST_DAY, "us") + minute.astype("timedelta64[m]"))
        length = np.where(draw.random(count) < 0.3, draw.integers(30, 3000, count), 0)
        frame = pl.DataFrame(
            {
                "id": new_ids(count),
                "position": np.arange(2, count + 2, dtype=np.uint32),
                "starts": starts.dt.cast_time_unit("us"),
                "lat": self.lat[place],
                "lng": self.lng[place],
                **{name: cells[place] for name, cells in self.cells.items()},
                "category": pl.Series(kinds)[draw.integers(0, len(kinds), count)],
                "place": pl.Series([f"plats {one}" for one in range(PLACES)])[place],
                "description": pl.Series([f"glas på marken, nr {one}" for one in range(TEXTS)])[place % TEXTS],
            }
        ).with_columns(
            batch=pl.lit(str(new_id())),
            organisation=pl.lit(organisation),
            ends=pl.when(pl.Series(length > 0)).then(
                pl.col("starts") + pl.Series(length * 60_000_000).cast(pl.Duration)
            ),
            time_precision=pl.lit("exact"),
            place_precision=pl.lit("point"),
            twice=False,
            version=pl.lit(1, pl.UInt32),
            review=pl.lit("approved"),
        )
        return frame.with_columns(
            hour=(week_minute(pl.col("starts")) // 60).cast(pl.UInt8),
            week_minute=week_minute(pl.col("starts")),
            minutes=window_minutes(pl.col("starts"), pl.col("ends")),
        )


@applies("grow a store for measuring")
def _grow(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    reports = change.frames["reports"]
    insert_rows(cursor, "reports", reports)
    rows = reports.select("batch", "position", pl.col("id").alias("report"), "version", kind=pl.lit("new"))
    insert_rows(cursor, "batch_rows", rows)
    batch = reports.select(
        pl.col("batch").alias("id"),
        "organisation",
        received=pl.lit(change.when),
        **{name: pl.lit(text) for name, text in _SAID.items()},
        **{name: pl.lit(reports.height, pl.UInt32) for name in ("read", "accepted")},
        **{name: pl.lit(0, pl.UInt32) for name in ("rejected", "known", "changed", "gone", "repeated", "voided")},
    )
    insert_rows(cursor, "batches", batch[:1])


class Peak:
    """The most memory that a process and its children held while the block ran, in MiB."""

    def __init__(self, process: psutil.Process) -> None:
        self.process, self.most = process, 0.0
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            try:
                family = [self.process, *self.process.children(recursive=True)]
                self.most = max(self.most, sum(one.memory_info().rss for one in family) / 2**20)
            except psutil.Error:
                continue

    def __enter__(self) -> "Peak":
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watcher.join()


def grow(store: Store, total: int, until: float) -> Iterator[Figure]:
    """Fill a store, with the rate of each ten million rows, until it is full or the time is over."""
    region, choices = Region.drawn(), reference_lists(store)
    organisations, kinds = list(choices.organisations), list(choices.categories)
    held, before, stored = 0, 0, 0.0
    while held < total and time.monotonic() < until:
        organisation = organisations[held // AT_ONCE % len(organisations)]
        rows = region.reports(held, min(AT_ONCE, total - held), total, organisation, kinds)
        begun = time.perf_counter()
        store.apply(Change("scale", NOW, "grow a store for measuring", new_id(), {}, {"reports": rows}))
        stored += time.perf_counter() - begun
        held += rows.height
        if held % TOLD == 0 or held == total or time.monotonic() >= until:
            yield Figure(f"{held:,} reports: rows stored a second", round((held - before) / stored), "rows/s")
            before, stored = held, 0.0
    if held < total:
        yield Figure(f"stopped before {total:,}: the time was over", held, "reports")


def figures(path: Path, total: int, memory: str, until: float) -> Iterator[Figure]:
    """Measure a store of so many reports, or of as many as could be put in."""
    with open_store(path, memory=memory) as store, Peak(psutil.Process()) as peak:
        prepare_store(store, "scale", NOW)
        set_study_area(store, built_up(), "scale", NOW)
        yield from grow(store, total, until)
        (begun,) = seconds_once(store.checkpoint)
        yield Figure("written into the file at the end", round(begun, 1), "s")
        yield Figure("the file", round(path.stat().st_size / 2**30, 2), "GiB")
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
    yield Figure("memory while stored and asked", round(peak.most), "MiB")
    yield from _pages(path, last, memory)
    yield from _one_more(path, last, memory)


def seconds_once(action: Callable[[], object]) -> tuple[float]:
    """Return the seconds of an action that is done once."""
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun,)


def _pages(path: Path, last: date, memory: str) -> Iterator[Figure]:
    """Measure whole pages of a served program: under a filter that nobody asked for before, of twelve weeks, of all."""
    begun = time.perf_counter()
    try:
        with (
            serving(path, patience=PATIENCE, EST_MEMORY=memory) as server,
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
                        shown = open_page(opened, address, f"from={first}&through={through}")
                        taken = round(1000 * (time.perf_counter() - begun))
                        told = f"{sum(process.cpu_times()[:2]) - worked:.1f} s of CPU, {shown.exceptions} exceptions"
                        yield Figure(f"page {page.title}, {what}, new filter", taken, "ms", told)
    except (TimeoutError, AssertionError, OSError) as error:
        yield Figure("a page did not come", 0, "", repr(error)[:200])
    else:
        yield Figure("memory of the served program", round(peak.most), "MiB")


def _one_more(path: Path, last: date, memory: str) -> Iterator[Figure]:
    """Measure one more file through the whole door, of the last month that the store holds."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as out:
        file = Path(folder) / "more.csv"
        write_batch(file, ONE_MORE, datetime.combine(last - timedelta(days=28), datetime.min.time()), 28)
        command = [sys.executable, "-m", "est", "import", str(file), "--organisation", "Bostadsbolaget", "--json"]
        begun = time.perf_counter()
        child = subprocess.Popen(
            [*command, "--store", str(path)],
            env=os.environ | {"EST_MEMORY": memory},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        with Peak(psutil.Process(child.pid)) as peak:
            _, _, usage = os.wait4(child.pid, 0)
        taken = time.perf_counter() - begun
        out.seek(0)
        said = out.read().decode()
    try:
        accepted = int(json.loads(said[said.index('{"batch"') :])["accepted"])
        told = f"{accepted:,} taken, {usage.ru_utime + usage.ru_stime:.1f} s of CPU, {peak.most:,.0f} MiB"
    except (ValueError, KeyError):
        told = f"failed: {' '.join(said.split())[-300:]}"
    yield Figure(f"one more file of {ONE_MORE:,} rows, of one month", round(taken, 1), "s", told)


def main() -> int:
    """Measure, print each figure as it comes, and write them."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.scale")
    parser.add_argument("--reports", type=int, default=100_000_000, help="how many at the end")
    parser.add_argument("--minutes", type=float, default=60, help="after which no more are put in")
    parser.add_argument("--memory", default="4GB", help="what DuckDB may use")
    parser.add_argument("--folder", type=Path, help="where the store is made, and removed afterwards")
    chosen = parser.parse_args()
    found = []
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        until = time.monotonic() + 60 * chosen.minutes
        for figure in figures(Path(folder) / "est.duckdb", chosen.reports, chosen.memory, until):
            found.append(figure)
            sys.stdout.write(table([figure]).splitlines()[-1] + "\n")
            sys.stdout.flush()
    write(found, BUILD / "scale.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
