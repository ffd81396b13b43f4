"""How long reports are kept: a number of months for each organisation and category, or for all."""

from datetime import datetime
from uuid import UUID

import duckdb
import polars as pl

from est.errors import NotFoundError, SettingError
from est.identity import new_id
from est.store import Change, Store, applies
from est.text import N_

LONGEST = 600
SET_RETENTION = "set retention"


def retention_rules(store: Store) -> pl.DataFrame:
    """Return [organisation, category, months]: identity and code as text, null for all; the general rules first."""
    return store.ask(
        "SELECT organisation::VARCHAR AS organisation, category, months FROM retention "
        "ORDER BY organisation NULLS FIRST, category NULLS FIRST"
    )


def set_retention(
    store: Store, organisation: str | None, category: str | None, months: int | None, who: str, when: datetime
) -> None:
    """Keep the reports of an organisation and a category (None: of all) for so many months, or for ever (None).

    Of several rules that fit a report the one that names both comes first, then the organisation's, the category's,
    and the one for all. Raises SettingError for months that cannot be, NotFoundError for what is not in the store.
    """
    if months is not None and not 1 <= months <= LONGEST:
        raise SettingError(N_("Reports are kept for 1 to {most} months, not {months}."), most=LONGEST, months=months)
    payload = {"organisation": organisation, "category": category, "months": months}
    store.apply(Change(who, when, SET_RETENTION, UUID(organisation) if organisation else new_id(), payload))


@applies(SET_RETENTION)
def _set(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    organisation, category = change.payload["organisation"], change.payload["category"]
    if organisation and not cursor.execute("SELECT 1 FROM organisations WHERE id = ?", [organisation]).fetchall():
        raise NotFoundError(
            N_("There is no organisation {organisation}; choose one of the list."), organisation=organisation
        )
    if category and not cursor.execute("SELECT 1 FROM categories WHERE code = ?", [category]).fetchall():
        raise NotFoundError(N_("There is no category {category!r}; choose one of the list."), category=category)
    values = [organisation, category]
    cursor.execute(
        "DELETE FROM retention WHERE organisation IS NOT DISTINCT FROM ?::UUID AND category IS NOT DISTINCT FROM ?",
        values,
    )
    if change.payload["months"] is not None:
        cursor.execute("INSERT INTO retention VALUES (?, ?, ?)", [*values, change.payload["months"]])
