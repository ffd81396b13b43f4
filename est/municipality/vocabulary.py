"""The words a municipality uses for what is reported: categories, subcategories, organisations and their synonyms."""

import importlib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import polars as pl

from est.settings import DATA
from est.text import LANGUAGES, translator

if TYPE_CHECKING:
    from est.store import Store  # which the process that reads a file does without: it starts in half the time
    from est.store.kept_answers import Remembered

OTHER = "OVR"

CategoryPair = tuple[str, str | None]
"""A category's code and the name of a subcategory, or none."""

UNSEEN = "Cf"  # the Unicode category of zero-width spaces, soft hyphens and marks of direction


def normalise_word(text: str) -> str:
    """Return a text as it is compared: lower case, without accents, punctuation, doubled spaces or unseen signs."""
    bare = text.casefold()
    if not bare.isascii():  # the names and synonyms of a store, mostly plain letters, are read for every batch
        bare = "".join(
            letter
            for letter in unicodedata.normalize("NFKD", bare)
            if not unicodedata.combining(letter) and unicodedata.category(letter) != UNSEEN
        )
    return re.sub(r"[\W_]+", " ", bare).strip()


_compared = lru_cache(4096)(normalise_word)  # for the names of kinds and their synonyms: few, and the same each time


@dataclass(frozen=True)
class Vocabulary:
    """The known words: category code → name, (category, subcategory) pairs, organisation name → identity, synonyms.

    What is switched off is known still, as files use it; it is not offered (`offered`, `offered_below`). `former` are
    the names that categories and subcategories had, as they are compared, with what they mean now.
    """

    categories: Mapping[str, str]
    subcategories: tuple[tuple[str, str], ...]
    organisations: Mapping[str, str]
    synonyms: Mapping[str, CategoryPair] = field(default_factory=dict)
    counted: frozenset[str] = frozenset()  # the categories that are reports of something unsafe
    former: Mapping[str, CategoryPair] = field(default_factory=dict)
    switched_off: frozenset[CategoryPair] = frozenset()

    @property
    def offered(self) -> dict[str, str]:
        """Return code → name of the categories that can be chosen."""
        return {code: name for code, name in self.categories.items() if (code, None) not in self.switched_off}

    def offered_below(self, category: str) -> list[str]:
        """Return the subcategories of a category that can be chosen."""
        pairs = [pair for pair in self.subcategories if pair[0] == category and pair not in self.switched_off]
        return [name for _, name in pairs]

    def own_words(self, category: str, subcategory: str | None) -> set[str]:
        """Return the names that a category and a subcategory have and had, as they are compared."""
        names = {category, self.categories.get(category, ""), subcategory or ""}
        had = {word for word, pair in self.former.items() if pair in ((category, None), (category, subcategory))}
        return {normalise_word(name) for name in names} | had

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


def store_vocabulary(store: "Store") -> Vocabulary:
    """Return the words of a store, in every language, with the names they had and the synonyms in `data/`."""
    return _known().get(store, None, _read_vocabulary)


@cache
def _known() -> "Remembered[Vocabulary]":
    remembered: Remembered[Vocabulary] = importlib.import_module("est.store.kept_answers").Remembered()
    return remembered


def _read_vocabulary(store: "Store") -> Vocabulary:
    with store.asking() as cursor:
        kinds = cursor.execute(
            "SELECT code, name, counted, coalesce(active, true), merged_into FROM categories ORDER BY position"
        ).fetchall()
        subcategories = cursor.execute(
            "SELECT category, name, coalesce(active, true) FROM subcategories ORDER BY position"
        ).fetchall()
        organisations = dict(
            cursor.execute("SELECT name, CAST(coalesce(merged_into, id) AS VARCHAR) FROM organisations").fetchall()
        )
        former = cursor.execute(
            "SELECT name, CAST(organisation AS VARCHAR), category, subcategory FROM former_names ORDER BY until"
        ).fetchall()
    merged = {code: into for code, _, _, _, into in kinds if into is not None}
    kinds = [kind for kind in kinds if kind[0] not in merged]
    categories = {code: name for code, name, *_ in kinds}
    below = tuple((category, name) for category, name, _ in subcategories)
    given = [(word, merged.get(category, category), name) for word, category, name in given_synonyms().iter_rows()]
    had = _former_words(former, categories)
    return Vocabulary(
        categories=categories,
        subcategories=below,
        organisations={
            **{name: identity for name, identity, _, _ in former if identity},
            **{word: identity for name, identity in organisations.items() for word in _translations(name)},
            **organisations,
        },
        synonyms=had | _synonyms(categories, below, given, had),
        counted=frozenset(code for code, _, counted, *_ in kinds if counted),
        former=had,
        switched_off=frozenset(
            [
                *((code, None) for code, _, _, active, _ in kinds if not active),
                *((category, name) for category, name, active in subcategories if not active),
            ]
        ),
    )


@cache
def given_synonyms() -> pl.DataFrame:
    """Return the words that come with the program: [word, category, subcategory or null]."""
    return pl.read_csv(DATA / "synonyms.csv", infer_schema=False)


def _former_words(
    former: Sequence[tuple[str, str | None, str | None, str | None]], categories: Collection[str]
) -> dict[str, CategoryPair]:
    """Return what the earlier names of categories and subcategories mean now."""
    return {
        normalise_word(word): (category, subcategory)
        for name, _, category, subcategory in former
        if category is not None and category in categories
        for word in (name, *_translations(name))
    }


def _translations(name: str) -> list[str]:
    """Return what a default's name is called in the other languages."""
    return [word for language in LANGUAGES if (word := translator(language).data_text(name)) != name]


def _synonyms(
    categories: Mapping[str, str],
    below: Collection[tuple[str, str]],
    given: Collection[tuple[str, str, str | None]],
    former: Mapping[str, CategoryPair],
) -> dict[str, CategoryPair]:
    """Return word → kind; a category's own words win over synonyms, and those over names of subcategories."""
    pairs = set(below)
    words: dict[str, CategoryPair] = {}
    for category, name in below:
        for word in (name, *_translations(name)):
            words.setdefault(_compared(word), (category, name))
            words[_compared(f"{category} {word}")] = (category, name)
    for word, category, subcategory in given:
        if category in categories:
            # a subcategory that these words were written for may be called otherwise by now
            had = former.get(_compared(f"{category} {subcategory}"), (category, None))
            words[_compared(word)] = (category, subcategory) if (category, subcategory) in pairs else had
    for code, name in categories.items():
        words |= {_compared(word): (code, None) for word in (code, name, *_translations(name))}
    return words
