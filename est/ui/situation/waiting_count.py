"""What waits, said where the picture is looked at first, as it is not in it: reports for review, files for a look."""

import streamlit as st

from est.picture.selection import loaded_period
from est.reports.arrivals.waiting_files import waiting_files
from est.reports.entries.review import waiting_count
from est.ui.enter import Visitor
from est.ui.links import page_link
from est.ui.pages import REVIEW, UPLOAD
from est.ui.reports.review_page import describe_waiting
from est.ui.reports.waiting_list import ASKED
from est.ui.tables import plain_text

MOST_FILES = 3


def draw_waiting_count(visitor: Visitor) -> None:
    """Say how many reports are not in the picture yet, also that none is where there are any."""
    _ = visitor.translator.gettext
    count, oldest = visitor.answer(waiting_count)
    if not count:
        if visitor.answer(loaded_period) is None:
            return
        st.caption(_("No report waits for review: all that have been sent and taken are in the picture."))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        outside = visitor.translator.ngettext("It is not in the picture.", "They are not in the picture.", count)
        st.info(describe_waiting(visitor, count, oldest) + " " + outside)
        if visitor.may(REVIEW.action):
            page_link(REVIEW, _("Go to the review"))


def draw_waiting_file_notice(visitor: Visitor) -> None:
    """Say which files came by themselves and wait for a look, with the way to each; nothing to who takes in none."""
    _, number = visitor.translator.gettext, visitor.translator.number
    if not visitor.may(UPLOAD.action):
        return
    waiting = visitor.answer(waiting_files)
    for one in waiting[:MOST_FILES]:
        with st.container(horizontal=True, vertical_alignment="center"):
            text = _("A file from {organisation} waits for you to look at it: {reason}")
            st.warning(
                plain_text(text.format(organisation=one.organisation_name, reason=one.reasons[0].in_language(_)))
            )
            page_link(UPLOAD, _("Open {file}").format(file=plain_text(one.file)), **{ASKED: one.id})
    if len(waiting) > MOST_FILES:
        page_link(UPLOAD, _("All {count} files that wait").format(count=number(len(waiting))))
