"""The page as it goes on paper: whole tables, open drawers, and a head that says what it is of and when it was made."""

import streamlit as st

from est.municipality.settings import read_settings
from est.ui.language import _, page_translator
from est.ui.store_resource import shared_store, store_now
from est.ui.tables import plain_text
from est.ui.window import PAPER, paper_only, printing


def draw_print_button() -> None:
    """Draw the way to the page as it goes on paper, and in that the way back; terminal/printing.js presses both."""
    with st.sidebar:
        if printing():
            st.button(_("Back from the print view"), key="back from print", on_click=_leave)
        else:
            st.button(_("Print this page"), key="print", on_click=_enter)


def draw_print_head() -> None:
    """Draw above the page whose it is and from when, for paper alone; in the print view how it is printed, too."""
    store, answers = shared_store()
    name = answers.get(store, "settled", lambda: read_settings(store)).get("name", "")
    made = _("fetched {moment}").format(moment=page_translator().moment(store_now(store)))
    with paper_only("head"):
        st.caption(plain_text(" · ".join(part for part in (name, made) if part)))
    if not printing():
        return
    with st.container(key="not-on-paper"):
        st.info(_("So the page goes on paper: whole tables, everything open. Print it with Ctrl+P."))


def _enter() -> None:
    st.query_params[PAPER] = "1"


def _leave() -> None:
    st.query_params.pop(PAPER, None)
