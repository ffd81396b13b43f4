"""Categories and subcategories as one list to search, also by other words for them."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from est.municipality.reference_lists import ReferenceLists
from est.picture.selection import Selection
from est.picture.selection_words import kind_label

WORD = "word:"  # before a word in the list of options


def kind_options(choices: ReferenceLists, chosen: Collection[str] = ()) -> dict[str, str]:
    """Return option → label: each category, what lies below it, and words that mean one of them.

    What is chosen is among them, also where the store no longer has it.
    """
    named = {kind: kind_label(kind, choices) for kind in dict.fromkeys([*choices.kinds, *chosen])}
    return named | {f"{WORD}{word}": f"{word} → {named[kind]}" for word, kind in choices.words.items()}


def with_kinds(selection: Selection, options: Collection[str], words: Mapping[str, str]) -> Selection:
    """Return the selection of these options alone, in the order in which they were chosen.

    Of a category and a part of it only what was chosen last is kept: the other one would say nothing.
    """
    kinds: list[str] = []
    for option in options:
        kind = words[option.removeprefix(WORD)] if option.startswith(WORD) else option
        code, _, below = kind.partition("/")
        kinds = [one for one in kinds if one != kind and (one != code if below else one.partition("/")[0] != code)]
        kinds.append(kind)
    whole = tuple(kind for kind in kinds if "/" not in kind)
    return replace(selection, categories=whole, subcategories=tuple(kind for kind in kinds if "/" in kind))
