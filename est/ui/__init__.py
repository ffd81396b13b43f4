"""The only code that imports streamlit: entering a page, the selection, tables; a folder for each part of the menu."""

from est.text import N_
from est.ui.downloads import download
from est.ui.enter import Visitor, draw_banner, draw_sign_out, enter, present_actor
from est.ui.language import _, choose_language, ngettext
from est.ui.messages import show_refusals
from est.ui.select import choose_selection
from est.ui.tables import draw_table, plain_text

__all__ = [
    "N_",
    "Visitor",
    "_",
    "choose_language",
    "choose_selection",
    "download",
    "draw_banner",
    "draw_sign_out",
    "draw_table",
    "enter",
    "ngettext",
    "plain_text",
    "present_actor",
    "show_refusals",
]
