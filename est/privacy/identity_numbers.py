"""Personal identity numbers, coordination numbers and reserve numbers, in every form that people write them in.

They are looked for in the normal form of a text (`est/privacy/normal_form.py`).
"""

import re
from collections.abc import Iterator

from est.privacy.findings import Finding, PersonalData

# how many digits stand together: a date and four more, in pairs, or digit by digit
_FORMS = frozenset(
    {
        (10,), (12,), (6, 4), (8, 4), (6, 2, 2), (8, 2, 2), (6, 3, 1), (8, 3, 1), (2, 2, 2, 4), (4, 2, 2, 4),
        (2, 2, 2, 2, 2), (4, 2, 2, 2, 2), (2, 2, 2, 2, 2, 2), (2, 2, 2, 2, 4), (2, 2, 2, 3, 1), (4, 2, 2, 3, 1),
        (1,) * 10, (1,) * 12,
    }
)  # fmt: skip
_LONGEST_FORM = 12
_ENOUGH = re.compile(r"\d\D{0,200}\d\D{0,200}\d")
_RUN = re.compile(r"(?<!\d)\d(?:[ .\-/_+]{0,3}\d){9,40}(?!\d)")
# a date and four more with what parts cells, quotes or emphasises between them
_PARTED = re.compile(r"(?<!\d)(?<!\d[.,:\-])((?:19|20)?\d{6})([^\w.]{1,10})(\d{4})(?![.,:\-]?\d)")
_GROUP = re.compile(r"\d+")
_NUMBER_NAMED = re.compile(
    r"(?:person\w*\.? ?(?:nummer\w*|nr)|personkod\w*|pers\. ?nr|\bpers\.? ?nr|\bp[.-]?nr|\bpn\b"
    r"|samord\w*\.? ?(?:nummer\w*|nr)?"
    r"|\bsam\.? ?nr|födelse(?:nummer|nr))[^\d\n]{0,25}$",
    re.IGNORECASE,
)
_FOUR = r"(\d{4}|\d(?P<mark>[ .\-])\d(?P=mark)\d(?P=mark)\d)(?!\d|-\d)"  # together, or digit by digit
_FOUR_LAST = re.compile(
    rf"(?:fyra sista|sista fyra|4 sista|sista 4)(?: siffror\w*)?[^\d\n]{{0,45}}{_FOUR}", re.IGNORECASE
)
# a day of birth, and the last four in other words after it; what is said of a birth, or of four digits, tells it from a
# day on which something happened
_IN_TWO_PARTS = re.compile(
    r"(?<![\d-])(?P<born>född\w*[^\d\n]{0,15})?"
    r"((?:(?:19|20)\d{2}[ .\-/]?|\d{2}[ .\-/]?)(?:0[1-9]|1[0-2])[ .\-/]?(?:[0-2]\d|3[01]|[67]\d|8\d|9[01]))(?![\d:])"
    r"[^\d\n]{0,40}(?:sista fyra|fyra sista|sista 4|slutar (?:på|med)|kontrollsiffr\w*|(?(born)(?:slut|rest)\w*"
    r"|(?!)))"
    rf"[^\d\n]{{0,25}}(?<!\d){_FOUR}",
    re.IGNORECASE,
)
_MASKED = re.compile(
    r"(?<!\d)(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[67]\d|8\d"
    r"|9[01])[-+ ]?[xX*•]{4}(?!\w)"
)
_RESERVE_NAMED = re.compile(
    r"\bres(?:erv)?\.? ?(?:nummer\w*|nr)\W{0,3}(\d{6,8}[- ]?[A-Za-z0-9]{4}|\d{2}(?:[ -]\d{2,8}){2,3})(?!\w)",
    re.IGNORECASE,
)
_RESERVE = re.compile(r"(?<![\w-])(?:19|20)?\d{2}(?:0[1-9]|1[0-2])[0-3]\d-(?=\d{0,3}[A-Z])[A-Z0-9]{4}(?![\w-])")
# what has the form of one, whatever its check digit: a date, a dash, four more; some of them perhaps hidden
_FORMED = re.compile(
    r"(?<![\w-])(?<!\d[.,:/])(?:19|20)?(\d{6}) ?[-+/:] ?(\d{4}|\d{1,3}[xX*•#?_]{1,3}|[xX*•#?_]{2,4})(?![\w-]|[.,:]\d)"
)
_OTHER = re.compile(
    r"(?:diarie|dnr|d\.nr|ärende|felanmälan|order|faktura|artikel|referens|ref|serie|larm|beställning|kvitto"
    r"|objekt|kund|bokning)\w*"
    r"[ .:\-]{0,3}(?:nr|nummer)?[ .:]{0,3}$",
    re.IGNORECASE,
)
# things that have a number of their own, whatever stands between; a customer or a case may be followed by a person's
_THING = re.compile(
    r"(?:(?:artikel|serie|order|boknings)(?:nr|nummer\w*)|fel ?kod|armatur|tillstånd|kvitto|\bocr)[^\d\n.]{0,35}$",
    re.IGNORECASE,
)
_ENDS_IN = re.compile(
    r"(?:\bpersonn?\w*|\bpers\.? ?nr|\bp-?nr|\bpnr)\b[^\d\n]{0,25}\bslut\w*[^\d\n]{0,12}(\d{4})(?!\d|[.:,]\d|-\d)",
    re.IGNORECASE,
)
_VAT = re.compile(r"(?<!\w)SE ?(\d{6}[- ]?\d{4}) ?01(?!\w)")
# a day of birth, and what says that it is one
_DAY = (
    r"(?:(?:19|20)\d{2}[ .\-/]?(?:0[1-9]|1[0-2])[ .\-/]?(?:[0-2]\d|3[01])|\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])"
    r"|\d{2}[.\-/](?:0[1-9]|1[0-2])[.\-/](?:[0-2]\d|3[01])"
    r"|(?:19|20)\d{2},? (?:den |i )?(?:\d{1,2}:?[ea]? (?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)\w*"
    r"|(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)\w* (?:den )?\d{1,2}\b)"
    r"|\d{1,2}(?:/\d{1,2}|:?[ea]? (?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)\w*)[ \-]{1,3}(?:19|20)?\d{2})"
)
_BORN = re.compile(
    rf"(?:\b(?:född\w*|föd\.|fd\.?|födelse(?:datum|dag|tid)\w*|f\.)[^\d\n.]{{0,15}})({_DAY})(?![\d:])", re.IGNORECASE
)
_NAMED = re.compile(
    r"\b(?:person(?:nummer|nr|nmr)|pers\.? ?nr|p-?nr|pnr|samordningsnr|samordningsnummer|id-?nr|id-?nummer"
    r"|organisationsnummer"
    r"|org\.? ?nr)\b[^\d\n]{0,25}(?P<number>(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[67]\d|8\d|9[01])"
    r"(?:[ .\-+/:]{0,3}[\dxX*•#?]{1,4})?)(?![\w-])",
    re.IGNORECASE,
)
_NEAR = 60  # characters before a number in which it may be called something
_CLOCK = re.compile(r"(?:[01]\d|2[0-4])[0-5]\d")
_RECENT = 2015  # whoever was born later is hardly written of, and a day of today before a time of day is


