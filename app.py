"""The dashboard: set-up, who is there, navigation, and the page that was asked for."""

from pathlib import Path

import streamlit as st

from est.access.permissions import allowed
from est.ui import choose_language, draw_banner, draw_sign_out, present_actor, show_refusals
from est.ui.accessibility import draw_accessibility_button
from est.ui.menu import menu_pages
from est.ui.municipality_switch import draw_municipality_switch
from est.ui.pages import FIRST, first_page
from est.ui.print_view import draw_print_button, draw_print_head

ROOT = Path(__file__).resolve().parent

MENU_WIDTH = 256  # pixels: the longest name of a page, and no more

st.set_page_config(page_icon="🔷", layout="wide", initial_sidebar_state=MENU_WIDTH)
choose_language()
actor = present_actor()
page = st.navigation(
    menu_pages(ROOT, actor),
    expanded=True,  # else the last pages of the menu, where reports are sent, stand behind a click
)
st.set_page_config(page_title=f"{page.title} – EST")  # said first by a screen reader, and shown by the tab
draw_municipality_switch(actor, page.url_path)
draw_sign_out(actor)
start = first_page(lambda action: allowed(actor, action))
if page.url_path == "" and start is not FIRST:
    st.switch_page(start.path)
draw_print_button()
draw_accessibility_button()
with show_refusals():
    draw_print_head()
    draw_banner()
    page.run()
