"""What was chosen as chips, one for each thing, and what of the selection is not narrowed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from est.clock import ALL_HOURS
from est.municipality.reference_lists import ReferenceLists
from est.picture.hour_names import describe_hours, title_hours
from est.picture.selection import Selection
from est.picture.selection_words import kind_label
from est.text import Translator


@dataclass(frozen=True)
class Chip:
    """One thing that was chosen: what it is called, the selection without it, and what it is called within a line."""

    label: str
    without: Selection
    within: str


def unfiltered_words(selection: Selection, translator: Translator) -> list[str]:
    """Return what the selection holds all of: hours, categories, organisations."""
    _ = translator.gettext
    whole = {
        _("all hours"): selection.whole_week,
        _("all categories"): not selection.category_codes,
        _("all organisations"): not selection.organisations,
    }
    return [words for words, everything in whole.items() if everything]


def selection_chips(selection: Selection, choices: ReferenceLists, translator: Translator) -> list[Chip]:
    """Return a chip for the hours, when not all are chosen, and one for each other value of the filters."""
    chips = []
    if not selection.whole_week:
        hours = selection.hours
        without = replace(selection, hours=ALL_HOURS)
        chips.append(Chip(title_hours(hours, translator), without, describe_hours(hours, translator)))
    effects = {effect: translator.gettext("effect {effects}").format(effects=effect) for effect in selection.effects}
    named: tuple[tuple[str, Mapping[Any, str]], ...] = (
        ("categories", choices.categories),
        ("subcategories", {kind: kind_label(kind, choices) for kind in selection.subcategories}),
        ("organisations", choices.organisations),
        ("districts", choices.districts),
        ("place_kinds", {}),
        ("effects", effects),
    )
    for name, names in named:
        chosen = getattr(selection, name)
        for value in chosen:
            left: dict[str, Any] = {name: tuple(one for one in chosen if one != value)}
            name_of = names.get(value, str(value))
            chips.append(Chip(name_of, replace(selection, **left), name_of))
    return chips
