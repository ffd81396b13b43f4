"""Every text on screen stands in every language, once, with the same places for values, and none is left over."""

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from est.text import CATALOGUES, LANGUAGES, read_catalogue
from tests.text.messages import ids, missing_messages, strings, unused_messages

PLACE = re.compile(r"\{[^{}]*\}|%\([a-z_]+\)[sdf]")

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def catalogue_files(language):
    return sorted((CATALOGUES / language).glob("*.po"))


@pytest.mark.slow
def test_every_message_of_the_code_is_in_the_catalogues(language):
    """A reader of another language meets no English sentence of ours."""
    assert missing_messages(language) == {}


def entries(path: Path) -> list[Message]:
    """Return the entries of a catalogue, the heading with an empty identity among them."""
    with path.open("rb") as file:
        return list(read_po(file))


@pytest.mark.slow
def test_every_message_of_the_catalogues_is_used(language):
    """A catalogue holds nothing that no page says."""
    assert unused_messages(language) == []


def test_no_message_is_fuzzy(language):
    """A guess of a translator's tool is not shown to anybody."""
    assert [entry.id for path in catalogue_files(language) for entry in entries(path) if entry.id and entry.fuzzy] == []


def test_the_places_for_values_are_the_same_in_both_languages(language):
    """No value is lost in translation, and no place is left empty."""
    wrong: list[object] = []
    for entry in read_catalogue(language):
        wanted = {place for text in ids(entry.id) for place in PLACE.findall(text)}
        for text in strings(entry):
            if entry.id and not set(PLACE.findall(text)) <= wanted:
                wrong.append((entry.id, text))
        if entry.id and not wanted <= {place for text in strings(entry) for place in PLACE.findall(text)}:
            wrong.append((entry.id, strings(entry)))
    assert wrong == []


def test_one_message_has_one_translation(language):
    """Two catalogues may hold the same message, if they agree."""
    said: dict[object, set[object]] = {}
    for path in catalogue_files(language):
        for entry in entries(path):
            if entry.id:
                said.setdefault((entry.context, entry.id), set()).add(entry.string)
    assert {message: words for message, words in said.items() if len(words) > 1} == {}


def test_no_catalogue_holds_a_message_twice(language):
    """A message stands once in its file."""
    for path in catalogue_files(language):
        found = re.findall(r'^msgid (".*"(?:\n".*")*)', path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert [message for message, count in Counter(found).items() if count > 1] == [], path.name
