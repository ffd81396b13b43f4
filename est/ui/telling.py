"""What was stored, said on the run after the change, when the page already shows it."""

import streamlit as st

TOLD = "told"


def tell(message: str) -> None:
    """Keep a sentence about a change for the next run, and begin that run. The sentence is read as Markdown."""
    st.session_state[TOLD] = message
    st.rerun()


def told() -> None:
    """Say what was kept, once."""
    message = st.session_state.pop(TOLD, None)
    if message:
        st.success(message)
