"""The guard against personal data in free text: what it finds, how sure it is, and the text without it.

What is sure (numbers of persons, phones, e-mail, registration numbers, accounts and cards) is refused. What may be (a
name, a flat, a number without words around it) is for a person to judge. The rules stand in the modules beside this one
and read the normal form of a text. How much they find is measured on sentences that they were not written by
(`tests/privacy/test_sentences.py`).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import polars as pl

from est.privacy.accounts import find_accounts
from est.privacy.birth_numbers import find_birth_numbers
from est.privacy.contact_details import find_contact_details
from est.privacy.dwellings import find_dwellings
from est.privacy.findings import IDENTITY, Finding, PersonalData
from est.privacy.first_look import may_hold, may_surely_hold
from est.privacy.handles import find_handles
from est.privacy.home_phrases import may_tell_of_a_home, outdoor_stairs
from est.privacy.identity_numbers import find_identity_numbers
from est.privacy.judges import judged_homes, judged_names
from est.privacy.names import find_names
from est.privacy.normal_form import readings
from est.privacy.plates import find_plates
from est.privacy.reordered_numbers import find_reordered_numbers
from est.privacy.spoken_numbers import find_spoken_numbers
from est.privacy.words import Words
from est.progress import Progress, ignore_progress

__all__ = [
    "COVER",
    "KINDS",
    "Finding",
    "Judgement",
    "PersonalData",
    "Verdict",
    "cover_personal_data",
    "find_all_personal_data",
    "find_personal_data",
    "judge_text",
    "judge_texts",
    "personal_data_codes",
    "personal_data_suspects",
    "places_of_true",
]

COVER = "[personuppgift]"
KINDS: tuple[PersonalData, ...] = tuple(PersonalData)

_IDENTITY = re.compile(IDENTITY)
_TOLD_EVERY = 500  # texts, which take a tenth of a second
_LOOKED_AT = 5_000  # texts whose first look takes a few tenths
_FEW_CHARACTERS = 5_000  # of texts that are judged in less time than polars takes to make ready for a first look


class Verdict(StrEnum):
    """What is to be done with a text."""

    CLEAN = "clean"
    UNSURE = "unsure"  # for a person to judge, before it is kept
    SURE = "sure"  # to be refused


@dataclass(frozen=True)
class Judgement:
    """What is to be done with a text, what was found where in it, and the text with all of that covered."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    rewritten: str

    @property
    def kinds(self) -> tuple[PersonalData, ...]:
        """The kinds of personal data that were found, each once, in the order of the text."""
        return tuple(dict.fromkeys(found.kind for found in self.findings))


def judge_text(text: str) -> Judgement:
    """Return whether a text surely or perhaps holds personal data, where, and how it reads without it."""
    findings = find_all_personal_data(text)
    if not findings:
        return Judgement(Verdict.CLEAN, (), text)
    verdict = Verdict.SURE if any(found.sure for found in findings) else Verdict.UNSURE
    return Judgement(verdict, findings, _covered(text, findings))


def judge_texts(texts: pl.Series, progress: Progress = ignore_progress) -> dict[int, Judgement]:
    """Return the judgement of each text of a column that is not clean, by its place."""
    judged: dict[str, Judgement] = {}
    found = {}
    for place in _places_of(texts, may_hold, progress):
        text = texts[place]
        judgement = judged.get(text) or judged.setdefault(text, judge_text(text))
        if judgement.verdict is not Verdict.CLEAN:
            found[place] = judgement
    return found


def personal_data_suspects(texts: pl.Series) -> pl.Series:
    """Return the places (u32) of the texts that may surely hold personal data; those of all others hold none."""
    return places_of_true(may_surely_hold(texts))


def are_few(texts: pl.Series) -> bool:
    """Return whether to judge every text of a column takes less time than to look for those that are to be judged."""
    return texts.len() <= _FEW_CHARACTERS and int(texts.str.len_bytes().sum()) <= _FEW_CHARACTERS


def places_of_true(flags: pl.Series) -> pl.Series:
    """Return the places (u32) of what is true; of few texts that is seldom anything, and to look for it the most."""
    return flags.arg_true() if flags.any() else pl.Series(dtype=pl.UInt32)


