"""Stores for tests: prepared with the defaults, and filled with reports as they are typed."""

from atexit import register
from datetime import datetime
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp

import duckdb
import polars as pl

from est.clock import week_minute, window_minutes
from est.identity import new_id, new_ids
from est.measures.library_commands import fill_library
from est.municipality.defaults import prepare_store
from est.space.cells import latlng_to_cells, shown_cells
from est.store import Change, Store, applies, insert_rows, open_store
from est.store.connection import connect, working_folder
from est.store.migrations import MIGRATIONS

MEMORY = "4GB"
NOW = datetime(2026, 3, 2, 12)
TOWN = (59.3057, 14.105)


class Engine:
    """A DuckDB as a store has it, for one store after the other, each in a file of its own that nobody names."""

    def __init__(self) -> None:
        folder = Path(mkdtemp(prefix="est-engine-"))
        register(rmtree, folder, ignore_errors=True)
        self.working = working_folder(folder / "s")
        self.working.mkdir()
        self.connection = connect(folder / "s", MEMORY)
        self.connection.execute("USE memory; DETACH est")
        self.used = 0

    def attach(self, content: bytes) -> duckdb.DuckDBPyConnection:
        """Return a connection to a new store of this content, which begins where all its cursors begin."""
        self.used += 1
        self.file().write_bytes(content)
        self.connection.execute(f"ATTACH '{self.file()}' AS est (TYPE duckdb)")
        return self.connection.cursor()

    def detach(self) -> None:
        """Let the store go."""
        self.connection.execute("DETACH est")
        self.file().unlink()

    def file(self) -> Path:
        """Return where the store lies."""
        return self.working / str(self.used)


_idle: list[Engine] = []  # DuckDB takes longer to start than most tests last


class BorrowingStore(Store):
    """A store of this content, on an engine that the next test gets when it is closed."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        super().__init__(None, MEMORY, MIGRATIONS)

    def _connect(self) -> duckdb.DuckDBPyConnection:
        self.engine = _idle.pop() if _idle else Engine()
        return self.engine.attach(self.content)

    def close(self) -> None:
        """Close the store. Nothing can be asked afterwards."""
        if self.closed:
            return
        super().close()
        self.engine.detach()
        _idle.append(self.engine)


def prepared_store() -> Store:
    """Return a store with the default categories and organisations, in no file that it knows of."""
    return BorrowingStore(_files(library=False)[""])


def empty_store() -> Store:
    """Return a store that holds nothing, not even the defaults, in no file that it knows of."""
    return BorrowingStore(_empty())


def copy_store(path: Path, *, library: bool = True) -> None:
    """Put a store with the defaults, and the library as the pages do, into a file: a copy of one that is made once."""
    for ending, content in _files(library).items():
        path.with_name(path.name + ending).write_bytes(content)


@cache
def _empty() -> bytes:
    """Return the content of the file of a store that was opened and closed."""
    with TemporaryDirectory() as folder:
        open_store(path := Path(folder) / "s").close()
        return path.read_bytes()


@cache
def _files(library: bool) -> dict[str, bytes]:
    """Return the content of each file of a store, by how its name ends."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "s"
        with open_store(path) as store:
            prepare_store(store, "test", NOW)
            if library:
                fill_library(store, "test", NOW)
        return {file.name.removeprefix(path.name): file.read_bytes() for file in path.parent.iterdir()}


@applies("put reports of a test")
def _put(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    insert_rows(cursor, "reports", change.frames["reports"])


def put(store: Store, reports: pl.DataFrame) -> None:
    """Store reports given by `starts` and any other columns; what is left out is filled in as the intake would."""
    n = reports.height
    missing: dict[str, pl.Expr | pl.Series] = {
        "id": pl.Series(new_ids(n)),
        "batch": pl.Series([str(new_id())] * n),
        "position": pl.int_range(2, n + 2, dtype=pl.UInt32),
        "ends": pl.lit(None, dtype=pl.Datetime),
        "time_precision": pl.lit("exact"),
        "place_precision": pl.lit("point"),
        "lat": pl.lit(TOWN[0]),
        "lng": pl.lit(TOWN[1]),
        "category": pl.lit("SKA"),
        "review": pl.lit("approved"),
    }
    frame = reports.with_columns(**{name: value for name, value in missing.items() if name not in reports.columns})
    known = pl.col("time_precision") != "unknown"
    frame = frame.with_columns(
        week_minute=week_minute(pl.col("starts")),
        minutes=window_minutes(pl.col("starts"), pl.col("ends")),
    ).with_columns(hour=pl.when(known).then(pl.col("week_minute") // 60).cast(pl.UInt8))
    placed = pl.col("cell" if "cell" in frame.columns else "lat").is_not_null()
    lat, lng = (frame[name].fill_null(0.0).to_numpy() for name in ("lat", "lng"))
    cells = {"cell": latlng_to_cells(lat, lng), **shown_cells(lat, lng)}
    frame = frame.with_columns(
        pl.when(placed).then(pl.Series(name, found)).alias(name) for name, found in cells.items()
    )
    store.apply(Change("test", NOW, "put reports of a test", new_id(), {}, {"reports": frame}))


def organisation_ids(store: Store) -> list[str]:
    """Return the identities of the organisations, by name."""
    return store.ask("SELECT id::VARCHAR AS id FROM organisations ORDER BY name")["id"].to_list()
