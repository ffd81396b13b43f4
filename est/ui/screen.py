"""How wide the reader's window is, so that a map is drawn to fit into it."""

import streamlit as st

from est import maps

COOKIE = "est_width"  # written by terminal/residue.js before the page asks for anything
PHONE, DESK = 390, 1280  # pixels, where the window has not said


def fit_window(height: int = maps.Frame.height, share: float = 1.0) -> maps.Frame:
    """Return the frame of a map in a column that takes this share of the page."""
    return maps.fit_view(
        window_size(st.context.cookies.get(COOKIE), st.context.headers.get("User-Agent")), height, share
    )


def window_size(said: str | None, agent: str | None) -> int:
    """Return the pixels of the window: what it said of itself, or what is usual for such a browser."""
    if said and said.isdecimal() and len(said) <= 5:
        return int(said)
    return PHONE if "Mobi" in (agent or "") else DESK
