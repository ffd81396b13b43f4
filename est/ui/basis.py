"""What the map rests on, in sentences above it: what is counted, in which cells, over which area, against what."""

import contextlib

import streamlit as st
from streamlit.errors import StreamlitAPIException

from est import maps
from est.hotspots.resolution import describe
from est.text import N_, Translator
from est.ui.enter import Visitor
from est.ui.hexagons import Picture
from est.ui.tables import plain

SETTINGS = "pages/admin/settings.py"
KEY = "resolution"  # in the address
RESOLUTIONS = (7, 8, 9, 10, 11)
NULL_MODEL = N_(
    "Null model: even inside the study area. A flag means more reports than an even spread would give; towns are not "
    "even, so it says where to look, not why."
)


def resolution_choice(visitor: Visitor) -> int | None:
    """Draw the control of the cells' size and return the chosen resolution; None lets the rule choose."""
    _ = visitor.translator.gettext
    asked = st.query_params.get(KEY, "")
    options = [None, *RESOLUTIONS]
    chosen = int(asked) if asked.isdecimal() and int(asked) in RESOLUTIONS else None
    names = {None: _("By the rule"), 7: _("7 (some 5 km²)"), 8: _("8 (some 0.6 km²)"), 9: _("9 (some 0.08 km²)")}
    names |= {10: _("10 (some 0.01 km²)"), 11: _("11 (some 0.002 km²)")}
    number: int | None = st.selectbox(
        _("Size of the cells"),
        options,
        index=options.index(chosen),
        format_func=lambda option: names[option],
        key="size of the cells",
        on_change=_keep,
    )
    return number


def _keep() -> None:
    number = st.session_state["size of the cells"]
    if number is None:
        st.query_params.pop(KEY, None)
    else:
        st.query_params[KEY] = str(number)


def say_basis(visitor: Visitor, shown: Picture) -> None:
    """Draw the sentences on what is counted, in which cells and why, over which area and against what."""
    _ = visitor.translator.gettext
    st.markdown(
        plain(" ".join([counted_sentence(shown, visitor.translator), *size_sentences(shown, visitor.translator)]))
    )
    if shown.found.area.source == "reports":
        st.caption(
            _(
                "Until an outline of the built-up area is given, the study area is the cells with at least one report "
                "so far and the ring around them."
            )
        )
        with contextlib.suppress(StreamlitAPIException):  # where the page is not part of the navigation
            st.page_link(SETTINGS, label=_("Give an outline in the settings"))
    st.markdown(_(NULL_MODEL))


def counted_sentence(shown: Picture, translator: Translator) -> str:
    """Return how many reports the map counts, and how many lie outside the study area."""
    _, number = translator.gettext, translator.number
    inside = _("{reports} reports inside the study area are counted.").format(reports=number(shown.found.reports, 1))
    if shown.found.outside < 0.05:
        return inside
    outside = _("{outside} more lie outside it or have no place, and are not on the map.")
    return inside + " " + outside.format(outside=number(shown.found.outside, 1))


def size_sentences(shown: Picture, translator: Translator) -> list[str]:
    """Return why the cells have their size; where they are coarser than was to be, that too many cannot be clicked."""
    _, number = translator.gettext, translator.number
    sentences = [describe(shown.found.choice, translator)]
    if shown.coarsened:
        most = _("Finer cells would be more than the {most} that a map can show at once; they are drawn coarser.")
        sentences.append(most.format(most=number(maps.CLICKABLE_CELLS)))
    return sentences
