"""Where in a house somebody lives: flats, floors, rooms of a home, in the normal form of a text.

A street and a number are a place; with the flat they are somebody's home. Nothing here is sure.
"""

import re
from collections.abc import Iterator, Sequence

from est.privacy.addresses import find_addresses
from est.privacy.findings import Finding, PersonalData

_ORDINAL = r"(?:första|andra|tredje|fjärde|femte|sjätte|sjunde|åttonde|översta|nedersta|\d{1,2} ?:? ?[eEaA])"
_COUNT = r"(?:en|ett|två|tre|fyra|fem|sex|sju|\d{1,2})"
_SIDE = (
    r"(?:,? (?:till )?(?:höger|vänster)(?: dörr\w*)?| rakt fram| mitten\b| ned\b| upp\b"
    r"|,? ?(?:t\.? ?[hv]|vindsv\w*|ö\.? ?g|n\.? ?b|m)\b\.?)"
)
# a flat, however little else is said
_FLAT = re.compile(
    rf"(?:\b\w{{2,9}}plan )?\bl\.? ?g\.? ?h\.?t?\.?(?:(?: ?(?:nr|nummer)|nr)\b\.?)?[ :.]{{0,2}}[A-Z]?\d{{1,4}}\b"
    r"(?: (?:och|o|samt|&) \d{3,4}\b)?(?: i port \w+)?|\blgh på \w+ (?:våningen|plan(?:et)?)(?: rakt fram| till \w+)?"
    rf"|\blägenhet(?:en|snr|snummer)?\b ?(?:(?:nr|nummer)\b\.?)?[ :]{{0,2}}[A-ZÅÄÖ]?\d{{1,4}}\b"
    r"|\blägenheten (?:ovanför|under|bredvid|intill|mitt ?emot|ovanpå|längst \w+)"
    rf"|\blägenheten på {_ORDINAL} (?:våningen|plan(?:et)?)"
    rf"|\b(?:ettan|tvåan|trean|fyran|femman|lägenheten) (?:längst (?:upp|ner|in)|på (?:vån\w*|plan) \w+|på (?:övre"
    rf"|nedre|översta|nedersta|mellan) ?(?:plan\w*|våning\w*)|högst upp)"
    rf"|\bc/o [A-ZÅÄÖ]\w+"
    rf"|\b{_COUNT} trapp(?:or|a)? upp\b{_SIDE}?"
    rf"|\bn\.?b\.?,? ?t\.? ?[hvHV]\b\.?",
    re.IGNORECASE,
)
# where the stairs or the floor are those of a house that people live in: beside an address, or what people do at home
_FLOOR = re.compile(
    rf"(?<![\w.,])\d{{1,2}} ?tr\b\.?{_SIDE}?(?:,? l\.?g\.?h\.? ?\d{{3,4}})?"
    rf"|\b{_COUNT} trapp(?:a|or) (?:ned|ner)\b(?! (?:till|från|mot|vid|i|på))"
    rf"|\b{_COUNT} trappor\b{_SIDE}?(?! (?:till|ner|ned|vid|är|mot|från|i|på|har|som))"
    rf"|(?:\b(?:upp|in)gång (?:nr )?\w{{1,2}},? )?"
    rf"\bvån(?:ing(?:en)?)?\b\.? ?(?:nr )?(?:\d{{1,2}}|en|ett|två|tre|fyra|fem|sex|sju|åtta)\b(?!(?: och| till"
    rf"|-) ?\d){_SIDE}?"
    rf"|(?:\b(?:port|uppgång|trappa) (?:nr )?\w{{1,3}},? )?\b{_ORDINAL} våningen\b{_SIDE}?"
    r"|(?<![\w.:])[01]\d{3}:?(?:an|ans)\b"
    rf"|(?:\bplan {_COUNT},? )?\bdörr (?:nr )?\d{{1,2}}\b{_SIDE}?(?! (?:till|mot|i|på|vid)\b)"
    rf"|\bbottenvåning(?:en)?\b{_SIDE}?|\bnedre botten\b{_SIDE}?",
    re.IGNORECASE,
)
# where somebody is named: these are where they live, or what is theirs in the house
_THEIRS = re.compile(
    rf"\b(?:trappa|trapphus|uppgång|uppg\.?|ingång|port) (?:nr )?(?:[A-H]|\d{{1,3}} ?[A-H]?)\b"
    rf"(?:,? (?:våning|vån\.?|plan) \d{{1,2}}\b)?"
    rf"|\b(?:på|i) (b\.?v\.?|n\.?b\.?|ö\.?g\.?)(?!\w)|(?<![\w:.,])(?:0[89]|1[0-6])0[1-9](?![\w:.,]\d|\w| ?kr)"
    rf"|\b{_COUNT} trapp(?:or|a)? (?:ned|ner)\b|\b(?:plan|våning) {_COUNT}\b{_SIDE}?|\bplan {_ORDINAL}\b"
    rf"|(?<![\w.:,])\d{{1,4}}:?an\b|\bhus (?:nr )?(?:\d{{1,3}}|[A-H])\b(?:,? (?:trp|trappa|port"
    rf"|ing)\.? ?\w{{1,3}}\b)?(?:, till \w+ om hissen)?"
    rf"|\b(?:balkongen|våningen|fönstret) (?:längst (?:upp|ner|ned|bort)|under taket|ovanför|högst upp){_SIDE}?"
    rf"|(?<!\w)\d{{1,2}} ?tr\b\.?{_SIDE}?|\b{_ORDINAL}(?= hos\b)|\b(?:vinds|källar)våning\w*",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"\b(?:(?:källar|vinds|cykel|lägenhets)?förråd(?:et)?|(?:p|garage|bil|båt)-?plats(?:en)?|garage|(?:post)?box"
    r"|postfack)"
    r" (?:nr |nummer )?[A-Z]?\d{1,4}\b",
    re.IGNORECASE,
)
_OF_A_FLAT = re.compile(r"\b(?:lgh|lägenhet(?:en|ens)?|tillhör\w*|hyresgäst\w*)\b", re.IGNORECASE)
# what opens the door of a house that people live in
_CODE = re.compile(
    r"(?:\b(?:port|dörr|entré|pass(?:er)?|nyckel(?:skåps|boxs?|göm)?|trapphus)-?kod(?:en|er)?"
    r"|\bkod(?:en)? (?:till|i|för|på) (?:port|dörr|entré|trapp|nyckel)\w*|\bport(?:en)?s? kod)[^\d\n]{0,20}"
    r"(\d{4,6}[A-Z]?)(?!\d)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[A-ZÅÄÖ]\w{0,30}(?:gatan|gata|vägen|väg|gränd|stigen|allén|torget|backen|plan|leden) \d")
