"""Numbers that are said in words, all of them or in part: `noll sju noll 174 06 19`, `åttiofem noll tre tolv 98 12`.

Nothing here is sure.
"""

import re
from collections.abc import Iterator
from functools import cache

from est.privacy.findings import Finding, PersonalData
from est.privacy.identity_numbers import is_date

_UNITS = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio")
_TEENS = ("tio", "elva", "tolv", "tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton")
_TENS = {
    "tjugo": 2,
    "trettio": 3,
    "fyrtio": 4,
    "femtio": 5,
    "sextio": 6,
    "sjuttio": 7,
    "åttio": 8,
    "nittio": 9,
    "tju": 2,
    "tretti": 3,
    "fyrti": 4,
    "femti": 5,
    "sexti": 6,
    "sjutti": 7,
    "åtti": 8,
    "nitti": 9,
}


@cache
def _figures() -> dict[str, str]:
    """Return what is written for each word: `noll`, `nittioåtta`, `nollsju`."""
    figures = {word: str(value) for value, word in enumerate(_UNITS)}
    figures |= {"en": "1", "nolla": "0", "nollan": "0", "etta": "1", "sjua": "7", "nia": "9", "åtta": "8"}
    figures |= {word: str(10 + value) for value, word in enumerate(_TEENS)}
    for ten, value in _TENS.items():
        figures[ten] = f"{value}0"
        figures |= {f"{ten}{word}": f"{value}{unit}" for unit, word in enumerate(_UNITS) if unit}
        figures[f"{ten}en"] = f"{value}1"
    figures |= {f"noll{word}": f"0{unit}" for unit, word in enumerate(_UNITS)}
    below = {word: f"{int(said):02}" for word, said in figures.items() if len(said) <= len("00")} | {"": "00"}
    figures |= {f"{_UNITS[unit]}hundra{rest}": f"{unit}{two}" for unit in range(1, 10) for rest, two in below.items()}
    centuries = {"nittonhundra": "19", "tjugohundra": "20", "tvåtusen": "20"}
    figures |= {
        f"{word}{rest}": f"{century}{two}" for word, century in centuries.items() for rest, two in below.items()
    }
    return figures


_SEVERAL = re.compile(r"[^\W\d_]+|\d+")
_FIRST = re.compile(
    r"(?<!\w)(?:noll|ett|en|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tret|fjor|femt|sext|sjut|art|nitt|tju)",
    re.I,
)
_GAP = re.compile(r"[ ,.\-/]{0,3}(?:(?:binde)?streck[ ,]{1,2}|minus )?", re.I)
_DASHES = ("streck", "bindestreck", "minus")
_FEWEST = 7
_PERSONAL = (10, 12)
_MOST_PHONE = 11


def find_spoken_numbers(text: str) -> Iterator[Finding]:
    """Yield the phones and the numbers of persons that are, at least in part, said in words in a normal text."""
    if _FIRST.search(text) is None:
        return
    figures = _figures()
    run: list[tuple[int, int, str, bool]] = []
    for found in _SEVERAL.finditer(text):
        if run and found[0].casefold() in _DASHES:
            continue
        said = figures.get(found[0].casefold())
        written = found[0] if found[0][0].isdigit() else said
        joined = bool(run) and _GAP.fullmatch(text, run[-1][1], found.start()) is not None
        if run and not (joined and written):
            yield from _found(run)
            run = []
        if written:
            run.append((found.start(), found.end(), written, said is not None))
    yield from _found(run)


def _found(run: list[tuple[int, int, str, bool]]) -> Iterator[Finding]:
    digits = "".join(written for _, _, written, _ in run)
    if len(digits) < _FEWEST or not any(said for *_, said in run):
        return
    if len(digits) in _PERSONAL and is_date(digits[-10:-4]) and not digits.startswith("0"):
        yield Finding(run[0][0], run[-1][1], PersonalData.PERSONAL_NUMBER, sure=False)
    elif digits.startswith("0") and len(digits) <= _MOST_PHONE:
        yield Finding(run[0][0], run[-1][1], PersonalData.PHONE, sure=False)
    elif len(digits) in _PERSONAL and is_date(digits[-10:-4]):
        yield Finding(run[0][0], run[-1][1], PersonalData.PERSONAL_NUMBER, sure=False)
