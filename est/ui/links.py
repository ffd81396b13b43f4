"""The way to another page, and what an address asks for."""

import streamlit as st
from streamlit.errors import StreamlitAPIException

from est.errors import AreaError
from est.space.cells import text_to_cell
from est.ui.language import _
from est.ui.pages import MenuPage
from est.ui.tables import plain_text


def page_link(page: MenuPage, label: str, missing: str = "", **parameters: str) -> None:
    """Draw a link to a page, with these parameters in its address.

    Where the page is not part of the program's navigation, as when a page is run by itself, `missing` is said instead.
    """
    try:
        st.page_link(page.path, label=label, query_params=parameters or None)
    except StreamlitAPIException:
        if missing:
            st.caption(missing)


def open_page(page: MenuPage, **parameters: str) -> None:
    """Open a page, with these parameters in its address. For what a reader has chosen, as a row of a table."""
    try:
        st.switch_page(page.path, query_params=parameters)
    except StreamlitAPIException:
        st.caption(_("That page is not in use here."))


def asked_cells() -> list[str]:
    """Return the cells that the address names; say which of them does not exist."""
    cells = []
    for cell in filter(None, st.query_params.get("cells", "").split(",")):
        try:
            text_to_cell(cell)
            cells.append(cell)
        except AreaError:
            text = _("The address names a cell that does not exist: {cell}. It was left out.")
            st.warning(plain_text(text.format(cell=cell)))
    return cells
