"""The lists that a filter or a form chooses from: categories and what lies below them, organisations, districts, kinds
of place, effects, and the words that lead to a category."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from est.municipality.vocabulary import given_synonyms
from est.store import Store
from est.text import Translator, translator


@dataclass(frozen=True)
class ReferenceLists:
    """What can be chosen: code or identity → name, in the order of the screen. Switched off ones are included.

    `place_kinds` and `effects` are those that reports have: the words in lower case, the commonest first, and 1 to 3.
    `subcategories` are written as `SKA/klotter`; `words` leads other words, such as `buller`, to what they mean, and
    `became` the codes and identities of what was made one with another to that.
    """

    categories: dict[str, str]
    organisations: dict[str, str]
    districts: dict[str, str]
    place_kinds: tuple[str, ...] = ()
    effects: tuple[int, ...] = ()
    subcategories: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    became: dict[str, str] = field(default_factory=dict)

    @property
    def kinds(self) -> dict[str, str]:
        """Categories, each followed by its subcategories: code → name."""
        below = [(kind.partition("/")[0], kind, name) for kind, name in self.subcategories.items()]
        return {
            kind: name
            for code, name in self.categories.items()
            for kind, name in ((code, name), *((kind, each) for above, kind, each in below if above == code))
        }


def organisation_names(store: Store, language: str) -> dict[str, str]:
    """Return name → name in the language, of the organisations that have another one there; none in Swedish."""
    names = store.ask("SELECT name FROM organisations ORDER BY id")["name"]
    words = translator(language)
    return {name: shown for name in names if (shown := words.data_text(name)) != name}


def translate_names(names: pl.Series, words: Translator) -> pl.Series:
    """Return names of categories or organisations in the language; one without a translation stands as it is."""
    return names.replace({name: words.data_text(name) for name in names.unique().drop_nulls()})


def category_names(store: Store, language: str) -> dict[str, str]:
    """Return code → name in the language, of every category: counted or not, also those that are switched off."""
    words = translator(language)
    found = store.ask("SELECT code, name FROM categories ORDER BY position, code")
    return {code: words.data_text(name) for code, name in found.iter_rows()}


def reference_lists(store: Store, language: str = "sv") -> ReferenceLists:
    """Return what can be chosen in a store, the counted categories alone, named in the language."""
    words = translator(language)
    with store.asking() as cursor:
        # arrangements to come are not counted, so no filter can ask for them
        categories = cursor.execute(
            "SELECT code, name FROM categories WHERE counted AND merged_into IS NULL ORDER BY position, code"
        ).fetchall()
        # what was made one with another has nothing of its own but measures that named it
        organisations = cursor.execute(
            "SELECT CAST(id AS VARCHAR), name FROM organisations WHERE merged_into IS NULL "
            "OR id IN (SELECT organisation FROM measures) ORDER BY id"
        ).fetchall()
        below = cursor.execute(
            "SELECT category || '/' || name, name FROM subcategories "
            "WHERE category IN (SELECT code FROM categories WHERE counted AND merged_into IS NULL) ORDER BY position"
        ).fetchall()
        districts = cursor.execute("SELECT CAST(id AS VARCHAR), name FROM districts ORDER BY name, id").fetchall()
        # each spelling is counted before its capitals are taken away: there are few of them and many reports
        kinds = cursor.execute(
            "SELECT lower(place_kind) AS kind FROM (SELECT place_kind, count(*) AS reports FROM reports "
            "WHERE place_kind IS NOT NULL GROUP BY place_kind) GROUP BY kind ORDER BY sum(reports) DESC, kind"
        ).fetchall()
        effects = cursor.execute(
            "SELECT DISTINCT effect FROM reports WHERE effect IS NOT NULL ORDER BY effect"
        ).fetchall()
        became = cursor.execute(
            "SELECT code, merged_into FROM categories WHERE merged_into IS NOT NULL "
            "UNION ALL SELECT CAST(id AS VARCHAR), CAST(merged_into AS VARCHAR) FROM organisations "
            "WHERE merged_into IS NOT NULL"
        ).fetchall()
    named = {code: words.data_text(name) for code, name in categories}
    subcategories = {kind: words.data_text(name) for kind, name in below}
    return ReferenceLists(
        named,
        dict(sorted(((identity, words.data_text(name)) for identity, name in organisations), key=lambda one: one[1])),
        dict(districts),
        tuple(str(kind) for (kind,) in kinds),
        tuple(int(effect) for (effect,) in effects),
        subcategories,
        search_words(given_synonyms().rows(), named | subcategories),
        dict(became),
    )


def search_words(given: Iterable[tuple[str, str, str | None]], names: Mapping[str, str]) -> dict[str, str]:
    """Return word → what it means, of (word, category, subcategory), where `names` has it and lacks the word."""
    words = {}
    for word, category, below in given:
        kind = f"{category}/{below}" if below else category
        kind = kind if kind in names else category
        if kind in names and word.casefold() not in names[kind].casefold():
            words[word] = kind
    return words
