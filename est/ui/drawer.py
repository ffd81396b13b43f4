"""Parts of a page that open when they are asked for, among them the one that says how its figures are worked out."""

from collections.abc import Iterable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from est.ui.language import _
from est.ui.window import printing


def drawer(label: str, key: str, *, on_paper: bool = True, opened: bool = False) -> ExpanderContainer:
    """Draw a part that is closed until it is opened, and costs nothing until then: ask for its `open`.

    `opened` is how it begins. On paper all of them are open, but those that are not for paper: what is only there to be
    taken out as a file.
    """
    if printing() and on_paper:
        return st.expander(label, expanded=True, key=f"{key} on paper", on_change="rerun")
    return st.expander(label, expanded=opened, key=key, on_change="rerun")


def whole_on_paper(label: str, key: str) -> ExpanderContainer:
    """Draw a part whose content is there at once and can be folded away; on paper it is open: terminal/printing.js."""
    return st.expander(label, expanded=printing(), key=f"whole {key} {printing()}")


def tabs(labels: Sequence[str]) -> Sequence[DeltaGenerator]:
    """Draw a tab for each label and return them; on paper all of them are open, each below its label as a heading."""
    return headed_parts(labels) if printing() else st.tabs(labels)


def headed_parts(labels: Iterable[str]) -> list[DeltaGenerator]:
    """Draw these headings below each other and return the part of the page under each: what tabs are on paper."""
    parts = []
    for label in labels:
        part = st.container()
        part.header(label, anchor=False, divider="gray")
        parts.append(part)
    return parts


def form_drawer(label: str, key: str, *, opened: bool = False) -> tuple[ExpanderContainer, bool]:
    """Draw a part with a form and return it, and whether to fill it: once it has been open it keeps what was typed."""
    part = drawer(label, key, on_paper=False, opened=opened)
    st.session_state[f"{key} was open"] = bool(part.open) or st.session_state.get(f"{key} was open", False)
    return part, st.session_state[f"{key} was open"]


def draw_method(sentences: Iterable[str]) -> None:
    """Draw the drawer with these sentences, a paragraph each; nothing where there are none. They are Markdown."""
    told = [sentence for sentence in sentences if sentence]
    if not told:
        return
    with whole_on_paper(_("How we count"), "how we count"):
        st.markdown("\n\n".join(told))
