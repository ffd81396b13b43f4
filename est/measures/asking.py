"""Questions about measures: the list, one of them, and how it came to be what it is."""

import json
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

import duckdb
import polars as pl

from est.errors import NotFoundError
from est.measures.fields import Measure
from est.store import Store
from est.text import N_

NAMES = tuple(field.name for field in fields(Measure))
COLUMNS = ", ".join(NAMES)

HISTORY: dict[str, pl.DataType | type[pl.DataType]] = {
    "version": pl.UInt32,
    "logged": pl.Datetime("us"),
    "who": pl.String,
    "field": pl.String,
    "before": pl.String,
    "after": pl.String,
}


def measures(store: Store) -> pl.DataFrame:
    """Return every measure: [id, version, every field of it, organisation_name, hotspot_name, cause_wording, followed,
    created, created_by, changed, changed_by], by when it was logged.

    `cells` and `taking_part` are text, separated by spaces; identities are text. `followed` is the day of the newest
    verdict the group has decided on, null when there is none.
    """
    own = ", ".join(f"m.{name}" for name in NAMES)
    return store.ask(f"""
        SELECT m.id, m.version, {own}, o.name AS organisation_name, h.name AS hotspot_name,
            c.wording AS cause_wording, v.followed, m.created, m.created_by, m.changed, m.changed_by
        FROM measures m LEFT JOIN organisations o ON o.id = m.organisation
            LEFT JOIN hotspots h ON h.id = m.hotspot LEFT JOIN causes c ON c.id = m.cause
            LEFT JOIN (SELECT measure, max(as_of) AS followed FROM verdicts GROUP BY measure) v ON v.measure = m.id
        ORDER BY m.created, m.id""")  # noqa: S608 (columns of ours)


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
    *said, version = rows[0]
    written = {name: "" if value is None else str(value) for name, value in zip(NAMES, said, strict=True)}
    return Measure.read(written), int(version)


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
           WHERE object = ? AND action IN ('add measure', 'edit measure', 'restore measure')""",
        [str(identity)],
    ).rows()
    entries = [(who, logged, json.loads(payload)) for who, logged, payload in rows]
    return sorted(entries, key=lambda entry: entry[2]["version"])
