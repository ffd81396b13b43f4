"""Reports one by one: what each says, what became of it, and correcting or voiding it with a reason."""

import streamlit as st

from est.ui import _, enter
from est.ui.messages import show_flash
from est.ui.pages import REPORT_LIST
from est.ui.reports.report_list import REPORT, draw_report_list
from est.ui.reports.report_page import draw_report

visitor = enter(REPORT_LIST)
st.title(_(REPORT_LIST.title))
show_flash()
report = st.query_params.get(REPORT)
if report:
    draw_report(visitor, report)
else:
    draw_report_list(visitor)
