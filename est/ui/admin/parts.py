"""The parts of the settings, a tab each; only the open one is drawn, and the address names it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from est.text import N_
from est.ui.drawer import headed_parts
from est.ui.language import _, page_language
from est.ui.window import printing

LABELS = {
    "area": N_("Area"),
    "places": N_("Places and ground"),
    "words": N_("Categories and organisations"),
    "counting": N_("Counting and review"),
    "privacy": N_("Personal data"),
    "mail": N_("Weekly picture and mail"),
}
PARAMETER = "part"
KEY = "settings part"


def open_parts() -> list[tuple[str, DeltaGenerator]]:
    """Return the name of the part whose tab is open, and its tab; the one that the address names is opened first.

    On paper all parts are open.
    """
    if printing():
        with st.container(key="settled"):  # here a form is what is settled
            return list(zip(LABELS, headed_parts(map(_, LABELS.values())), strict=True))
    names = {_(label): name for name, label in LABELS.items()}
    asked = LABELS.get(st.query_params.get(PARAMETER, ""))
    key = f"{KEY} {page_language()}"  # the labels are what it keeps: those of another language mean nothing

    def kept() -> None:
        st.query_params[PARAMETER] = names[st.session_state[key]]

    tabs = st.tabs(list(names), default=_(asked) if asked else None, key=key, on_change=kept)
    return [(name, tab) for name, tab in zip(names.values(), tabs, strict=True) if tab.open]
