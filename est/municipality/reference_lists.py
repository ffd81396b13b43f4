"""The lists a filter or a form chooses from: categories, organisations, districts."""

from dataclasses import dataclass

from est.store import Store


@dataclass(frozen=True)
class ReferenceLists:
    """What can be chosen: code or identity → name, in the order of the screen. Switched off ones are included."""

    categories: dict[str, str]
    organisations: dict[str, str]
    districts: dict[str, str]


def organisation_names(store: Store, language: str) -> dict[str, str]:
    """Return name → name in the language, of the organisations that have another one there; none in Swedish."""
    if language != "en":
        return {}
    named = store.ask("SELECT name, name_en FROM organisations WHERE nullif(name_en, '') IS NOT NULL ORDER BY id")
    return dict(named.iter_rows())


def reference_lists(store: Store, language: str = "sv") -> ReferenceLists:
    """Return the counted categories, the organisations and the districts of a store, named in the language."""
    name = "coalesce(nullif(name_en, ''), name)" if language == "en" else "name"
    with store.asking() as cursor:
        # arrangements to come are not counted, so no filter can ask for them
        categories = cursor.execute(
            f"SELECT code, {name} FROM categories WHERE counted ORDER BY position, code"  # noqa: S608 (of two texts)
        ).fetchall()
        organisations = cursor.execute(
            f"SELECT CAST(id AS VARCHAR), {name} AS shown FROM organisations ORDER BY shown, id"  # noqa: S608
        ).fetchall()
        districts = cursor.execute("SELECT CAST(id AS VARCHAR), name FROM districts ORDER BY name, id").fetchall()
    return ReferenceLists(dict(categories), dict(organisations), dict(districts))
