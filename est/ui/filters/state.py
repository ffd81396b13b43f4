"""Where the selection of a session stands: in the address, then in the session; and how another one is chosen."""

import streamlit as st

from est.picture.selection import Selection
from est.ui.query_params import NAMES, serialise_selection

KEPT = "selection"  # the parameters of the selection this session saw last
CHOSEN = "selection chosen"  # the parameters that were chosen just now, by the bar or by a click


def change_selection(selection: Selection) -> None:
    """Make this the selection of all pages from the next run on. For use in a callback, as when a chart is clicked."""
    st.session_state[CHOSEN] = serialise_selection(selection)


def asked_parameters() -> dict[str, str]:
    """Return the parameters that rule now: what was chosen just now, else the address, else what was seen last."""
    just_chosen: dict[str, str] | None = st.session_state.pop(CHOSEN, None)
    if just_chosen is not None:
        return just_chosen
    address = {name: st.query_params[name] for name in NAMES if name in st.query_params}
    return address or st.session_state.get(KEPT, {})


def keep_selection(selection: Selection) -> None:
    """Keep the selection in the session and in the address, beside what else the address says."""
    parameters = serialise_selection(selection)
    st.session_state[KEPT] = parameters
    others = {name: value for name, value in st.query_params.items() if name not in NAMES}
    if st.query_params.to_dict() != others | parameters:
        st.query_params.from_dict(others | parameters)
