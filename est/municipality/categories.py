"""The categories and their subcategories: adding, renaming a category, switching off and on."""

import re
from datetime import datetime

import duckdb
import polars as pl

from est.errors import NotFoundError, VocabularyError
from est.identity import new_id
from est.municipality.organisations import checked_name
from est.municipality.vocabulary import OTHER, normalise_word
from est.store import Change, Store, TextPolicy, applies
from est.text import N_

NAMED = TextPolicy(names={"name": N_("Name")})
_CODE = re.compile("[A-ZÅÄÖ]{3}")


def all_categories(store: Store) -> pl.DataFrame:
    """Return [code, name, counted, active] of the categories that are not made one with another, in their order."""
    return store.ask(
        "SELECT code, name, counted, active FROM categories WHERE merged_into IS NULL ORDER BY position, code"
    )


def all_subcategories(store: Store, category: str) -> pl.DataFrame:
    """Return [name, active] of the subcategories of a category, in their order."""
    return store.ask(
        "SELECT name, active FROM subcategories WHERE category = $category ORDER BY position, name",
        {"category": category},
    )


def add_category(store: Store, code: str, name: str, counted: bool, who: str, when: datetime) -> None:
    """Add a category; `counted` is false for what is no report of something unsafe. VocabularyError for one that is."""
    code = code.strip().upper()
    if not _CODE.fullmatch(code):
        raise VocabularyError(N_("The code of a category is three letters, such as SKA; not {code!r}."), code=code)
    payload = {"code": code, "name": checked_name(name), "counted": counted}
    store.apply(Change(who, when, "add category", new_id(), payload))


def edit_category(store: Store, code: str, name: str, active: bool, who: str, when: datetime) -> None:
    """Rename a category, or switch it off or on. Files that use its earlier name are understood still.

    One that is switched off is offered no longer; its reports stay as they are. Raises VocabularyError.
    """
    if code == OTHER and not active:
        raise VocabularyError(N_("This category takes what no other fits, and cannot be switched off."))
    found = store.ask("SELECT name FROM categories WHERE code = $code", {"code": code})
    if found.is_empty():
        raise NotFoundError(N_("The category {category} is not used here. Choose another."), category=code)
    payload = {"code": code, "name": checked_name(name), "before": found["name"][0], "active": active}
    store.apply(Change(who, when, "edit category", new_id(), payload))


def add_subcategory(store: Store, category: str, name: str, who: str, when: datetime) -> None:
    """Add a subcategory; VocabularyError when it exists already."""
    store.apply(Change(who, when, "add subcategory", new_id(), {"category": category, "name": checked_name(name)}))


def switch_subcategory(store: Store, category: str, name: str, active: bool, who: str, when: datetime) -> None:
    """Switch a subcategory off or on; its reports stay as they are."""
    payload = {"category": category, "name": name, "active": active}
    store.apply(Change(who, when, "switch subcategory", new_id(), payload))


def require_free_subcategory(cursor: duckdb.DuckDBPyConnection, category: str, name: str, but: str = "") -> None:
    """Raise VocabularyError when another subcategory of a category than `but` is called so."""
    known = cursor.execute("SELECT name FROM subcategories WHERE category = ?", [category]).fetchall()
    if normalise_word(name) in {normalise_word(one) for (one,) in known if one != but}:
        raise VocabularyError(N_("There is a subcategory called {name} already."), name=name)


def _require_free(cursor: duckdb.DuckDBPyConnection, name: str, code: str) -> None:
    known = cursor.execute("SELECT name FROM categories WHERE code <> ?", [code]).fetchall()
    if normalise_word(name) in {normalise_word(one) for (one,) in known}:
        raise VocabularyError(N_("There is a category called {name} already."), name=name)


@applies("add category", NAMED)
def _add(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    payload = change.payload
    if cursor.execute("SELECT 1 FROM categories WHERE code = ?", [payload["code"]]).fetchall():
        raise VocabularyError(N_("The code {code} is taken. Choose another."), code=payload["code"])
    _require_free(cursor, payload["name"], payload["code"])
    cursor.execute(
        "INSERT INTO categories (code, name, counted, active, position) "
        "SELECT ?, ?, ?, true, coalesce(max(position), 0) + 1 FROM categories",
        [payload["code"], payload["name"], payload["counted"]],
    )


@applies("edit category", NAMED)
def _edit(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    payload = change.payload
    _require_free(cursor, payload["name"], payload["code"])
    if payload["name"] != payload["before"]:
        cursor.execute(
            "INSERT INTO former_names (name, category, until) VALUES (?, ?, ?)",
            [payload["before"], payload["code"], change.when],
        )
    cursor.execute(
        "UPDATE categories SET name = ?, active = ? WHERE code = ?",
        [payload["name"], payload["active"], payload["code"]],
    )


@applies("add subcategory", NAMED)
def _add_below(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    payload = change.payload
    require_free_subcategory(cursor, payload["category"], payload["name"])
    cursor.execute(
        "INSERT INTO subcategories (category, name, active, position) "
        "SELECT ?, ?, true, coalesce(max(position), 0) + 1 FROM subcategories",
        [payload["category"], payload["name"]],
    )


@applies("switch subcategory", NAMED)
def _switch_below(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    payload = change.payload
    cursor.execute(
        "UPDATE subcategories SET active = ? WHERE category = ? AND name = ?",
        [payload["active"], payload["category"], payload["name"]],
    )
