"""Registration numbers of vehicles, as people write them, in the normal form of a text.

Three letters and three digits are also what devices and patrols are called: after such a word they are nothing. In
small letters, or set apart, they are a number beside a word of vehicles only.
"""

import re
from collections.abc import Iterator

from est.privacy.findings import Finding, PersonalData
from est.privacy.name_lists import words_used
from est.privacy.spoken_plates import PLATE_LETTERS, find_spoken_plates

LETTERS = PLATE_LETTERS
_PLATE = re.compile(
    rf"(?<![^\W_])(?<![\w][-/])([{LETTERS}ÅÄÖ]{{3}})([ .-]?)(\d{{2}})([\d{LETTERS}])(?![^\W_]"
    rf"|[-/,.:]\d)",
    re.IGNORECASE,
)
_VEHICLE = re.compile(
    r"\breg(?:istrerings)?\b[.\s-]{0,2}(?:nr|nummer|no)?|\breg(?:istrerings)?(?:nr|nummer)|skylt\w*|\w*bil(?:en"
    r"|ar|arna|ens)?\b|fordon\w*"
    r"|\bförare\w*|\bkör(?:de|t|s|des|er)?\b|\bframför\w*|\bstoppa\w*|\bpunka\b|\w*parkering\w*|\bp-?bot\w*"
    r"|\bböter\b|\bratt\w*"
    r"|\bplåt\w*|\bnummerplåt\w*|\btankade\b|\bsmit\w*|\bbärga\w*|\bbortforsla\w*|\bflakmoppe\w*|\bkombi\b"
    r"|\bsedan med\b|\bdäck\b"
    r"|\bbesiktning\w*|\bkörförbud\w*|\bavställd\w*|\bpickup\w*|\bhjul\w*|\bbac?kspegel\w*|\blastar?\w*"
    r"|\btrailer\w*|\bcamper\w*"
    r"|licen[cs]e|\bplates?\b|\bmopp?e\w*|\bmc\b|motorcyk\w*|\bepa\b|\bepa-?traktor\w*|a-traktor\w*|traktor\w*"
    r"|\btaxi\w*|\bbuss(?:en)?\b"
    r"|\bsläp\w*|\bhusvagn\w*|\bskoter\w*|\bkärra\w*|\bcross\w*|\bfyrhjuling\w*|\bvan\b|\bsuv\b|\bparkera\w*"
    r"|\b(?:volvo|saab|audi|bmw|golf|vw|passat|volkswagen|tesla|toyota|kia|ford|opel|mercedes|peugeot|renault"
    r"|skoda|seat"
    r"|hyundai|mazda|nissan|citro[eë]n|fiat|honda|suzuki|polo|polestar|dacia|chevrolet|jeep|porsche|lexus|mini)\b",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"(?!skåpbil)(?:patrull|enhet|sensor|kamera|robot|lampa|armatur|stolp|skåp|elskåp|modell|märk[tn]|art\w*|typ|(?<!s)kod|rum"
    r"|sal|radio|router|mätare|larm"
    r"|rev\w*|version|ritning|objekt|kv|kvarter\w*)\w*(?:[ .:]{1,3}(?:nr|nummer)?[ .:]{0,2})$",
    re.IGNORECASE,
)
_APART = re.compile(
    rf"(?:skylt\w*|reg\w*)[^\n]{{0,20}}?\b([{LETTERS}] [{LETTERS}] [{LETTERS}] \d \d [\d{LETTERS}])\b", re.IGNORECASE
)
_FOREIGN = re.compile(
    r"\b(?:(?i:norsk|dansk|tysk|polsk|finsk|lettisk|litauisk|estnisk|rumänsk|bulgarisk|ukrainsk"
    r"|utländsk)\w*)\b[^\n]{0,30}?"
    r"\b([A-ZÄÖÜ]{1,3}[ -](?:[A-Z]{1,2}[ ])?\d{2,5}[A-Z]?(?: \d{2,3})?)\b"
)
_PERSONAL = re.compile(
    r"(?i:personlig(?:a|t)? (?:skylt|reg\w*|nummerplåt)\w*\W{1,3})([A-ZÅÄÖ0-9][A-ZÅÄÖ0-9 ]{0,5}[A-ZÅÄÖ0-9])(?!\w)"
)
# a part of one, and one that is spelled
_PART = re.compile(
    rf"(?<![\w-])((?=[A-Z\d]{{0,2}}\?)[A-Z?]{{3}} ?[\d?]{{3}}|[{LETTERS}]{{3}} ?(?:\d{{2}}|\d{{1,2}}[?*_xX]{{1,2}}"
    rf"|[?*_]{{1,3}}))(?![\w-]|[.,:/]\d)"
)
_SPELLED = re.compile(
    r"\b((?:adam|bertil|ce[sz]ar|david|erik|filip|gustav|helge|ivar|johan|kalle|ludvig|martin|niklas|olof|petter"
    r"|qvintus"
    r"|rudolf|sigurd|tore|urban|viktor|wilhelm|xerxes|yngve|zäta)(?:[ ,\-]+(?:adam|bertil|ce[sz]ar|david|erik"
    r"|filip|gustav|helge"
    r"|ivar|johan|kalle|ludvig|martin|niklas|olof|petter|qvintus|rudolf|sigurd|tore|urban|viktor|wilhelm|xerxes"
    r"|yngve|zäta)){2}"
    r"[ ,\-]+\d ?\d ?[\dA-Za-z])(?!\w)",
    re.IGNORECASE,
)
_LETTER_BY_LETTER = re.compile(rf"(?<![\w-])([{LETTERS}] [{LETTERS}] [{LETTERS}] \d ?\d ?[\d{LETTERS}])(?!\w)")
_BEGINS = re.compile(
    rf"\b(?:börja\w*|inled\w*|början|delar av|del av|slut\w*|innehåll\w*"
    rf"|första)\b[^\n\d.]{{0,25}}?\b((?-i:[{LETTERS}]{{2,3}})(?: ?\d{{1,3}})?)(?![\w-])"
)
# short forms in capital letters before a number that are no registration number
_SHORT = frozenset(
    [
        "LED",
        "RAL",
        "GPS",
        "SOS",
        "LGH",
        "LSS",
        "HVB",
        "LVU",
        "LVM",
        "LOB",
        "ISO",
        "ICA",
        "BMW",
        "DNR",
        "SFS",
        "SSK",
        "UPS",
        "DHL",
        "VAB",
        "RUM",
        "TEL",
        "KTH",
        "SMS",
        "USB",
        "HSB",
        "SEB",
        "CSN",
        "BUP",
        "BVC",
        "HLR",
        "RPS",
        "SKR",
        "MSB",
        "UTC",
        "GMT",
        "SAL",
        "SAS",
        "LAN",
        "WAN",
        "MAC",
        "CEE",
        "LED",
        "LCD",
        "DVD",
        "HDL",
        "USD",
        "SEK",
        "EUR",
        "DKK",
        "NOK",
        "GBP",
        "ABS",
        "EPA",
        "BUS",
        "MTR",
        "SLF",
        "DEL",
        "DAG",
    ]
)
_DIGIT = re.compile(r"\d")
_PLATE_WORDS = ("regn", "reg.", "reg ", "reg:", "regi", "regs", "regp", "skylt", "plåt", "nummerpl")
"""Without one of these none is told sign by sign."""
_AROUND = 120  # characters on each side in which a word of vehicles is looked for
_BESIDE = 40  # and of a part of a number
_NEAR = 15  # and before a number in small letters that stand apart from it, which may be any word


