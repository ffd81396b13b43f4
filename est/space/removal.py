"""People that were loaded are taken away again, and back, each as a change in the log."""

from datetime import datetime

import duckdb
import polars as pl

from est.errors import NotFoundError
from est.identity import new_id
from est.space.backgrounds import people
from est.store import Change, Store, action
from est.text import N_


def remove_people(store: Store, who: str, when: datetime) -> pl.DataFrame:
    """Take away the people that are loaded; return them as `people` does. Raises NotFoundError when there are none."""
    known = people(store)
    if known.is_empty():
        raise NotFoundError(N_("No people are loaded, so there are none to remove."))
    store.apply(Change(who, when, "remove people", new_id(), {"people": round(float(known["value"].sum()))}))
    return known


def restore_people(store: Store, known: pl.DataFrame, who: str, when: datetime) -> None:
    """Keep people [cell u64, value f64] that were taken away, instead of any that were loaded since."""
    kept = known.select(pl.lit("people").alias("kind"), "cell", "value")
    count = {"people": round(float(known["value"].sum()))}
    store.apply(Change(who, when, "restore people", new_id(), count, {"backgrounds": kept}))


@action("remove people")
def _remove_people(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute("DELETE FROM backgrounds WHERE kind = 'people'")
