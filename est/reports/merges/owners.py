"""Two organisations made one: what one of them sent becomes the other's."""

from datetime import datetime
from uuid import UUID

import duckdb

from est.errors import VocabularyError
from est.reports.batches.fingerprints import renew_fingerprints
from est.store import Change, Store, applies
from est.text import N_

TABLES = (
    *("reports", "unapproved_reports", "report_versions", "batches", "mappings", "reviews", "arrivals", "tokens"),
    *("recipients", "letters", "subscriptions"),
)


def merge_organisations(store: Store, one: str, other: str, who: str, when: datetime) -> None:
    """Make all that one organisation sent the other's, and switch the one off; its name means the other from now on.

    Its people belong to the other and sign in again. It cannot be parted again. VocabularyError for an
    organisation with itself, or when the design of a follow-up counts it.
    """
    if one == other:
        raise VocabularyError(N_("Choose two different ones."))
    store.apply(Change(who, when, "merge organisations", UUID(one), {"into": str(UUID(other))}))


@applies("merge organisations")
def _merge(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    one, other = str(change.object), change.payload["into"]
    names = dict(
        cursor.execute("SELECT CAST(id AS VARCHAR), name FROM organisations WHERE merged_into IS NULL").fetchall()
    )
    if one not in names or other not in names:
        raise VocabularyError(N_("One of the two is not there any longer. Nothing was changed."))
    require_uncounted(cursor, one, names[one])
    sent = cursor.execute("SELECT id FROM batches WHERE organisation = ?", [one]).fetchall()
    for table in TABLES:
        cursor.execute(f"UPDATE {table} SET organisation = ? WHERE organisation = ?", [other, one])  # noqa: S608 (ours)
    renew_fingerprints(cursor, [str(batch) for (batch,) in sent])
    # a change of a person ends the sessions that were begun before it
    cursor.execute(
        "UPDATE people SET organisation = ?, version = version + 1, changed = ?, changed_by = ? WHERE organisation = ?",
        [other, change.when, change.who, one],
    )
    cursor.execute("UPDATE former_names SET organisation = ? WHERE organisation = ?", [other, one])
    cursor.execute(
        "INSERT INTO former_names (name, organisation, until) VALUES (?, ?, ?)", [names[one], other, change.when]
    )
    cursor.execute("UPDATE organisations SET merged_into = ? WHERE merged_into = ?", [other, one])
    cursor.execute("UPDATE organisations SET active = false, merged_into = ? WHERE id = ?", [other, one])


def require_uncounted(cursor: duckdb.DuckDBPyConnection, value: str, name: str) -> None:
    """Raise VocabularyError when the design of a follow-up counts this organisation or category by itself."""
    if cursor.execute("SELECT 1 FROM designs WHERE contains(design, ?) LIMIT 1", [f'"{value}"']).fetchall():
        raise VocabularyError(
            N_("The locked design of a follow-up counts {name} by itself. Switch it off instead."), name=name
        )
