"""Large buttons side by side, to be hit with a thumb: for choices that are made on a phone, in the open."""

from collections.abc import Mapping

import streamlit as st

from est.ui.tables import plain_text

STYLE = """
[class*="st-key-large"] { gap: 0.5rem; }
[class*="st-key-large"] > div { flex: 1 1 9.5rem; width: auto; max-width: 22rem; }
[class*="st-key-large"] button { min-height: 3.25rem; width: 100%; }
[data-testid="stButtonGroup"] button { min-height: 2.75rem; }
"""


def style_large_buttons() -> None:
    """Let the buttons of this page's large choices be large. Once a page."""
    st.components.v2.component("est_large_buttons", css=STYLE, isolate_styles=False)(key="large style")


def choose_large(options: Mapping[str, str], key: str, start: str | None = None) -> str | None:
    """Draw a button for each option (value → name); return the one that is chosen, at first `start`.

    The chosen one is marked with a tick, too.
    """
    kept = f"{key} chosen"
    chosen: str | None = st.session_state.setdefault(kept, start)
    with st.container(horizontal=True, key=f"large {key}"):
        for value, name in options.items():
            st.button(
                ("✓ " if value == chosen else "") + plain_text(name),
                key=f"{key} {value}",
                type="primary" if value == chosen else "secondary",
                on_click=_choose,
                args=(kept, value),
                width="stretch",
                wrap=True,
            )
    return chosen


def _choose(kept: str, value: str) -> None:
    st.session_state[kept] = value
