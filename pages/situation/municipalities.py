"""Between municipalities: rates of those that the visitor may see, and of nothing else."""

import streamlit as st

from est.ui import _, enter
from est.ui.pages import MUNICIPALITIES
from est.ui.situation.rate_comparison import draw_rate_comparison

visitor = enter(MUNICIPALITIES)
st.title(_(MUNICIPALITIES.title))
draw_rate_comparison(visitor)
