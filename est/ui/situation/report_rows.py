"""The reports behind a figure, over the page on which it stands."""

import streamlit as st

from est.picture.counts import reports_in, reports_in_no_district
from est.picture.data_quality import duplicate_reports
from est.picture.selection import Selection
from est.ui.enter import Visitor
from est.ui.links import page_link
from est.ui.pages import UPLOAD
from est.ui.reports.batch_list import BATCH
from est.ui.screen import dialog_share
from est.ui.situation.place import SHOWN, draw_report_table
from est.ui.tables import plain_text


def open_reports(
    visitor: Visitor,
    title: str,
    selection: Selection,
    told: str = "",
    *,
    cells: tuple[str, ...] | None = None,
    outside_districts: bool = False,
    batch: str | None = None,
) -> None:
    """Open the reports of a selection, the newest first, under a sentence; or those of it in these cells, or in no
    district. The way to a `batch` stands above them, for who may take in reports.
    """

    @st.dialog(plain_text(title), width="large")
    def draw() -> None:
        if told:
            st.caption(plain_text(told))
        if batch and visitor.may(UPLOAD.action):
            page_link(UPLOAD, visitor.translator.gettext("Open the latest batch"), **{BATCH: batch})
        if outside_districts:
            reports = visitor.answer(reports_in_no_district, selection, SHOWN)
        else:
            reports = visitor.answer(reports_in, selection, cells, SHOWN)
        if reports.is_empty():
            st.write(visitor.translator.gettext("No reports."))
        else:
            pairs = visitor.answer(duplicate_reports, selection)
            draw_report_table(visitor, reports, pairs, key="rows of a figure", share=dialog_share())

    draw()
