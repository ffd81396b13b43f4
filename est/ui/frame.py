"""What stands around every page: the notice over invented data, and which municipality this is."""

import streamlit as st

from est.municipality.settings import settled
from est.ui.language import here
from est.ui.store_resource import the_store


def banner() -> None:
    """Say above every page when what is shown was invented."""
    store, answers = the_store()
    settings = answers.get(("settled", store.version), lambda: settled(store))
    if settings.get("demo") == "1":
        st.warning(here().gettext("Invented data: this town's reports were made up to try the program."))
