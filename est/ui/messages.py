"""What was stored, said on the run after the change, when the page already shows it; and what was refused."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from est.errors import EstError, PersonalDataError, UnsureTextError
from est.ui.language import _
from est.ui.tables import plain_text

TOLD = "told"
CLEARED = "texts about nobody"


def flash(message: str) -> None:
    """Keep a sentence about a change for the next run, and begin that run. The sentence is read as Markdown."""
    st.session_state[TOLD] = message
    st.rerun()


def show_flash() -> None:
    """Say what was kept, once. It is seen wherever on the page the reader is."""
    message = st.session_state.pop(TOLD, None)
    if message:
        with st.container(key="told"):  # held in sight by terminal/page.css
            st.success(message)


def refusal_text(error: EstError) -> str:
    """Return what an error says in the reader's language, safe to be read as Markdown. The one way to show one."""
    return plain_text(error.in_language(_))


def show_refusal(error: EstError, before: str = "") -> None:
    """Say why something was refused, after a sentence of the page's own.

    Of a text with personal data, what it would be without is offered to be copied. One that is unsure is taken when it
    is sent once more as it is: who wrote it was asked.
    """
    st.error(f"{before} {refusal_text(error)}".strip())
    if isinstance(error, PersonalDataError) and error.rewritten:
        st.caption(_("Without it:"))
        st.code(error.rewritten, language=None, wrap_lines=True)
    if isinstance(error, UnsureTextError):
        st.session_state[CLEARED] = cleared_texts() | {error.written}


def cleared_texts() -> frozenset[str]:
    """Return the texts that the visitor was asked about, and which are about nobody when they are sent once more."""
    cleared: frozenset[str] = st.session_state.get(CLEARED, frozenset())
    return cleared


@contextmanager
def show_refusals() -> Iterator[None]:
    """Say what is refused within; what stands after it there is not done."""
    try:
        yield
    except EstError as error:
        show_refusal(error)
