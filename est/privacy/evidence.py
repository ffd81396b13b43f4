"""What speaks for and against a word being somebody's name, and a phrase being somebody's home.

Each piece of evidence is a text (`before 1 hos`, `after 1 is role`); `est/privacy/judges.py` knows what each weighs.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from est.privacy.home_phrases import HomePhrase
from est.privacy.lone_names import FEWEST_SMALL, goes_on, names_a_thing, stands_at_a_place
from est.privacy.name_lists import family_names, given_names, words_used
from est.privacy.words import Words, is_place_name, is_role

_AROUND = 100  # characters on each side of a phrase in which words are evidence
_BESIDE = 12  # and between it and a person who is named beside it
_USES = (
    "kin", "group", "business", "person verb", "home", "what people do", "before a place", "beside a person",
    "between", "title", "after a name", "before a name",
)  # fmt: skip
_STEM = 6  # letters by which the forms of a word are one
_LONGEST = 12
_LETTER_BEFORE = re.compile(r"\w[,)]? $")


@cache
def _uses() -> dict[str, tuple[str, ...]]:
    """Return what each word of the lists is used for."""
    uses: dict[str, tuple[str, ...]] = {}
    for use in _USES:
        for word in words_used(use):
            uses[word] = (*uses.get(word, ()), use)
    return uses


@lru_cache(1 << 13)
def _kinds(small: str) -> tuple[str, ...]:
    """Return what a word says of who or what is meant, as many other words do."""
    kinds = list(_uses().get(small, ()))
    if is_role(small):
        kinds.append("role")
    if small in given_names() or (small.endswith("s") and small[:-1] in given_names()):
        kinds.append("given")
    if small in family_names():
        kinds.append("family")
    if is_place_name(small):
        kinds.append("place")
    return tuple(kinds)


@cache
def _ordinary_small() -> frozenset[str]:
    return words_used("ordinary") | words_used("ordinary in small letters")


def home_evidence(words: Words, phrase: HomePhrase, persons: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Yield what speaks for and against a phrase being where somebody lives; `persons` is where the text names any."""
    starts = [start for start, _, _ in words.found]
    first, last = bisect_left(starts, phrase.start), bisect_left(starts, phrase.end)
    yield from {f"part {part}" for part in phrase.parts}
    yield f"first {phrase.parts[0]}"
    yield f"set {' '.join(sorted({*phrase.parts}))}"
    yield f"parts {min(len(phrase.parts), 4)}"
    yield f"begins {words.small(first)[-4:]}"
    yield f"ends {words.small(last - 1)[-4:]}"
    for place in range(first, last):
        yield f"in {words.small(place)}"
        for kind in _kinds(words.small(place)):
            yield f"in is {kind}"
    for away in (1, 2, 3):
        for side, place in (("before", first - away), ("after", last + away - 1)):
            yield f"{side} {away} {words.small(place)}"
            for kind in _kinds(words.small(place)):
                yield f"{side} {away} is {kind}"
    yield f"before {words.small(first - 2)} {words.small(first - 1)}"
    yield f"mark {words.gap_after(first - 1).strip() if first else '^'}"
    yield f"end mark {words.gap_after(last - 1).strip()[:1] if last else ''}"
    low, high = bisect_left(starts, phrase.start - _AROUND), bisect_right(starts, phrase.end + _AROUND)
    for place in (*range(low, first), *range(last, high)):
        small = words.small(place)
        yield f"near {small}"
        if len(small) > _STEM:
            yield f"near {small[:_STEM]}"
        for kind in _kinds(small):
            yield f"near is {kind}"
    if persons:
        yield "person"
        if any(0 <= phrase.start - end <= _BESIDE or 0 <= start - phrase.end <= _BESIDE for start, end in persons):
            yield "person beside"


