"""Everything that is refused says what to do, and it can be done: each piece of advice is heard, and then followed."""

import pytest

from tests.advice import of_arrivals, of_batches, of_files, of_places, of_reports  # noqa: F401 (each makes its cases)
from tests.advice.texts import advice, pattern_of
from tests.advice.town import CASES, Town

TEXTS = sorted(advice())


def case_of(text: str):
    found = [case for part, case in CASES.items() if part in text]
    assert len(found) == 1, f"{len(found)} cases follow the advice {text!r}: write one in tests/advice"
    return found[0]


def test_every_case_is_of_an_advice_that_is_given():
    assert [part for part in CASES if not any(part in text for text in TEXTS)] == []


@pytest.mark.slow
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.long
def test_advice_can_be_followed(text, tmp_path, capsys, monkeypatch):
    case = case_of(text)
    town = Town(tmp_path, pattern_of(text), capsys, monkeypatch)
    case(town)
    assert town.heard, town.said
    assert town.followed
