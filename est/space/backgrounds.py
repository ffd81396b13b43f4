"""Where people are, by H3 cell, for the *people* null: kept from a file, taken away, and put back."""

from datetime import datetime

import duckdb
import polars as pl

from est.errors import NotFoundError
from est.identity import new_id
from est.space.cells import RESOLUTIONS
from est.space.people_files import read_people
from est.store import Change, Store, TextPolicy, applies, insert_rows
from est.text import N_


def people_by_cell(store: Store) -> pl.DataFrame:
    """Return the people that are loaded as [resolution u8, cell u64, value f64], by both; empty when none are.

    Every resolution that is shown holds all of them.
    """
    return store.ask("SELECT resolution, cell, value FROM backgrounds WHERE kind = 'people' ORDER BY resolution, cell")


def people_count(known: pl.DataFrame) -> float:
    """Return how many people there are of `people_by_cell`, or of a file."""
    return float(known.filter(pl.col("resolution") == RESOLUTIONS[0])["value"].sum())


def set_people(store: Store, content: bytes, file: str, who: str, when: datetime) -> float:
    """Keep the people of a file (`read_people`) instead of those before; return how many. Raises AreaError."""
    found = read_people(content, file)
    store.apply(Change(who, when, "set people", new_id(), {"file": file}, {"backgrounds": _as_kept(found)}))
    return people_count(found)


def remove_people(store: Store, who: str, when: datetime) -> pl.DataFrame:
    """Take away the people that are loaded; return them as `people_by_cell` does.

    Raises NotFoundError when there are none.
    """
    known = people_by_cell(store)
    if known.is_empty():
        raise NotFoundError(N_("No people are loaded, so there are none to remove."))
    store.apply(Change(who, when, "remove people", new_id(), {"people": round(people_count(known))}))
    return known


def restore_people(store: Store, known: pl.DataFrame, who: str, when: datetime) -> None:
    """Keep people of `people_by_cell` that were taken away, instead of any that were loaded since."""
    count = {"people": round(people_count(known))}
    store.apply(Change(who, when, "restore people", new_id(), count, {"backgrounds": _as_kept(known)}))


def _as_kept(found: pl.DataFrame) -> pl.DataFrame:
    return found.select(pl.lit("people").alias("kind"), "resolution", "cell", "value")


@applies("restore people")
@applies("set people", TextPolicy(("file",)))
def _keep_people(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute("DELETE FROM backgrounds WHERE kind = 'people'")
    insert_rows(cursor, "backgrounds", change.frames["backgrounds"])


@applies("remove people")
def _remove_people(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute("DELETE FROM backgrounds WHERE kind = 'people'")
