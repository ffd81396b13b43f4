"""Texts on screen and on paper: English in the code, Swedish from gettext catalogues, numbers and dates by locale."""

from est.text.catalogue import CATALOGUES, read_catalogue
from est.text.translator import LANGUAGES, N_, Translate, Translator, translator

__all__ = ["CATALOGUES", "LANGUAGES", "N_", "Translate", "Translator", "read_catalogue", "translator"]