_AT_HOME = re.compile(
    r"\b(?:bor|bodde|boende|bosatt|öppna\w*|hos|par(?:et)?|familj\w*|skrik\w*|musik\w*|dörr\w*|grann\w*"
    r"|lägenhet\w*|lgh|balkong\w*|fest\w*|hyresgäst\w*|port\w*|knack\w*"
    r"|lukt\w*|ovanför)\b",
    re.IGNORECASE,
)
_PUBLIC = re.compile(
    r"(?!\w*(?:gat|väg|gränd|stig|torg|backe|allé))(?:garage\w*|parkerings\w*|p-hus\w*|p-däck\w*|köpcent\w*"
    r"|galleri\w*|station\w*|skol\w*|bibliotek\w*|stadshus\w*|sjukhus\w*"
    r"|vårdcentral\w*|museum|museet|hotell\w*|kontor\w*|stadion|arena\w*|simhall\w*|badhus\w*)",
    re.IGNORECASE,
)
_ROOM = re.compile(r"(?:\bavd\w*\.? ?\w{1,3},? )?\brum(?:met)? ?(?:nr )?\d{1,4}\b", re.IGNORECASE)
_HOME = re.compile(
    r"[Bb]oende\w*|[Ää]ldre\w*|vårdhem\w*|hemmet\b|gruppbo\w*|hvb\w*|lss\w*|härbärg\w*|vandrarhem\w*"
    r"|[A-ZÅÄÖ]\w{1,30}(?:gården|backen|hemmet|sidan)\b"
)


def find_dwellings(text: str, persons: Sequence[tuple[int, int]] = ()) -> Iterator[Finding]:
    """Yield what says in which flat, house or room somebody lives in a normal text; `persons` is where it names any."""
    for start, end in _dwellings(text, persons):
        yield Finding(start, end, PersonalData.DWELLING, sure=False)
    yield from find_addresses(text, persons)


def _dwellings(text: str, persons: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for found in _FLAT.finditer(text):
        yield found.span()
    for found in _CODE.finditer(text):
        yield found.span(1)
    lived_in = persons or _ADDRESS.search(text) or _AT_HOME.search(text)
    if lived_in and (persons or not _PUBLIC.search(text)):
        for found in _FLOOR.finditer(text):
            yield found.span()
    if persons:
        for pattern in (_THEIRS, _KEPT, _ROOM):
            for found in pattern.finditer(text):
                yield found.span(1) if pattern is _THEIRS and found[1] else found.span()
    elif _OF_A_FLAT.search(text):
        for found in _KEPT.finditer(text):
            yield found.span()
    if _HOME.search(text):
        for found in _ROOM.finditer(text):
            yield found.span()
