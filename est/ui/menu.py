"""The menu of a session: the program's pages as Streamlit knows them, and what stands at any other address."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from est.access.permissions import Actor, allowed
from est.ui.language import _, page_language
from est.ui.links import page_link
from est.ui.pages import FIRST, MENU, first_page

KEY = "menu"


def menu_pages(root: Path, actor: Actor) -> dict[str, list[StreamlitPage]]:
    """Return the pages below `root` by the section that they stand in, those shown that the actor may open.

    Every page is there, also those that are not shown: who opens one without being allowed to is told so. They are the
    session's own and kept with it: to make them anew takes as long as a chart does, and each run asks for all of them.
    An address that is none of theirs has a page of its own, which says so.
    """
    shown = tuple(one.listed and allowed(actor, one.action) for pages in MENU.values() for one in pages)
    unknown = unknown_address(st.context.url or "")
    wanted = (root, page_language(), shown, unknown)
    kept = st.session_state.get(KEY)
    if kept is None or kept[0] != wanted:
        pages = _pages(root, actor)
        if unknown:
            missing = st.Page(
                lambda: _draw_missing(actor), title=_("No such page"), url_path=unknown, visibility="hidden"
            )
            next(iter(pages.values())).append(missing)
        kept = st.session_state[KEY] = (wanted, pages)
    return dict(kept[1])


def unknown_address(url: str) -> str:
    """Return the last part of an address where it names no page of the program; nothing at the root of the site."""
    named = unquote(urlsplit(url).path.rpartition("/")[2])
    return "" if named in {one.address for pages in MENU.values() for one in pages} else named


def _draw_missing(actor: Actor) -> None:
    """Say that there is no such page, and show the way to those that there are."""
    st.title(_("No such page"))
    st.write(_("There is no page at this address. The link may be old, or misspelt."))
    first = first_page(lambda action: allowed(actor, action))
    page_link(first, _("Go to {page}").format(page=_(first.title)))
    for section, pages in MENU.items():
        ways = [one for one in pages if one.listed and one is not first and allowed(actor, one.action)]
        if ways:
            st.header(_(section), anchor=False)
        for one in ways:
            page_link(one, _(one.title))


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