def name_evidence(words: Words, place: int) -> Iterator[str]:  # noqa: PLR0912 (one piece after another)
    """Yield what speaks for and against a word being of somebody's name."""
    small, word = words.small(place), words.word(place)
    bare = small.removesuffix("s")
    given = words.is_given(place) or bare in given_names()
    ordinary = words.is_ordinary(place) or bare in words_used("ordinary")
    known = f"{'given' * given}{'family' * words.is_family_or_theirs(place)}{' ordinary' * ordinary}"
    shape = "upper" if word.isupper() and len(word) > 1 else "capital" if word[0].isupper() else "small"
    begins = words.begins_sentence(place)
    yield f"{shape} {begins} {known}"
    yield f"case {words.text.isupper()} {words.text.islower()} {shape} {known}"
    yield f"known {known}"
    yield f"word {small}"
    yield f"ends {small[-3:]}"
    yield f"ends {small[-2:]} {shape}"
    yield f"length {min(len(small), _LONGEST)}"
    if "-" in word:
        parts = small.split("-")
        yield f"dash {given}"
        yield f"dash part {any(part in given_names() for part in parts)} {max(map(len, parts)) < 2}"
    if small != bare:
        yield f"s {bare in given_names()} {bare in family_names()}"
    if words.is_place(place):
        yield "place"
    if small in words_used("organisation"):
        yield "organisation"
    for told, that in (("at a place", stands_at_a_place), ("goes on", goes_on), ("a thing", names_a_thing)):
        if that(words, place):
            yield told
    if not {f"{bare} {words.small(place + 1).removesuffix('s')}", f"{words.small(place - 1)} {bare}"}.isdisjoint(
        words_used("public")
    ):
        yield "public"
    if begins and shape == "capital":
        yield f"first, after {words.small(place + 1)} {known}"
        for kind in _kinds(words.small(place + 1)):
            yield f"first, after is {kind} {known}"
    for away in (1, 2):
        for side, other in (("before", place - away), ("after", place + away)):
            yield from _beside(words, f"{side} {away}", other)
    for side, other in (("before", place - 1), ("after", place + 1)):
        yield f"{side} {words.small(other)} {known}"
        yield f"{side} ends {words.small(other)[-3:]}"
        for kind in _kinds(words.small(other)):
            yield f"{side} is {kind} {known}"
    yield f"mark {words.gap_after(place - 1).strip() if place else '^'}"
    yield f"end mark {words.gap_after(place).strip()[:1]}"
    yield f"before {words.small(place - 2)} {words.small(place - 1)}"


def _beside(words: Words, where: str, place: int) -> Iterator[str]:
    small = words.small(place)
    yield f"{where} {small}"
    for kind in _kinds(small):
        yield f"{where} is {kind}"
    if small and words.is_capital(place):
        yield f"{where} capital {words.begins_sentence(place)}"


def may_be_name(words: Words, place: int) -> bool:  # noqa: PLR0911 (one rule after another)
    """Tell whether a word is worth a judgement: a known name, or a capital word that no sentence begins with."""
    small, (start, _, word) = words.small(place), words.found[place]
    bare = small.removesuffix("s")
    if words.is_saint(place):
        return False
    if not word[0].isupper():
        if len(bare) < FEWEST_SMALL or (start and words.text[start - 1] != " "):
            return False
        if not _ordinary_small().isdisjoint((small, bare)):
            return False
        return small in given_names() or bare in given_names() or ("-" in small and words.is_given(place))
    if len(word) < 2:
        return False
    if not given_names().isdisjoint((small, bare)) or not family_names().isdisjoint((small, bare)):
        return True
    if "-" in small and any(part in given_names() for part in small.split("-")):
        return True
    if words.is_joined(place) and words.is_capital(place + 1):
        return True
    if words.begins_sentence(place):
        return words.is_joined(place) and words.small(place + 1) in words_used("what people do")
    told = _LETTER_BEFORE.search(words.text, max(0, start - 3), start)
    return told is not None and not words.is_place(place) and small not in words_used("organisation")
