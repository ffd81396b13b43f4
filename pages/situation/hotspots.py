"""Hotspots: the places the group has taken up, by priority and state, and everything about each of them."""

import streamlit as st

from est.hotspots.register.queries import all_hotspots
from est.space.places import named_places
from est.ui import _, enter
from est.ui.hotspot_links import HOTSPOT, describe_flagged_again
from est.ui.hotspots.hotspot_list import draw_hotspot_table, draw_two_by_two, hotspots_by_stage
from est.ui.hotspots.new_hotspot import new_hotspot_form
from est.ui.hotspots.page import draw_hotspot
from est.ui.messages import show_flash
from est.ui.pages import HOTSPOTS
from est.ui.situation.empty_states import stop_without_reports

visitor = enter(HOTSPOTS)
st.title(_(HOTSPOTS.title))
show_flash()

identity = st.query_params.get(HOTSPOT)
if identity:
    draw_hotspot(visitor, identity)
    st.stop()

none = not visitor.answer(all_hotspots)
if none and visitor.answer(named_places).is_empty():
    stop_without_reports(visitor)  # there is nothing to begin with
asked = "cells" in st.query_params
with st.expander(_("Take up a hotspot"), expanded=none or asked, key=f"take up {asked}"):
    new_hotspot_form(visitor)
if none:
    st.info(
        _(
            "No hotspot has been taken up. Choose a flagged place on the map and take it up from there, or begin above "
            "with a named place."
        )
    )
    st.stop()

describe_flagged_again(visitor)
shown, states = hotspots_by_stage(visitor)
if not shown:
    st.info(_("No hotspot is in these states."))
    st.stop()
st.header(_("Need and possibility to influence"), anchor=False)
draw_two_by_two(visitor, shown)
st.header(_("The figures beside it"), anchor=False)
draw_hotspot_table(visitor, shown, states)
