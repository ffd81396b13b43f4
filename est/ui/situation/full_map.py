"""The map as large as the window, and as the screen where the browser lets it: with its title, selection and key."""

import streamlit as st

from est.hotspots.evolution.map_view import MapView
from est.picture.selection import Selection
from est.ui.enter import Visitor
from est.ui.full_window import caption_text
from est.ui.picture_caption import picture_caption
from est.ui.situation.cell_map import draw_map
from est.ui.situation.map_address import say_meaningless
from est.ui.situation.map_marks import choose_marks
from est.ui.situation.map_time import PERIOD, choose_map_view, draw_map_over_time
from est.ui.tables import plain_text
from est.ui.window import FULL

FULL_MAP = "full-map"  # the key by which terminal/page.css knows what fills the window
OPEN, LEAVE = "open-full-map", "leave-full-map"  # known to terminal/residue.js, which fills the screen too


def offer_full_map(visitor: Visitor) -> None:
    """Draw the button that lets the map fill the window."""
    _ = visitor.translator.gettext
    st.button(_("Full screen"), icon=":material/fullscreen:", key=OPEN, on_click=_fill)


def draw_full_map(
    visitor: Visitor, selection: Selection, resolution: int | None, shown: MapView, cell: str | None
) -> None:
    """Draw the map alone, as large as the window, with what belongs to it. Its cells were asked for at `resolution`."""
    with st.container(key=FULL_MAP, gap="xsmall"):
        _draw_heading(visitor, selection)
        say_meaningless(visitor, shown.cells["cell"])
        controls = st.container(horizontal=True, gap="xsmall")
        with controls:
            view = choose_map_view(visitor)
        if view == PERIOD:
            draw_map(visitor, selection, shown, cell, choose_marks(visitor, selection, controls))
        else:
            draw_map_over_time(visitor, selection, resolution, shown, view, cell, controls)


def _draw_heading(visitor: Visitor, selection: Selection) -> None:
    """Draw the title and the selection of a map that fills the window, and the way back, which Esc is too."""
    _ = visitor.translator.gettext
    caption = picture_caption(visitor, selection, _("Map of the reports"))
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="full-heading"
    ):
        st.subheader(plain_text(caption.title), anchor=False, width="content")
        st.button(
            _("Leave full screen"),
            icon=":material/fullscreen_exit:",
            key=LEAVE,
            on_click=_leave,
            shortcut="Esc",
        )
    st.caption(plain_text(caption_text(caption)))


def _fill() -> None:
    st.query_params[FULL] = "1"


def _leave() -> None:
    st.query_params.pop(FULL, None)
