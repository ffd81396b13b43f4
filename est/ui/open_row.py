"""The row of a table that is open: pressed, known by what it stands for, and drawn below the table or in its card."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from est.text import N_
from est.ui.language import _


@dataclass(frozen=True)
class OpenRow:
    """Which of the rows is open, if one is, and what is drawn of it.

    It stays open when other rows come and go, and closes when it goes itself, is pressed again, or is closed.
    """

    key: str
    identities: Sequence[str]  # of the rows, in their order
    draw: Callable[[str], None]  # is given the identity of the row
    label: str = N_("Open")  # of the button by which it is opened, where it is none of a table

    @property
    def identity(self) -> str | None:
        """The identity of the row that is open."""
        opened = st.session_state.get(self.key)
        return opened if opened in self.identities else None

    def follow_address(self, parameter: str) -> None:
        """Open what the address names when it comes to name it, and let it name what is open from then on."""
        asked, before = st.query_params.get(parameter), f"{self.key} asked"
        if asked is not None and asked in self.identities and asked != st.session_state.get(before):
            self.open(asked)
        opened = self.identity
        if opened is None:
            st.query_params.pop(parameter, None)
        else:
            st.query_params[parameter] = opened
        st.session_state[before] = opened

    @property
    def number(self) -> int | None:
        """The number of the row that is open."""
        return None if self.identity is None else self.identities.index(self.identity)

    @property
    def widget(self) -> str:
        """The key of the table: what is pressed there is the number of a row, so other rows are another table."""
        return f"{self.key} {st.session_state.get(self._times, 0)} {hash(tuple(self.identities))}"

    def toggle(self, number: object) -> None:
        """Open the row of a number, or close it where it is the one that is open. For use in callbacks."""
        if isinstance(number, int) and 0 <= number < len(self.identities):
            identity = self.identities[number]
            st.session_state[self.key] = None if identity == self.identity else identity

    def selection(self) -> dict[str, Any]:
        """Return the arguments of `st.dataframe` by which a row is pressed; the one that is open is ticked."""
        widget = self.widget
        ticked = None if self.number is None else {"selection": {"rows": [self.number]}}

        def pressed() -> None:
            rows = st.session_state[widget]["selection"]["rows"]
            st.session_state[self.key] = self.identities[rows[0]] if rows else None

        return {"key": widget, "selection_mode": "single-row", "selection_default": ticked, "on_select": pressed}

    def draw_below(self, names: Mapping[str, str]) -> None:
        """Draw what is open under its name, one of those by identity, with what closes it."""
        if self.identity is None:
            return
        with st.container(border=True, key=f"open row {self.key}"):  # brought into sight by terminal/tables.js
            st.markdown(f"**{names[self.identity]}**")
            self._draw(self.identity)

    def draw_in_card(self, identity: str) -> None:
        """Draw what opens the row that stands in a card, or what is open and what closes it."""
        if identity == self.identity:
            self._draw(identity)
        else:
            self.draw_opener(identity)

    def draw_opener(self, identity: str) -> None:
        """Draw the button that opens a row."""
        st.button(_(self.label), key=f"open {self.key} {identity}", on_click=self.open, args=(identity,))

    def open(self, identity: str) -> None:
        """Open a row. For use in callbacks, and before it is drawn."""
        st.session_state[self.key] = identity

    def close(self) -> None:
        """Close what is open. For use in callbacks."""
        st.session_state[self.key] = None
        st.session_state[self._times] = st.session_state.get(self._times, 0) + 1

    def _draw(self, identity: str) -> None:
        self.draw(identity)
        st.button(_("Close"), key=f"close {self.key}", on_click=self.close)

    @property
    def _times(self) -> str:
        return f"{self.key} closed"
