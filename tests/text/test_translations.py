"""Every text on screen stands in Swedish, once, with the same places for values, and none is left over."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from est.text import CATALOGUES, read_catalogue
from tests.sources import FILES, name, nodes, tree

PLACE = re.compile(r"\{[^{}]*\}|%\([a-z_]+\)[sdf]")
CATALOGUE_FILES = sorted((CATALOGUES / "sv").glob("*.po"))
KEYWORDS = {"_": None, "N_": None, "gettext": None, "translate": None, "ngettext": (1, 2)}


@cache
def messages() -> dict[str | tuple[str, str], str]:
    """Return each message (or pair of singular and plural) in the code as the translators' tools find it, and where."""
    found: dict[str | tuple[str, str], str] = {}
    for path in FILES:
        for line, message, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            if message and (isinstance(message, tuple) or message.strip()):
                found.setdefault(message, f"{name(path)}:{line}")
    return found


def test_every_message_of_the_code_is_in_the_swedish_catalogues():
    """A reader of Swedish meets no English sentence of ours."""
    swedish = read_catalogue("sv")
    missing = []
    for message, place in messages().items():
        entry = swedish.get(message)
        strings = (entry.string if isinstance(entry.string, tuple) else (entry.string,)) if entry else ()
        if not strings or not all(strings):
            missing.append(f"{place}: {message}")
    assert missing == []


def test_every_swedish_message_is_used():
    """A catalogue holds nothing that no page says."""
    used = set(messages())
    single = {one for message in used for one in (message if isinstance(message, tuple) else (message,))}
    unused = [entry.id for entry in read_catalogue("sv") if entry.id and entry.id not in used | single]
    assert unused == []


def test_no_message_is_hidden_in_a_formatted_string():
    """Python 3.11 takes f"{_('a')}" for one token, so that the translators' tools do not find the message."""
    hidden = [
        f"{name(path)}:{call.lineno}"
        for path in FILES
        for text in nodes(tree(path))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) in KEYWORDS
    ]
    assert hidden == []


def entries() -> Iterator[Message]:
    """Yield the messages of every Swedish catalogue as they stand in its file."""
    for path in CATALOGUE_FILES:
        with path.open("rb") as file:
            yield from (entry for entry in read_po(file) if entry.id)


def test_no_swedish_message_is_fuzzy():
    """A guess of a translator's tool is not shown to anybody."""
    assert [entry.id for entry in entries() if entry.fuzzy] == []


def test_the_places_for_values_are_the_same_in_both_languages():
    """No value is lost in translation, and no place is left empty."""
    wrong = []
    for entry in read_catalogue("sv"):
        ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        strings = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        wanted = {place for text in ids if text for place in PLACE.findall(text)}
        for text in strings:
            if entry.id and not set(PLACE.findall(text)) <= wanted:
                wrong.append((entry.id, text))
        if entry.id and not wanted <= {place for text in strings for place in PLACE.findall(text)}:
            wrong.append((entry.id, strings))
    assert wrong == []


def test_one_message_has_one_translation():
    """Two catalogues may hold the same message, if they agree."""
    said: dict[object, set[object]] = {}
    for entry in entries():
        said.setdefault(entry.id, set()).add(entry.string)
    assert {message: strings for message, strings in said.items() if len(strings) > 1} == {}


def test_no_catalogue_holds_a_message_twice():
    """A message stands once in its file."""
    for path in CATALOGUE_FILES:
        ids = re.findall(r'^msgid (".*"(?:\n".*")*)', path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert [message for message, count in Counter(ids).items() if count > 1] == [], path.name
