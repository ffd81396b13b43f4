"""Stores for tests: prepared with the defaults, and filled with reports as they are typed."""

from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

from est.clock import week_minute, window_minutes
from est.identity import new_id, new_ids
from est.measures.library_commands import fill_library
from est.municipality.defaults import prepare_store
from est.space.cells import latlng_to_cells, shown_cells
from est.store import Change, Store, applies, insert_rows, open_store
from est.store.migrations import MIGRATIONS, Migration

NOW = datetime(2026, 3, 2, 12)
TOWN = (59.3057, 14.105)
THERE = ("log", "migrations")  # what a store has before its first step


def prepared_store() -> Store:
    """Return a store in memory with the default categories and organisations."""
    return open_store(None, migrations=(_one_step(),))


@cache
def _one_step() -> Migration:
    """Return one step to what all migrations and the defaults come to, read off a store that went the whole way.

    The whole way takes longer than most of the tests that begin where it ends.
    """
    with open_store(None) as store:
        prepare_store(store, "test", NOW)
        tables = dict(store.ask("SELECT table_name, sql FROM duckdb_tables() WHERE database_name = 'est'").rows())
        rows = {name: store.ask(f"SELECT * FROM {name}").rows() for name in tables}
    newest = MIGRATIONS[-1]
    rows["migrations"].remove((newest.version, newest.name))  # the step itself
    made = [sql for name, sql in tables.items() if name not in THERE]
    filled = [f"INSERT INTO {name} VALUES {', '.join(map(_literals, held))}" for name, held in rows.items() if held]
    return Migration(newest.version, newest.name, (*made, *filled))


def _literals(row: tuple[object, ...]) -> str:
    texts = ("NULL" if value is None else "'" + str(value).replace("'", "''") + "'" for value in row)
    return f"({', '.join(texts)})"


def copy_store(path: Path, *, library: bool = True) -> None:
    """Put a store with the defaults, and the library as the pages do, into a file: a copy of one that is made once."""
    for ending, content in _files(library).items():
        path.with_name(path.name + ending).write_bytes(content)


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
        week_minute=pl.when(known).then(week_minute(pl.col("starts"))),
        minutes=pl.when(known).then(window_minutes(pl.col("starts"), pl.col("ends"))),
    ).with_columns(hour=(pl.col("week_minute") // 60).cast(pl.UInt8))
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
