"""The ways from one measure: to its hotspot, to its follow-up, and from its lesson to the library."""

import contextlib
from uuid import UUID

import streamlit as st
from streamlit.errors import StreamlitAPIException

from est.hotspots.asking import hotspots
from est.measures import measure
from est.ui.enter import Visitor
from est.ui.hotspots.links import HOTSPOT
from est.ui.hotspots.links import PAGE as HOTSPOTS
from est.ui.measures.library import offer_lesson
from est.ui.tables import plain

FOLLOW_UP = "pages/work/followup.py"


def ways_from(visitor: Visitor, identity: str) -> None:
    """Draw the links of a stored measure that lead somewhere."""
    _ = visitor.translator.gettext
    stored = measure(visitor.store, UUID(identity))[0]
    names = {one.identity: one.name for one in visitor.answer(hotspots)}
    if stored.hotspot in names:
        label = _("To the hotspot {name}").format(name=names[stored.hotspot])
        st.page_link(HOTSPOTS, label=plain(label), query_params={HOTSPOT: stored.hotspot})
    with contextlib.suppress(StreamlitAPIException):  # where the page is not part of the navigation
        st.page_link(FOLLOW_UP, label=_("Follow up this measure"), query_params={"measure": identity})
    offer_lesson(visitor, identity)
