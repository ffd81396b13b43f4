"""The guard against personal data in free text: what it finds, and how it is covered.

It finds personal identity numbers (also coordination numbers) with a right check digit, e-mail addresses, Swedish
phone numbers, and registration numbers where they are clearly that. It finds no names: guidance beside the text does.
"""

import re
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import polars as pl

from est.text import N_

COVER = "[personuppgift]"


class PersonalData(StrEnum):
    """The kinds of personal data that the guard finds, each as the sentence that says so."""

    PERSONAL_NUMBER = N_("The text holds a personal identity number.")
    EMAIL = N_("The text holds an e-mail address.")
    PHONE = N_("The text holds a phone number.")
    REGISTRATION_NUMBER = N_("The text holds a registration number of a vehicle.")


KINDS: tuple[PersonalData, ...] = tuple(PersonalData)

# a first look that misses nothing the patterns below find, in a form that polars looks through a whole column with;
# without `\b`, which makes it forty times slower on text that is not ASCII
_MAYBE = (
    r"@|\(at\)|\[at\]|\d{6}\s?[-+–]?\s?\d{4}|(?:^|[^\d])(?:0|\+46)[\s\-–/()\d]{6}"
    r"|(?:^|[^\p{L}\p{N}])[A-HJ-PR-UW-Z]{3}\d{2}[\dA-HJ-PR-UW-Z](?:$|[^\p{L}\p{N}])"
    r"|(?is:(?:^|[^\p{L}\p{N}_])(?:reg|nummer|skylt|licen|plate|bil|fordon|moped|mc|volvo|saab|audi|bmw).*"
    r"[a-z]{3}[ -]?\d{2}[\da-z])"
)
_IDENTITY = re.compile(r"(?<![\d.,])(?:19|20)?(\d{2}(?:0[1-9]|1[0-2])\d{2})\s?[-+–]?\s?(\d{4})(?!\d)")
# begun at the start of a word only: from within a long word the search would be quadratic
_EMAIL = re.compile(r"(?<![\w.%+\-])[\w.%+\-]+\s?(?:@|\(at\)|\[at\])\s?[\w\-]+(?:\.[\w\-]+)*\.[^\W\d_]{2,}")
_PHONE = re.compile(
    r"(?<![\d.,\-+])(?:"
    r"(?:(?:\+|00)46[\s\-]?(?:\(0\))?|0)[\s\-]?7[02369](?:[\s\-–]{0,3}\d){7}"  # mobile
    r"|(?:\+|00)46[\s\-]?(?:\(0\))?(?:[\s\-]?\d){7,9}"  # any, written for abroad
    r"|0[1-9]\d{0,2}\s?[-–/]\s?(?:\d{5,8}|\d{2,3}(?:\s\d{2,3}){2,3}|\d{3}\s\d{2})"  # with the area code set apart
    r")(?!\d)"
)
_LETTERS = "A-HJ-PR-UW-Z"  # I, Q and V are not used on Swedish plates
_PLATE = re.compile(rf"(?<![^\W_])[{_LETTERS}]{{3}}\d{{2}}[\d{_LETTERS}](?![^\W_])")
_PLATE_NAMED = re.compile(
    r"\b(?:reg(?:istrerings)?[.\s-]{0,2}(?:nr|nummer|no)?|(?:nummer)?skylt\w*|nummerplåt\w*|licen[cs]e|plates?|bil\w*|fordon\w*"
    r"|moped\w*|mc|volvo|saab|audi|bmw)\b[.:,\s]{0,3}(?:\w+\s+){0,2}?([a-hj-pr-uw-z]{3}[ -]?\d{2}[\da-hj-pr-uw-z])\b",
    re.IGNORECASE,
)


def personal_data_suspects(texts: pl.Series) -> pl.Series:
    """Return the places (u32) of the texts that may hold personal data; those of all others hold none."""
    return texts.str.contains(_MAYBE).arg_true()


def personal_data_codes(texts: pl.Series) -> npt.NDArray[np.uint8]:
    """Return the kind of personal data (its place in KINDS + 1, or 0 for none) that a text holds, per value."""
    codes = np.zeros(texts.len(), np.uint8)
    suspects = personal_data_suspects(texts)
    for place, text in zip(suspects.to_list(), texts.gather(suspects).to_list(), strict=True):
        kind = find_personal_data(text)
        codes[place] = KINDS.index(kind) + 1 if kind else 0
    return codes


def find_personal_data(text: str) -> PersonalData | None:
    """Return which kind of personal data a text holds, or None."""
    if any(_checked(match) for match in _IDENTITY.finditer(text)):
        return PersonalData.PERSONAL_NUMBER
    if _EMAIL.search(text):
        return PersonalData.EMAIL
    if _PHONE.search(text):
        return PersonalData.PHONE
    if _PLATE.search(text) or _PLATE_NAMED.search(text):
        return PersonalData.REGISTRATION_NUMBER
    return None


def cover_personal_data(text: str) -> str:
    """Return the text with all personal data that the guard finds replaced by COVER."""
    text = _IDENTITY.sub(lambda match: COVER if _checked(match) else match[0], text)
    text = _PHONE.sub(COVER, _EMAIL.sub(COVER, text))
    text = _PLATE_NAMED.sub(lambda match: match[0].replace(match[1], COVER), text)
    return _PLATE.sub(COVER, text)


def _checked(match: re.Match[str]) -> bool:
    """Return whether the digits are a possible birth date (also with 60 added) and the check digit is right (Luhn)."""
    digits = match[1] + match[2]
    if not 1 <= int(digits[4:6]) % 60 <= 31:
        return False
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
