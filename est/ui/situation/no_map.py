"""What stands on the page when there are too few reports for a map: the trend and the list, which hold all the same."""

import streamlit as st

from est.picture.counts import reports_in
from est.picture.data_quality import duplicate_reports
from est.picture.selection import Selection
from est.ui.enter import Visitor
from est.ui.situation.empty_states import show_nothing_selected
from est.ui.situation.place import report_table
from est.ui.situation.trend import draw_trend

LISTED = 200


def draw_without_map(visitor: Visitor, selection: Selection) -> None:
    """Draw the trend and the list of the selected reports."""
    words = visitor.translator
    _ = words.gettext
    reports = visitor.answer(reports_in, selection, None, LISTED)
    if reports.is_empty():
        show_nothing_selected(visitor, selection)
        return
    st.subheader(_("Reports over time"), anchor=False)
    draw_trend(visitor, selection, "week", f"{selection!r}")
    st.subheader(_("The reports"), anchor=False)
    report_table(visitor, reports, visitor.answer(duplicate_reports, selection), LISTED)
