"""Word back: what the reports of each organisation led to, approved and then sent or copied."""

import streamlit as st

from est.ui import _, enter
from est.ui.mail.message_list import draw_messages
from est.ui.mail.word_back_page import draw_letters, draw_new_letter
from est.ui.messages import show_flash
from est.ui.pages import WORD_BACK

visitor = enter(WORD_BACK)
st.title(_(WORD_BACK.title))
show_flash()
draw_new_letter(visitor)
draw_letters(visitor)
draw_messages(visitor)
