"""Map: where the reports lie, and which places stand out from an even spread."""

import streamlit as st

from est.hotspots.detection.null_models import Null
from est.picture.selection import Selection
from est.ui import Role, Visitor, _, choose_selection, enter
from est.ui.situation.basis import resolution_choice, say_basis
from est.ui.situation.cell_map import draw_map, picture
from est.ui.situation.cell_selection import chosen_cell
from est.ui.situation.empty_states import stop_without_reports
from est.ui.situation.flag_basis import doubts_tables, null_choice, places_table
from est.ui.situation.flag_list import cell_choice, concentration_table, flag_list, twin
from est.ui.situation.no_map import without_map
from est.ui.situation.off_map_list import off_map_list
from est.ui.situation.place import place_details, place_summary
from est.ui.situation.place_taking import take_up_places
from est.ui.situation.scan import scan_part

visitor = enter(Role.MEMBER)
st.title(_("Map"))
stop_without_reports(visitor)
selection = choose_selection(visitor)


@st.fragment
def explore(visitor: Visitor, selection: Selection, resolution: int | None, null: Null) -> None:
    """Draw what changes together when a cell is chosen: the map, the flags and what is known of the cell."""
    shown = picture(visitor, selection, resolution, null)
    cell = chosen_cell(set(shown.cells["cell"]))
    chart, listed = st.columns([5, 3], gap="medium")
    with chart:
        draw_map(visitor, shown, cell)
        cell_choice(visitor, shown, cell)
    with listed:
        if cell:
            with st.container(border=True):
                place_summary(visitor, selection, shown, cell)
        flag_list(visitor, shown, cell)
    if cell:
        place_details(visitor, selection, shown, cell)


control, words = st.columns([2, 5], gap="medium")
with control:
    resolution = resolution_choice(visitor)
    null = null_choice(visitor, selection)
shown = picture(visitor, selection, resolution, null)
with words:
    say_basis(visitor, shown)
if shown.found.resolution is None:
    without_map(visitor, selection)
    st.stop()
explore(visitor, selection, resolution, null)
with st.expander(_("What the places have become, and how far the flags hold"), key="places", on_change="rerun") as area:
    if area.open:
        places_table(visitor, selection, shown)
        take_up_places(visitor, selection, shown)
with st.expander(_("The map as a table"), key="twin", on_change="rerun") as area:
    if area.open:
        twin(visitor, shown)
with st.expander(_("How concentrated: the 80/20 table"), key="concentration", on_change="rerun") as area:
    if area.open:
        concentration_table(visitor, shown)
with st.expander(_("Whole areas that stand out"), key="scan", on_change="rerun") as area:
    if area.open:
        scan_part(visitor, selection, shown)
with st.expander(_("Reports to look at twice"), key="doubts", on_change="rerun") as area:
    if area.open:
        doubts_tables(visitor, selection)
with st.expander(_("Reports that are not on the map"), key="off the map", on_change="rerun") as area:
    if area.open:
        off_map_list(visitor, selection, shown)
