"""The only code that imports streamlit: entering a page, the selection, tables; a folder for each part of the menu."""

from est.text import N_
from est.ui.downloads import download
from est.ui.enter import Role, Visitor, enter, signed_in
from est.ui.frame import banner
from est.ui.language import _, choose_language, ngettext
from est.ui.messages import refusals
from est.ui.select import choose_selection
from est.ui.tables import plain, table

__all__ = [
    "N_",
    "Role",
    "Visitor",
    "_",
    "banner",
    "choose_language",
    "choose_selection",
    "download",
    "enter",
    "ngettext",
    "plain",
    "refusals",
    "signed_in",
    "table",
]
