"""What stands on the page when there is no map: nothing loaded yet, or too few reports for one."""

import contextlib

import polars as pl
import streamlit as st
from streamlit.errors import StreamlitAPIException

from est.picture.counts import reports_in, weekly
from est.picture.selection import Selection
from est.ui.enter import Visitor
from est.ui.place import report_table
from est.ui.tables import table

UPLOAD = "pages/reports/upload.py"
LISTED = 200


def nothing_loaded(visitor: Visitor) -> None:
    """Say what to do when the store holds no reports."""
    _ = visitor.translator.gettext
    st.info(_("There are no reports yet. Upload a file of reports, and the map is drawn from it."))
    with contextlib.suppress(StreamlitAPIException):  # where the page is not part of the navigation
        st.page_link(UPLOAD, label=_("Upload a file"))


def without_map(visitor: Visitor, selection: Selection) -> None:
    """Draw the trend and the list, which hold with few reports too."""
    _ = visitor.translator.gettext
    st.subheader(_("Week by week"), anchor=False)
    weeks = visitor.answer(weekly, selection)
    largest = max(1.0, float(weeks["count"].max() or 0))  # type: ignore[arg-type]  # a numeric column's largest value
    bar = st.column_config.ProgressColumn(_("Reports"), format="%.4g", min_value=0, max_value=largest)
    rows = weeks.with_columns(pl.col("start").dt.to_string("%G-%V").alias("week"))
    table(rows, {"week": _("Week"), "count": _("Reports")}, alt=_("Reports by week"), columns={"count": bar})
    st.subheader(_("The reports"), anchor=False)
    reports = visitor.answer(reports_in, selection, None, None, LISTED)
    if reports.is_empty():
        st.write(_("No reports in this selection. Choose a longer period or fewer filters."))
    else:
        report_table(visitor, reports)
