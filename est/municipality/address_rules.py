"""Whose addresses are of people's homes: they are placed on the street, never at the house."""

import re
from datetime import datetime
from uuid import UUID

import duckdb
import polars as pl

from est.errors import NotFoundError
from est.municipality.reference_lists import translate_names
from est.municipality.vocabulary import store_vocabulary
from est.store import Change, Store, applies
from est.text import N_, translator

# home care and social services, whatever a municipality calls them
_CARE = re.compile(
    r"hemtj|hemv[åa]rd|hemsjukv|hemomsorg|socialtj|socialf[öo]rv|socialkontor|omsorg|individ och familj|\bifo\b|"
    r"home ?care|social ?services",
    re.IGNORECASE,
)


def visits_homes(name: str) -> bool:
    """Return whether an organisation's name says that it knows addresses as people's homes."""
    return _CARE.search(name) is not None


def street_only(store: Store, name: str) -> bool:
    """Return whether the addresses of an organisation, known or new, are placed on the street: as set, else by name."""
    known = store_vocabulary(store).organisation(name)
    kept = store.ask("SELECT name, street_only FROM organisations WHERE id = $id", {"id": known})
    told = kept["street_only"][0] if kept.height else None
    return visits_homes(kept["name"][0] if kept.height else name) if told is None else bool(told)


def address_rules(store: Store, language: str) -> pl.DataFrame:
    """Return every organisation as [id, name, street_only bool], by name in the language."""
    found = store.ask("SELECT id::VARCHAR AS id, name, street_only FROM organisations")
    by_name = pl.Series([visits_homes(name) for name in found["name"].to_list()], dtype=pl.Boolean)
    return found.with_columns(
        translate_names(found["name"], translator(language)), street_only=pl.coalesce("street_only", by_name)
    ).sort("name", "id")


def set_street_only(store: Store, organisation: str, on_street: bool, who: str, when: datetime) -> None:
    """Place an organisation's addresses on the street from now on, or at the house.

    Raises NotFoundError for an organisation that does not exist.
    """
    store.apply(Change(who, when, "set address rule", UUID(organisation), {"street_only": on_street}))


@applies("set address rule")
def _set_street_only(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    if not cursor.execute("SELECT 1 FROM organisations WHERE id = ?", [str(change.object)]).fetchall():
        raise NotFoundError(
            N_("There is no organisation {organisation}; choose one of the list."), organisation=change.object
        )
    cursor.execute(
        "UPDATE organisations SET street_only = ? WHERE id = ?",
        [bool(change.payload["street_only"]), str(change.object)],
    )
