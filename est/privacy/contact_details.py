"""Phone numbers and e-mail addresses, also as people disguise them, in the normal form of a text."""

import re
from collections.abc import Iterator

from est.privacy.findings import Finding, PersonalData
from est.privacy.identity_numbers import holds_digits, is_decimal

_AT = r"(?:@|[(\[{<] ?(?:at|a|snabel-?a) ?[)\]}>]|(?<= )snabel-?a(?= ))"
_DOT = r"(?:\.|(?<= )(?:punkt|dot)(?= )|[(\[{] ?(?:dot|punkt) ?[)\]}])"
# begun at the start of a word only: from within a long word the search would be quadratic
_EMAIL = re.compile(
    rf"(?<![\w.%+\-])[\w.%+\-]+(?: (?:punkt"
    rf"|dot) [\w%+\-]+){{0,3}} ?{_AT} ?[\w\-]+(?: ?{_DOT} ?[\w\-]+)* ?{_DOT} ?[^\W\d_]{{2,}}"
    r"|(?<![\w.%+\-])[\w.%+\-]+@[\w\-]+,(?:se|com|nu|org|net|eu)\b"
    r"|(?<![\w.%+\-])[\w.%+\-]+ at [\w\-]+(?:\.| punkt | dot )(?:se|com|nu|org|net|eu|fi|no|dk)\b",
    re.IGNORECASE,
)
_MAYBE_EMAIL = re.compile(r"@|snabel| at |[(\[{<] ?at? ?[)\]}>]", re.IGNORECASE)
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
    r"|nummer\w*)\b[^\d\n]{0,15}"
    r"(?<![\d\-])(0[1-9](?:[ \-.]?\d){6,8})(?!\d|[.:,]\d|-\d)",
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


_ORDERED = re.compile(r"\b(?:order|serie|artikel|faktura|boknings?)(?:nr|nummer)?[ .:]{0,3}$", re.IGNORECASE)


def find_contact_details(text: str) -> Iterator[Finding]:
    """Yield the e-mail addresses and phone numbers in a normal text."""
    if _MAYBE_EMAIL.search(text):
        for found in _EMAIL.finditer(text):
            yield Finding(found.start(), found.end(), PersonalData.EMAIL)
    if not holds_digits(text):
        return
    for found in _PHONE.finditer(text):
        if _ORDERED.search(text, max(0, found.start() - 20), found.start()):
            continue  # the number of a thing, which may begin with a nought
        digits = re.match(r"[(+]*\d+", found[0])
        if not is_decimal(text, found.start(), found.start() + (digits.end() if digits else 0)):
            yield Finding(found.start(), found.end(), PersonalData.PHONE)
    for found in _PHONE_NAMED.finditer(text):
        yield Finding(found.start(1), found.end(1), PersonalData.PHONE)
    for pattern in (_PHONE_FORMED, _LOCAL):
        for found in pattern.finditer(text):
            if not is_decimal(text, found.start(1), found.end(1)):
                yield Finding(found.start(1), found.end(1), PersonalData.PHONE, sure=False)
