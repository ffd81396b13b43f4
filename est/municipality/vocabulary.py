"""The words a municipality uses for what is reported: categories, subcategories, organisations and their synonyms."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from est.settings import DATA
from est.store import Store
from est.text import LANGUAGES, translator

OTHER = "OVR"

CategoryPair = tuple[str, str | None]
"""A category's code and the name of a subcategory, or none."""

UNSEEN = "Cf"  # the Unicode category of zero-width spaces, soft hyphens and marks of direction


def normalise_word(text: str) -> str:
    """Return a text as it is compared: lower case, without accents, punctuation, doubled spaces or unseen signs."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(
        letter for letter in bare if not unicodedata.combining(letter) and unicodedata.category(letter) != UNSEEN
    )
    return re.sub(r"[\W_]+", " ", bare).strip()


@dataclass(frozen=True)
class Vocabulary:
    """The known words: category code → name, (category, subcategory) pairs, organisation name → identity, synonyms."""

    categories: Mapping[str, str]
    subcategories: tuple[tuple[str, str], ...]
    organisations: Mapping[str, str]
    synonyms: Mapping[str, CategoryPair] = field(default_factory=dict)
    counted: frozenset[str] = frozenset()  # the categories that are reports of something unsafe

    def kind(self, word: str) -> CategoryPair | None:
        """Return the category and subcategory that a word in a file means, or None when it is not known."""
        return self.synonyms.get(normalise_word(word))

    def named(self, word: str) -> CategoryPair | None:
        """Return the kind written as `SKA` or `SKA/klotter`, or named by any known word; None when it is not known."""
        code, _, subcategory = word.partition("/")
        if code.strip().upper() not in self.categories:
            return self.kind(word)
        code = code.strip().upper()
        if not subcategory:
            return code, None
        known = {normalise_word(name): name for category, name in self.subcategories if category == code}
        return (code, known[normalise_word(subcategory)]) if normalise_word(subcategory) in known else None

    def organisation(self, name: str) -> str | None:
        """Return the identity of the organisation of that name, or None."""
        known = {normalise_word(written): identity for written, identity in self.organisations.items()}
        return known.get(normalise_word(name))


def store_vocabulary(store: Store) -> Vocabulary:
    """Return the words of a store: what is active there, in every language, and the synonyms in `data/`."""
    with store.asking() as cursor:
        categories = cursor.sql("SELECT code, name, counted FROM categories WHERE active ORDER BY position").pl()
        below = cursor.sql("SELECT category, name FROM subcategories WHERE active ORDER BY position").pl()
        organisations = cursor.sql("SELECT name, CAST(id AS VARCHAR) AS id FROM organisations").pl()
    given = given_synonyms()
    return Vocabulary(
        categories=dict(categories.select("code", "name").iter_rows()),
        subcategories=tuple(below.iter_rows()),
        organisations={
            **{word: identity for name, identity in organisations.iter_rows() for word in _translations(name)},
            **dict(organisations.iter_rows()),
        },
        synonyms=_synonyms(categories.drop("counted"), below, given),
        counted=frozenset(categories.filter("counted")["code"]),
    )


def given_synonyms() -> pl.DataFrame:
    """Return the words that come with the program: [word, category, subcategory or null]."""
    return pl.read_csv(DATA / "synonyms.csv", infer_schema=False)


def _translations(name: str) -> list[str]:
    """Return what a default's name is called in the other languages."""
    return [word for language in LANGUAGES if (word := translator(language).data_text(name)) != name]


def _synonyms(categories: pl.DataFrame, below: pl.DataFrame, given: pl.DataFrame) -> dict[str, CategoryPair]:
    """Return word → kind; a category's own words win over synonyms, and those over names of subcategories."""
    codes = set(categories["code"])
    pairs = set(below.iter_rows())
    words: dict[str, CategoryPair] = {}
    for category, name in below.iter_rows():
        for word in (name, *_translations(name)):
            words.setdefault(normalise_word(word), (category, name))
            words[normalise_word(f"{category} {word}")] = (category, name)
    for word, category, name in given.iter_rows():
        if category in codes:
            words[normalise_word(word)] = (category, name if (category, name) in pairs else None)
    for code, name in categories.iter_rows():
        words |= {normalise_word(word): (code, None) for word in (code, name, *_translations(name))}
    return words
