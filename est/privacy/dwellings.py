"""Where in a house somebody lives: flats, floors, rooms of a home, in the normal form of a text.

A street and a number are a place; with the flat they are somebody's home. Nothing here is sure.
"""

import re
from collections.abc import Iterator

from est.privacy.findings import Finding, PersonalData

_ORDINAL = r"(?:första|andra|tredje|fjärde|femte|sjätte|sjunde|åttonde|översta|nedersta|\d{1,2} ?:? ?[eEaA])"
_COUNT = r"(?:en|ett|två|tre|fyra|fem|sex|sju|\d{1,2})"
_SIDE = r"(?: (?:till )?(?:höger|vänster)|,? ?(?:t\.? ?[hv]|ö\.? ?g|n\.? ?b|m)\b\.?)"
# a flat, however little else is said
_FLAT = re.compile(
    rf"\bl\.? ?g\.? ?h\.?t?\.?(?:(?: ?(?:nr|nummer)|nr)\b\.?)?[ :.]{{0,2}}[A-Z]?\d{{1,4}}\b(?: i port \w+)?"
    rf"|\blägenhet(?:en|snr|snummer)?\b ?(?:(?:nr|nummer)\b\.?)?[ :]{{0,2}}[A-ZÅÄÖ]?\d{{1,4}}\b"
    r"|\blägenheten (?:ovanför|under|bredvid|intill|mitt ?emot|ovanpå|längst \w+)"
    rf"|\blägenheten på {_ORDINAL} (?:våningen|plan(?:et)?)"
    rf"|\b(?:ettan|tvåan|trean|fyran|femman|lägenheten) (?:längst (?:upp|ner|in)|på (?:vån\w*|plan) \w+|högst upp)"
    rf"|\bc/o [A-ZÅÄÖ]\w+"
    rf"|\b{_COUNT} trapp(?:or|a)? upp\b{_SIDE}?"
    rf"|\bn\.?b\.?,? ?t\.? ?[hvHV]\b\.?",
    re.IGNORECASE,
)
# where the stairs or the floor are those of a house that people live in: beside an address, or what people do at home
_FLOOR = re.compile(
    rf"(?<![\w.,])\d{{1,2}} ?tr\b\.?{_SIDE}?(?:,? l\.?g\.?h\.? ?\d{{3,4}})?"
    rf"|\b{_COUNT} trappor\b(?! (?:till|ner|ned|vid|är|mot|från|i|på|har|som))"
    rf"|(?:\b(?:upp|in)gång (?:nr )?\w{{1,2}},? )?"
    rf"\bvån(?:ing(?:en)?)?\b\.? ?(?:nr )?(?:\d{{1,2}}|en|ett|två|tre|fyra|fem|sex|sju|åtta)\b{_SIDE}?"
    rf"|\b{_ORDINAL} våningen\b{_SIDE}?"
    r"|(?<![\w.:])[01]\d{3}:?(?:an|ans)\b"
    rf"|(?:\bplan {_COUNT},? )?\bdörr (?:nr )?\d{{1,2}}\b(?! (?:till|mot|i|på|vid)\b)"
    rf"|\bbottenvåning(?:en)?\b{_SIDE}?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[A-ZÅÄÖ]\w{0,30}(?:gatan|gata|vägen|väg|gränd|stigen|allén|torget|backen|plan|leden) \d")
_AT_HOME = re.compile(
    r"\b(?:bor|boende|bosatt|skrik\w*|musik\w*|dörr\w*|grann\w*|lägenhet\w*|lgh|balkong\w*|fest\w*|hyresgäst\w*|port\w*|knack\w*"
    r"|lukt\w*|ovanför)\b",
    re.IGNORECASE,
)
_PUBLIC = re.compile(
    r"(?!\w*(?:gat|väg|gränd|stig|torg|backe|allé))(?:garage\w*|parkerings\w*|p-hus\w*|p-däck\w*|köpcent\w*|galleri\w*|station\w*|skol\w*|bibliotek\w*|stadshus\w*|sjukhus\w*"
    r"|vårdcentral\w*|museum|museet|hotell\w*|kontor\w*|stadion|arena\w*|simhall\w*|badhus\w*)",
    re.IGNORECASE,
)
_ROOM = re.compile(r"(?:\bavd\w*\.? ?\w{1,3},? )?\brum(?:met)? ?(?:nr )?\d{1,4}\b", re.IGNORECASE)
_HOME = re.compile(
    r"[Bb]oende\w*|[Ää]ldre\w*|vårdhem\w*|hemmet\b|gruppbo\w*|hvb\w*|lss\w*|härbärg\w*|vandrarhem\w*|[A-ZÅÄÖ]\w{1,30}(?:gården|backen|hemmet|sidan)\b"
)


def find_dwellings(text: str) -> Iterator[Finding]:
    """Yield what says in which flat or room somebody lives, in a normal text."""
    for found in _FLAT.finditer(text):
        yield Finding(found.start(), found.end(), PersonalData.DWELLING, sure=False)
    public = _PUBLIC.search(text) is not None
    if not public and (_ADDRESS.search(text) or _AT_HOME.search(text)):
        for found in _FLOOR.finditer(text):
            yield Finding(found.start(), found.end(), PersonalData.DWELLING, sure=False)
    if _HOME.search(text):
        for found in _ROOM.finditer(text):
            yield Finding(found.start(), found.end(), PersonalData.DWELLING, sure=False)
