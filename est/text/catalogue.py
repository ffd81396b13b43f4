"""Translation catalogues: the `.po` files of one language, read and compiled in memory when the program starts."""

import gettext
import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from est.text.formats import CATALOGUES


def read_catalogue(language: str, folder: Path = CATALOGUES) -> Catalog:
    """Return all messages of a language, one catalogue out of the `.po` files of its folder, in order of file name.

    A language without such files gives an empty catalogue: the texts in the code then stand as they are.
    """
    whole = Catalog(locale=language)
    for path in sorted((folder / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    whole[message.id] = message
    return whole


def compile_catalogue(catalogue: Catalog) -> gettext.GNUTranslations:
    """Return the catalogue in the form gettext looks messages up in. Fuzzy messages are left out."""
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
