"""Names in a normal text that are said to be no person's: of a boat, an island or a house, a rate or a month.

`Hjälmar och Klara är namn på båtarna`, `Per dag kom 3 anmälningar`, `Maj, juni och augusti`.
"""

import re
from collections.abc import Iterator

from est.privacy.reordered_numbers import MONTHS

_THING = (
    r"(?:\w{0,20}(?:båt(?:en|ar|arna|arnas)?|fartyg(?:et|en)?|färj(?:a|an|or|orna)|skut(?:a|an|or|orna)|ek(?:a|an|or|orna)"
    r"|joll(?:e|en|ar|arna)|öar(?:na)?|holm(?:e|en|ar|arna)|skär(?:et|en)?|grott(?:a|an|or|orna)|klock(?:a|an|or|orna)"
    r"|hus(?:et|en)?|stug(?:a|an|or|orna)|byggnad(?:en|er|erna)?|sal(?:en|ar|arna)?|lok(?:et|en)?|tåg(?:et|en)?"
    r"|vagn(?:en|ar|arna)?|maskin(?:en|er|erna)?|robot(?:en|ar|arna)?|hund(?:en|ar|arna)?|katt(?:en|er|erna)?"
    r"|häst(?:en|ar|arna)?|storm(?:en|ar|arna)?|orkan(?:en|er|erna)?)|ön?)\b"
)
_CALLED_BEFORE = re.compile(
    rf" (?:är|var|blir|blev) (?:\w{{1,12}} )?namn(?:et|en)? (?:på|för|till) (?:\w{{1,12}} ){{0,2}}(?P<thing>{_THING})",
    re.IGNORECASE,
)
# whose owner, or who is on it, may be called something too: it stands at the beginning
_CALLED_AFTER = re.compile(
    rf"(?:\bnamn(?:et|en)? (?:på|för|till) (?:\w{{1,12}} ){{0,2}}(?P<named>{_THING}) (?:är|var|blir|blev)"
    rf"|(?:^|[.!?;:\n] ?)(?:(?:den|det|de|vår|våra|båda|nya|gamla|kommunens) ){{0,2}}(?P<thing>{_THING})"
    r" (?:heter|hette|kallas|kallades|döptes till|är döpta? till)):? ",
    re.IGNORECASE,
)
_MAYBE_CALLED = re.compile(r"(?i:namn|het(?:er|te) |kalla|döpt)")
_SEVERAL = re.compile(r"(?:ar|arna|or|orna|er|erna|husen|skären|fartygen|tågen|loken)$", re.IGNORECASE)
_CAPITAL = rf"(?:{_THING} )?[A-ZÅÄÖ][\w'’-]*"
_AND = r"(?:, | och | o | & |/| samt )"
_NEXT = r"(?: (?:på|i|vid) (?=[A-ZÅÄÖ])| (?=[A-ZÅÄÖ]))"
_CHAIN = re.compile(rf"{_CAPITAL}(?:(?:{_AND}|{_NEXT}){_CAPITAL}){{0,8}}")
_CHAIN_BEFORE = re.compile(rf"(?<!\w){_CAPITAL}(?:(?:{_AND}|{_NEXT}){_CAPITAL}){{0,8}}$")
_ONE = re.compile(rf"{_CAPITAL}")
_ONE_BEFORE = re.compile(rf"(?<!\w){_CAPITAL}(?:{_NEXT}{_CAPITAL}){{0,2}}$")
_LONGEST_CHAIN = 120
_RATE = re.compile(
    r" (?:dag|dygn|timme|tim|timma|vecka|månad|kvartal|termin|säsong|år|årtionde|natt|kväll|helg|minut|sekund|gång"
    r"|tillfälle|person|invånare|elev|hushåll|lägenhet|tusen|hundra|capita|styck|st|kvadratkilometer|kvadratmeter"
    r"|hektar|kilometer|km|mil|meter|liter|kilo|kg|område|stadsdel|kommun|telefon|automatik)\b(?![:'’-])",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
    rf"|(?:{'|'.join(MONTHS)})\.?)"
)
_MONTH_AFTER = re.compile(
    rf"(?:,? (?:och|o|samt|till|eller|t\.?o\.?m\.?) |, ?|-|/| ?- ?)(?-i:(?![A-Z])){_MONTH}(?!\w)"
    r"|(?: månad\w*| 20\d\d|: \d+ (?:st|anmäl|rapport|fall|händelse|larm)\w*)\b",
    re.IGNORECASE,
)
_MONTH_BEFORE = re.compile(rf"(?<!\w){_MONTH}(?:,? (?:och|o|samt|till|eller) |, ?|-|/| - )$", re.IGNORECASE)
_ONLY_MONTH = re.compile(_MONTH)
_LONGEST_MONTH = 24
_IS_MONTH = frozenset(("maj", "juni", "april", "augusti"))


def find_named_things(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a normal text says names of things: before `är namn på båtarna`, after `båtarna heter`."""
    if _MAYBE_CALLED.search(text) is None:
        return
    for found in _CALLED_BEFORE.finditer(text):
        chain = _CHAIN_BEFORE if _SEVERAL.search(found["thing"]) else _ONE_BEFORE
        if (named := chain.search(text, max(0, found.start() - _LONGEST_CHAIN), found.start())) is not None:
            yield named.span()
    for found in _CALLED_AFTER.finditer(text):
        chain = _CHAIN if _SEVERAL.search(found["thing"] or found["named"]) else _ONE
        if (named := chain.match(text, found.end())) is not None:
            yield named.span()


def is_rate(small: str, text: str, end: int) -> bool:
    """Tell whether a word that ends at `end` is no Per, as it counts: `Per dag`, `Per person`."""
    if small != "per":
        return False
    found = _RATE.match(text, end)
    return found is not None and (found[0].islower() or text.isupper())


def is_month(small: str, text: str, start: int, end: int) -> bool:
    """Tell whether a word is a month and no Maj, June or April, by a month or a year beside it."""
    if "-" in small:
        return all(_ONLY_MONTH.fullmatch(part) for part in small.split("-"))
    if small not in _IS_MONTH:
        return False
    if _MONTH_AFTER.match(text, end) is not None:
        return True
    before = _MONTH_BEFORE.search(text, max(0, start - _LONGEST_MONTH), start)
    return before is not None and (before[0][0].islower() or before[0].casefold()[:3] not in ("maj", "jun", "apr"))
