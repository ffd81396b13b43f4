"""Hotspots: the places the group has taken up, by priority and state, and everything about each of them."""

import streamlit as st

from est.hotspots.register.queries import hotspots
from est.ui import Role, _, enter
from est.ui.hotspot_links import HOTSPOT, flagged_again_said
from est.ui.hotspots.hotspot_list import hotspot_table, in_stages, two_by_two
from est.ui.hotspots.new_hotspot import taking_up
from est.ui.hotspots.page import hotspot_page
from est.ui.messages import told

visitor = enter(Role.MEMBER)
st.title(_("Hotspots"))
told()

identity = st.query_params.get(HOTSPOT)
if identity:
    hotspot_page(visitor, identity)
    st.stop()

none = not visitor.answer(hotspots)
asked = "cells" in st.query_params
with st.expander(_("Take up a hotspot"), expanded=none or asked, key=f"take up {asked}"):
    taking_up(visitor)
if none:
    st.info(
        _(
            "No hotspot has been taken up. Choose a flagged place on the map and take it up from there, or begin above "
            "with a named place."
        )
    )
    st.stop()

flagged_again_said(visitor)
shown = in_stages(visitor)
if not shown:
    st.info(_("No hotspot is in these states."))
    st.stop()
st.subheader(_("Need and possibility to influence"), anchor=False)
two_by_two(visitor, shown)
st.subheader(_("The figures beside it"), anchor=False)
hotspot_table(visitor, shown)
