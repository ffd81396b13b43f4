"""Numbers of persons in two parts or out of order: a day of birth in any words and the last four after it.

Also a date and four digits without a dash whose check digit is wrong: mistyped, it is still somebody's. Nothing here is
sure.
"""

import re
from collections.abc import Iterator

from est.privacy.findings import Finding, PersonalData
from est.privacy.identity_numbers import called_otherwise, holds_digits, is_date, is_moment

_TENS = (
    r"tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton|tju\w*|trett\w+|fyrt\w+|femt\w+|sext\w+"
    r"|sjutt\w+|ått\w+|nitt\w+"
)
_ORDINAL = r"\w{2,14}(?:nde|tte|fte|ste|rde|jde|dje|te|de)|första|andra|\d{1,2}:?[ea]?"
_MONTH = r"jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec"
_YEAR = rf"(?:19|20)\d{{2}}|(?:nittonhundra|tjugohundra|tvåtusen)\w*|-?\d{{2}}\b|{_TENS}"
_DAY = (
    r"(?:(?:19|20)?\d{2}[ .\-/]?(?:0[1-9]|1[0-2])[ .\-/]?(?:[0-2]\d|3[01]|[67]\d|8\d|9[01])"
    rf"|(?:\d{{1,2}}/\d{{1,2}}|(?:{_ORDINAL})(?: ?i)? (?:(?:{_MONTH})\w*\.?|\w{{3,10}}(?:te|de|je|ta"
    rf"|dra)))[ \-,]{{1,2}}"
    rf"(?:{_YEAR}))"
)
_SPOKEN = rf"(?:{_TENS}|noll\w*)"
_UNIT = "(?:noll|ett|två|tre|fyra|fem|sex|sju|åtta|nio)"
_LAST = (
    rf"(?:\d{{6}}-\d{{4}}|\d{{4}}|\d{{2}} \d{{2}}|\d(?: \d){{3}}|{_SPOKEN} {_SPOKEN}|{_UNIT}(?:,? {_UNIT}){{3}})"
    r"(?!\d|[.,:]\d|-\d)(?! ?kr\b)"
)
_SAID = (
    r"(?:de |dom )?(?:fyra sista|sista fyra|4 sista|sista 4|sista siffror\w*|sista(?= \d{4})|slut\w*"
    r"|kontrollsiffr\w*)(?: siffror\w*)?"
)
_BORN = r"\b(?:född\w*|föd\.?|fd\.?|födelse\w*|födel\w*|f\.?)\b[^\d\n.]{0,15}?"
_LINK = r"(?:(?:och|o|med|sen|sedan|samt|alltså|då|är|sa|på|plus|hans|hennes|mina|deras) ){0,3}"
_IN_PARTS = re.compile(
    rf"(?:{_BORN}(?P<born>{_DAY})[ ,.:;()\-]{{0,3}}{_LINK}(?:{_SAID})?[ :,]{{0,2}}(?:(?:är|på|:) ?)?{_LAST}"
    rf"|(?<![\d.,:])(?P<day>{_DAY})[ ,.:;()\-]{{0,3}}{_LINK}{_SAID}[ :,]{{0,2}}(?:(?:är|på|:) ?)?{_LAST}"
    rf"|\b(?:person|kontroll)(?:nummer|nr|siffr)\w*[^\d\n.]{{0,20}}(?P<named>{_DAY}),? {_LINK}{_LAST})",
    re.IGNORECASE,
)
_DATE = r"(?:19|20)?\d{2}[ .\-]?(?:0[1-9]|1[0-2])[ .\-]?(?:[0-2]\d|3[01]|[67]\d|8\d|9[01])"
_REST = r"nå[nt]|ngt|\?|…|\.\.|(?:och|sen|sedan|resten)\b[^\d.]{0,12}(?:oläs|sudd|nå[nt]|bort)"
MARK_NAMED = r"(?:binde|tanke|sned|lod)?streck|minus|plus|punkt|kolon|slash|dash|mellan(?:slag|rum)"
# a dash that is said, a rest that was not read or comes later, the year and the end alone
_TORN = re.compile(
    rf"(?<![\w.,:\-/+])(?:{_DATE} ?[(\[{{<\"'*/]?(?:{MARK_NAMED})[)\]}}>\"'*/]? ?\d{{4}}"
    rf"|{_DATE}[ \-]\d{{1,3}}(?=[ \-]{{0,2}}(?:{_REST}))"
    rf"|{_DATE},? (?:och|o|samt) (?:sen|sedan|sist|slutet|på slutet) \d{{4}}"
    r"|(?:19|20)\d{2} [^\d\n.]{1,30} \d{4} (?:i|på) slutet)(?!\d|[.,:\-/]\d)",
    re.IGNORECASE,
)
_MAYBE_TORN = re.compile(rf"{MARK_NAMED}|nå[nt]|ngt|\?|…|\.\.|oläs|sudd|bort|sen|sedan|sist|slut", re.IGNORECASE)
_MAYBE_IN_PARTS = re.compile(r"\bf(?:ö|d|\.|\b)|sist|slut|kontroll|person", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w.,:\-/+])((?:19|20)?\d{6}) ?(\d{4}|\d{2} \d{2})(?![\w%]|[.,:\-/]\d| ?kr\b)")
_PARTED = re.compile(
    r"(?<![\w.,:\-/+])((?:19|20)?\d{2})[ .\-/]?(0[1-9]|1[0-2])[ .\-/]?([0-2]\d|3[01]|[67]\d|8\d|9[01]) ?- ?"
    r"(\d{2} ?\d{2})"
    r"(?![\w:]|[.,\-/]\d)"
)


def find_birth_numbers(text: str) -> Iterator[Finding]:
    """Yield the numbers of persons in a normal text that are told in two parts, or are mistyped."""
    if _MAYBE_IN_PARTS.search(text):
        for found in _IN_PARTS.finditer(text):
            start = max(found.start("born"), found.start("day"), found.start("named"))
            yield Finding(start, found.end(), PersonalData.PERSONAL_NUMBER, sure=False)
    if not holds_digits(text):
        return
    for found in _TORN.finditer(text) if _MAYBE_TORN.search(text) else ():
        if not called_otherwise(text, found.start()):
            yield Finding(found.start(), found.end(), PersonalData.PERSONAL_NUMBER, sure=False)
    for found in _BARE.finditer(text):
        day, last = found[1], found[2].replace(" ", "")
        if is_date(day[-6:]) and not is_moment(day, last) and not called_otherwise(text, found.start()):
            yield Finding(found.start(), found.end(), PersonalData.PERSONAL_NUMBER, sure=False)
    for found in _PARTED.finditer(text):
        last = found[4].replace(" ", "")
        if not is_moment(f"{found[1]}{found[2]}{found[3]}", last) and not called_otherwise(text, found.start()):
            yield Finding(found.start(), found.end(), PersonalData.PERSONAL_NUMBER, sure=False)
