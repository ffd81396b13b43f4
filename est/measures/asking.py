"""Questions about measures: the list, one of them, and how it came to be what it is."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

import duckdb
import polars as pl

from est.errors import NotFoundError
from est.measures.fields import OPEN, Measure, State
from est.store import Store
from est.text import N_

COLUMNS = "title, organisation, state, cells, place, starts, due, note"

HISTORY: dict[str, pl.DataType | type[pl.DataType]] = {
    "version": pl.UInt32,
    "logged": pl.Datetime("us"),
    "who": pl.String,
    "field": pl.String,
    "before": pl.String,
    "after": pl.String,
}


def measures(store: Store) -> pl.DataFrame:
    """Return every measure: [id, version, title, cells, place, organisation, organisation_name, state, starts, due,
    note, created, created_by, changed, changed_by], by when it was logged.

    `cells` is text, separated by spaces; identities are text.
    """
    return store.ask("""
        SELECT m.id, version, title, cells, place, organisation, o.name AS organisation_name, state, starts, due, note,
            created, created_by, changed, changed_by
        FROM measures m LEFT JOIN organisations o ON o.id = m.organisation
        ORDER BY created, m.id""")


def measure(store: Store, identity: UUID) -> tuple[Measure, int]:
    """Return one measure and its version; NotFoundError when it is not in the store."""
    with store.asking() as cursor:
        return stored(cursor, identity)


def stored(cursor: duckdb.DuckDBPyConnection, identity: UUID) -> tuple[Measure, int]:
    """Return one measure and its version as a cursor sees it; NotFoundError when it is not there."""
    rows = cursor.execute(
        f"SELECT {COLUMNS}, version FROM measures WHERE id = ?",  # noqa: S608 (columns of ours)
        [str(identity)],
    ).fetchall()
    if not rows:
        raise NotFoundError(
            N_("There is no measure {identity} in the store. Choose one of the list."), identity=identity
        )
    title, organisation, state, cells, place, starts, due, note, version = rows[0]
    found = Measure(title, str(organisation), State(state), tuple(cells.split()), place, starts, due, note or "")
    return found, int(version)


def history(store: Store, identity: UUID) -> pl.DataFrame:
    """Return [version, logged, who, field, before, after]: what each version changed, oldest first, from the log.

    The first version has every field that was filled in, with nothing before.
    """
    rows: list[tuple[object, ...]] = []
    for who, logged, payload in _logged(store, identity):
        changed = payload.get("changed") or {name: ["", value] for name, value in payload["measure"].items() if value}
        rows += [(payload["version"], logged, who, name, *pair) for name, pair in changed.items()]
    return pl.DataFrame(rows, schema=HISTORY, orient="row")


def version(store: Store, identity: UUID, number: int) -> Measure:
    """Return a measure as it was in one of its versions; NotFoundError when it had no such version."""
    for _, _, payload in _logged(store, identity):
        if payload["version"] == number:
            return Measure.read(payload["measure"])
    raise NotFoundError(N_("The measure {identity} has no version {number}."), identity=identity, number=number)


def _logged(store: Store, identity: UUID) -> list[tuple[str, datetime, dict[str, Any]]]:
    rows = store.ask(
        """SELECT who, logged, payload FROM log
           WHERE object = ? AND action IN ('add measure', 'edit measure')""",
        [str(identity)],
    ).rows()
    entries = [(who, logged, json.loads(payload)) for who, logged, payload in rows]
    return sorted(entries, key=lambda entry: entry[2]["version"])


def by_urgency(listed: pl.DataFrame, today: date) -> pl.DataFrame:
    """Return the measures with `overdue` and `days_late`, the latest first, then by due day, then without one.

    A measure is overdue when its due day has passed and it is proposed, decided or ongoing.
    """
    late = (pl.col("due") < today) & pl.col("state").is_in([str(state) for state in OPEN])
    return (
        listed.with_columns(
            overdue=late.fill_null(False),
            days_late=pl.when(late).then((pl.lit(today) - pl.col("due")).dt.total_days()).otherwise(0),
            over=~pl.col("state").is_in([str(state) for state in OPEN]),
        )
        .sort(["days_late", "over", "due", "title"], descending=[True, False, False, False], nulls_last=True)
        .drop("over")
    )
