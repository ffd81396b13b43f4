"""The way to another page."""

import streamlit as st
from streamlit.errors import StreamlitAPIException


def link(page: str, label: str, missing: str = "", **parameters: str) -> None:
    """Draw a link to a page (`pages/work/measures.py`) with these parameters in its address.

    Where the page is not part of the program's navigation, as when a page is run by itself, `missing` is said instead.
    """
    try:
        st.page_link(page, label=label, query_params=parameters or None)
    except StreamlitAPIException:
        if missing:
            st.caption(missing)