def find_identity_numbers(text: str) -> Iterator[Finding]:  # noqa: PLR0912 (one form after another)
    """Yield the numbers of persons in a normal text: by their form, date and check digit, or by what they are called.

    One with a wrong check digit is found where the words before it say what it is: mistyped, it is still somebody's.
    """
    if not holds_digits(text):
        return
    for run in _RUN.finditer(text):
        yield from _find_in_run(text, run)
    for found in _PARTED.finditer(text):
        if is_personal_number(found[1] + found[3]) and not is_moment(found[1], found[3]):
            yield Finding(found.start(1), found.end(3), PersonalData.PERSONAL_NUMBER)
    for found in _IN_TWO_PARTS.finditer(text):
        for part in (2, 3):
            yield Finding(found.start(part), found.end(part), PersonalData.PERSONAL_NUMBER)
    for found in _FOUR_LAST.finditer(text):
        yield Finding(found.start(1), found.end(1), PersonalData.PERSONAL_NUMBER)
    for found in _RESERVE_NAMED.finditer(text):
        yield Finding(found.start(1), found.end(1), PersonalData.PERSONAL_NUMBER)
    for found in _FORMED.finditer(text):
        if is_date(found[1]) and not is_moment(found[1], found[2]) and not called_otherwise(text, found.start()):
            yield Finding(found.start(), found.end(), PersonalData.PERSONAL_NUMBER, sure=False)
    for found in _VAT.finditer(text):
        if is_personal_number(re.sub(r"\D", "", found[1])):
            yield Finding(found.start(), found.end(), PersonalData.PERSONAL_NUMBER, sure=False)
    for pattern in (_BORN, _NAMED, _ENDS_IN):
        for found in pattern.finditer(text):
            yield Finding(found.start(1), found.end(1), PersonalData.PERSONAL_NUMBER, sure=False)
    for pattern in (_MASKED, _RESERVE):
        for found in pattern.finditer(text):
            yield Finding(found.start(), found.end(), PersonalData.PERSONAL_NUMBER, sure=False)


