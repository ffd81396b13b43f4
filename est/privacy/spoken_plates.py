"""Registration numbers that are told sign by sign or in words, after a word for a plate, in the normal form of a text.

`regnr r-x-k 3 1 8`, `plåten löd KFR fyra fyra sju`, `regnummer RXK, 318`. Without such a word single letters are a
list, a shelf or a grade. What is told in words is not sure.
"""

import re
from collections.abc import Iterator

from est.privacy.findings import Finding, PersonalData
from est.privacy.spoken_numbers import said_number

PLATE_LETTERS = "A-HJ-PR-UW-Z"  # I, Q and V are not used on Swedish plates
_PLATE_NAMED = re.compile(
    r"(?<![^\W_])(?:reg(?:istrerings?)?(?:[.\-: ]{0,2}(?:nr|nummer|numret|skylt|plåt)\w*|\b)"
    r"|(?:\w{0,12}(?:nummer|bil|moped|släp))?(?:skylt|(?<!tak)plåt)\w{0,5}|nummerpl\w*)",
    re.IGNORECASE,
)
_SURELY_NAMED = re.compile("reg|skylt", re.IGNORECASE)  # a plate may be one of metal
_BETWEEN = r"(?=[^\w\n]|$)[^\d\n]{0,24}?"
_GAP = r"[ .,\-/:;*]{1,3}"
# letters apart, of any size; together in capitals, or in small letters right behind the word and a mark
_LETTERS = re.compile(
    rf"{_BETWEEN}(?<![^\W_])((?P<apart>(?:[{PLATE_LETTERS}]{_GAP}){{2}}[{PLATE_LETTERS}])"
    rf"|(?-i:[{PLATE_LETTERS}]{{3}})|(?<=[:'\"=(])[{PLATE_LETTERS}]{{3}}|(?<=[:=(] )[{PLATE_LETTERS}]{{3}})"
    r"(?P<gap>[ .,\-/:;*]{0,3})(?=[^\W_])",
    re.IGNORECASE,
)
_SIGNS = re.compile(rf"\d{_GAP.replace('1,3', '0,3')}\d{_GAP.replace('1,3', '0,3')}[\d{PLATE_LETTERS}](?!\w)", re.I)
_WORD = re.compile(r"[^\W_]+")
_APART = re.compile(r"[ .,\-/]{1,3}")


def find_spoken_plates(text: str) -> Iterator[Finding]:
    """Yield the registration numbers in a normal text that are told sign by sign or in words, each whole."""
    for named in _PLATE_NAMED.finditer(text):
        found = _LETTERS.match(text, named.end())
        if found is None:
            continue
        signs = _SIGNS.match(text, found.end())
        if signs is not None:
            sure = _SURELY_NAMED.search(named[0]) is not None
            yield Finding(found.start(1), signs.end(), PersonalData.REGISTRATION_NUMBER, sure)
        elif (end := _end_of_words(text, found.end())) is not None:
            yield Finding(found.start(1), end, PersonalData.REGISTRATION_NUMBER, sure=False)


def _end_of_words(text: str, start: int) -> int | None:
    """Return where three signs end that are at least in part said in words, or None where they are not there."""
    parts: list[str] = []
    for word in _WORD.finditer(text, start):
        if word.start() > start and _APART.fullmatch(text, start, word.start()) is None:
            return None
        start = word.end()
        parts.append(word[0])
        said = said_number(parts)
        if said is None and len(parts) > 1 and len(word[0]) == 1 and len(said_number(parts[:-1]) or "") == len("00"):
            return start  # the last sign of a newer plate is a letter
        if said is None or len(said) > len("000"):
            return None
        following = _WORD.search(text, start)
        goes_on = following is not None and said_number([*parts, following[0]]) is not None
        if len(said) == len("000") and not (goes_on and said.endswith("00")):
            return start
    return None
