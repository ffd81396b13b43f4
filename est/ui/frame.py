"""What stands around every page: the notice over invented data, and which municipality this is."""

import streamlit as st

from est.municipality.settings import read_settings
from est.ui.language import page_translator
from est.ui.store_resource import shared_store


def draw_banner() -> None:
    """Say above every page when what is shown was invented."""
    store, answers = shared_store()
    settings = answers.get(("settled", store.version), lambda: read_settings(store))
    if settings.get("demo") == "1":
        st.warning(page_translator().gettext("Invented data: this town's reports were made up to try the program."))
