"""The messages of the code, as the translators' tools find them, and what a language lacks of them."""

from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from est.text import CATALOGUES, LANGUAGES, SOURCE, read_catalogue
from tests.sources import FILES, name

KEYWORDS = {"_": None, "N_": None, "gettext": None, "translate": None, "ngettext": (1, 2)}
TRANSLATED = [language for language in LANGUAGES if language != SOURCE]
NEW = "new.po"  # where a translator finds what is missing

Message = str | tuple[str, str]
"""A message, or a pair of singular and plural."""


@cache
def code_messages() -> dict[Message, str]:
    """Return each message in the code, and the first place of it."""
    found: dict[Message, str] = {}
    for path in FILES:
        for line, message, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            if message and (isinstance(message, tuple) or message.strip()):
                found.setdefault(message, f"{name(path)}:{line}")
    return found


def missing_messages(language: str, folder: Path = CATALOGUES) -> dict[Message, str]:
    """Return the messages that a language has no translation of, or a plural not all of, and their places."""
    catalogue = read_catalogue(language, folder)
    missing = {}
    for message, place in code_messages().items():
        entry = catalogue.get(message)
        strings = (entry.string if isinstance(entry.string, tuple) else (entry.string,)) if entry else ()
        if not strings or not all(strings):
            missing[message] = place
    return missing


def unused_messages(language: str, folder: Path = CATALOGUES) -> list[Message]:
    """Return the messages that a language translates and no code says."""
    used = set(code_messages())
    single = {one for message in used for one in (message if isinstance(message, tuple) else (message,))}
    return [entry.id for entry in read_catalogue(language, folder) if entry.id and entry.id not in used | single]


def offer_missing(language: str, folder: Path = CATALOGUES) -> int:
    """Add what a language lacks to its `new.po`, each with its place and no translation yet; return how many."""
    missing = missing_messages(language, folder)
    path = folder / language / NEW
    if missing:
        catalogue = read_po(path.open("rb"), locale=language) if path.exists() else Catalog(locale=language)
        for message, place in missing.items():
            if message not in catalogue:
                file, line = place.rsplit(":", 1)
                catalogue.add(message, locations=[(file, int(line))])
        with path.open("wb") as file:
            write_po(file, catalogue, width=120)
    return len(missing)