def personal_data_codes(texts: pl.Series, progress: Progress = ignore_progress) -> npt.NDArray[np.uint8]:
    """Return the kind of personal data (its place in KINDS + 1, or 0 for none) that a text surely holds, per value."""
    codes = np.zeros(texts.len(), np.uint8)
    for place in _places_of(texts, may_surely_hold, progress):
        kind = find_personal_data(texts[place])
        codes[place] = KINDS.index(kind) + 1 if kind else 0
    return codes


def _places_of(texts: pl.Series, flags: Callable[[pl.Series], pl.Series], progress: Progress) -> Iterator[int]:
    """Yield the places of the texts that are flagged, or of all where they are few, and tell how far it has come."""
    if are_few(texts):
        yield from places_of_true(texts.is_not_null())
        return
    for first in range(0, texts.len(), _LOOKED_AT):
        progress(first / texts.len())
        some = texts.slice(first, _LOOKED_AT)
        places = places_of_true(flags(some).fill_null(False)).to_list()
        for number, place in enumerate(places):
            if number % _TOLD_EVERY == 0:
                progress((first + some.len() * number / len(places)) / texts.len())
            yield first + place


def find_personal_data(text: str) -> PersonalData | None:
    """Return which kind of personal data a text surely holds, or None."""
    return next((found.kind for found in _found(text, _SURE_RULES) if found.sure), None)


def find_all_personal_data(text: str) -> tuple[Finding, ...]:
    """Return all personal data in a text, sure or not, in the order of the text; none of it overlaps."""
    return _found(text, (*_SURE_RULES, _find_persons))


def cover_personal_data(text: str) -> str:
    """Return the text with all personal data that is sure replaced by COVER."""
    return _covered(text, [found for found in _found(text, _SURE_RULES) if found.sure])


def _find_persons(text: str) -> Iterator[Finding]:
    """Yield the names in a normal text, and the dwellings: an address beside somebody is where they live."""
    words = Words(text)
    ruled = [*find_names(words)]
    yield from judged_names(words, ruled)
    handles = [*find_handles(text)]
    yield from handles
    yield from find_spoken_numbers(text)
    yield from find_birth_numbers(text)
    yield from find_reordered_numbers(text)
    if may_tell_of_a_home(text):
        persons = persons_named(text, [*ruled, *handles])
        outdoors = [] if persons else outdoor_stairs(text)
        for home in judged_homes(words, [*find_dwellings(text, persons)], persons):
            if not any(_is_within(home, text, start, end) for start, end in outdoors):
                yield home


def _is_within(home: Finding, text: str, start: int, end: int) -> bool:
    """Tell whether a home is no more than stairs that lead outdoors, from `start` to `end`: no address before them."""
    overlaps = home.start < end and start < home.end
    return overlaps and not any(sign.isupper() or sign.isdigit() for sign in text[home.start : start])


def persons_named(text: str, names: Iterable[Finding]) -> list[tuple[int, int]]:
    """Return where a normal text names anybody, in order: by one of the names or by a number."""
    return sorted((one.start, one.end) for one in (*names, *find_identity_numbers(text)))


_Rule = Callable[[str], Iterator[Finding]]
_SURE_RULES: tuple[_Rule, ...] = (find_identity_numbers, find_contact_details, find_plates, find_accounts)


def _found(text: str, rules: Iterable[_Rule]) -> tuple[Finding, ...]:
    found = sorted(
        Finding(*normal.span(one.start, one.end), one.kind, one.sure)
        for normal in readings(text)
        for rule in rules
        for one in rule(normal.text)
    )
    identities = [one.span() for one in _IDENTITY.finditer(text)] if found else []
    merged: list[Finding] = []
    for one in found:
        if any(start <= one.start and one.end <= end for start, end in identities):
            continue  # no person writes it, and by chance its digits look like a number
        if merged and one.start < merged[-1].end:
            last = merged[-1]
            kind = one.kind if one.sure and not last.sure else last.kind
            merged[-1] = Finding(last.start, max(last.end, one.end), kind, last.sure or one.sure)
        else:
            merged.append(one)
    return tuple(merged)


def _covered(text: str, findings: Iterable[Finding]) -> str:
    parts, place = [], 0
    for found in findings:
        parts += [text[place : found.start], COVER]
        place = found.end
    return "".join((*parts, text[place:]))
