"""Review: the reports that wait, one by one, with a key for each decision."""

import streamlit as st

from est.ui import _, enter
from est.ui.messages import show_flash
from est.ui.pages import REVIEW
from est.ui.reports.review_page import draw_review

visitor = enter(REVIEW)
st.title(_(REVIEW.title))
show_flash()
draw_review(visitor)
