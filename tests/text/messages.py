"""The messages of the code and the texts of the defaults, as translators find them, and what a language lacks."""

import csv
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from est.settings import DATA
from est.text import CATALOGUES, SOURCE, read_catalogue
from est.text.translator import DATA as CONTEXT
from tests.sources import FILES, name

KEYWORDS = {"_": None, "N_": None, "gettext": None, "translate": None, "ngettext": (1, 2)}
NEW = "new.po"  # where a translator finds what is missing
DATA_LANGUAGE = "sv"  # in which the defaults are written
DATA_COLUMNS = {
    "categories.csv": ("name",),
    "subcategories.csv": ("name",),
    "organisations.csv": ("name",),
    "measure_library.csv": ("title", "works", "source"),
    "questions.csv": ("question",),
}

Key = tuple[str | None, str | tuple[str, ...]]
"""A context, or none, and a message, or a pair of singular and plural."""


@cache
def code_messages() -> dict[Key, str]:
    """Return each message in the code, and the first place of it."""
    found: dict[Key, str] = {}
    for path in FILES:
        for line, message, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            if message and (isinstance(message, tuple) or message.strip()):
                found.setdefault((None, message), f"{name(path)}:{line}")
    return found


@cache
def data_texts() -> dict[Key, str]:
    """Return each text of the defaults that a reader sees, and the first place of it."""
    found: dict[Key, str] = {}
    for file, columns in DATA_COLUMNS.items():
        with (DATA / file).open(encoding="utf-8", newline="") as rows:
            for line, row in enumerate(csv.DictReader(rows), 2):
                for column in columns:
                    found.setdefault((CONTEXT, row[column]), f"data/{file}:{line}")
    return found


def wanted_messages(language: str) -> dict[Key, str]:
    """Return what a language is to say, and the place of each."""
    code = code_messages() if language != SOURCE else {}
    return code | data_texts() if language != DATA_LANGUAGE else code


def missing_messages(language: str, folder: Path = CATALOGUES) -> dict[Key, str]:
    """Return what a language has no translation of, or of a plural not all forms, and the places."""
    catalogue = read_catalogue(language, folder)
    missing = {}
    for (context, message), place in wanted_messages(language).items():
        entry = catalogue.get(message, context)
        if entry is None or not all(strings(entry)):
            missing[context, message] = place
    return missing


def unused_messages(language: str, folder: Path = CATALOGUES) -> list[str]:
    """Return the messages that a language translates and nothing says."""
    used = {(context, one) for context, message in wanted_messages(language) for one in ids(message)}
    return [
        one for entry in read_catalogue(language, folder) for one in ids(entry.id) if (entry.context, one) not in used
    ]


def offer_missing(language: str, folder: Path = CATALOGUES) -> int:
    """Add what a language lacks to its `new.po`, each with its place and no translation yet; return how many."""
    missing = missing_messages(language, folder)
    path = folder / language / NEW
    if missing:
        catalogue = Catalog(locale=language)
        if path.exists():
            with path.open("rb") as file:
                catalogue = read_po(file, locale=language)
        for (context, message), place in missing.items():
            if catalogue.get(message, context) is None:
                source, line = place.rsplit(":", 1)
                catalogue.add(message, locations=[(source, int(line))], context=context)
        with path.open("wb") as out:
            write_po(out, catalogue, width=120)
    return len(missing)


def ids(message: str | Sequence[str]) -> Iterator[str]:
    """Yield a message, or the singular and plural of one; nothing of a catalogue's header."""
    yield from filter(None, (message,) if isinstance(message, str) else message)


def strings(entry: Message) -> tuple[str, ...]:
    """Return the translations of an entry: one, or one for each plural form."""
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string)
