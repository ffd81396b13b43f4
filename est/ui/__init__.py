"""The only code that imports streamlit: entering a page, the selection, tables; a folder for each part of the menu."""

from est.text import N_
from est.ui.downloads import download
from est.ui.enter import Role, Visitor, draw_banner, enter, signed_in
from est.ui.language import _, choose_language, ngettext
from est.ui.messages import show_refusals
from est.ui.select import choose_selection
from est.ui.tables import draw_table, plain_text

__all__ = [
    "N_",
    "Role",
    "Visitor",
    "_",
    "choose_language",
    "choose_selection",
    "download",
    "draw_banner",
    "draw_table",
    "enter",
    "ngettext",
    "plain_text",
    "show_refusals",
    "signed_in",
]
