"""Which reports of the chosen place are shown: those that stand out, the cell's, or those of all its flagged cells."""

from collections.abc import Mapping
from dataclasses import dataclass

import h3
import streamlit as st

from est.hotspots.detection.explanation import FlagFacts
from est.hotspots.detection.flags import coarsest_sigma
from est.hotspots.evolution.map_view import MapView
from est.text import Translator
from est.ui.enter import Visitor
from est.ui.situation.cell_selection import CELL, FLAG, PLACE, SCOPE, choose_scope


@dataclass(frozen=True)
class PlaceScope:
    """Some of the reports of a place: those in these cells that are placed within `coarsest` metres, `count` of them.

    `label` is what they are called.
    """

    label: str
    cells: tuple[str, ...]
    count: float
    coarsest: float


def place_scopes(shown: MapView, cell: str, known: FlagFacts, words: Translator) -> Mapping[str, PlaceScope]:
    """Return what can be shown of the place that a cell is in, each kind of reports once; `known` is of the cell."""
    _ = words.gettext
    coarsest = coarsest_sigma(shown.found.area)
    counts = dict(shown.cells.select("cell", "count").iter_rows())
    group = group_of(shown, cell)
    whole = _("Both cells of the place") if len(group) == 2 else _("All {n} cells of the place")
    labels = {FLAG: _flag_label(known, words), CELL: _("The cell"), PLACE: whole}
    within = {
        FLAG: (known.members, known.count, coarsest if known.coarsest is None else known.coarsest),
        CELL: ((cell,), counts[cell], coarsest),
        PLACE: (group, sum(counts[one] for one in group), coarsest),
    }
    if known.members == (cell,):
        del within[FLAG]
    if len(group) < 2:
        del within[PLACE]
    return {
        kind: PlaceScope(
            f"{labels[kind].format(n=words.number(len(cells)))}: {words.number(count)}", cells, count, exactness
        )
        for kind, (cells, count, exactness) in within.items()
    }


def group_of(shown: MapView, cell: str) -> tuple[str, ...]:
    """Return the flagged cells that a cell touches and is spoken of with, itself among them; none if it has no flag."""
    groups = [group["cell"].to_list() for group in shown.flags]
    return tuple(next((group for group in groups if cell in group), ()))


def _flag_label(known: FlagFacts, words: Translator) -> str:
    """Return what the reports are called that a cell's flag is of, where they are not the cell's."""
    if known.told_by is None:
        return words.gettext("The cell and those around it")
    if h3.get_resolution(known.told_by) > h3.get_resolution(known.cell):
        return words.gettext("The smaller cell that stands out")
    return words.gettext("The larger cell that stands out")


def draw_scope(visitor: Visitor, scopes: Mapping[str, PlaceScope]) -> PlaceScope:
    """Draw the choice among them, where there is one, and return what is chosen: as asked for, else the first."""
    asked = st.query_params.get(SCOPE, "")
    chosen = asked if asked in scopes else next(iter(scopes))
    if len(scopes) > 1:
        key = "reports of the place"
        st.session_state[key] = chosen
        st.segmented_control(
            visitor.translator.gettext("Reports of"),
            list(scopes),
            format_func=lambda kind: scopes[kind].label,
            key=key,
            on_change=lambda: choose_scope(st.session_state[key]),
            required=True,
        )
    return scopes[chosen]