def find_plates(text: str) -> Iterator[Finding]:
    """Yield the registration numbers in a normal text."""
    digits = _DIGIT.search(text) is not None
    for found in _PLATE.finditer(text) if digits else ():
        sure = _is_plate(text, found)
        if sure is not None:
            yield Finding(found.start(), found.end(), PersonalData.REGISTRATION_NUMBER, sure)
    for pattern in (_APART, _FOREIGN, _PERSONAL) if digits else (_PERSONAL,):
        for found in pattern.finditer(text):
            yield Finding(found.start(1), found.end(1), PersonalData.REGISTRATION_NUMBER, pattern is _APART)
    for pattern in (_SPELLED, _LETTER_BY_LETTER) if digits else ():
        for found in pattern.finditer(text):
            yield Finding(found.start(1), found.end(1), PersonalData.REGISTRATION_NUMBER, sure=False)
    small = text.casefold()
    if any(word in small for word in _PLATE_WORDS):
        yield from find_spoken_plates(text)
    for pattern in (_PART, _BEGINS):
        for found in pattern.finditer(text):
            short = found[1][:3] in _SHORT or found[1][:3].lower() in words_used("before a number")
            near = (
                text[max(0, found.start() - _BESIDE) : found.start()]
                + " | "
                + text[found.end() : found.end() + _BESIDE]
            )
            if (
                not short
                and _VEHICLE.search(near)
                and not _DEVICE.search(text, max(0, found.start() - 25), found.start())
            ):
                yield Finding(found.start(1), found.end(1), PersonalData.REGISTRATION_NUMBER, sure=False)


def _is_plate(text: str, found: re.Match[str]) -> bool | None:  # noqa: PLR0911 (one form after another)
    """Return whether three letters and three signs are surely a registration number, None where they are none."""
    letters, between, _, last = found.groups()
    if _DEVICE.search(text, max(0, found.start() - 25), found.start()):
        return None
    around = text[max(0, found.start() - _AROUND) : found.start()] + " | " + text[found.end() : found.end() + _AROUND]
    vehicle = _VEHICLE.search(around) is not None
    if set(letters.upper()) & set("ÅÄÖ"):  # on no plate, but in what people remember of one
        return False if vehicle and letters.isupper() else None
    word = letters.lower() in words_used("before a number")
    if letters.isupper() and not (last.isalpha() and last.islower()):
        if vehicle or not between or (last.isalpha() and between == " "):
            return True
        return False if between == " " and letters not in _SHORT and not text.isupper() and not word else None
    if word or (between and not vehicle):
        return None
    if not vehicle:
        return False if letters.islower() and not last.isupper() else None
    near = text[max(0, found.start() - _NEAR) : found.start()]
    return not between or last.isalpha() or _VEHICLE.search(near) is not None
