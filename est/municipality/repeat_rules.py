"""Whether an organisation's repeats count once in tests, or each of its rows is an event of its own."""

from datetime import datetime
from uuid import UUID

import duckdb
import polars as pl

from est.errors import NotFoundError
from est.store import Change, Store, applies
from est.text import N_


def repeat_rules(store: Store, language: str) -> pl.DataFrame:
    """Return every organisation as [id, name, every_row bool], by name in the language."""
    name = "coalesce(name_en, name)" if language == "en" else "name"
    return store.ask(
        f"SELECT id::VARCHAR AS id, {name} AS name, coalesce(every_row, true) AS every_row FROM organisations "  # noqa: S608 (a column of ours)
        "ORDER BY 2, 1"
    )


def set_every_row(store: Store, organisation: str, every_row: bool, who: str, when: datetime) -> None:
    """Let tests count every row of an organisation (by its identity), or one for each cell, category and day.

    Raises NotFoundError for an organisation that does not exist.
    """
    store.apply(Change(who, when, "set repeats", UUID(organisation), {"every_row": every_row}))


@applies("set repeats")
def _set_every_row(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    known = cursor.execute("SELECT 1 FROM organisations WHERE id = ?", [str(change.object)]).fetchall()
    if not known:
        raise NotFoundError(
            N_("There is no organisation {organisation}; choose one of the list."), organisation=change.object
        )
    cursor.execute(
        "UPDATE organisations SET every_row = ? WHERE id = ?", [bool(change.payload["every_row"]), str(change.object)]
    )
