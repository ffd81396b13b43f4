"""The only code that imports streamlit: entering a page, the selection, tables; a folder for each part of the menu."""

from est.text import N_
from est.ui.downloads import download
from est.ui.enter import Role, Visitor, enter, signed_in
from est.ui.frame import banner
from est.ui.language import _, choose_language, here, language, ngettext
from est.ui.select import change_selection, choose_selection, described
from est.ui.tables import plain, table
from est.ui.telling import refusals, refuse

__all__ = [
    "N_",
    "Role",
    "Visitor",
    "_",
    "banner",
    "change_selection",
    "choose_language",
    "choose_selection",
    "described",
    "download",
    "enter",
    "here",
    "language",
    "ngettext",
    "plain",
    "refusals",
    "refuse",
    "signed_in",
    "table",
]
