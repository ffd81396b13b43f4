"""Registration numbers of vehicles, as people write them, in the normal form of a text.

Three letters and three digits are also what devices and patrols are called: after such a word they are nothing. In
small letters, or set apart, they are a number beside a word of vehicles only.
"""

import re
from collections.abc import Iterator

from est.privacy.findings import Finding, PersonalData
from est.privacy.name_lists import words_used

LETTERS = "A-HJ-PR-UW-Z"  # I, Q and V are not used on Swedish plates
_PLATE = re.compile(
    rf"(?<![^\W_])(?<![\w][-/])([{LETTERS}ÅÄÖ]{{3}})([ .-]?)(\d{{2}})([\d{LETTERS}])(?![^\W_]|[-/,.:]\d)", re.IGNORECASE
)
_VEHICLE = re.compile(
    r"\breg(?:istrerings)?\b[.\s-]{0,2}(?:nr|nummer|no)?|\breg(?:istrerings)?(?:nr|nummer)|skylt\w*|\w*bil(?:en|ar|arna)?\b|fordon\w*"
    r"|licen[cs]e|\bplates?\b|\bmopp?e\w*|\bmc\b|motorcyk\w*|\bepa\b|\bepa-?traktor\w*|a-traktor\w*|traktor\w*|\btaxi\w*|\bbuss(?:en)?\b"
    r"|\bsläp\w*|\bhusvagn\w*|\bskoter\w*|\bkärra\w*|\bcross\w*|\bfyrhjuling\w*|\bvan\b|\bsuv\b|\bparkera\w*"
    r"|\b(?:volvo|saab|audi|bmw|golf|vw|passat|volkswagen|tesla|toyota|kia|ford|opel|mercedes|peugeot|renault|skoda|seat"
    r"|hyundai|mazda|nissan|citro[eë]n|fiat|honda|suzuki|polo|polestar|dacia|chevrolet|jeep|porsche|lexus|mini)\b",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"(?:patrull|enhet|sensor|kamera|robot|lampa|armatur|stolpe|skåp|elskåp|modell|art\w*|typ|kod|rum|sal|radio|router|mätare|larm"
    r"|rev\w*|version|ritning|objekt|kv|kvarter\w*)\w*(?:[ .:]{1,3}(?:nr|nummer)?[ .:]{0,2})$",
    re.IGNORECASE,
)
_APART = re.compile(
    rf"(?:skylt\w*|reg\w*)[^\n]{{0,20}}?\b([{LETTERS}] [{LETTERS}] [{LETTERS}] \d \d [\d{LETTERS}])\b", re.IGNORECASE
)
_FOREIGN = re.compile(
    r"\b(?:(?i:norsk|dansk|tysk|polsk|finsk|lettisk|litauisk|estnisk|rumänsk|bulgarisk|ukrainsk|utländsk)\w*)\b[^\n]{0,30}?"
    r"\b([A-ZÄÖÜ]{1,3}[ -](?:[A-Z]{1,2}[ ])?\d{2,5}[A-Z]?(?: \d{2,3})?)\b"
)
_PERSONAL = re.compile(
    r"(?i:personlig(?:a|t)? (?:skylt|reg\w*|nummerplåt)\w*\W{1,3})([A-ZÅÄÖ0-9][A-ZÅÄÖ0-9 ]{0,5}[A-ZÅÄÖ0-9])(?!\w)"
)
_AROUND = 120  # characters on each side in which a word of vehicles is looked for
_NEAR = 15  # and before a number in small letters that stand apart from it, which may be any word


def find_plates(text: str) -> Iterator[Finding]:
    """Yield the registration numbers in a normal text."""
    for found in _PLATE.finditer(text):
        sure = _is_plate(text, found)
        if sure is not None:
            yield Finding(found.start(), found.end(), PersonalData.REGISTRATION_NUMBER, sure)
    for pattern in (_APART, _FOREIGN, _PERSONAL):
        for found in pattern.finditer(text):
            yield Finding(found.start(1), found.end(1), PersonalData.REGISTRATION_NUMBER, pattern is _APART)


def _is_plate(text: str, found: re.Match[str]) -> bool | None:
    """Return whether three letters and three signs are surely a registration number, None where they are none."""
    letters, between, _, last = found.groups()
    if _DEVICE.search(text, max(0, found.start() - 25), found.start()):
        return None
    around = text[max(0, found.start() - _AROUND) : found.start()] + " | " + text[found.end() : found.end() + _AROUND]
    vehicle = _VEHICLE.search(around) is not None
    if set(letters.upper()) & set("ÅÄÖ"):  # on no plate, but in what people remember of one
        return False if vehicle and letters.isupper() else None
    if letters.isupper() and not (last.isalpha() and last.islower()):
        return True if vehicle or not between or (last.isalpha() and between == " ") else None
    if not vehicle or letters.lower() in words_used("before a number"):
        return None
    near = text[max(0, found.start() - _NEAR) : found.start()]
    return not between or last.isalpha() or _VEHICLE.search(near) is not None
