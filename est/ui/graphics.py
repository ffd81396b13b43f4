"""Whether the reader's browser moves a map by a graphics card, or is given one that is drawn."""

import streamlit as st

from est.ui.enter import Visitor
from est.ui.window import printing

COOKIE = "est_graphics"  # written by terminal/residue.js before the page asks for anything
NONE, SOFTWARE = "none", "software"  # no WebGL, or one that the processor does: a map takes seconds then
KEPT = "map is drawn"  # what was chosen by hand, on all pages of the session
PARAMETER = "drawing"  # the same in the address of the map
PICTURE, MOVING = "picture", "moving"
_TOGGLE = "draw the map"


def map_is_drawn() -> bool:
    """Tell whether maps are drawn as charts: on paper, without WebGL, as chosen by hand, else where it is slow."""
    if printing() or _has_none():
        return True
    chosen = _chosen()
    return _is_slow() if chosen is None else chosen


def _chosen() -> bool | None:
    """Return what was chosen by hand: by whoever sent the link, else in this session."""
    asked = st.query_params.get(PARAMETER)
    if asked in (PICTURE, MOVING):
        st.session_state[KEPT] = asked == PICTURE
    chosen: bool | None = st.session_state.get(KEPT)
    return chosen


def choose_graphics(visitor: Visitor) -> None:
    """Draw the choice between the map that moves and the one that is drawn, and say why one was chosen by itself.

    What is chosen by hand is in the address, as what else the map shows.
    """
    if printing():
        return
    _ = visitor.translator.gettext
    chosen = _chosen()
    if chosen is not None:
        st.query_params[PARAMETER] = PICTURE if chosen else MOVING
    st.toggle(
        _("Draw the map as a picture"),
        value=map_is_drawn(),
        key=_TOGGLE,
        on_change=_keep,
        disabled=_has_none(),  # a map that moves would be an empty place
        help=_(
            "The picture needs no graphics card and shows the same. It cannot be moved; a click chooses a cell as on "
            "the other map. Full screen shows it larger."
        ),
    )
    if _has_none():
        st.caption(_("This browser has no graphics for a map that moves, so the map is drawn as a picture."))
    elif chosen is None and _is_slow():
        st.caption(_("This browser moves a map without a graphics card, which is slow. So it is drawn as a picture."))


def _is_slow() -> bool:
    return st.context.cookies.get(COOKIE) in (NONE, SOFTWARE)


def _has_none() -> bool:
    return st.context.cookies.get(COOKIE) == NONE


def _keep() -> None:
    st.session_state[KEPT] = drawn = bool(st.session_state[_TOGGLE])
    st.query_params[PARAMETER] = PICTURE if drawn else MOVING
