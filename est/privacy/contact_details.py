"""Phone numbers and e-mail addresses, also as people disguise them, in the normal form of a text."""

import re
from collections.abc import Iterator

from est.privacy.findings import Finding, PersonalData
from est.privacy.identity_numbers import holds_digits, is_decimal
from est.privacy.name_lists import given_names
from est.privacy.words import is_family_name, is_role

_AT = r"(?:@|%40|[(\[{<] ?(?:at|a|snabel-?a) ?[)\]}>]|(?<= )snabel-?a(?= ))"
_DOT = r"(?:\.|%2e|(?<= )(?:punkt|dot)(?= )|[(\[{<] ?(?:dot|punkt) ?[)\]}>])"
# begun at the start of a word only: from within a long word the search would be quadratic
_EMAIL = re.compile(
    rf"(?<![\w.%+\-])[\w.%+\-]+(?: (?:punkt"
    rf"|dot) [\w%+\-]+){{0,3}} ?{_AT} ?[\w\-]+(?: ?{_DOT} ?[\w\-]+)* ?{_DOT} ?[^\W\d_]{{2,}}"
    r"|(?<![\w.%+\-])[\w.%+\-]+@[\w\-]+,(?:se|com|nu|org|net|eu)\b"
    r"|(?<![\w.%+\-])[\w.%+\-]+ at [\w\-]+(?:\.| punkt | dot )(?:se|com|nu|org|net|eu|fi|no|dk)\b",
    re.IGNORECASE,
)
_MAYBE_EMAIL = re.compile(r"@|%40|snabel| at |[()\[\]{}<>] ?at? ?[()\[\]{}<>]", re.IGNORECASE)
# with its parts in brackets, instead of what stands between them: `<anna>at<exempel>dot<se>`
_BRACKETED = re.compile(
    r"[<(\[{]?(?<![\w.%+\-])[\w.%+\-]+(?:[)\]}>][()\[\]{}<> ]{0,2}(?:@|at|a|snabel-?a)[()\[\]{}<> ]{1,3}"
    r"| ?[<(\[{](?:@|at|a|snabel-?a)[)\]}>] ?[<(\[{])[\w\-]+"
    r"(?:[()\[\]{}<> ]{0,3}(?:\.|dot|punkt)[()\[\]{}<> ]{0,3}[\w\-]+){1,3}[)\]}>]?",
    re.IGNORECASE,
)
_ABROAD = r"\+ ?(?:45|47|358|354|298|49|44|48|31|32|33|34|39|40|41|43|30|36|37\d|38\d|90|98|96\d|97\d|20|21\d|25\d)"
_PHONE = re.compile(
    r"(?<![\d+])(?<!\d-)(?<!\d\.)(?:"
    r"(?:(?:\+ ?|00)46[ \-.]{0,2}(?:\(0\))?|\(?0)[ \-./]{0,2}7[ \-./]?[02369](?:[ .\-/)]{0,3}\d){7}"  # mobile
    r"|(?:\+ ?|00)46[ \-.]{0,2}(?:\(0\))?(?:[ \-./]?\d){7,9}"  # any, written for abroad
    rf"|{_ABROAD}(?:[ \-.()]?\d){{6,11}}"
    r"|\(?0[1-9]\d{0,2}\)? ?[-/] ?(?:\d{5,8}|\d{2,3}(?: \d{2,3}){2,3}|\d{3} \d{2,3})"  # with the area code set apart
    r"|\(?0(?:8|[1-9]\d{1,2})\)? \d{3} \d{2,3}(?: \d{2,3})?"
    r")(?!\d|[.:,]\d|-\d\d\b)"
)
_PHONE_NAMED = re.compile(
    r"\b(?:tel\w*|tfn|telnr|ring\w*|mobil\w*|sms\w*|swish\w*|nås|jour\w*|växel\w*|återring\w*|nr"
    r"|nummer\w*|hem(?:nr|nummer|tel|tfn)\w*|kontaktnummer)\b[^\d\n]{0,15}"
    r"(?<![\d\-])(0[1-9](?:[ \-.]?\d){6,8}|0(?:[ \-.]{1,3}\d){7,9})(?!\d|[.:,]\d|-\d)",
    re.IGNORECASE,
)
# with the area code set apart in some other way, and a number without it, after a word that says what it is
_PHONE_FORMED = re.compile(
    r"(?<![\w+.,:\-])((?=0(?:\D{0,3}\d){7})0(?:8|[1-9]\d{1,2})(?: ?[./\-] ?| )\d{2,4}(?:[ .\-]\d{2,3}){1,3})(?!\w"
    r"|[.:,\-/]\d)"
)
_LOCAL = re.compile(
    r"\b(?:tel\w*|tfn|telnr|mob|mobil(?:nr|nummer\w*)?|sms\w*|nummer|numret|nr|ring\w*|sök\w*|nås)\b[^\d\n.]{0,20}"
    r"(?<![\d\-+])([2-9]\d{1,2}[ \-]\d{2,3}[ \-]\d{2}(?:[ \-]\d{2})?|1[0-9]{2}[ \-]\d{2}[ \-]\d{2})(?!\w|[.:,\-/]\d)",
    re.IGNORECASE,
)
# digit by digit, after what may be where somebody is reached
_DIGIT_BY_DIGIT = re.compile(
    r"\b(?:hem|hemma|privat|arbetet|jobbet|kontakt\w*|når|nå|fast)\b[^\d\n.]{0,15}(?<![\d\-+])"
    r"(0(?:[ \-.]{1,3}\d){7,9})(?!\w|[ .:,\-/]{1,3}\d)",
    re.IGNORECASE,
)
_DIGITS_APART = re.compile(r"0[ \-.]{1,3}\d[ \-.]{1,3}\d[ \-.]{1,3}\d")
# of an organisation, not of a person: whoever answers there is told by no number
_SWITCHBOARD = re.compile(
    r"(?:(?<=\w )växel|växeln|[^\W\d_]{3}växel|reception(?!ist)|kundtjänst|kundservice|kundcent|kontaktcent"
    r"|medborgarservice|larmcentral)\w*"
    r"(?: (?:i|på|vid|till) (?-i:[a-zåäö]{3,25})| i \w{3,20})?"
    r"(?:[ ,.:;(\-]|(?:tel\w*|tfn|telnr|nr|nummer|numret|på|är|nås|har)\b){0,8}$"
    r"|(?P<owner>\w+)s jour(?:telefon|nummer|nr|tel)?\w{0,3}(?:[ ,.:;(\-]|(?:tel\w*|tfn|nr|nummer|på|är)\b){0,8}$",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"[+\d(]{0,4}?(?:46|0)[ \-.()/0]{0,5}7[ \-./]?[02369]")
