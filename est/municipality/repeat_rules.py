"""Whether an organisation's repeats count once in tests, and whether copies in its files are events of their own."""

from datetime import datetime
from uuid import UUID

import duckdb
import polars as pl

from est.errors import NotFoundError
from est.municipality.reference_lists import translate_names
from est.store import Change, Store, applies
from est.text import N_, translator


def repeat_rules(store: Store, language: str) -> pl.DataFrame:
    """Return every organisation as [id, name, every_row bool], by name in the language."""
    found = store.ask(
        "SELECT id::VARCHAR AS id, name, coalesce(every_row, true) AS every_row FROM organisations "
        "WHERE merged_into IS NULL"
    )
    return found.with_columns(translate_names(found["name"], translator(language))).sort("name", "id")


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


def set_keeps_copies(store: Store, organisation: str, keeps: bool, who: str, when: datetime) -> None:
    """Take rows of an organisation's files that agree in everything as events of their own, or as copies.

    Raises NotFoundError for an organisation that does not exist.
    """
    store.apply(Change(who, when, "set copies", UUID(organisation), {"keeps_copies": keeps}))


@applies("set copies")
def _set_keeps_copies(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    if not cursor.execute("SELECT 1 FROM organisations WHERE id = ?", [str(change.object)]).fetchall():
        raise NotFoundError(
            N_("There is no organisation {organisation}; choose one of the list."), organisation=change.object
        )
    cursor.execute(
        "UPDATE organisations SET keeps_copies = ? WHERE id = ?",
        [bool(change.payload["keeps_copies"]), str(change.object)],
    )
