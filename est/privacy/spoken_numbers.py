"""Numbers that are said in words, all of them or in part: `noll sju noll 174 06 19`, `åttiofem noll tre tolv 98 12`.

They are told by how they begin, by their date, or by the word before them that says what they are. Nothing here is
sure.
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
    figures |= {f"hundra{rest}": f"1{two}" for rest, two in below.items()}
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
# between a day of birth and the last four, which may be called so
_LAST_FOUR = re.compile(
    r"[ ,.;:(\-]{1,3}(?:(?:och|o|samt|sen|sedan|med) )?(?:(?:de|dom|hans|hennes) )?"
    r"(?:sista(?: (?:fyra|4))?|(?:fyra|4) sista|slut\w*|kontrollsiffr\w*)(?: siffror\w*)?"
    r"(?: ?(?:är|på|:|med))?[ :]{1,2}",
    re.I,
)
_MAYBE_LAST_FOUR = re.compile(r"sista|slut|kontrollsiffr", re.I)
_FEWEST = 7
_PERSONAL = (10, 12)
_DAY = (6, 8)
_MOST_PHONE = 11
_ABROAD = range(10, 14)
_NEAR = 40  # characters before a number in which it may be called something
_FEWEST_NAMED = 6
_FEWEST_OF_ACCOUNT = 4  # words; fewer are a sum of money
_TELLS = r"[^\W\d]{0,12}[^\w\n]{1,3}(?:[^\W\d_]{1,9} ){0,2}$"
_PERSON_NAMED = re.compile(
    r"(?:\bp-?nr|\bpers(?:on)?\.? ?(?:nr|nummer)|personnum|samordnings?(?:nr|nummer)|\bfödelse|\bfödd)" + _TELLS, re.I
)
_PHONE_NAMED = re.compile(
    r"\b(?:tel|tfn|mobil|mob\b|sms|swish|nås|nå|hemma|hemnummer|hemnr|hemtel|ring(?:a|er|de|s)?\b)" + _TELLS, re.I
)
_ACCOUNT_NAMED = re.compile(r"\b(?:bank)?(?:konto|kort|clearing|bankgiro|plusgiro|postgiro|[bp]g\b)" + _TELLS, re.I)
_PLUS = re.compile(r"(?:\+|\bplus) ?$", re.I)
_FOUR_NAMED = re.compile(r"sista (?:fyra|4)(?: siffror\w*)?(?: ?(?:är|var|:))?[ :]{1,2}$|\bsista $", re.I)
_Run = list[tuple[int, int, str, bool]]


def said_number(words: list[str]) -> str | None:
    """Return the figures that some words and digits say together, a hundred and what follows it as one, or None."""
    digits = ""
    previous = ""
    for word in words:
        said = word if word.isdigit() else _figures().get(word.casefold())
        if said is None:
            return None
        digits = _joined(digits, previous, said, spoken=said != word)
        previous = word.casefold()
    return digits


def _joined(digits: str, previous: str, said: str, *, spoken: bool) -> str:
    """Return the figures with one word more: `trehundra arton` and `sjuttio tre` are one number each."""
    if spoken and previous.endswith(("hundra", "tusen")) and len(said) <= len("00"):
        return f"{digits[:-2]}{int(said):02}"
    return digits + said


def find_spoken_numbers(text: str) -> Iterator[Finding]:
    """Yield the numbers in a normal text that are said in words, at least in part: of persons, phones, accounts."""
    if _FIRST.search(text) is None:
        return
    figures = _figures()
    run: _Run = []
    last_four = _MAYBE_LAST_FOUR.search(text) is not None
    over = 0  # where the words end that call the last four so
    for found in _SEVERAL.finditer(text):
        if found.start() < over:
            continue
        if run and found[0].casefold() in _DASHES:
            continue
        if run and last_four and (said_so := _LAST_FOUR.match(text, run[-1][1])) and said_so.end() > found.start():
            over = said_so.end()
            continue
        said = figures.get(found[0].casefold())
        written = found[0] if found[0][0].isdigit() else said
        after_words = run and over == found.start()
        joined = bool(run) and (after_words or _GAP.fullmatch(text, run[-1][1], found.start()) is not None)
        if run and not (joined and written):
            yield from _found(text, run)
            run = []
        if written and not (
            not run and last_four and text[max(0, found.start() - 6) : found.start()].casefold() == "sista "
        ):
            run.append((found.start(), found.end(), written, said is not None))
    yield from _found(text, run)


def _found(text: str, run: _Run) -> Iterator[Finding]:
    if not any(said for *_, said in run):
        return
    start = run[0][0]
    kind = next((kind for digits in _readings(text, run) if (kind := _kind(text, start, digits, len(run)))), None)
    if kind is not None:
        if kind is PersonalData.PHONE and (plus := _PLUS.search(text, max(0, start - _NEAR), start)) is not None:
            start = plus.start()
        yield Finding(start, run[-1][1], kind, sure=False)


def _readings(text: str, run: _Run) -> Iterator[str]:
    """Yield the figures that are said, with `sjuttio tre` as two numbers and as one."""
    plain = tens = previous = ""
    for start, end, written, said in run:
        plain = _joined(plain, previous, written, spoken=said)
        one = said and len(written) == 1 and written != "0" and previous in _TENS
        tens = tens[:-1] + written if one else _joined(tens, previous, written, spoken=said)
        previous = text[start:end].casefold()
    yield plain
    if tens != plain:
        yield tens


def _kind(text: str, start: int, digits: str, words: int) -> PersonalData | None:  # noqa: PLR0911 (one form after another)
    """Return what figures are that begin at `start`: by their form, or by what they are called before it."""
    if len(digits) >= _FEWEST:
        if len(digits) in _PERSONAL and is_date(digits[-10:-4]) and not digits.startswith("0"):
            return PersonalData.PERSONAL_NUMBER
        if digits.startswith("0") and len(digits) <= _MOST_PHONE:
            return PersonalData.PHONE
        if len(digits) in _PERSONAL and is_date(digits[-10:-4]):
            return PersonalData.PERSONAL_NUMBER
    near = text[max(0, start - _NEAR) : start]
    if len(digits) in _ABROAD and digits.startswith(("46", "0046")) and (_PLUS.search(near) or digits[0] == "0"):
        return PersonalData.PHONE
    if len(digits) == len("0000") and _FOUR_NAMED.search(near):
        return PersonalData.PERSONAL_NUMBER
    if len(digits) < _FEWEST_NAMED:
        return None
    if len(digits) in (*_DAY, *_PERSONAL) and _PERSON_NAMED.search(near):
        return PersonalData.PERSONAL_NUMBER if is_date(digits[-6:] if len(digits) in _DAY else digits[-10:-4]) else None
    if len(digits) <= _ABROAD[-1] and _PHONE_NAMED.search(near):
        return PersonalData.PHONE
    return PersonalData.ACCOUNT if words >= _FEWEST_OF_ACCOUNT and _ACCOUNT_NAMED.search(near) else None
