"""The lists a filter or a form chooses from: categories, organisations, districts."""

from dataclasses import dataclass

import polars as pl

from est.store import Store
from est.text import Translator, translator


@dataclass(frozen=True)
class ReferenceLists:
    """What can be chosen: code or identity → name, in the order of the screen. Switched off ones are included."""

    categories: dict[str, str]
    organisations: dict[str, str]
    districts: dict[str, str]


def organisation_names(store: Store, language: str) -> dict[str, str]:
    """Return name → name in the language, of the organisations that have another one there; none in Swedish."""
    names = store.ask("SELECT name FROM organisations ORDER BY id")["name"]
    words = translator(language)
    return {name: shown for name in names if (shown := words.data_text(name)) != name}


def translate_names(names: pl.Series, words: Translator) -> pl.Series:
    """Return names of categories or organisations in the language; one without a translation stands as it is."""
    return names.replace({name: words.data_text(name) for name in names.unique().drop_nulls()})


def reference_lists(store: Store, language: str = "sv") -> ReferenceLists:
    """Return the counted categories, the organisations and the districts of a store, named in the language."""
    words = translator(language)
    with store.asking() as cursor:
        # arrangements to come are not counted, so no filter can ask for them
        categories = cursor.execute(
            "SELECT code, name FROM categories WHERE counted ORDER BY position, code"
        ).fetchall()
        organisations = cursor.execute("SELECT CAST(id AS VARCHAR), name FROM organisations ORDER BY id").fetchall()
        districts = cursor.execute("SELECT CAST(id AS VARCHAR), name FROM districts ORDER BY name, id").fetchall()
    return ReferenceLists(
        {code: words.data_text(name) for code, name in categories},
        dict(sorted(((identity, words.data_text(name)) for identity, name in organisations), key=lambda one: one[1])),
        dict(districts),
    )
