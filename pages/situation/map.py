"""Map: where the reports lie, and which places stand out from an even spread."""

import streamlit as st

from est.hotspots.detection.null_models import NullModel
from est.picture.selection import Selection
from est.ui import Visitor, _, choose_selection, enter
from est.ui.drawer import draw_method, drawer
from est.ui.pages import MAP
from est.ui.situation.basis import map_method, resolution_choice, show_basis
from est.ui.situation.cell_map import draw_marked_map, map_view
from est.ui.situation.cell_selection import selected_cell
from est.ui.situation.empty_states import stop_without_reports
from est.ui.situation.flag_basis import choose_null_model, draw_data_quality, draw_places
from est.ui.situation.flag_list import draw_cell_list, draw_concentration, draw_flag_list
from est.ui.situation.full_map import draw_full_map, offer_full_map
from est.ui.situation.map_address import say_meaningless
from est.ui.situation.map_table import draw_map_table
from est.ui.situation.map_time import PERIOD, choose_map_view, draw_map_over_time, map_columns
from est.ui.situation.most_list import draw_most_list
from est.ui.situation.off_map_list import draw_off_map_list, stop_without_map
from est.ui.situation.place import draw_place, place_summary
from est.ui.situation.scan import draw_scan
from est.ui.window import filling_window, on_phone

visitor = enter(MAP)
st.title(_(MAP.title))
stop_without_reports(visitor)
selection = choose_selection(visitor)


@st.fragment
def explore(visitor: Visitor, selection: Selection, resolution: int | None, null: NullModel) -> None:
    """Draw what changes together when a cell is chosen: the map, the flags and what is known of the cell."""
    shown = map_view(visitor, selection, resolution, null)
    cell = selected_cell(set(shown.cells["cell"]))
    if filling_window():
        draw_full_map(visitor, selection, resolution, shown, cell)
        return
    say_meaningless(visitor, shown.cells["cell"])
    controls = st.container(horizontal=True, vertical_alignment="bottom")
    with controls:
        view = choose_map_view(visitor)
        if not on_phone():
            offer_full_map(visitor)
    chart, listed, most = map_columns(view)
    with chart:
        if view == PERIOD:
            draw_marked_map(visitor, selection, shown, cell, controls)
        else:
            draw_map_over_time(visitor, selection, resolution, shown, view, cell, controls)
        if on_phone():
            offer_full_map(visitor)
        draw_cell_list(visitor, shown, cell)
    with listed:
        if cell:
            with st.container(border=True):
                place_summary(visitor, selection, shown, cell)
        draw_flag_list(visitor, shown, cell)
    with most:
        draw_most_list(visitor, selection, shown)
    if cell:
        draw_place(visitor, selection, shown, cell)


above = st.container()  # the map comes first, and what it rests on below it
control, words = st.columns([2, 5], gap="medium")
with control:
    resolution = resolution_choice(visitor)
    null = choose_null_model(visitor, selection)
shown = map_view(visitor, selection, resolution, null)
with words:
    show_basis(visitor, shown)
if shown.found.resolution is None:
    with above:
        stop_without_map(visitor, selection, shown)
with above:
    explore(visitor, selection, resolution, null)
with drawer(_("What the places have become, and how far the flags hold"), "places") as area:
    if area.open:
        draw_places(visitor, selection, shown)
with drawer(_("The map as a table, and to download"), "twin") as area:
    if area.open:
        draw_map_table(visitor, selection, shown)
with drawer(_("How concentrated: the 80/20 table"), "concentration") as area:
    if area.open:
        draw_concentration(visitor, shown)
with drawer(_("Whole areas that stand out"), "scan") as area:
    if area.open:
        draw_scan(visitor, selection, shown)
with drawer(_("Reports to look at twice"), "doubts") as area:
    if area.open:
        draw_data_quality(visitor, selection)
with drawer(_("Reports that are not on the map"), "off the map") as area:
    if area.open:
        draw_off_map_list(visitor, selection, shown)
draw_method(map_method(visitor, shown))
