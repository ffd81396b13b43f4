"""The meeting: an agenda made from the data, what was decided at each point, tasks, and the minutes."""

import streamlit as st

from est.ui import _, enter
from est.ui.drawer import tabs
from est.ui.links import page_link
from est.ui.meetings.agenda_list import draw_agenda
from est.ui.meetings.meeting_choice import choose_meeting, draw_preparation
from est.ui.meetings.meeting_head import draw_head
from est.ui.meetings.minutes_section import draw_minutes
from est.ui.meetings.picture_page import SHOWN
from est.ui.meetings.task_form import draw_tasks
from est.ui.messages import show_flash
from est.ui.pages import MEETING, PICTURES, WALL

visitor = enter(MEETING)
st.title(_(MEETING.title))
show_flash()
meeting = choose_meeting(visitor)
if meeting is not None:
    if meeting.locked:
        draw_preparation(visitor)
    draw_head(visitor, meeting)
    with st.container(horizontal=True):
        page_link(WALL, _("Show it on the wall, a point a screen"), mote=meeting.identity)
        if meeting.meeting.picture:
            page_link(PICTURES, _("The situation picture, also as PDF"), **{SHOWN: meeting.meeting.picture})
    agenda, minutes, tasks = tabs([_("Agenda"), _("Minutes"), _("Tasks")])
    with agenda:
        draw_agenda(visitor, meeting)
    with minutes:
        draw_minutes(visitor, meeting)
    with tasks:
        draw_tasks(visitor)
    if not meeting.locked:
        draw_preparation(visitor)
