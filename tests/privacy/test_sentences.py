"""What the guard finds in Swedish sentences and what it leaves alone, in those it was tuned on and those it was not."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
import pytest

from est.privacy.guard import COVER, Verdict, find_personal_data, judge_text, judge_texts
from tests.sources import ROOT

FILES = ("tuning.tsv", "unseen.tsv", "field.tsv")
CLEAN = "none"
NUMBERS = ("number",)
NAMES = ("name", "dwelling")
OTHERS = ("phone", "email", "plate", "account", "card")


@dataclass(frozen=True)
class Sentence:
    """A sentence, the kind of personal data in it or CLEAN, and the places of each letter and digit of that."""

    kind: str
    text: str
    marked: frozenset[int]


def sentences(file: str) -> Iterator[Sentence]:
    """Give the sentences of a file."""
    for line in (ROOT / "tests/data/sentences" / file).read_text("utf-8").splitlines():
        kind, marked = line.split("\t")
        text, places, inside = "", set(), False
        for letter in marked:
            if letter in "«»":
                inside = letter == "«"
                continue
            if inside and letter.isalnum():
                places.add(len(text))
            text += letter
        yield Sentence(kind, text, frozenset(places))


def shares(file: str) -> dict[str, float]:
    """Return kind → share of its sentences of which all that is marked is found; of CLEAN, where anything is found."""
    right = defaultdict(list)
    for one in sentences(file):
        judgement = judge_text(one.text)
        found = {place for part in judgement.findings for place in range(part.start, part.end)}
        right[one.kind].append(bool(found) if one.kind == CLEAN else one.marked <= found)
    return {kind: sum(results) / len(results) for kind, results in right.items()} | {
        "names and dwellings": (sum(right["name"]) + sum(right["dwelling"]))
        / (len(right["name"]) + len(right["dwelling"]))
    }


@pytest.mark.parametrize("file", FILES)
def test_the_guard_finds_as_much_as_is_promised(file):
    """Numbers of persons at least 98 of 100, names and dwellings 90, all others 90; false alarms at most 3."""
    found = shares(file)
    assert found["number"] >= 0.98
    assert found["names and dwellings"] >= 0.90
    assert min(found[kind] for kind in OTHERS) >= 0.90
    assert found[CLEAN] <= 0.03


@pytest.mark.parametrize("file", FILES)
@pytest.mark.slow
def test_a_column_is_judged_as_each_of_its_texts_is(file):
    """The first look over a whole column misses nothing."""
    texts = [one.text for one in sentences(file)]
    judged = {place: judge_text(text) for place, text in enumerate(texts)}
    assert judge_texts(pl.Series(texts)) == {
        place: one for place, one in judged.items() if one.verdict is not Verdict.CLEAN
    }


@pytest.mark.parametrize("file", FILES)
def test_a_rewritten_text_is_clean_of_what_was_sure(file):
    """What is offered instead can be saved."""
    for one in sentences(file):
        judgement = judge_text(one.text)
        assert find_personal_data(judgement.rewritten) is None, one.text
        assert (COVER in judgement.rewritten) == bool(judgement.findings)


def test_numbers_are_refused_and_names_are_for_a_person_to_judge():
    """A name may be that of a street; a number with the right check digit is somebody's."""
    for one in sentences("tuning.tsv"):
        if one.kind in NUMBERS:
            assert judge_text(one.text).verdict is Verdict.SURE, one.text
        if one.kind in NAMES:
            assert judge_text(one.text).verdict is not Verdict.SURE, one.text
