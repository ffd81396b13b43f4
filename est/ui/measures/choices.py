"""The lists that the form of a measure chooses from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

import h3
import numpy as np
import polars as pl

from est.hotspots.detection.flags import Flag, find_flags
from est.hotspots.detection.ranking import flagged_cells, rank_cells
from est.hotspots.register.queries import RecordedHotspot, all_hotspots
from est.measures import CHOICE_NAMES, FIELD_NAMES, Measure
from est.measures.causes.cause import STANDING_NAMES
from est.measures.causes.queries import all_causes
from est.municipality.reference_lists import reference_lists
from est.picture.selection import default_selection, loaded_period
from est.space.cell_districts import cell_districts, district_name
from est.space.cells import text_to_cell
from est.space.nearest import cell_points, nearest_places
from est.space.places import named_places
from est.store import Store
from est.ui.enter import Visitor


@dataclass(frozen=True)
class MeasureChoices:
    """What the form's lists hold.

    Organisations and hotspots by identity, places by name, cells as text with their labels; the cells of each hotspot,
    and the causes of each (identity → wording).
    """

    organisations: Mapping[str, str]
    places: Sequence[str]
    cells: Mapping[str, str]
    hotspots: Mapping[str, str] = field(default_factory=dict)
    hotspot_cells: Mapping[str, Sequence[str]] = field(default_factory=dict)
    causes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def measure_choices(visitor: Visitor, cells: Sequence[str]) -> MeasureChoices:
    """Return what the form offers; `cells` are the ones chosen on the map and those the measures have.

    The cells that are flagged in the default selection are offered too, in the order of the map's list.
    """
    named = visitor.answer(named_places)
    organisations = reference_lists(visitor.store, visitor.language).organisations
    marked = visitor.answer(flagged_places_now)
    recorded = visitor.answer(all_hotspots)
    its_cells = {one.identity: one.cells for one in recorded}
    every = dict.fromkeys([*cells, *marked, *(cell for its in its_cells.values() for cell in its)])
    return MeasureChoices(
        organisations,
        named["name"].to_list(),
        _labels(visitor, named, list(every), marked),
        _names(visitor, recorded),
        its_cells,
        _causes(visitor),
    )


def _names(visitor: Visitor, recorded: Sequence[RecordedHotspot]) -> dict[str, str]:
    """Return each hotspot's name, numbered when another has the same, and that it is closed when it is."""
    _ = visitor.translator.gettext
    names: dict[str, str] = {}
    for one in recorded:
        name = _("{name} (closed)").format(name=one.name) if one.hotspot.closed else one.name
        names[one.identity] = distinct_names(name, names.values())
    return names


def _causes(visitor: Visitor) -> dict[str, dict[str, str]]:
    """Return the causes of each hotspot, and how each stands."""
    _ = visitor.translator.gettext
    found: dict[str, dict[str, str]] = {}
    for one in visitor.answer(all_causes):
        standing = _(STANDING_NAMES[one.standing])
        wording = f"{one.wording} ({standing})"
        found.setdefault(one.cause.hotspot, {})[one.identity] = wording
    return found


def distinct_names(label: str, others: Collection[str]) -> str:
    """Return the label, numbered when another one is the same."""
    numbered = (label if number == 1 else f"{label} ({number})" for number in count(1))
    return next(one for one in numbered if one not in others)


def values_of_hotspot(choices: MeasureChoices, identity: str) -> dict[str, object]:
    """Return what a hotspot gives a new measure, by field; nothing when there is no such hotspot."""
    if identity not in choices.hotspots:
        return {}
    causes = list(choices.causes.get(identity, {}))
    only = {"cause": causes[0]} if len(causes) == 1 else {}
    return {"hotspot": identity, "cells": list(choices.hotspot_cells[identity]), **only}


def flagged_places_now(store: Store) -> dict[str, str]:
    """Return cell → flag of the default selection, in the order of the map's list."""
    if loaded_period(store) is None:
        return {}
    found = find_flags(store, default_selection(store))
    return dict(flagged_cells(rank_cells(found.cells)).select("cell", "flag").iter_rows())


def _labels(visitor: Visitor, named: pl.DataFrame, cells: Sequence[str], marked: Mapping[str, str]) -> dict[str, str]:
    """Return each cell as its flag, if it has one, the nearest named place and its text."""
    _ = visitor.translator.gettext
    numbers = np.array([text_to_cell(cell) for cell in cells], dtype=np.uint64)
    words = {str(Flag.CLEAR): _("clear flag"), str(Flag.WATCH): _("flag to keep watch on")}
    labels = {}
    districts: dict[str, str] = {}
    if named.is_empty():
        for resolution in sorted({h3.get_resolution(cell) for cell in cells}):
            known = visitor.answer(cell_districts, resolution)
            districts |= {cell: district_name(name, place, visitor.translator) for cell, name, place in known.rows()}
    for cell, place in nearest_places(cell_points(numbers), named).select("cell", "place").iter_rows():
        where = _("Near {place} ({cell})").format(place=place, cell=cell) if place else districts.get(cell, cell)
        labels[cell] = f"{words[marked[cell]]}: {where}" if cell in marked else where
    return labels


def describe_measure(visitor: Visitor, choices: MeasureChoices, one: Measure) -> dict[str, str]:
    """Return every field of a measure as a reader sees it: names for identities, words in the reader's language."""
    return {name: measure_value_text(visitor, choices, name, text) for name, text in one.to_fields().items()}


def measure_value_text(visitor: Visitor, choices: MeasureChoices, name: str, text: str) -> str:
    """Return what is written in one field as a reader sees it."""
    if name in CHOICE_NAMES:
        return visitor.translator.gettext(CHOICE_NAMES[name].get(text, text))
    known: dict[str, str] = {}
    if name in ("organisation", "taking_part"):
        known = dict(choices.organisations)
    elif name == "hotspot":
        known = dict(choices.hotspots)
    elif name == "cause":
        known = {cause: wording for its in choices.causes.values() for cause, wording in its.items()}
    if name == "taking_part":
        return ", ".join(known.get(part, part) for part in text.split())
    return known.get(text, text)


def measure_field_names(visitor: Visitor) -> dict[str, str]:
    """Return what each field is called in the reader's language."""
    return {name: visitor.translator.gettext(text) for name, text in FIELD_NAMES.items()}