def holds_digits(text: str) -> bool:
    """Tell whether a text holds so many digits that they can be a number of somebody's."""
    return _ENOUGH.search(text) is not None


def is_moment(day: str, last: str) -> bool:
    """Tell whether six or eight digits and four more are a day of our time and a time of that day."""
    recent = int(day[-6:-4]) in range(_RECENT % 100, _RECENT % 100 + 50) and not day[:-6].startswith("19")
    return recent and _CLOCK.fullmatch(last) is not None


def called_otherwise(text: str, start: int) -> bool:
    """Tell whether what begins at `start` is called the number of a case, an order, a thing."""
    return any(named.search(text, max(0, start - _NEAR), start) is not None for named in (_OTHER, _THING))


def _find_in_run(text: str, run: re.Match[str]) -> Iterator[Finding]:
    groups = [(run.start() + one.start(), run.start() + one.end()) for one in _GROUP.finditer(run[0])]
    first = 0
    while first < len(groups):
        for last in range(min(len(groups), first + _LONGEST_FORM), first, -1):
            some = groups[first:last]
            form = tuple(end - start for start, end in some)
            if (of_form := _is_number(text, some, form)) is not None and not is_decimal(text, *some[0]):
                yield Finding(some[0][0], some[-1][1], PersonalData.PERSONAL_NUMBER, sure=of_form)
                first = last
                break
        else:
            first += 1


def is_decimal(text: str, start: int, end: int) -> bool:
    """Tell whether the digits from `start` to `end` are the decimals of a number, as in `59,3301` and `18.0601`."""
    before = text[max(0, start - 9) : start]
    if not before.endswith((".", ",")) or not before[:-1][-1:].isdigit():
        return False
    if before.endswith("."):
        return True
    # after a comma a number may begin a new cell: where what is before is no plain number, or more than decimals follow
    return re.search(r"(?<![\d:\-/])\d{1,7},$", before) is not None and not re.match(r"[ \-+]\d", text[end:])


def _is_number(text: str, groups: list[tuple[int, int]], form: tuple[int, ...]) -> bool | None:
    """Return whether groups of digits are surely a number of a person; None where they are none.

    Grouped as nobody usually does they may be one: `1977 0417 9840`.
    """
    if sum(form) not in (10, 12):
        return None
    if _NUMBER_NAMED.search(text, max(0, groups[0][0] - _NEAR), groups[0][0]):
        return True
    digits = "".join(text[start:end] for start, end in groups)
    if not is_personal_number(digits) or _is_moment(text, groups, digits):
        return None
    if form in _FORMS:
        return True
    return None if digits.startswith("0") or called_otherwise(text, groups[0][0]) else False


def _is_moment(text: str, groups: list[tuple[int, int]], digits: str) -> bool:
    """Tell whether the digits are a day of our time and a time of that day, as in `2026-03-01 1805`."""
    between = text[groups[-2][1] : groups[-1][0]] if len(groups) > 1 else ""
    recent = len(digits) == 12 and int(digits[:4]) >= _RECENT
    return recent and between.strip() == "" and between != "" and _CLOCK.fullmatch(digits[-4:]) is not None


def is_personal_number(digits: str) -> bool:
    """Tell whether 10 or 12 digits are a date (also with 60 added) and three more with the right check digit (Luhn)."""
    if len(digits) == 12:
        if digits[:2] not in ("18", "19", "20"):
            return False
        digits = digits[2:]
    return is_date(digits[:6]) and has_check_digit(digits)


def is_date(digits: str) -> bool:
    """Tell whether six digits are a year, a month and a day, also with 60 added."""
    return 1 <= int(digits[2:4]) <= 12 and 1 <= int(digits[4:6]) % 60 <= 31


def has_check_digit(digits: str) -> bool:
    """Tell whether the last digit is the check digit of the others (Luhn)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
