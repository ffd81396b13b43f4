"""The parts of the settings, a tab each; only the open one is drawn, and the address names it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from est.text import N_
from est.ui.language import _, page_language

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


def open_part() -> tuple[str, DeltaGenerator]:
    """Return the name of the part whose tab is open, and its tab; the one that the address names is opened first."""
    names = {_(label): name for name, label in LABELS.items()}
    asked = LABELS.get(st.query_params.get(PARAMETER, ""))
    key = f"{KEY} {page_language()}"  # the labels are what it keeps: those of another language mean nothing

    def kept() -> None:
        st.query_params[PARAMETER] = names[st.session_state[key]]

    tabs = st.tabs(list(names), default=_(asked) if asked else None, key=key, on_change=kept)
    return next((name, tab) for name, tab in zip(names.values(), tabs, strict=True) if tab.open)
