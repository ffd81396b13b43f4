"""What stands on the page when there are too few reports for a map: the trend and the list, which hold all the same."""

import streamlit as st

from est.charts import over_time
from est.picture.counts import reports_in, weekly
from est.picture.doubts import duplicates
from est.picture.selection import Selection
from est.ui.drawing import chart, twin
from est.ui.empty import say_nothing_selected
from est.ui.enter import Visitor
from est.ui.place import report_table
from est.ui.spans import spans_frame

LISTED = 200


def without_map(visitor: Visitor, selection: Selection) -> None:
    """Draw the trend and the list of the selected reports."""
    words = visitor.translator
    _ = words.gettext
    reports = visitor.answer(reports_in, selection, None, None, LISTED)
    if reports.is_empty():
        say_nothing_selected(visitor, selection)
        return
    spans = visitor.answer(weekly, selection)
    st.subheader(_("Reports over time"), anchor=False)
    spec = over_time(spans, "week", words)
    chart(spec, f"weeks {selection!r}")
    headings = {
        "label": _("Week"),
        "count": _("Reports"),
        "organisations": _("Active organisations"),
        "days": _("Days in the period"),
    }
    twin(visitor, spans_frame(spans, "week", words), "trend", headings)
    st.subheader(_("The reports"), anchor=False)
    report_table(visitor, reports, visitor.answer(duplicates, selection), LISTED)
