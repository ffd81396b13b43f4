"""The selection of a page: which reports are counted, the same on every page, kept in the address."""

import streamlit as st

from est.municipality.reference_lists import reference_lists
from est.picture.selection import Selection, default_selection
from est.ui.enter import Visitor
from est.ui.filters.bar import draw_bar
from est.ui.filters.state import asked_parameters, keep_selection
from est.ui.query_params import parse_selection


def choose_selection(visitor: Visitor) -> Selection:
    """Draw the bar and return the selection: of the address, else what this session saw last, else the default."""
    choices = visitor.answer(reference_lists, visitor.language)
    selection, lost = parse_selection(asked_parameters(), visitor.answer(default_selection), choices)
    keep_selection(selection)
    if lost:
        st.warning(
            visitor.translator.gettext("The link asks for something that is not in this store; it was left out.")
        )
    draw_bar(visitor, selection, choices)
    return selection
