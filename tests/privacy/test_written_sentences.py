"""What the guard finds in sentences written for it by somebody who never saw its rules, and how far that is held.

Every part that is to be covered stands as `«kind|words»`. A kind counts as found in a sentence when all its letters and
digits are; a false alarm is a sentence without personal data in which anything is found.
"""

import re
from collections import defaultdict
from functools import cache

import polars as pl
import pytest

from est.privacy import guard
from est.privacy.guard import Verdict, find_personal_data, judge_text, judge_texts
from tests.sources import ROOT

_MARKED = re.compile(r"«(\w+)\|([^»]+)»")
CLEAN = "none"
judged_once = cache(judge_text)  # which takes a millisecond a sentence


def sentences(file: str) -> list[tuple[str, dict[str, set[int]]]]:
    """Return the sentences of a file, each with the places of the letters and digits of each kind in it."""
    read = []
    for line in (ROOT / "tests/data/sentences" / file).read_text("utf-8").splitlines():
        text, place = "", 0
        kinds: defaultdict[str, set[int]] = defaultdict(set)
        for part in _MARKED.finditer(line):
            text += line[place : part.start()]
            kinds[part[1]] |= {len(text) + at for at, sign in enumerate(part[2]) if sign.isalnum()}
            text += part[2]
            place = part.end()
        read.append((text + line[place:], dict(kinds)))
    return read


def found_of(file: str, rows: slice = slice(None)) -> dict[str, float]:
    """Return kind → share of its sentences in which all of that kind is found; of CLEAN, where anything is found."""
    right = defaultdict(list)
    for text, kinds in sentences(file)[rows]:
        found = {place for part in judged_once(text).findings for place in range(part.start, part.end)}
        for kind, marked in kinds.items():
            right[kind].append(marked <= found)
            if kind in ("name", "dwelling"):
                right["names and dwellings"].append(marked <= found)
        if not kinds:
            right[CLEAN].append(bool(found))
    return {kind: sum(results) / len(results) for kind, results in right.items()}


@pytest.mark.parametrize(
    ("file", "rows", "numbers", "names", "false_alarms"),
    [
        ("written_a.tsv", slice(None), 1.0, 0.99, 0.01),  # the rules were mended by it
        ("written_b.tsv", slice(0, None, 2), 0.90, 0.88, 0.02),  # and by this half
        ("written_b.tsv", slice(1, None, 2), 0.70, 0.61, 0.12),  # this half was unseen until the judges learned from it
        ("mended.tsv", slice(None), 1.0, 0.89, 0.08),
        # of five writers; rules were mended by them, and the judges learned from them
        ("people_a.tsv", slice(None), 1.0, 0.97, 0.01),
        ("people_b.tsv", slice(None), 1.0, 0.94, 0.01),
        ("people_c.tsv", slice(None), 1.0, 0.98, 0.01),
        ("people_d.tsv", slice(None), 1.0, 0.97, 0.03),
        ("people_e.tsv", slice(None), 1.0, 0.96, 0.01),
        # of two writers more; names and homes in them nothing was mended by, nor learned from
        ("people_f.tsv", slice(None), 1.0, 0.93, 0.03),
        ("people_g.tsv", slice(None), 1.0, 0.94, 0.02),
        ("numbers_a.tsv", slice(None), 0.99, 1.0, 0.07),  # the rules for numbers were mended by it
        ("numbers_b.tsv", slice(None), 0.98, 1.0, 0.0),  # of a writer of whom nothing was seen before
        # of one who tried to get past; of the numbers 36 of 40 and 19 of 25 were found before the rules were mended by
        # them, of 60 and 30 clean ones 3 and 1 were taken for more; nothing was learned from them
        ("examined_a.tsv", slice(None), 1.0, 0.94, 0.0),
        ("examined_b.tsv", slice(None), 1.0, 0.92, 0.04),
        # of a referee and of who mended the rules by them: 13 of 61 were found whole before, 23 of 47 clean ones
        # taken for more
        ("examined_c.tsv", slice(None), 1.0, 1.0, 0.0),
    ],
)
def test_as_much_is_found_as_was_measured(file, rows, numbers, names, false_alarms):
    """These are the shares that were reached, not those that are aimed at; a change may not lose any of it."""
    found = found_of(file, rows)
    assert found["number"] >= numbers
    assert found["names and dwellings"] >= names
    assert found[CLEAN] <= false_alarms


def test_all_that_is_marked_is_covered_whatever_its_kind():
    """Spelled plates, phones said in words, bracketed e-mail: of each, no part stays readable."""
    for text, kinds in sentences("examined_c.tsv"):
        found = {place for part in judged_once(text).findings for place in range(part.start, part.end)}
        assert set().union(*kinds.values()) <= found, text


@pytest.mark.slow
@pytest.mark.parametrize(
    "file",
    [
        "written_a.tsv",
        "written_b.tsv",
        "mended.tsv",
        "numbers_a.tsv",
        "numbers_b.tsv",
        "examined_a.tsv",
        "examined_b.tsv",
        "examined_c.tsv",
    ]
    + [f"people_{one}.tsv" for one in "abcdefg"],
)
@pytest.mark.long
def test_a_column_is_judged_and_rewritten_as_each_of_its_texts_is(file, monkeypatch):
    """The first look over a whole column misses nothing, and what is offered instead can be saved."""
    monkeypatch.setattr(guard, "judge_text", judged_once)  # what the first look lets through is not judged again
    written = [text for text, _ in sentences(file)]
    texts = [*written, *map(str.lower, written), *map(str.upper, written)]
    judged = {place: judged_once(text) for place, text in enumerate(texts)}
    unclean = {place: one for place, one in judged.items() if one.verdict is not Verdict.CLEAN}
    assert judge_texts(pl.Series(texts)) == unclean
    assert [text for one in unclean.values() if find_personal_data(text := one.rewritten)] == []


def test_a_name_on_the_net_is_one_where_it_is_written_of():
    """At the beginning of a text as well; alone it may be anything, as what a spreadsheet takes for a formula."""
    assert judge_text("@kalle_83 skrev hot på väggen").rewritten.startswith("[personuppgift] skrev")
    assert judge_text("@text").verdict is Verdict.CLEAN


@pytest.mark.parametrize(
    "called", ["pnr", "p-nr", "personnummer", "pers.nr", "samordningsnummer", "id-nr", "idnummer", "org.nr"]
)
def test_what_is_called_a_number_of_a_person_is_found_in_a_column_too(called):
    """Only the day of birth is written; a case number of as many digits is none."""
    text = f"{called} till mannen vid spåret: 850131, väntar"
    others = ["glas på marken, ärende nr 850131"] * 400  # so many are given a first look
    assert [judged.verdict for judged in judge_texts(pl.Series([text, *others])).values()] == [Verdict.UNSURE]
    assert judge_texts(pl.Series(others)) == {}


def test_long_texts_are_looked_through_first_however_few_they_are(monkeypatch):
    """To judge one takes as long as its length; what the first look lets through is not judged."""

    def judged(_):
        raise AssertionError("a text was judged that the first look lets through")

    monkeypatch.setattr(guard, "judge_text", judged)
    assert judge_texts(pl.Series(["glas på marken, " * 30] * 20)) == {}


@pytest.mark.parametrize("number", [3, 300])
def test_a_column_with_gaps_is_judged_however_long_it_is(number):
    """Few texts are judged without a first look, which is made ready in longer than that takes."""
    texts = [None, "glas på marken", "Ring Anna Andersson på 070-123 45 67"] * number
    named = list(range(2, 3 * number, 3))
    assert [*judge_texts(pl.Series(texts))] == named
