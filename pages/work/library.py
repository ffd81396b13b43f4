"""The library of measures: what is known to work, by mechanism, each with its source."""

import streamlit as st

from est.ui import Role, _, download, enter, plain
from est.ui.measures.library import MOVED, chosen_entries, draw_library, taken_out
from est.ui.measures.library_edit import add_form, edit_form
from est.ui.messages import told

visitor = enter(Role.MEMBER)
st.title(_("Library of measures"))
told()
st.write(_("What is known to work, and what your own group has learned. Begin a measure from it, and follow it up."))

lesson = "learned" in st.query_params  # somebody comes to add what a measure taught: the form first
if lesson:
    add_form(visitor)
found = chosen_entries(visitor)
if not found:
    st.info(_("No entry passes the filters. Take one of them away, or add what you know."))
draw_library(visitor, found)
rows, headings = taken_out(visitor, found)
download(visitor, rows, _("library"), headings)
st.caption(plain(_(MOVED)))
if not lesson:
    add_form(visitor)
edit_form(visitor)
