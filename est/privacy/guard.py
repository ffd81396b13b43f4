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
from est.privacy.contact_details import find_contact_details
from est.privacy.dwellings import find_dwellings
from est.privacy.findings import IDENTITY, Finding, PersonalData
from est.privacy.identity_numbers import find_identity_numbers
from est.privacy.name_lists import family_names, given_names, words_used
from est.privacy.names import FAMILY_ENDS, FEWEST_SMALL, find_names
from est.privacy.normal_form import ODD, readings
from est.privacy.plates import LETTERS, find_plates

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
]

COVER = "[personuppgift]"
KINDS: tuple[PersonalData, ...] = tuple(PersonalData)

_IDENTITY = re.compile(IDENTITY)
# a first look that misses nothing the rules below find, in a form that polars looks through a whole column with;
# without `\b`, which makes it forty times slower on text that is not ASCII
_MAYBE_SURE = (
    r"\d(?:[ .\-/_+\n\r\t]{0,3}\d){9}|\d{6}[^\p{L}\d]{1,10}\d{4}"
    r"|[0+] ?\(?\d(?:[ .\-/()\n\r\t]{0,3}\d){6}|\d{6}[-+ ]?[xX*•]{4}|\d{6}-[\dA-Z]{4}|@"
    r"|[(\[{<] ?(?:a|at|snabel-?a) ?[)\]}>]|(?i:snabel-?a| at )"
    rf"|(?:^|[^\p{{L}}\p{{N}}])(?i:[{LETTERS}ÅÄÖ]{{3}})[ .-]?\d{{2}}[\dA-Za-z](?:$|[^\p{{L}}\p{{N}}])"
    r"|(?i:sista fyra|sista 4|4 sista|fyra sista|reserv|res\.? ?nr|konto|clearing|giro|noll|skylt|reg|swish)"
    r"|(?i:\d\D{0,40}slut|kontrollsiffr|\d\D{0,40}rest)"
    r"|(?:^|[^\p{L}])(?i:bg|pg)[^\p{L}]|[A-Z]{2}\d{2} ?[A-Z\d]{4}"
    r"|(?i:norsk|dansk|tysk|polsk|finsk|lettisk|litauisk|estnisk|rumänsk|bulgarisk|ukrainsk|utländsk)"
)
_MAYBE_DWELLING = (
    r"(?i:l\.? ?g\.? ?h|lägenhet|våning|vån[. ]|trapp(?:a|or)|c/o|n\.?b\.?,? ?t|rum |rummet |\d ?tr(?:$|[^\p{L}])"
    r"|dörr (?:nr )?\d|ettan |tvåan |trean |fyran |femman |[01]\d{3}:?an)"
)
# after these any capital word is a name; and so some family names end
_PRESENTING = sorted(words_used("before a name") | words_used("before a full name"))
_PRESENTED = rf"(?:^|[^\p{{L}}])(?i:{'|'.join(_PRESENTING)}):? \p{{Lu}}\p{{L}}*\.? \p{{L}}"
_MAYBE_NAME = (
    r"(?i:herr|fru|frk|fröken|heter|hette|kallas|kallade?|familjen|makarna|bröderna|systrarna):? \p{Lu}"
    r"|(?i:familjen) (?:af|von|de) \p{Lu}"
    r"|(?i:kalla\w* (?:honom|henne|sig|dem)):? \p{Lu}"
    rf"|\p{{Lu}}\p{{L}}*(?i:{'|'.join(FAMILY_ENDS)})"
)


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


def judge_texts(texts: pl.Series) -> dict[int, Judgement]:
    """Return the judgement of each text of a column that is not clean, by its place."""
    maybe = texts.str.contains("|".join((_MAYBE_SURE, ODD, _MAYBE_DWELLING, _MAYBE_NAME))) | _may_name(texts)
    judged: dict[str, Judgement] = {}
    found = {}
    for place in maybe.fill_null(False).arg_true().to_list():
        text = texts[place]
        judgement = judged.get(text) or judged.setdefault(text, judge_text(text))
        if judgement.verdict is not Verdict.CLEAN:
            found[place] = judgement
    return found


def personal_data_suspects(texts: pl.Series) -> pl.Series:
    """Return the places (u32) of the texts that may surely hold personal data; those of all others hold none."""
    return texts.str.contains(f"{_MAYBE_SURE}|{ODD}").arg_true()


def personal_data_codes(texts: pl.Series) -> npt.NDArray[np.uint8]:
    """Return the kind of personal data (its place in KINDS + 1, or 0 for none) that a text surely holds, per value."""
    codes = np.zeros(texts.len(), np.uint8)
    suspects = personal_data_suspects(texts)
    for place, text in zip(suspects.to_list(), texts.gather(suspects).to_list(), strict=True):
        kind = find_personal_data(text)
        codes[place] = KINDS.index(kind) + 1 if kind else 0
    return codes


def find_personal_data(text: str) -> PersonalData | None:
    """Return which kind of personal data a text surely holds, or None."""
    return next((found.kind for found in _found(text, _SURE_RULES) if found.sure), None)


def find_all_personal_data(text: str) -> tuple[Finding, ...]:
    """Return all personal data in a text, sure or not, in the order of the text; none of it overlaps."""
    return _found(text, (*_SURE_RULES, find_dwellings, find_names))


def cover_personal_data(text: str) -> str:
    """Return the text with all personal data that is sure replaced by COVER."""
    return _covered(text, [found for found in _found(text, _SURE_RULES) if found.sure])


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


def _may_name(texts: pl.Series) -> pl.Series:
    """Return where a text has a common name: in capitals, also as an owner's, or a family's in small letters."""
    known = given_names() | family_names()
    capital = texts.to_frame("text").with_row_index().select("index", pl.col("text").str.extract_all(r"\p{Lu}\p{L}+"))
    named = capital.explode("text").drop_nulls()
    named = named.filter(pl.col("text").str.to_lowercase().is_in([*known, *(f"{name}s" for name in known)]))
    small = texts.str.contains_any([f" {name}" for name in sorted(family_names()) if len(name) >= FEWEST_SMALL])
    calling = texts.str.contains_any([*_PRESENTING, *map(str.capitalize, _PRESENTING)]).arg_true()
    presented = calling.filter(texts.gather(calling).str.contains(_PRESENTED))
    places = named["index"].append(presented)
    return small | capital["index"].is_in(places.implode())
