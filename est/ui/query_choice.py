"""A choice that stands in the address of its page, so that a link shows what its sender saw."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class QueryChoice:
    """One of a few values, the first of them if nothing else is chosen, kept in the address as `parameter`.

    `key` is that of its control. The first value is not written into the address.
    """

    parameter: str
    values: tuple[str, ...]
    key: str

    def draw(self, label: str, name: Callable[[str], str], *, bare: bool = False) -> str:
        """Draw the control, whose values are called by `name`, and return what is chosen: at first the link's.

        One that is `bare` says its label only to who does not see it.
        """
        asked = st.query_params.get(self.parameter, "")
        shown = st.segmented_control(
            label,
            self.values,
            default=asked if asked in self.values else self.values[0],
            format_func=name,
            key=self.key,
            on_change=self._keep,
            required=True,
            label_visibility="collapsed" if bare else "visible",
        )
        return str(shown or self.values[0])

    def _keep(self) -> None:
        chosen = st.session_state[self.key]
        if chosen in self.values[1:]:
            st.query_params[self.parameter] = chosen
        else:
            st.query_params.pop(self.parameter, None)
