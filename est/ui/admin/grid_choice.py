"""The choice of the grid that the points of a CSV are in, where they are metres and nothing tells it."""

import streamlit as st

from est.space.grids import GRIDS, Grid
from est.ui.enter import Visitor


def choose_grid(visitor: Visitor, key: str) -> Grid | None:
    """Return the grid that was chosen; None where the points are to show it themselves."""
    _ = visitor.translator.gettext
    code = st.selectbox(
        _("Grid of a CSV in metres"),
        [None, *GRIDS],
        format_func=lambda code: f"{GRIDS[code].name} ({GRIDS[code].code})" if code else _("As the points show"),
        key=key,
    )
    return GRIDS[code] if code else None
