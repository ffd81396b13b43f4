"""Numbers of bank accounts and cards, in the normal form of a text."""

import re
from collections.abc import Iterator

from est.privacy.findings import Finding, PersonalData
from est.privacy.identity_numbers import has_check_digit, holds_digits

_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_CARD = re.compile(r"(?<!\d)(?<!\d[.,])[3-6](?:[ \-]?\d){12,18}(?!\d)")
_CARD_NAMED = re.compile(r"(?:kort|visa|mastercard|amex)\w*[^\d\n]{0,15}$", re.IGNORECASE)
_FOURS = re.compile(r"(?<![\d.,\-+])\d{4}(?:([ \-])\d{4})(?:\1\d{4}){2}(?![\d\-]|[.,]\d)")
"""Four times four digits: hardly anything else is written so, whatever the check digit."""
_NEAR = 40  # characters before a number in which it may be called a card's
_ACCOUNT = re.compile(
    r"\b(?:konto(?:t|n|nr|nummer\w*)?|bankkonto\w*|clearing\w*|bankgiro\w*|plusgiro\w*|postgiro\w*|bg"
    r"|pg)\b[^\d\n]{0,30}"
    r"(\d(?:[ ,.\-]{0,3}\d){5,20})(?!\d)",
    re.IGNORECASE,
)
_SWISH = re.compile(r"\bswish\w*[^\d\n]{0,15}(123[ \-]?\d{3}[ \-]?\d{2}[ \-]?\d{2})(?!\d)", re.IGNORECASE)
_BOTH = re.compile(
    r"\bclearing\w*[^\d\n]{0,5}(\d{4}(?: ?-? ?\d)?,? ?(?:(?:och |samt )?(?:bank)?konto\w*\.?:? ?(?:nr "
    r"|nummer )?|och |samt )\d(?:[ ,.\-]{0,3}\d){5,14})(?!\d)",
    re.IGNORECASE,
)
_CLEARING = re.compile(r"\bclearing\w*[^\d\n]{0,5}(\d{4}(?: ?- ?\d|\d)?)(?!\d)", re.IGNORECASE)


def find_accounts(text: str) -> Iterator[Finding]:
    """Yield the numbers of accounts, by what they are called or their check digits, and of cards in a normal text."""
    if not holds_digits(text):
        return
    for found in _IBAN.finditer(text):
        if _is_iban(found[0].replace(" ", "")):
            yield Finding(found.start(), found.end(), PersonalData.ACCOUNT)
    for found in _CARD.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if _CARD_NAMED.search(text, max(0, found.start() - _NEAR), found.start()) or (
            has_check_digit(digits) and len(digits) in (13, 15, 16)
        ):
            yield Finding(found.start(), found.end(), PersonalData.ACCOUNT)
    for found in _FOURS.finditer(text):
        yield Finding(found.start(), found.end(), PersonalData.ACCOUNT, sure=False)
    for pattern in (_BOTH, _ACCOUNT, _CLEARING, _SWISH):
        for found in pattern.finditer(text):
            yield Finding(found.start(1), found.end(1), PersonalData.ACCOUNT)


def _is_iban(text: str) -> bool:
    """Tell whether the check digits of an IBAN are right, or its form is the Swedish one (ISO 13616)."""
    rest = int("".join(str(int(one, 36)) for one in text[4:] + text[:4])) % 97
    return rest == 1 or (text.startswith("SE") and len(text) == 24)
