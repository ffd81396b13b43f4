"""`make messages` finds every message of the code, and offers a language those that it lacks."""

import ast

import pytest

from est.text import SOURCE, read_catalogue, translator
from tests.sources import FILES, name, tree
from tests.text.messages import (
    KEYWORDS,
    NEW,
    code_messages,
    missing_messages,
    offer_missing,
    unused_messages,
    wanted_messages,
)

PLURAL = ("{count} report has no known hour and is left out.", "{count} reports have no known hour and are left out.")


@pytest.fixture
def folder(tmp_path):
    """A folder of languages with one that says two things, one of them no longer asked for."""
    (tmp_path / "nb").mkdir()
    (tmp_path / "nb" / "shell.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Map"\nmsgstr "Kart"\n\nmsgid "Chart of the sea"\nmsgstr "Sjøkart"\n',
        encoding="utf-8",
    )
    return tmp_path


@pytest.mark.slow
def test_the_code_is_searched_whole():
    """Pages, rooms and app.py; plurals as pairs."""
    found = code_messages()
    assert found[None, "Map"].startswith("est/ui/pages.py:")
    assert (None, PLURAL) in found


@pytest.mark.slow
def test_the_defaults_are_to_be_translated_too():
    """Names of categories, the library and the questions, beside the messages; Swedish has them as they are."""
    assert ("data", "Skadegörelse") in missing_messages("nb")
    assert ("data", "Skadegörelse") not in wanted_messages("sv")


@pytest.mark.slow
def test_what_a_language_lacks_is_offered_once_and_what_is_filled_in_stays(folder):
    """A translator may stop half-way: the next run adds what is new."""
    lacks = len(wanted_messages("nb")) - 1
    assert offer_missing("nb", folder) == lacks
    offered = folder / "nb" / NEW
    text = offered.read_text(encoding="utf-8")
    offered.write_text(
        text.replace('msgid "Trends"\nmsgstr ""', 'msgid "Trends"\nmsgstr "Utvikling"'), encoding="utf-8"
    )
    assert offer_missing("nb", folder) == lacks - 1
    assert read_catalogue("nb", folder).get("Trends").string == "Utvikling"
    assert len(read_catalogue("nb", folder)) == len(wanted_messages("nb")) + 1


@pytest.mark.slow
def test_what_nothing_says_is_named(folder):
    """It is left to the translator to take it out."""
    assert unused_messages("nb", folder) == ["Chart of the sea"]
    assert (None, "Map") not in missing_messages("nb", folder)


def test_the_language_of_the_code_translates_the_defaults_alone():
    """Its texts are the messages."""
    assert {entry.context for entry in read_catalogue(SOURCE) if entry.id} == {"data"}
    assert translator(SOURCE).gettext("Map") == "Map"
    assert translator(SOURCE).data_text("Skadegörelse") == "Vandalism"


def test_what_people_wrote_is_not_taken_for_a_message():
    """An organisation named Map keeps its name, and a default has none of the page's."""
    assert translator("sv").data_text("Map") == "Map"
    assert translator(SOURCE).gettext("Skadegörelse") == "Skadegörelse"


@pytest.mark.slow
def test_no_message_is_hidden_in_a_formatted_string():
    """Python 3.11 takes f"{_('a')}" for one token, so that the translators' tools do not find the message."""
    hidden = [
        f"{name(path)}:{call.lineno}"
        for path in FILES
        for text in ast.walk(tree(path))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) in KEYWORDS
    ]
    assert hidden == []