_SWITCHBOARD_NEAR = 50
_OWNERS = frozenset(("han", "henne", "dera", "denne", "dennes", "någon", "min", "vår"))  # without the last s
_ORDERED = re.compile(r"\b(?:order|serie|artikel|faktura|boknings?)(?:nr|nummer)?[ .:]{0,3}$", re.IGNORECASE)


def _is_switchboard(text: str, found: re.Match[str], group: int = 0) -> bool:
    """Tell whether a number is called that of an organisation; a mobile one is somebody's, unless on call for it."""
    start = found.start(group)
    called = _SWITCHBOARD.search(text, max(0, start - _SWITCHBOARD_NEAR), start)
    if called is None:
        return False
    owner = (called["owner"] or "").casefold()
    if owner:
        if is_role(owner) and not owner.startswith("polis"):
            return False
        return owner not in _OWNERS and owner not in given_names() and not is_family_name(owner)
    return _MOBILE.match(found[group]) is None


def find_contact_details(text: str) -> Iterator[Finding]:  # noqa: PLR0912 (one form after another)
    """Yield the e-mail addresses and phone numbers in a normal text."""
    if _MAYBE_EMAIL.search(text):
        for pattern in (_EMAIL, _BRACKETED):
            for found in pattern.finditer(text):
                yield Finding(found.start(), found.end(), PersonalData.EMAIL)
    if not holds_digits(text):
        return
    for found in _PHONE.finditer(text):
        if _ORDERED.search(text, max(0, found.start() - 20), found.start()):
            continue  # the number of a thing, which may begin with a nought
        if _is_switchboard(text, found):
            continue
        digits = re.match(r"[(+]*\d+", found[0])
        if not is_decimal(text, found.start(), found.start() + (digits.end() if digits else 0)):
            yield Finding(found.start(), found.end(), PersonalData.PHONE)
    for found in _PHONE_NAMED.finditer(text):
        if not _is_switchboard(text, found, 1):
            yield Finding(found.start(1), found.end(1), PersonalData.PHONE)
    apart = _DIGITS_APART.search(text) is not None
    for pattern in (_PHONE_FORMED, _LOCAL, _DIGIT_BY_DIGIT) if apart else (_PHONE_FORMED, _LOCAL):
        for found in pattern.finditer(text):
            if not _is_switchboard(text, found, 1) and not is_decimal(text, found.start(1), found.end(1)):
                yield Finding(found.start(1), found.end(1), PersonalData.PHONE, sure=False)
