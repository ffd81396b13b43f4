"""What the group works with, for the map: unusual places, open hotspots, running measures."""

from collections.abc import Collection

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from est import maps
from est.hotspots.register.queries import all_hotspots
from est.hotspots.surveillance.sentences import unusual_name
from est.hotspots.surveillance.unusual import find_unusual
from est.maps import WorkKind, WorkMark
from est.measures.queries import all_measures
from est.measures.terms import MeasureState
from est.picture.selection import Selection, is_past, loaded_period
from est.text import N_, Translator
from est.ui.enter import Visitor
from est.ui.window import filling_window

KIND_NAMES = {
    WorkKind.UNUSUAL: N_("unusual here"),
    WorkKind.HOTSPOT: N_("hotspot"),
    WorkKind.MEASURE: N_("measure under way"),
}
RUNNING = (MeasureState.DECIDED, MeasureState.ONGOING, MeasureState.CARRIED_OUT)
"""A measure that is carried out is one whose effect is still waited for; then it is closed."""
KEY, LEFT_OUT = "marks on the map", "marks left out"


def choose_marks(
    visitor: Visitor, selection: Selection, controls: DeltaGenerator | None = None
) -> tuple[WorkMark, ...]:
    """Draw the choice of what is marked on the map, here or among controls, and return it: at first all there is."""
    marks = work_marks(visitor, selection)
    kinds = choose_kinds(visitor, {mark.kind for mark in marks}, controls)
    return tuple(mark for mark in marks if mark.kind in kinds)


def choose_kinds(
    visitor: Visitor, there: Collection[WorkKind], controls: DeltaGenerator | None = None
) -> Collection[WorkKind]:
    """Draw the choice of the kinds of marks, here or among controls, and return it: at first all that are there."""
    _ = visitor.translator.gettext
    offered = [kind for kind in WorkKind if kind in there]
    if not offered:
        return ()
    left_out = st.session_state.get(LEFT_OUT, [])
    draw = st.pills if controls is None else controls.pills
    chosen = draw(
        _("Marked on the map"),
        offered,
        default=[kind for kind in offered if kind not in left_out],
        selection_mode="multi",
        format_func=lambda kind: _(KIND_NAMES[kind]),
        key=f"{KEY} {' '.join(offered)}",
        label_visibility="collapsed" if filling_window() else "visible",
    )
    st.session_state[LEFT_OUT] = [
        *(kind for kind in left_out if kind not in offered),
        *(kind for kind in offered if kind not in chosen),
    ]
    return chosen


def work_marks(visitor: Visitor, selection: Selection) -> tuple[WorkMark, ...]:
    """Return the places that are unusual today, the hotspots that are open and the measures under way.

    On the map of a past period nothing is unusual: what is so today says nothing of that time.
    """
    past = is_past(selection, visitor.answer(loaded_period))
    unusual = () if past else visitor.answer(find_unusual, visitor.now().date()).places
    hotspots = [one for one in visitor.answer(all_hotspots) if not one.hotspot.closed]
    measures = visitor.answer(all_measures).select("title", "state", "cells").rows()
    return (
        *(WorkMark(WorkKind.UNUSUAL, place.cells, unusual_name(place, visitor.translator)) for place in unusual),
        *(WorkMark(WorkKind.HOTSPOT, one.cells, one.name) for one in hotspots),
        *(
            WorkMark(WorkKind.MEASURE, tuple(cells.split()), title)
            for title, state, cells in measures
            if state in RUNNING and cells
        ),
    )


def mark_labels(marks: tuple[WorkMark, ...], translator: Translator) -> dict[WorkKind, str]:
    """Return how the kinds that are on the map are called, in their order."""
    present = {mark.kind for mark in marks}
    return {kind: translator.gettext(name) for kind, name in KIND_NAMES.items() if kind in present}


def marks_of_cells(cells: list[str], marks: tuple[WorkMark, ...], translator: Translator) -> list[str]:
    """Return for each cell what the group works with there, a line each, or nothing: ▲ hotspot: Sagotorget."""
    said: dict[str, str] = {}
    known = set(cells)
    for mark in marks:
        kind = translator.gettext(KIND_NAMES[mark.kind])
        words = f"{kind}: {mark.name}" if mark.name else kind
        for cell in maps.cells_of_mark(mark, known):
            said[cell] = f"{said.get(cell, '')}\n{words}"
    return [said.get(cell, "") for cell in cells]
