"""The way to another page."""

import contextlib

import streamlit as st
from streamlit.errors import StreamlitAPIException


def link(page: str, label: str, **parameters: str) -> None:
    """Draw a link to a page (`pages/work/measures.py`) with these parameters in its address.

    Nothing is drawn where the page is not part of the program's navigation, as when a page is run by itself.
    """
    with contextlib.suppress(StreamlitAPIException):
        st.page_link(page, label=label, query_params=parameters or None)
