"""The language of the page that is being drawn: from the address, then from the session, then from the settings."""

import os

import streamlit as st

from est.settings import Settings
from est.text import LANGUAGES, Translator, translator

KEY = "language"


def choose_language() -> None:
    """Set the language of the session: `?lang=en` in an address holds for the rest of it.

    Another language than the program's own stands in every address from then on, so that a link opens in it.
    """
    asked = st.query_params.get("lang")
    own = Settings.from_environment(os.environ).language
    if asked in LANGUAGES:
        st.session_state[KEY] = asked
    elif KEY not in st.session_state:
        st.session_state[KEY] = own
    elif st.session_state[KEY] != own:
        st.query_params["lang"] = st.session_state[KEY]


def page_language() -> str:
    """Return the code of the session's language, such as `sv`."""
    # each page asks some forty times, and each look into the session takes as long as a page's button
    if (found := st.session_state.get(KEY)) is None:
        choose_language()
        found = st.session_state[KEY]
    return str(found)


def page_translator() -> Translator:
    """Return the translator of the page that is being drawn."""
    return translator(page_language())


def _(message: str) -> str:
    """Return the message in the language of the page that is being drawn."""
    return page_translator().gettext(message)


def ngettext(one: str, many: str, count: float) -> str:
    """Return the form that goes with the count, in the language of the page that is being drawn."""
    return page_translator().ngettext(one, many, count)
