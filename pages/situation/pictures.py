"""Situation pictures: frozen as they stood, opened again, and what is new since the one before."""

import streamlit as st

from est.picture.selection import loaded_period
from est.ui import _, enter
from est.ui.mail.own_subscriptions import draw_own_subscriptions
from est.ui.meetings.picture_page import draw_freeze_form, draw_frozen_pictures
from est.ui.messages import show_flash
from est.ui.pages import PICTURES
from est.ui.situation.empty_states import stop_without_reports

visitor = enter(PICTURES)
st.title(_(PICTURES.title))
show_flash()
stop_without_reports(visitor)
period = visitor.answer(loaded_period)
if period:
    draw_freeze_form(visitor, period)
draw_frozen_pictures(visitor)
draw_own_subscriptions(visitor)
