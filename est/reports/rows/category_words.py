"""What the words of a file's category columns mean, each different pair of words settled once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from est.municipality.vocabulary import OTHER, CategoryPair, Vocabulary, normalise_word
from est.reports.fields.notices import Notice, shorten_word
from est.reports.files.table import ROW
from est.reports.values.kind_texts import kind_of_text
from est.text import N_

WORDS = {"word": pl.String, "below": pl.String}
KINDS = {**WORDS, "category": pl.String, "subcategory": pl.String, "category_original": pl.String, "known": pl.Boolean}


@dataclass(frozen=True)
class CategoryWords:
    """[word, below] a row, what is written as category and subcategory, and KINDS for each different pair of them."""

    words: pl.DataFrame
    kinds: pl.DataFrame


def read_category_words(
    rows: pl.DataFrame, fields: Mapping[str, str], given: Collection[tuple[str, str]], vocabulary: Vocabulary
) -> CategoryWords:
    """Return the words of the rows, "" where nothing is written; what is not known is Övrigt and keeps its words.

    `given` are the words that the mapping gives a category.
    """

    def text(field: str) -> pl.Expr:
        column = fields.get(field)
        return pl.col(column).cast(pl.String).str.strip_chars().fill_null("") if column else pl.lit("")

    # with the row numbers, so that a file without these columns has as many rows of nothing
    words = rows.select(ROW, text("category").alias("word"), text("subcategory").alias("below")).drop(ROW)
    chosen = {word: vocabulary.named(target) for word, target in given}
    below = {(category, normalise_word(name)): name for category, name in vocabulary.subcategories}
    kinds = [
        (word, sub, *_kind(word, sub, chosen, below, vocabulary))
        for word, sub in words.unique().sort("word", "below").iter_rows()
    ]
    return CategoryWords(words, pl.DataFrame(kinds, schema=KINDS, orient="row"))


def word_notices(words: CategoryWords, taken: pl.Series, fields: Collection[str]) -> list[Notice]:
    """Return what to say of the words of taken rows that were not known, and of a file that has no categories."""
    if not {"category", "subcategory"} & set(fields):
        return [Notice(N_("The file has no column of categories; all its reports become Övrigt."), strong=True)]
    unknown = words.words.filter(taken).join(words.kinds.filter(~pl.col("known")), on=["word", "below"], how="inner")
    if unknown.is_empty():
        return []
    counts = unknown.group_by("word").len().sort("len", "word", descending=[True, False])
    named = ", ".join(f"{shorten_word(word) or '–'} ({count})" for word, count in counts.head(10).iter_rows())
    return [
        Notice(
            N_(
                "Reports whose category is not known: {count}. They become Övrigt and keep the name they came with: "
                "{names}."
            ),
            (("count", unknown.height), ("names", named)),
        )
    ]


def _kind(
    word: str,
    sub: str,
    given: dict[str, CategoryPair | None],
    below: dict[tuple[str, str], str],
    vocabulary: Vocabulary,
) -> tuple[str, str | None, str | None, bool]:
    """Return category, subcategory, the words as written where they are not the category's own, and whether known."""
    written = " / ".join(part for part in (word, sub) if part) or None
    kind = given.get(word) or kind_of_text(word, vocabulary) or kind_of_text(sub, vocabulary)
    if kind is None:
        return OTHER, None, written, False
    category, subcategory = kind
    if sub:
        meant = vocabulary.kind(f"{category} {sub}") or vocabulary.kind(sub)
        subcategory = below.get((category, normalise_word(sub))) or (
            meant[1] if meant and meant[0] == category and meant[1] else subcategory
        )
    own = vocabulary.own_words(category, subcategory)
    exact = (not word or normalise_word(word) in own) and (not sub or normalise_word(sub) in own)
    return category, subcategory, None if exact else written, True
