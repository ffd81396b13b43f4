"""The dashboard: set-up, navigation, sign-in, and the page that was asked for."""

from pathlib import Path

import streamlit as st

from est.ui import _, choose_language, draw_banner, show_refusals, signed_in
from est.ui.pages import FIRST, MENU

ROOT = Path(__file__).resolve().parent

st.set_page_config(page_title="EST", page_icon="🔷", layout="wide")
choose_language()
# navigation first and sign-in after it, so that the address of a page survives the sign-in
page = st.navigation(
    {
        _(section): [
            st.Page(ROOT / one.path, title=_(one.title), url_path=one.address, default=one is FIRST) for one in pages
        ]
        for section, pages in MENU.items()
    }
)
signed_in()
with show_refusals():
    draw_banner()
    page.run()
