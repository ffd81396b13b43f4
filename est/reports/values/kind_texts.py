"""Which category is meant by what a file writes: a word of ours, or one with what is said beside it."""

import re

from est.municipality.vocabulary import CategoryPair, Vocabulary

# `Skadegörelse, klotter`, `Misshandel, mot man`, `SKA - Skadegörelse`, `1202 Skadegörelse`
_PARTS = re.compile(r"\s*[,;:/|]\s*|\s+[-–]\s+")
_NUMBER = re.compile(r"^\d[\d.]*\s+")


def kind_of_text(text: str, vocabulary: Vocabulary) -> CategoryPair | None:
    """Return the category and subcategory that a text means, or None when it is not known.

    A text that is no known word is what its first part means; the others tell the subcategory, where they can. A
    number or a code before it is left out.
    """
    if whole := vocabulary.kind(text):
        return whole
    parts = [part for part in _PARTS.split(_NUMBER.sub("", text.strip())) if part]
    if len(parts) > 1 and (parts[0].upper() in vocabulary.categories or parts[0].isdigit()):
        parts = parts[1:]
    kinds = [vocabulary.kind(part) for part in parts]
    if not kinds or kinds[0] is None:
        return None
    category = kinds[0][0]
    below = next((kind[1] for kind in kinds if kind and kind[0] == category and kind[1]), None)
    return category, below
