"""What the page is drawn for: a window, a phone or paper."""

import streamlit as st

COOKIE = "est_width"  # written by terminal/residue.js before the page asks for anything
NARROW = 640  # pixels; below it Streamlit lays columns under each other
PAPER = "print"  # in the address
PHONE, DESK = 390, 1280  # pixels, where the window has not said


def printing() -> bool:
    """Tell whether the page is drawn for paper: whole tables, everything open."""
    return PAPER in st.query_params


def on_phone() -> bool:
    """Tell whether the window is as narrow as that of a phone."""
    return reader_window() <= NARROW


def reader_window() -> int:
    """Return the pixels of the reader's window."""
    return window_size(st.context.cookies.get(COOKIE), st.context.headers.get("User-Agent"))


def window_size(said: str | None, agent: str | None) -> int:
    """Return the window's size in pixels: as the browser gave it, or as is usual for such a browser."""
    text = str(said or "")
    if text.isdecimal() and len(text) <= 5:
        return int(text)
    return PHONE if "Mobi" in (agent or "") else DESK
