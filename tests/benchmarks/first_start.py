"""The first start of a server whose cache is empty: from the changes in PostgreSQL, and from a snapshot."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import est.actions  # noqa: F401 (what other servers do is applied here too)
from est.municipality.defaults import prepare_store
from est.municipality.reference_lists import reference_lists
from est.store import Store, open_store
from est.store.journal import open_shared_store
from tests.benchmarks.measuring import Figure
from tests.benchmarks.region import Region, put_next
from tests.postgres import running_cluster, schema_of
from tests.stores import NOW

SIZES = (1_000_000, 10_000_000)


def figures(sizes: tuple[int, ...] = SIZES) -> Iterator[Figure]:
    """Measure both at each size, with the opening of a file of the same reports beside them."""
    region = Region.drawn()
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder, running_cluster(()) as cluster:
            place, home = Path(folder), schema_of(cluster, "karlstad")
            with open_store(place / "file", memory="2GB") as file:
                alone = _filled(file, region, size)
            begun = time.perf_counter()
            open_store(place / "file", memory="2GB").close()
            opened = time.perf_counter() - begun
            with open_shared_store(home, place / "first", memory="2GB") as first:
                shared = _filled(first, region, size)
                what = f"{size:,} reports in changes of a million"
                yield Figure(what, round(shared, 1), "s", f"in a file: {alone:.1f} s", round(shared / alone, 2))
                held = first.journal.ask("SELECT pg_database_size(current_database())")[0][0]
                yield Figure(f"{size:,} reports in PostgreSQL", round(held / 2**20), "MiB", _size(place / "file"))
                told = f"opening a file of the same: {opened:.2f} s"
                for source in ("the journal", "a snapshot"):
                    if source == "a snapshot":
                        begun = time.perf_counter()
                        first.keep_snapshot()
                        yield Figure(f"a snapshot of {size:,} reports kept", round(time.perf_counter() - begun, 1), "s")
                    begun = time.perf_counter()
                    open_shared_store(home, place / source, memory="2GB").close()
                    taken = round(time.perf_counter() - begun, 2)
                    yield Figure(f"first start of an empty cache, {size:,} reports, from {source}", taken, "s", told)


def _filled(store: Store, region: Region, size: int) -> float:
    """Fill a store, and return the seconds that its changes took."""
    prepare_store(store, "test", NOW)
    choices, held, taken = reference_lists(store), 0, 0.0
    while held < size:
        put, seconds = put_next(store, region, held, size, choices)
        held, taken = held + put, taken + seconds
    begun = time.perf_counter()
    store.checkpoint()
    return taken + time.perf_counter() - begun


def _size(path: Path) -> str:
    return f"the file: {path.stat().st_size / 2**20:,.0f} MiB"
