"""The selection as it stands in the address of a page, so that a link shows what its sender saw."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from est.clock import ALL_HOURS, hours_to_text, text_to_hours
from est.errors import SelectionError
from est.municipality.reference_lists import ReferenceLists
from est.picture.selection import Selection
from est.text import N_

NAMES = ("from", "through", "hours", "category", "organisation", "district")
"""`from` and `through` are the first and the last day, both included, as people say it."""


def serialise_selection(selection: Selection) -> dict[str, str]:
    """Return the parameters of a selection; filters that let everything through are left out, the period never is."""
    parameters = {
        "from": selection.start.isoformat(),
        "through": (selection.end - timedelta(days=1)).isoformat(),
        "hours": "" if selection.hours == ALL_HOURS else hours_to_text(selection.hours),
        "category": ",".join(selection.categories),
        "organisation": ",".join(selection.organisations),
        "district": ",".join(selection.districts),
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
        (("organisation",), _organisations),
        (("district",), _districts),
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
        start=date.fromisoformat(first) if first else selection.start,
        end=date.fromisoformat(last) + timedelta(days=1) if last else selection.end,
    )


def _hours(selection: Selection, parameters: Mapping[str, str], _: ReferenceLists) -> Selection:
    text = parameters.get("hours")
    return replace(selection, hours=text_to_hours(text)) if text else selection


def _categories(selection: Selection, parameters: Mapping[str, str], choices: ReferenceLists) -> Selection:
    return replace(selection, categories=_known(parameters.get("category"), choices.categories))


def _organisations(selection: Selection, parameters: Mapping[str, str], choices: ReferenceLists) -> Selection:
    return replace(selection, organisations=_known(parameters.get("organisation"), choices.organisations))


def _districts(selection: Selection, parameters: Mapping[str, str], choices: ReferenceLists) -> Selection:
    return replace(selection, districts=_known(parameters.get("district"), choices.districts))


def _known(text: str | None, choices: Mapping[str, str]) -> tuple[str, ...]:
    values = tuple(text.split(",")) if text else ()
    if not set(values) <= set(choices):
        raise SelectionError(N_("{text!r} names something that is not in this store."), text=text)
    return values
