"""New report: what, where and when, sent from a phone or a desk."""

import streamlit as st

from est.ui import _, enter
from est.ui.messages import show_flash
from est.ui.pages import NEW_REPORT
from est.ui.reports.new_report import draw_new_report

visitor = enter(NEW_REPORT)
st.title(_(NEW_REPORT.title))
show_flash()
draw_new_report(visitor)
