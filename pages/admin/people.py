"""Users: who may sign in, with which role and for whom, and the way to end somebody's sessions."""

import streamlit as st

from est.ui import _, enter
from est.ui.admin.people_sections import add_person_form, draw_people
from est.ui.admin.token_sections import token_section
from est.ui.messages import show_flash
from est.ui.pages import PEOPLE

visitor = enter(PEOPLE)
st.title(_(PEOPLE.title))
show_flash()
st.write(_("Only those who stand here can sign in, with the role that is theirs. Somebody new is nobody until then."))
draw_people(visitor)
add_person_form(visitor)
token_section(visitor)
