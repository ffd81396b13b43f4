"""The menu of a session: the program's pages as Streamlit knows them."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from est.access.permissions import Actor, allowed
from est.ui.language import _, page_language
from est.ui.pages import FIRST, MENU

KEY = "menu"


def menu_pages(root: Path, actor: Actor) -> dict[str, list[StreamlitPage]]:
    """Return the pages below `root` by the section that they stand in, those shown that the actor may open.

    Every page is there, also those that are not shown: who opens one without being allowed to is told so. They are the
    session's own and kept with it: to make them anew takes as long as a chart does, and each run asks for all of them.
    """
    shown = tuple(one.listed and allowed(actor, one.action) for pages in MENU.values() for one in pages)
    wanted = (root, page_language(), shown)
    kept = st.session_state.get(KEY)
    if kept is None or kept[0] != wanted:
        kept = st.session_state[KEY] = (wanted, _pages(root, actor))
    return dict(kept[1])


def name_addresses() -> None:
    """Tell Streamlit where there are pages, and give none of them; of other addresses it says that there is none."""
    pages = [page for pages in MENU.values() for page in pages]
    st.navigation(
        [st.Page(_nothing, title=one.address, url_path=one.address, default=one is FIRST) for one in pages],
        position="hidden",
    )


def _nothing() -> None:
    """Draw nothing."""


def _pages(root: Path, actor: Actor) -> dict[str, list[StreamlitPage]]:
    return {
        _(section): [
            st.Page(
                root / one.path,
                title=_(one.title),
                url_path=one.address,
                default=one is FIRST,
                visibility="visible" if one.listed and allowed(actor, one.action) else "hidden",
            )
            for one in pages
        ]
        for section, pages in MENU.items()
    }
