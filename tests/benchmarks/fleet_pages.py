"""Pages of one, two and four servers that share a store, and while another of them takes many rows at once."""

import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import psutil

from tests.benchmarks.measuring import Figure
from tests.browser.window import open_page, window
from tests.deployment.fleet import Fleet, fleet
from tests.postgres import running_cluster
from tests.stores import NOW, TOWN, put

SERVERS = (1, 2, 4)
WINDOWS = 8  # that ask at once, spread evenly
SECONDS = 20.0
REPORTS, TAKEN = 100_000, 100_000
PAGES = ("", "karta", "trender")
LAST = date(2026, 2, 28)


def figures() -> Iterator[Figure]:
    """Measure pages a second, then the wait for a page while rows are taken elsewhere."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_cluster(()) as cluster,
        fleet(cluster, Path(folder), servers=max(SERVERS), people=WINDOWS) as running,
    ):
        put(running.store, town(REPORTS, 1))
        for count in SERVERS:
            machines = [psutil.Process(one.process.pid) for one in running.machines[:count]]
            spent = [sum(one.cpu_times()[:2]) for one in machines]
            taken = ask_for(running, count, SECONDS)
            shares = [
                (sum(one.cpu_times()[:2]) - before) / SECONDS for one, before in zip(machines, spent, strict=True)
            ]
            page = 1000 * sum(shares) * SECONDS / max(len(taken), 1)
            told = f"{sum(shares):.2f} of {psutil.cpu_count()} cores, {page:,.0f} ms of CPU a page"
            what = f"pages a second, {WINDOWS} windows at {count} of {max(SERVERS)} servers"
            yield Figure(what, round(len(taken) / SECONDS, 1), "/s", told)
            yield Figure("the same: p95 of a page", round(1000 * ninety_five(taken)), "ms")
        quiet = ask_for(running, 1, SECONDS, windows=1)
        over = threading.Event()
        found: list[float] = []
        reader = threading.Thread(target=lambda: found.extend(ask_for(running, 1, 600, windows=1, over=over)))
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


def town(rows: int, seed: int) -> pl.DataFrame:
    """Return so many reports of half a year in one town."""
    draw = np.random.default_rng(seed)
    minutes = pl.Series(np.sort(draw.integers(0, 180 * 1440, rows)) * 60_000_000).cast(pl.Duration)
    return pl.select(starts=pl.lit(LAST - timedelta(days=180)).cast(pl.Datetime) + minutes).with_columns(
        lat=pl.Series(TOWN[0] + draw.normal(0, 0.009, rows)), lng=pl.Series(TOWN[1] + draw.normal(0, 0.016, rows))
    )


def ask_for(
    running: Fleet, servers: int, seconds: float, windows: int = WINDOWS, over: threading.Event | None = None
) -> list[float]:
    """Return the seconds of each page that windows, spread over so many servers, got in a time."""
    taken: list[float] = []
    until = time.monotonic() + seconds

    def ask(number: int) -> None:
        draw = np.random.default_rng(number + int(NOW.timestamp()) + len(taken))
        machine = running.machines[number % servers]
        with window(machine.url, Cookie=running.session(f"karl{number}")) as opened:
            while time.monotonic() < until and not (over is not None and over.is_set()):
                last = LAST - timedelta(days=int(draw.integers(0, 60)))
                first = last - timedelta(days=int(draw.integers(20, 100)))
                begun = time.perf_counter()
                shown = open_page(opened, PAGES[int(draw.integers(len(PAGES)))], f"from={first}&through={last}")
                if shown.exceptions:
                    raise AssertionError("a page ended in an exception")
                taken.append(time.perf_counter() - begun)

    asking = [threading.Thread(target=ask, args=(number,)) for number in range(windows)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    return taken


def ninety_five(taken: Sequence[float]) -> float:
    """Return the seconds that 95 of 100 took at most."""
    return statistics.quantiles(taken, n=100)[94] if len(taken) > 1 else taken[0]
