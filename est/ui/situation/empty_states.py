"""What a page says when there is nothing to show, and what to do about it."""

import streamlit as st

from est.municipality.settings import read_settings
from est.picture.selection import loaded_period
from est.ui.enter import Visitor
from est.ui.links import page_link
from est.ui.pages import SETTINGS, UPLOAD


def stop_without_reports(visitor: Visitor) -> None:
    """Say how a new store gets its reports and stop the page, when it has none."""
    if lack_of_reports(visitor):
        st.stop()


def lack_of_reports(visitor: Visitor) -> bool:
    """Tell whether the store has no reports; if so, say how it gets them, with the ways there."""
    if visitor.answer(loaded_period) is not None:
        return False
    _ = visitor.translator.gettext
    st.info(_("There are no reports here yet."))
    chosen = "municipality" in visitor.answer(read_settings)
    if chosen:
        st.markdown(_("Upload a file of reports."))
    else:
        st.markdown(
            _("1. Choose the municipality, so that points outside it are recognised.\n2. Upload a file of reports.")
        )
    if visitor.may(SETTINGS.action) and not chosen:
        page_link(SETTINGS, _("Choose the municipality"), part="area")
    if visitor.may(UPLOAD.action):
        page_link(UPLOAD, _("Upload a file"))
    return True
