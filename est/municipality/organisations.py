"""The organisations that report: adding, renaming and switching off, and the names that a mistyped one may mean."""

import difflib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import duckdb
import polars as pl

from est.errors import NotFoundError, VocabularyError
from est.identity import new_id
from est.municipality.address_rules import visits_homes
from est.municipality.vocabulary import normalise_word
from est.store import Change, Store, TextPolicy, applies
from est.text import N_

LONGEST_NAME = 100
ALIKE = 0.75  # of the letters, from which on a name is likely another one mistyped
_NAMED = TextPolicy(names={"name": N_("Name")})


def all_organisations(store: Store) -> pl.DataFrame:
    """Return [id, name, active] of the organisations that are not made one with another, by name."""
    return store.ask(
        "SELECT CAST(id AS VARCHAR) AS id, name, coalesce(active, true) AS active FROM organisations "
        "WHERE merged_into IS NULL ORDER BY name, id"
    )


def active_organisations(store: Store) -> frozenset[str]:
    """Return the identities of the organisations that are offered where one is to be chosen."""
    return frozenset(all_organisations(store).filter("active")["id"])


def nearest_names(name: str, known: Iterable[str]) -> list[str]:
    """Return the known names that a name may be mistyped for, the nearest first; none for one that is known."""
    bare = {normalise_word(one): one for one in known}
    wanted = normalise_word(name)
    if not wanted or wanted in bare:
        return []
    return [bare[one] for one in difflib.get_close_matches(wanted, list(bare), n=3, cutoff=ALIKE)]


def add_organisation(store: Store, name: str, who: str, when: datetime) -> str:
    """Add an organisation and return its identity; VocabularyError for a name that is taken or none."""
    identity = new_id()
    store.apply(Change(who, when, "add organisation", identity, {"name": checked_name(name)}))
    return str(identity)


def edit_organisation(store: Store, organisation: str, name: str, active: bool, who: str, when: datetime) -> None:
    """Rename an organisation, or switch it off or on. What it was called before is known still, in files too.

    One that is switched off is not offered any longer; its reports stay. Raises VocabularyError and NotFoundError.
    """
    found = store.ask("SELECT name FROM organisations WHERE id = $id", {"id": organisation})
    if found.is_empty():
        raise NotFoundError(
            N_("There is no organisation {organisation}; choose one of the list."), organisation=organisation
        )
    payload = {"name": checked_name(name), "before": found["name"][0], "active": active}
    store.apply(Change(who, when, "edit organisation", UUID(organisation), payload))


def checked_name(name: str) -> str:
    """Return a name without needless blanks; VocabularyError for none, or one that is too long."""
    text = " ".join(name.split())
    if not normalise_word(text):
        raise VocabularyError(N_("Write a name."))
    if len(text) > LONGEST_NAME:
        raise VocabularyError(N_("The name is longer than {most} characters. Make it shorter."), most=LONGEST_NAME)
    return text


def _require_free(cursor: duckdb.DuckDBPyConnection, name: str, organisation: str) -> None:
    others = cursor.execute("SELECT name FROM organisations WHERE id <> ?", [organisation]).fetchall()
    if normalise_word(name) in {normalise_word(other) for (other,) in others}:
        raise VocabularyError(N_("There is an organisation called {name} already."), name=name)


@applies("add organisation", _NAMED)
def _add(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    _require_free(cursor, change.payload["name"], str(change.object))
    cursor.execute(
        "INSERT INTO organisations (id, name, active) VALUES (?, ?, true)", [str(change.object), change.payload["name"]]
    )


@applies("edit organisation", _NAMED)
def _edit(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    payload, identity = change.payload, str(change.object)
    _require_free(cursor, payload["name"], identity)
    if payload["name"] != payload["before"]:
        cursor.execute(
            "INSERT INTO former_names (name, organisation, until) VALUES (?, ?, ?)",
            [payload["before"], identity, change.when],
        )
        if visits_homes(payload["before"]):  # what its name told of its addresses holds under any name
            cursor.execute(
                "UPDATE organisations SET street_only = true WHERE id = ? AND street_only IS NULL", [identity]
            )
    cursor.execute(
        "UPDATE organisations SET name = ?, active = ? WHERE id = ?", [payload["name"], payload["active"], identity]
    )
