"""The selection in words: in a line, and as chips, one for each thing that was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from est.clock import ALL_HOURS
from est.municipality.reference_lists import ReferenceLists
from est.picture.selection import Selection
from est.text import Translator
from est.ui.filters.hours import describe_hours
from est.ui.filters.kinds import kind_label


@dataclass(frozen=True)
class Chip:
    """One thing that was chosen: what it is called, and the selection without it."""

    label: str
    without: Selection


def describe_selection(selection: Selection, choices: ReferenceLists, translator: Translator) -> str:
    """Return the selection in a few words: 1 sep.–23 nov. 2026 · Natt 22–06 · alla kategorier · alla aktörer."""
    _ = translator.gettext
    kinds = [kind_label(kind, choices) for kind in (*selection.categories, *selection.subcategories)]
    organisations, districts = (
        [known.get(code, code) for code in codes]
        for codes, known in ((selection.organisations, choices.organisations), (selection.districts, choices.districts))
    )
    parts = [
        translator.period(selection.start, selection.end),
        describe_hours(selection.hours, translator),
        ", ".join(kinds) or _("all categories"),
        ", ".join(organisations) or _("all organisations"),
        ", ".join(districts),
        ", ".join(selection.place_kinds),
    ]
    if selection.effects:
        parts.append(_("effect {effects}").format(effects=translator.listed([str(one) for one in selection.effects])))
    return " · ".join(part for part in parts if part)


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
        chips.append(Chip(describe_hours(selection.hours, translator), replace(selection, hours=ALL_HOURS)))
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
            chips.append(Chip(names.get(value, str(value)), replace(selection, **left)))
    return chips
