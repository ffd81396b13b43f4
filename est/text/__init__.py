"""Texts on screen and on paper: English in the code, other languages a folder each: catalogues, formats, names."""

from est.text.catalogue import read_catalogue
from est.text.formats import CATALOGUES, LANGUAGES, SOURCE
from est.text.translator import N_, Translate, Translator, translator

__all__ = ["CATALOGUES", "LANGUAGES", "N_", "SOURCE", "Translate", "Translator", "read_catalogue", "translator"]
