"""The dashboard: set-up, who is there, navigation, and the page that was asked for."""

from pathlib import Path

import streamlit as st

from est.access.permissions import allowed
from est.ui import _, choose_language, draw_banner, draw_sign_out, present_actor, show_refusals
from est.ui.accessibility import draw_accessibility_button
from est.ui.municipality_switch import draw_municipality_switch
from est.ui.pages import FIRST, MENU, first_page
from est.ui.print_view import draw_print_button, draw_print_head

ROOT = Path(__file__).resolve().parent

MENU_WIDTH = 256  # pixels: the longest name of a page, and no more

st.set_page_config(page_icon="🔷", layout="wide", initial_sidebar_state=MENU_WIDTH)
choose_language()
actor = present_actor()
# every page has its address, also those that are not shown: who opens one without being allowed to is told so
page = st.navigation(
    {
        _(section): [
            st.Page(
                ROOT / one.path,
                title=_(one.title),
                url_path=one.address,
                default=one is FIRST,
                visibility="visible" if one.listed and allowed(actor, one.action) else "hidden",
            )
            for one in pages
        ]
        for section, pages in MENU.items()
    },
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
