"""The selection in words, in a line."""

from est.municipality.reference_lists import ReferenceLists
from est.picture.hour_names import describe_hours
from est.picture.selection import Selection
from est.text import Translator


def describe_selection(selection: Selection, choices: ReferenceLists, translator: Translator) -> str:
    """Return the selection in a few words: 1 sep.–23 nov. 2026 · natt 22–06 · alla kategorier · alla aktörer."""
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


def kind_label(kind: str, choices: ReferenceLists) -> str:
    """Return a category by its name, and a subcategory with the name of its category before it."""
    code, _, below = kind.partition("/")
    name = choices.categories.get(code, code)
    return f"{name}: {choices.subcategories.get(kind, below)}" if below else name
