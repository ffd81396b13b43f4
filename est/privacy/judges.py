"""Two judges of what the rules are not sure of: which words are somebody's name, which phrases somebody's home.

Each adds up what its evidence weighs and compares the sum with a threshold. The weights are those of two logistic
regressions (docs/method.md, section 10), made by `python -m tests.training.guard`. What a rule found is evidence too,
and no more than that: most false alarms of the rules end here. Nothing here is sure.
"""

import csv
import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from est.installation import installation
from est.privacy.evidence import home_evidence, may_be_name, name_evidence
from est.privacy.family_parts import end_of_name
from est.privacy.findings import Finding, PersonalData
from est.privacy.home_phrases import HomePhrase, find_home_phrases
from est.privacy.words import Words

HOME, NAME = "home", "name"
RULE = "rule"
"""The evidence that a rule has found it."""
HOME_THRESHOLD, NAME_THRESHOLD = -0.2, -0.4
BESIDE_A_NAME = 2.0
"""By how much less will do for a capital word that stands beside a name: `Samir E å Pontus`."""
_BETWEEN_NAMES = re.compile(r" |, |-|/| ?& ?|,? (?:och|o|å|samt|eller) ")
_FLAT = "flat"


@cache
def _weights(judge: str) -> dict[str, float]:
    with (installation().files / "data" / "guard_weights.csv").open(encoding="utf-8", newline="") as file:
        return {row["evidence"]: float(row["weight"]) for row in csv.DictReader(file) if row["judge"] == judge}


def _weight(judge: str, evidence: Iterable[str]) -> float:
    """Return the log odds that all evidence gives together."""
    known = _weights(judge)
    return round(
        math.fsum((known[""], *(known.get(one, 0.0) for one in set(evidence)))), 6
    )  # the same in whatever order


def named_words(words: Words, ruled: Sequence[Finding]) -> dict[int, set[str]]:
    """Return the places of the words that are worth a judgement, or that a rule took for a name, with the evidence."""
    places = {place: {*name_evidence(words, place)} for place in range(len(words.found)) if may_be_name(words, place)}
    starts = [start for start, _, _ in words.found] if ruled else []
    for one in ruled:
        for place in range(bisect_left(starts, one.start), bisect_left(starts, one.end)):
            places.setdefault(place, {*name_evidence(words, place)}).add(RULE)
    return places


def judged_names(words: Words, ruled: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the names in a normal text; `ruled` are those that the rules found."""
    named = named_words(words, ruled)
    weighed = {place: _weight(NAME, evidence) - NAME_THRESHOLD for place, evidence in sorted(named.items())}
    nobody = {place for place in named if words.is_nobody(place)}
    found = {place for place, weight in weighed.items() if weight > 0} - nobody
    for _ in range(2) if found else ():
        found |= {
            place
            for place, weight in weighed.items()
            if weight > -BESIDE_A_NAME
            and place not in nobody
            and words.is_capital(place)
            and _stands_beside(words, place, found)
        }
    held = []
    for one in ruled:
        within = [place for place in named if one.start <= words.found[place][0] < one.end]
        if not nobody.isdisjoint(within):  # found is what is left of it, word by word
            found |= {place for place in within if place not in nobody and weighed[place] > -BESIDE_A_NAME}
        elif not within or not found.isdisjoint(within):
            held.append(one)
            found.difference_update(within)
    spans = [(one.start, one.end) for one in held] + [words.found[place][:2] for place in sorted(found)]
    ends = {end: place for place, (_, end, _) in enumerate(words.found)} if spans else {}
    for start, end in spans:
        whole = end_of_name(words, ends[end], end) if end in ends else end
        yield Finding(start, whole, PersonalData.NAME, sure=False)


def _stands_beside(words: Words, place: int, found: set[int]) -> bool:
    """Tell whether a word stands beside a name, alone or with an `och` or a comma between."""
    for other in (place - 2, place - 1, place + 1, place + 2):
        if other in found:
            first, last = min(place, other), max(place, other)
            if _BETWEEN_NAMES.fullmatch(words.text, words.found[first][1], words.found[last][0]):
                return True
    return False


def judged_homes(words: Words, ruled: Sequence[Finding], persons: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    """Yield the dwellings in a normal text, each whole; `ruled` are those of the rules, `persons` where it names any.

    A flat with its number is always one.
    """
    left = list(ruled)
    for phrase in find_home_phrases(words.text):
        within = [one for one in left if one.start < phrase.end and phrase.start < one.end]
        if _FLAT in phrase.parts or _weight(HOME, phrase_evidence(words, phrase, within, persons)) > HOME_THRESHOLD:
            yield Finding(phrase.start, phrase.end, PersonalData.DWELLING, sure=False)
        else:
            left = [one for one in left if one not in within]
    yield from left


def phrase_evidence(
    words: Words, phrase: HomePhrase, ruled: Sequence[Finding], persons: Sequence[tuple[int, int]]
) -> set[str]:
    """Return the evidence on a phrase; `ruled` are the dwellings that rules found in it."""
    return {*home_evidence(words, phrase, persons)} | ({RULE} if ruled else set())
