"""What the page is drawn for: a window, a phone or paper."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

COOKIE, HEIGHT_COOKIE = "est_width", "est_height"  # written by terminal/residue.js before the page asks for anything
NARROW = 640  # pixels; below it Streamlit lays columns under each other
PAPER, FULL = "print", "full"  # in the address
PHONE, DESK = 390, 1280  # pixels, where the window has not said
LOW = 800  # pixels, the height of a window that has not said


def printing() -> bool:
    """Tell whether the page is drawn for paper: whole tables, everything open."""
    return PAPER in st.query_params


def paper_only(key: str) -> DeltaGenerator:
    """Return a part of the page that is on paper, also of a window that is printed as it stands, and on no screen."""
    return st.container(key=f"paper-{key}")


def filling_window() -> bool:
    """Tell whether the page is its map alone, as large as the window."""
    return FULL in st.query_params


def on_phone() -> bool:
    """Tell whether the window is as narrow as that of a phone."""
    return reader_window() <= NARROW


def reader_window() -> int:
    """Return the pixels that the reader's window is wide."""
    return window_size(st.context.cookies.get(COOKIE), st.context.headers.get("User-Agent"))


def reader_height() -> int:
    """Return the pixels that the reader's window is high."""
    return _pixels(st.context.cookies.get(HEIGHT_COOKIE)) or LOW


def window_size(said: str | None, agent: str | None) -> int:
    """Return the window's width in pixels: as the browser gave it, or as is usual for such a browser."""
    return _pixels(said) or (PHONE if "Mobi" in (agent or "") else DESK)


def _pixels(said: str | None) -> int | None:
    text = str(said or "")
    return int(text) if text.isdecimal() and len(text) <= 5 else None
