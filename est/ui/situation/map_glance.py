"""The map at a glance, on the overview: where it happens, drawn, with the flags and what the group works with."""

from typing import Any

import streamlit as st

from est import maps
from est.charts.row_text import rows_as_text
from est.hotspots.evolution.map_view import MapView
from est.picture.selection import Selection
from est.ui.chart_view import draw_chart
from est.ui.deck_view import reader_palette
from est.ui.drawer import drawer
from est.ui.enter import Visitor
from est.ui.links import page_link
from est.ui.pages import MAP
from est.ui.query_params import serialise_selection
from est.ui.screen import BESIDE_NEWS, fit_window
from est.ui.situation.cell_map import CellMap, describe_map, ground_view, map_view
from est.ui.situation.map_marks import work_marks
from est.ui.situation.map_table import map_table_frame, offer_map

HEIGHT = 300  # pixels


def draw_map_glance(visitor: Visitor, selection: Selection) -> None:
    """Draw the map of a selection as a chart that no click changes, and the way to the map itself."""
    st.header(visitor.translator.gettext("Where"), anchor=False)
    palette, frame = reader_palette(), fit_window(HEIGHT, BESIDE_NEWS)
    key = ("glance", selection, visitor.now().date(), st.context.theme.type, frame, visitor.language)
    chart = visitor.keep_answer(key, lambda: glance_chart(visitor, selection, palette, frame))
    draw_chart(chart, f"glance {selection!r} {st.context.theme.type}")
    page_link(MAP, visitor.translator.gettext("Open the map"), **serialise_selection(selection))
    _draw_downloads(visitor, selection)


@st.fragment
def _draw_downloads(visitor: Visitor, selection: Selection) -> None:
    """Offer the map as a picture, and its numbers, when that is asked for."""
    with drawer(visitor.translator.gettext("The map, to download"), "glance downloads", on_paper=False) as area:
        if area.open:
            shown = glance_view(visitor, selection)
            offer_map(visitor, selection, shown, map_table_frame(shown.outlined, visitor.translator))


def glance_view(visitor: Visitor, selection: Selection) -> MapView:
    """Return the map of a selection, of its ground where it has no cell."""
    shown = map_view(visitor, selection, None)
    return ground_view(shown) if shown.found.resolution is None else shown


def glance_chart(visitor: Visitor, selection: Selection, palette: maps.Palette, frame: maps.Frame) -> dict[str, Any]:
    """Return the chart of the map of a selection in these colours, of this size."""
    shown = glance_view(visitor, selection)
    drawn = CellMap(shown, work_marks(visitor, shown.selection))
    alt = describe_map(shown, visitor.translator)
    keys = drawn.keys(palette, visitor.translator)
    return rows_as_text(maps.map_chart(drawn.deck(visitor, palette, frame), palette, alt, keys=keys, frame=frame))
