"""The ways to a hotspot: from the map's places, from the list, and where a closed one is flagged again."""

from collections.abc import Collection

import streamlit as st
from streamlit.errors import StreamlitAPIException

from est.hotspots.register.hotspot import STATE_NAMES
from est.hotspots.register.queries import RecordedHotspot, all_hotspots, hotspots_holding
from est.hotspots.register.summary import find_flagged_again
from est.picture.selection import Selection
from est.ui.enter import Visitor
from est.ui.links import page_link
from est.ui.pages import HOTSPOTS
from est.ui.query_params import serialise_selection
from est.ui.tables import plain_text

HOTSPOT = "hotspot"  # in the address: the identity of the one that is open
TAKING_UP = ("cells", "from", "through", "category", "hours")  # in the address: what a new one begins with


def open_hotspot(identity: str | None) -> None:
    """Open this hotspot on its page, or the list. For use in callbacks."""
    if identity:
        st.query_params[HOTSPOT] = identity
    else:
        st.query_params.pop(HOTSPOT, None)


def offer_hotspot(visitor: Visitor, cells: Collection[str], selection: Selection | None = None, key: str = "") -> None:
    """Say of which hotspots the cells are a part, with the way to them, or offer to take them up as one.

    `selection` is the one that flagged them; without it the new hotspot is one that was chosen by hand. A `key` each
    where a page may offer the same cells more than once.
    """
    _ = visitor.translator.gettext
    there = hotspots_holding(visitor.answer(all_hotspots), cells)
    nowhere = _("The page of hotspots is not in use here.")
    for one in there:
        text = _("Part of the hotspot {name} ({state})")
        label = text.format(name=one.name, state=_(STATE_NAMES[one.state]))
        page_link(HOTSPOTS, plain_text(label), plain_text(label), **{HOTSPOT: one.identity})
    if there and not all(one.hotspot.closed for one in there):
        return
    if st.button(_("Take up as a hotspot"), key=f"take up {' '.join(sorted({*cells}))} {key}".strip()):
        try:
            st.switch_page(HOTSPOTS.path, query_params=hotspots_of_place(cells, selection))
        except StreamlitAPIException:
            st.caption(nowhere)


def hotspots_of_place(cells: Collection[str], selection: Selection | None) -> dict[str, str]:
    """Return the address of the form of a new hotspot of these cells, flagged by this selection."""
    flagged = {}
    if selection:
        whole = Selection(selection.start, selection.end, selection.hours, selection.category_codes)
        flagged = serialise_selection(whole)
    return {"cells": ",".join(sorted(cells)), **flagged}


def describe_flagged_again(visitor: Visitor) -> None:
    """Say which closed hotspots are flagged in the last twelve weeks, each with the way to it; nothing when none is."""
    _ = visitor.translator.gettext
    again: tuple[RecordedHotspot, ...] = visitor.answer(find_flagged_again)
    if not again:
        return
    with st.container(border=True, gap="xxsmall"):
        st.markdown(_("**Closed, but flagged again in the last twelve weeks.** Reopen it, or leave it closed."))
        for one in again:
            page_link(HOTSPOTS, plain_text(one.name), plain_text(one.name), **{HOTSPOT: one.identity})
