"""The dashboard: set-up, navigation, sign-in, and the page that was asked for."""

from pathlib import Path

import streamlit as st

from est.ui import N_, _, choose_language, draw_banner, show_refusals, signed_in

ROOT = Path(__file__).resolve().parent / "pages"

PAGES = {
    N_("Situation"): (
        ("situation/overview.py", N_("Overview"), "oversikt"),
        ("situation/map.py", N_("Map"), "karta"),
        ("situation/hotspots.py", N_("Hotspots"), "hotspots"),
        ("situation/trends.py", N_("Trends"), "trender"),
        ("situation/ahead.py", N_("Ahead"), "framat"),
    ),
    N_("Work"): (
        ("work/measures.py", N_("Measures"), "atgarder"),
        ("work/followup.py", N_("Follow-up"), "uppfoljning"),
        ("work/library.py", N_("Library of measures"), "atgardsbank"),
    ),
    N_("Reports"): (("reports/upload.py", N_("Upload"), "ladda-upp"),),
    N_("Administration"): (
        ("admin/settings.py", N_("Settings"), "installningar"),
        ("admin/log.py", N_("Log"), "logg"),
    ),
}

st.set_page_config(page_title="EST", page_icon="🔷", layout="wide")
choose_language()
# navigation first and sign-in after it, so that the address of a page survives the sign-in
page = st.navigation(
    {
        _(section): [
            st.Page(ROOT / file, title=_(title), url_path=path, default=path == "oversikt")
            for file, title, path in pages
        ]
        for section, pages in PAGES.items()
    }
)
signed_in()
with show_refusals():
    draw_banner()
    page.run()
