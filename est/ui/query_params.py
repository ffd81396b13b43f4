"""The selection as it stands in the address of a page, so that a link shows what its sender saw."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import unquote

from est.clock import ALL_HOURS, FIRST_DAY, LAST_DAY, hours_to_text, text_to_hours
from est.errors import SelectionError
from est.municipality.reference_lists import ReferenceLists
from est.picture.selection import Selection
from est.text import N_

NAMES = ("from", "through", "hours", "category", "subcategory", "organisation", "district", "place_kind", "effect")
"""`from` and `through` are the first and the last day, both included, as people say it."""


def serialise_selection(selection: Selection) -> dict[str, str]:
    """Return the parameters of a selection; filters that let everything through are left out, the period never is."""
    parameters = {
        "from": selection.start.isoformat(),
        "through": (selection.end - timedelta(days=1)).isoformat(),
        "hours": "" if selection.hours == ALL_HOURS else hours_to_text(selection.hours),
        "category": ",".join(selection.categories),
        "subcategory": ",".join(map(_escape, selection.subcategories)),
        "organisation": ",".join(selection.organisations),
        "district": ",".join(selection.districts),
        "place_kind": ",".join(map(_escape, selection.place_kinds)),
        "effect": ",".join(map(str, selection.effects)),
    }
    return {name: value for name, value in parameters.items() if value}


def parse_selection(
    parameters: Mapping[str, str], default: Selection, choices: ReferenceLists
) -> tuple[Selection, tuple[str, ...]]:
    """Return the selection that the parameters name, and the names of those that mean nothing in this store.

    What is not named, or means nothing, is as in `default`.
    """
    lost: list[str] = []
    selection = default
    for names, change in (
        (("from", "through"), _period),
        (("hours",), _hours),
        (("category",), _categories),
        (("subcategory",), _subcategories),
        (("organisation",), _organisations),
        (("district",), _districts),
        (("place_kind",), _place_kinds),
        (("effect",), _effects),
    ):
        try:
            selection = change(selection, parameters, choices)
        except (SelectionError, ValueError):
            lost.extend(name for name in names if parameters.get(name))
    return selection, tuple(lost)


def _period(selection: Selection, parameters: Mapping[str, str], _: ReferenceLists) -> Selection:
    first, last = parameters.get("from"), parameters.get("through")
    return replace(
        selection,
        start=parse_day(first) if first else selection.start,
        end=parse_day(last) + timedelta(days=1) if last else selection.end,
    )


def parse_day(text: str) -> date:
    """Return the day that is written as 2026-03-01; ValueError for anything else, and where no report can lie."""
    day = date.fromisoformat(text)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"{day} lies before {FIRST_DAY} or after {LAST_DAY}")
    return day


def _hours(selection: Selection, parameters: Mapping[str, str], _: ReferenceLists) -> Selection:
    text = parameters.get("hours")
    return replace(selection, hours=text_to_hours(text)) if text else selection


def _categories(selection: Selection, parameters: Mapping[str, str], choices: ReferenceLists) -> Selection:
    return replace(selection, categories=_known(parameters.get("category"), choices.categories, _today(choices)))


def _subcategories(selection: Selection, parameters: Mapping[str, str], choices: ReferenceLists) -> Selection:
    today = _today(choices)

    def read(text: str) -> str:
        category, sign, name = unquote(text).partition("/")
        return today(category) + sign + name

    return replace(selection, subcategories=_known(parameters.get("subcategory"), choices.subcategories, read))


def _organisations(selection: Selection, parameters: Mapping[str, str], choices: ReferenceLists) -> Selection:
    known = _known(parameters.get("organisation"), choices.organisations, _today(choices))
    return replace(selection, organisations=known)


def _districts(selection: Selection, parameters: Mapping[str, str], choices: ReferenceLists) -> Selection:
    return replace(selection, districts=_known(parameters.get("district"), choices.districts))


def _place_kinds(selection: Selection, parameters: Mapping[str, str], choices: ReferenceLists) -> Selection:
    return replace(selection, place_kinds=_known(parameters.get("place_kind"), choices.place_kinds, unquote))


def _effects(selection: Selection, parameters: Mapping[str, str], choices: ReferenceLists) -> Selection:
    known = _known(parameters.get("effect"), {str(effect) for effect in choices.effects})
    return replace(selection, effects=tuple(map(int, known)))


def _today(choices: ReferenceLists) -> Callable[[str], str]:
    """Return what gives the code or identity that one has today, where it was made one with another."""
    return lambda text: choices.became.get(text, text)


def _escape(word: str) -> str:
    """Return what people wrote without the signs that part values and parameters."""
    return "".join(f"%{ord(sign):02X}" if sign in "%,&=#+" else sign for sign in word)


def _known(text: str | None, choices: Collection[str], read: Callable[[str], str] = str) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(map(read, text.split(",")))) if text else ()
    if not set(values) <= set(choices):
        raise SelectionError(N_("{text!r} names something that is not in this store."), text=text)
    return values
