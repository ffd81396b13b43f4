"""Streets with a number that somebody is said to live at, in the normal form of a text.

An address is a place, and most reports name one. It is somebody's home where a flat or a floor follows it, where the
words before it say so (`bor på`, `hem till`, `hyresgästen på`), or where a person is named beside it. Nothing here is
sure.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from est.privacy.findings import Finding, PersonalData

STREET_ENDS = (
    "gatan|gata|vägen|väg|gränden|gränd|stigen|stig|allén|torget|torg|backen|backe|leden|gången|kroken|slingan|svängen"
    "|ringen|höjden|liden|rundan|kajen|promenaden|terrassen|kullen|lunden|parken|stranden|dalen|hagen|åsen|ängen|plan"
    "|planen|gårdsväg|esplanaden|boulevarden|tomten|bäcken|berget|viken|udden|gården|gård|platsen|plats|trappan|byn"
)
_NUMBER = r"\d{1,3}(?: ?[A-Za-zÅÄÖåäö]\b)?(?!\d|[.:,]\d|-\d)"
STREET = re.compile(
    rf"(?<!\w)(?:(?:[A-ZÅÄÖ]\. ?)?[A-ZÅÄÖ]\w{{0,25}}?(?:{STREET_ENDS})|[a-zåäö]\w{{1,25}}?(?:gatan|vägen|gränd"
    rf"|stigen|backen)"
    rf"|[A-ZÅÄÖ][\w:.]{{0,20}} (?:[A-ZÅÄÖ]\w{{0,20}} )?(?i:{STREET_ENDS})) (?:nr )?{_NUMBER}"
)
_FLAT = (
    r"(?:l\.?g\.?h\.?t?(?:nr)?\.? ?(?:nr )?[A-Z]?\d{1,4}|lägenhet(?:snr)? (?:nr )?[A-Z]?\d{1,4}|\d{1,2} ?tr\b\.?"
    r"|(?:vån(?:ing(?:en)?)?|plan)\b\.? ?(?:\d{1,2}|ett|två|tre|fyra|fem)\b|n\.?b\b\.?|b\.?v\b\.?|ö\.?g\b\.?"
    r"|bottenvån\w*|(?:en|två|tre|fyra|fem|\d{1,2}) trapp(?:a|or)(?: upp)?|(?:port|uppg(?:ång)?|trappa|trapphus"
    r"|dörr|ing)\.? \w{1,3}\b"
    r"|(?:första|andra|tredje|fjärde|femte|sjätte|översta|\d:?[ea]) (?:våningen|plan(?:et)?)"
    r"|vindsv(?:\.|\w*)|gårdshus\w*|källarplan\w*|(?:till )?(?:höger|vänster)|t\.? ?[hv]\b\.?)"
)
# a farm or a house in a village, where somebody is named
_FARM = re.compile(
    r"(?<!\w)(?:(?:Norra|Södra|Östra|Västra|Stora|Lilla|Övre|Nedre) )?[A-ZÅÄÖ][a-zåäö]{1,15}"
    r"(?:näs|by|torp|ryd|hult|boda|sta|inge|arp|rud|sjö|bo|vik|ås|berg|lund|fors|holm|lösa|åker|änge|hed|tomta"
    r"|sätra|säter|rum|löv|mo|stad)"
    rf" {_NUMBER}"
)
_WITH_FLAT = re.compile(rf"(?:,? {_FLAT}){{1,3}}", re.IGNORECASE)
_AT_HOME_BEFORE = re.compile(
    r"(?:\bbo(?:r|dde|tt|ende|satt)?\b|\bhem(?:ma|met|ma hos)?\b|\badress\w*|\bhyresgäst\w*|\bfolkbokförd\w*"
    r"|\bskriven\b"
    r"|\bbostad\w*|\b(?:in|ut|av|hem)?flytta\w*|\blägenhet\w*|\blgh\b|\banträff\w*|\bvräk\w*|\bhembesök\w*"
    r"|\bhemadress\w*"
    r"|\binneboende\b|\bvillan?\b|\bvistas\b|\bövernatta\w*|\bhäm?ta\w*(?: upp)?\b|\bhämtad\b|\bnyckel\w*"
    r"|\bbrukare\w*"
    r"|\bsov(?:er|it)?\b|\bhushåll\w*|\bradhus\w*|\bkund\w*|\bpatient\w*|\bmatlåd\w*|\blarmet hos\b)"
    r"[^.!?\n\d]{0,22}$",
    re.IGNORECASE,
)
_AT_HOME_AFTER = re.compile(
    r"[^.!?\n\d]{0,25}\b(?:bor|bodde|boende|bosatt|hemma|hyresgäst\w*|folkbokförd|skriven)\b", re.IGNORECASE
)
_BESIDE = 45  # characters between a person and where they live
_BEFORE = 60
_FAR = 160  # and before an address a person named beside it begins


def find_addresses(text: str, persons: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    """Yield the addresses in a normal text that are somebody's; `persons` is where it names anybody, in order."""
    for found in STREET.finditer(text):
        end = found.end()
        flat = _WITH_FLAT.match(text, end)
        if flat:
            end = flat.end()
        if flat or _is_home(text, found.start(), end, persons):
            yield Finding(found.start(), end, PersonalData.DWELLING, sure=False)
    if persons:
        for found in _FARM.finditer(text):
            yield Finding(found.start(), found.end(), PersonalData.DWELLING, sure=False)


def _is_home(text: str, start: int, end: int, persons: Sequence[tuple[int, int]]) -> bool:
    if _AT_HOME_BEFORE.search(text, max(0, start - _BEFORE), start) or _AT_HOME_AFTER.match(text, end):
        return True
    first, last = bisect_left(persons, (start - _FAR, 0)), bisect_left(persons, (end + _BESIDE + 1, 0))
    return any(
        not re.search(r"[.!?\n]", text[min(one_end, end) : max(one_start, start)])
        and (0 <= start - one_end <= _BESIDE or 0 <= one_start - end <= _BESIDE)
        for one_start, one_end in persons[first:last]
    )
