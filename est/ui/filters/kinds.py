"""Categories and subcategories as one list to search, also by other words for them."""

from collections.abc import Collection
from dataclasses import replace

from est.municipality.reference_lists import ReferenceLists
from est.picture.selection import Selection
from est.picture.selection_words import kind_label


def kind_options(choices: ReferenceLists, chosen: Collection[str] = ()) -> dict[str, str]:
    """Return option → label: each category and what lies below it, once, with the words that mean it too.

    What is chosen is among them, also where the store no longer has it, by its name alone.
    """
    words: dict[str, list[str]] = {}
    for word, kind in choices.words.items():
        words.setdefault(kind, []).append(word)
    labels = {kind: kind_label(kind, choices) for kind in dict.fromkeys([*choices.kinds, *chosen])}
    return {
        kind: f"{label} ({'; '.join(words[kind])})" if kind in words and kind not in chosen else label
        for kind, label in labels.items()
    }


def with_kinds(selection: Selection, options: Collection[str]) -> Selection:
    """Return the selection of these options alone, in the order in which they were chosen.

    Of a category and a part of it only what was chosen last is kept: the other one would say nothing.
    """
    kinds: list[str] = []
    for kind in options:
        code, _, below = kind.partition("/")
        kinds = [one for one in kinds if one != kind and (one != code if below else one.partition("/")[0] != code)]
        kinds.append(kind)
    whole = tuple(kind for kind in kinds if "/" not in kind)
    return replace(selection, categories=whole, subcategories=tuple(kind for kind in kinds if "/" in kind))
