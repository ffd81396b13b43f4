"""Coming events: entered once, shown where they matter, never counted."""

import streamlit as st

from est.ui import _, enter
from est.ui.meetings.event_page import draw_events
from est.ui.messages import show_flash
from est.ui.pages import EVENTS

visitor = enter(EVENTS)
st.title(_(EVENTS.title))
show_flash()
draw_events(visitor)
