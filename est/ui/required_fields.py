"""The fields that a form cannot do without: marked, and what is missing said at its field when the form is sent."""

from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from est.ui.language import _
from est.ui.tables import plain_text
from est.ui.window import printing

V = TypeVar("V")


class RequiredFields:
    """The required fields of one form, in their order: `demand(column.text_input(marked(label)), label, column)`."""

    def __init__(self) -> None:
        """Begin a form, none of whose fields is drawn yet."""
        self._missing: list[tuple[DeltaGenerator, str]] = []

    def demand(self, value: V, label: str, where: DeltaGenerator | None = None) -> V:
        """Return what a field holds that was just drawn, there."""
        place = (where or st).empty()
        if value is None or value == [] or (isinstance(value, str) and not value.strip()):
            self._missing.append((place, label))
        return value

    def filled(self) -> bool:
        """Tell whether every field holds something. For a form that was sent: what is missing is said at its field."""
        for place, label in self._missing:
            place.error(plain_text(_("{field} is missing.").format(field=label)))
        return not self._missing


def marked(label: str) -> str:
    """Return the label of a field that must be filled in."""
    return f"{label} *"


def draw_mark_note() -> None:
    """Say what the mark means. For a form with fields that need not be filled in, while it can be."""
    if printing():
        return
    st.caption(plain_text(_("* must be filled in.")))  # a star at the start of a line begins a list
