"""Two organisations made one: what one of them sent becomes the other's."""

from datetime import datetime
from uuid import UUID

import duckdb

from est.errors import VocabularyError
from est.municipality.address_rules import visits_homes
from est.reports.batches.fingerprints import renew_fingerprints
from est.store import Change, Store, applies
from est.text import N_

TABLES = (
    *("reports", "unapproved_reports", "report_versions", "batches", "mappings", "reviews", "arrivals", "tokens"),
    *("recipients", "letters", "subscriptions", "measures"),
)


def merge_organisations(store: Store, one: str, other: str, who: str, when: datetime) -> None:
    """Make all that one organisation sent the other's, and switch the one off; its name means the other from now on.

    Its people belong to the other and sign in again. What is said of homes and of what it wrote holds for both, as it
    is stricter. It cannot be parted again. VocabularyError for an organisation with itself, when the design of a
    follow-up counts it, or when their reports are kept for different times.
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
    require_one_retention(cursor, "organisation", one, other)
    _keep_stricter_rules(cursor, one, other)
    sent = cursor.execute("SELECT id FROM batches WHERE organisation = ?", [one]).fetchall()
    for table in TABLES:
        cursor.execute(f"UPDATE {table} SET organisation = ? WHERE organisation = ?", [other, one])  # noqa: S608 (ours)
    renew_fingerprints(cursor, [str(batch) for (batch,) in sent])
    _take_part(cursor, one, other)
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


def _take_part(cursor: duckdb.DuckDBPyConnection, one: str, other: str) -> None:
    """Let the one take part in measures where the other did; not where it is responsible, and once in each."""
    measures = cursor.execute(
        "SELECT id, CAST(organisation AS VARCHAR), taking_part FROM measures "
        "WHERE contains(taking_part, ?) OR (organisation = ? AND contains(taking_part, ?))",
        [one, other, other],
    ).fetchall()
    for identity, responsible, taking_part in measures:
        parts = dict.fromkeys(other if part == one else part for part in taking_part.split())
        parts.pop(responsible, None)
        cursor.execute("UPDATE measures SET taking_part = ? WHERE id = ?", [" ".join(parts), identity])


def _keep_stricter_rules(cursor: duckdb.DuckDBPyConnection, one: str, other: str) -> None:
    """Let homes stay hidden, and texts unread, where either of the organisations wanted it."""
    rules = {
        identity: (visits_homes(name) if street_only is None else street_only, shared)
        for identity, name, street_only, shared in cursor.execute(
            "SELECT CAST(id AS VARCHAR), name, street_only, coalesce(shares_descriptions, false) FROM organisations "
            "WHERE id IN (?, ?)",
            [one, other],
        ).fetchall()
    }
    if rules[one][0]:
        cursor.execute("UPDATE organisations SET street_only = true WHERE id = ?", [other])
    if not rules[one][1]:
        cursor.execute("UPDATE organisations SET shares_descriptions = false WHERE id = ?", [other])


def require_one_retention(cursor: duckdb.DuckDBPyConnection, kind: str, one: str, other: str) -> None:
    """Raise VocabularyError where the one has a rule of how long its reports are kept that the other has not.

    Else the other's hold for them. `kind` is organisation or category.
    """
    rules: dict[str, set[tuple[str, int]]] = {one: set(), other: set()}
    for organisation, category, months in cursor.execute(
        "SELECT coalesce(CAST(organisation AS VARCHAR), ''), coalesce(category, ''), months FROM retention"
    ).fetchall():
        own, rest = (organisation, category) if kind == "organisation" else (category, organisation)
        if own in rules:
            rules[own].add((rest, months))
    if not rules[one] <= rules[other]:
        raise VocabularyError(
            N_("The reports of the two are kept for different times. Set the same for both, and make them one then.")
        )
    column = "CAST(organisation AS VARCHAR)" if kind == "organisation" else "category"
    cursor.execute(f"DELETE FROM retention WHERE {column} = ?", [one])  # noqa: S608 (names of ours)


def require_uncounted(cursor: duckdb.DuckDBPyConnection, value: str, name: str) -> None:
    """Raise VocabularyError when the design of a follow-up counts this organisation or category by itself."""
    if cursor.execute("SELECT 1 FROM designs WHERE contains(design, ?) LIMIT 1", [f'"{value}"']).fetchall():
        raise VocabularyError(
            N_("The locked design of a follow-up counts {name} by itself. Switch it off instead."), name=name
        )
