"""Taking up one of the flagged places below their table, or the way to the hotspot it is part of."""

import streamlit as st

from est.hotspots.evolution.map_view import MapView
from est.picture.selection import Selection
from est.ui.enter import Visitor
from est.ui.hotspot_links import offer_hotspot


def take_up_places(visitor: Visitor, selection: Selection, shown: MapView) -> None:
    """Draw the choice of a flagged place, and the way from it to a hotspot."""
    _ = visitor.translator.gettext
    labels = dict(shown.cells.select("cell", "label").iter_rows())
    places = {place.flags[0]: place for place in shown.places}
    if not places:
        return
    chosen = st.selectbox(
        _("Choose a place to take up"),
        list(places),
        None,
        format_func=lambda cell: labels.get(cell, cell),
        placeholder=_("Choose"),
        key="place to take up",
    )
    if chosen:
        offer_hotspot(visitor, places[chosen].cells, selection)
