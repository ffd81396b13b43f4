"""The library of measures: what is known to work, by mechanism, each with its source."""

import streamlit as st

from est.ui import _, download, enter, plain_text
from est.ui.measures.library import MOVED, chosen_entries, draw_library, library_export
from est.ui.measures.library_edit import add_entry_form, draw_hidden_entries, opened_entry
from est.ui.messages import show_flash
from est.ui.pages import LIBRARY

visitor = enter(LIBRARY)
st.title(_(LIBRARY.title))
show_flash()
st.write(_("What is known to work, and what your own group has learned. Begin a measure from it, and follow it up."))

lesson = "learned" in st.query_params  # somebody comes to add what a measure taught: the form first
if lesson:
    add_entry_form(visitor)
found, filters = chosen_entries(visitor)
if not found:
    st.info(_("No entry matches the filters. Remove one of them, or add what you know."))
opened = opened_entry(visitor)
draw_library(visitor, found, opened)
rows, headings = library_export(visitor, found)
download(visitor, rows, _("library"), headings, of=filters)
st.caption(plain_text(_(MOVED)))
if not lesson:
    add_entry_form(visitor)
draw_hidden_entries(visitor, opened)
