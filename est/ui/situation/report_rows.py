"""The reports behind a figure, over the page on which it stands."""

import streamlit as st

from est.picture.counts import reports_in, reports_in_no_district
from est.picture.data_quality import duplicate_reports
from est.picture.selection import Selection
from est.ui.enter import Visitor
from est.ui.situation.place import SHOWN, draw_report_table
from est.ui.tables import plain_text


def open_reports(
    visitor: Visitor, title: str, selection: Selection, told: str = "", *, outside_districts: bool = False
) -> None:
    """Open the reports of a selection, the newest first, under a sentence; or those of it that lie in no district."""

    @st.dialog(plain_text(title), width="large")
    def draw() -> None:
        if told:
            st.caption(plain_text(told))
        if outside_districts:
            reports = visitor.answer(reports_in_no_district, selection, SHOWN)
        else:
            reports = visitor.answer(reports_in, selection, None, SHOWN)
        if reports.is_empty():
            st.write(visitor.translator.gettext("No reports."))
        else:
            draw_report_table(visitor, reports, visitor.answer(duplicate_reports, selection), key="rows of a figure")

    draw()
