"""How many reports wait for review, said wherever the picture is looked at first: they are not in it."""

import streamlit as st

from est.reports.entries.review import waiting_count
from est.ui.enter import Visitor
from est.ui.links import page_link
from est.ui.pages import REVIEW
from est.ui.reports.review_page import describe_waiting


def draw_waiting_count(visitor: Visitor) -> None:
    """Say how many reports are not in the picture yet, also that none is."""
    _ = visitor.translator.gettext
    count, oldest = visitor.answer(waiting_count)
    if not count:
        st.caption(_("No report waits for review: all that have been sent and taken are in the picture."))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        outside = visitor.translator.ngettext("It is not in the picture.", "They are not in the picture.", count)
        st.info(describe_waiting(visitor, count, oldest) + " " + outside)
        if visitor.may(REVIEW.action):
            page_link(REVIEW, _("Go to the review"))
