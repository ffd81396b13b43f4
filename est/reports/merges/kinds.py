"""Categories and subcategories made one or renamed: their reports follow, and their words mean the new ones."""

from datetime import datetime

import duckdb

from est.errors import VocabularyError
from est.identity import new_id
from est.municipality.categories import NAMED, require_free_subcategory
from est.municipality.organisations import checked_name
from est.municipality.vocabulary import OTHER
from est.reports.batches.fingerprints import renew_fingerprints
from est.reports.merges.owners import require_one_retention, require_uncounted
from est.store import Change, Store, applies
from est.text import N_

TABLES = ("reports", "unapproved_reports", "report_versions")


def merge_categories(store: Store, one: str, other: str, who: str, when: datetime) -> None:
    """Make the reports and subcategories of one category another's, and switch the one off.

    Files that use its words mean the other from now on. It cannot be parted again. VocabularyError for
    a category with itself, for the one that takes what no other fits, when the design of a follow-up counts it, and
    when their reports are kept for different times.
    """
    if one == other:
        raise VocabularyError(N_("Choose two different ones."))
    if one == OTHER:
        raise VocabularyError(N_("This category takes what no other fits, and cannot be switched off."))
    store.apply(Change(who, when, "merge categories", new_id(), {"category": one, "into": other}))


def rename_subcategory(store: Store, category: str, name: str, new_name: str, who: str, when: datetime) -> None:
    """Rename a subcategory, in its reports too. One with the name of another of its category becomes that one."""
    payload = {"category": category, "before": name, "name": checked_name(new_name)}
    if payload["name"] != name:
        store.apply(Change(who, when, "rename subcategory", new_id(), payload))


@applies("merge categories")
def _merge(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    one, other = change.payload["category"], change.payload["into"]
    names = dict(cursor.execute("SELECT code, name FROM categories WHERE merged_into IS NULL").fetchall())
    if one not in names or other not in names:
        raise VocabularyError(N_("One of the two is not there any longer. Nothing was changed."))
    require_uncounted(cursor, one, names[one])
    require_one_retention(cursor, "category", one, other)
    _concern(cursor, one, other)
    below = [name for (name,) in cursor.execute("SELECT name FROM subcategories WHERE category = ?", [one]).fetchall()]
    _change_reports(
        cursor,
        "category = $into",
        "category = $category",
        {"category": one, "into": other},
    )
    kept = {name for (name,) in cursor.execute("SELECT name FROM subcategories WHERE category = ?", [other]).fetchall()}
    cursor.execute("DELETE FROM subcategories WHERE category = ? AND list_contains(?::VARCHAR[], name)", [one, [*kept]])
    cursor.execute("UPDATE subcategories SET category = ? WHERE category = ?", [other, one])
    cursor.execute("UPDATE former_names SET category = ? WHERE category = ?", [other, one])
    for name, subcategory in (
        *((word, None) for word in (one, names[one])),
        *((f"{one} {name}", name) for name in below),
    ):
        cursor.execute(
            "INSERT INTO former_names (name, category, subcategory, until) VALUES (?, ?, ?, ?)",
            [name, other, subcategory, change.when],
        )
    cursor.execute("UPDATE categories SET merged_into = ? WHERE merged_into = ?", [other, one])
    cursor.execute("UPDATE categories SET active = false, merged_into = ? WHERE code = ?", [other, one])


def _concern(cursor: duckdb.DuckDBPyConnection, one: str, other: str) -> None:
    """Let the hotspots that one category is chosen for be of the other."""
    for identity, chosen in cursor.execute(
        "SELECT id, categories FROM hotspots WHERE list_contains(string_split(categories, ' '), ?)", [one]
    ).fetchall():
        kept = dict.fromkeys(other if code == one else code for code in chosen.split())
        cursor.execute("UPDATE hotspots SET categories = ? WHERE id = ?", [" ".join(kept), identity])


@applies("rename subcategory", NAMED)
def _rename(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    category, before, name = (change.payload[key] for key in ("category", "before", "name"))
    values = {"category": category, "before": before, "name": name}
    here = "category = $category AND name = $before"
    if not cursor.execute(
        f"SELECT 1 FROM subcategories WHERE {here}",  # noqa: S608 (text of ours)
        {"category": category, "before": before},
    ).fetchall():
        raise VocabularyError(N_("One of the two is not there any longer. Nothing was changed."))
    _change_reports(cursor, "subcategory = $name", "category = $category AND subcategory = $before", values)
    if cursor.execute("SELECT 1 FROM subcategories WHERE category = ? AND name = ?", [category, name]).fetchall():
        cursor.execute("DELETE FROM subcategories WHERE category = ? AND name = ?", [category, before])
    else:
        require_free_subcategory(cursor, category, name, but=before)
        cursor.execute(f"UPDATE subcategories SET name = $name WHERE {here}", values)  # noqa: S608 (text of ours)
    cursor.execute(
        "UPDATE former_names SET subcategory = $name WHERE category = $category AND subcategory = $before", values
    )
    for word in (before, f"{category} {before}"):
        cursor.execute(
            "INSERT INTO former_names (name, category, subcategory, until) VALUES (?, ?, ?, ?)",
            [word, category, name, change.when],
        )


def _change_reports(cursor: duckdb.DuckDBPyConnection, setting: str, condition: str, values: dict[str, str]) -> None:
    """Change words of every version of the reports that meet a condition, and keep the fingerprints that follow."""
    asked = {name: value for name, value in values.items() if f"${name}" in condition}
    batches = {
        str(batch)
        for table in TABLES
        for (batch,) in cursor.execute(
            f"SELECT DISTINCT batch FROM {table} WHERE {condition} AND batch IS NOT NULL",  # noqa: S608 (texts of ours)
            asked,
        ).fetchall()
    }
    for table in TABLES:
        cursor.execute(f"UPDATE {table} SET {setting} WHERE {condition}", values)  # noqa: S608 (texts of ours)
    renew_fingerprints(cursor, sorted(batches))
