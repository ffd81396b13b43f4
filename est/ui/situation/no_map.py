"""What stands on the page when there are too few reports for a map: the trend and the list, which hold all the same."""

import streamlit as st

from est.picture.counts import reports_in
from est.picture.data_quality import duplicates
from est.picture.selection import Selection
from est.ui.enter import Visitor
from est.ui.situation.empty_states import say_nothing_selected
from est.ui.situation.place import report_table
from est.ui.situation.trend import trend_part

LISTED = 200


def without_map(visitor: Visitor, selection: Selection) -> None:
    """Draw the trend and the list of the selected reports."""
    words = visitor.translator
    _ = words.gettext
    reports = visitor.answer(reports_in, selection, None, LISTED)
    if reports.is_empty():
        say_nothing_selected(visitor, selection)
        return
    st.subheader(_("Reports over time"), anchor=False)
    trend_part(visitor, selection, "week", f"{selection!r}")
    st.subheader(_("The reports"), anchor=False)
    report_table(visitor, reports, visitor.answer(duplicates, selection), LISTED)
