"""How fast a store is that two servers share, beside one in a file: a change, and until the other server has it.

PostgreSQL runs on the same machine, and puts every commit on the disk.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import polars as pl

import est.actions  # noqa: F401 (what other servers do is applied here too)
from est.municipality.defaults import prepare_store
from est.municipality.settings import write_setting
from est.store import Store, open_store
from est.store.journal import Follower, SharedStore, open_shared_store
from tests.benchmarks.measuring import Figure
from tests.postgres import running_cluster, schema_of
from tests.stores import put

NOW = datetime(2026, 3, 2, 12)
CHANGES = 200
REPORTS = 100_000
LATEST = 1.0  # seconds until the other server has a change, at the 95th percentile


def figures() -> Iterator[Figure]:
    """Measure changes in a file and in PostgreSQL, what the other server sees, and the start of an empty cache."""
    with tempfile.TemporaryDirectory() as folder, running_cluster(()) as cluster:
        home = schema_of(cluster, "karlstad")
        with open_store(Path(folder) / "file") as file, open_shared_store(home, Path(folder) / "a") as first:
            prepare_store(file, "test", NOW)
            prepare_store(first, "test", NOW)
            with open_shared_store(home, Path(folder) / "b") as second:
                follower = Follower(second)
                follower.start()
                try:
                    yield from _changes(file, first, second)
                    yield from _rows(file, first, second)
                finally:
                    follower.stop()
            first.keep_snapshot()
            seconds = _timed(lambda: open_shared_store(home, Path(folder) / "c").close())
            yield Figure(f"first start of an empty cache, {REPORTS:,} reports in a snapshot", round(seconds, 2), "s")


def _changes(file: Store, first: SharedStore, second: SharedStore) -> Iterator[Figure]:
    alone, shared, late = [], [], []
    for number in range(CHANGES):
        name = f"Kommun {number}"
        alone.append(_timed(lambda name=name: write_setting(file, "name", name, "test", NOW)))  # type: ignore[misc]
        shared.append(_timed(lambda name=name: write_setting(first, "name", name, "test", NOW)))  # type: ignore[misc]
        acknowledged, wanted = time.perf_counter(), first.head.number
        while second.head.number < wanted:
            time.sleep(0.0005)
        late.append(time.perf_counter() - acknowledged)
    for what, at in (("p50", 50), ("p95", 95)):
        one, other = (1000 * statistics.quantiles(taken, n=100)[at - 1] for taken in (shared, alone))
        yield Figure(f"a change acknowledged, {what}", round(one, 1), "ms", f"in a file: {other:.1f} ms", one / other)
    ninety_five = statistics.quantiles(late, n=100)[94]
    yield Figure(
        "a change seen on the other server after that, p95",
        round(1000 * ninety_five, 1),
        "ms",
        target=f"at most {LATEST:g} s",
        reached=ninety_five <= LATEST,
    )


def _rows(file: Store, first: SharedStore, second: SharedStore) -> Iterator[Figure]:
    reports = pl.DataFrame({"starts": [NOW] * REPORTS})
    alone, shared = _timed(lambda: put(file, reports)), _timed(lambda: put(first, reports))
    what = f"{REPORTS:,} reports in one change"
    yield Figure(what, round(shared, 2), "s", f"in a file: {alone:.2f} s", round(shared / alone, 2))

    def reach() -> None:
        while second.head.number < first.head.number:
            time.sleep(0.005)

    yield Figure(f"{what}, seen on the other server after that", round(_timed(reach), 2), "s")


def _timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
