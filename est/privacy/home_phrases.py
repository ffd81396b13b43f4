"""Phrases that may say where somebody lives: addresses, flats, stairs, doors, rooms and houses, in a normal text.

A phrase is a chain of parts: `tredje våningen` + `till höger` + `Ankargatan 7`, `gula villan` + `mitt emot kiosken`.
Whether it is somebody's home is judged by the words around it (`est/privacy/judgement.py`); a phrase is found whole.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from est.privacy.addresses import STREET_ENDS

_ORDINAL = (
    r"(?:första|andra|tredje|fjärde|femte|sjätte|sjunde|åttonde|nionde|tionde|översta|nedersta|mellersta|sista"
    r"|\d{1,2} ?:? ?[eaEA]\b)"
)
_COUNT = r"(?:en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|\d{1,2})"
_NUMBER = r"\d{1,3}(?: ?[A-Za-z]\b)?(?![\d%]|[.:,]\d|-\d)"
_COLOUR = r"(?:gul|röd|vit|grön|blå|grå|svart|brun|rosa|rött|vitt|grönt|blått|grått|brunt)"
_ADJECTIVES = rf"(?:(?:\w{{2,}}[ae]|\d{{1,2}}:[ae]|{_COLOUR}) ){{1,2}}"
_THEIR = r"(?:min|mitt|vår|vårt|våran|vårat|hans|hennes|deras|sin|sitt|dennes|ens egen|ditt|din)"
_HOUSE = (
    r"(?:\w{0,14}(?:hus(?:et)?|villan?|stugan?|torpet|torp|kåken|lägenhet(?:en)?|längan|gaveln|husvagn(?:en)?"
    r"|husbilen|ytterdörr(?:en)?|våningen|tomten|tältet|husbåten|kojan|lyan|friggeboden|kolonin|baracken"
    r"|balkong(?:en)?)|(?:källar|sov|gäst|hyres|vinds)?rum(?:met)?|kök(?:et)?|(?:köks)?fönst(?:er"
    r"|ret)|garaget|porten|dörren|uppgången"
    r"|trappan|källaren|ettan|tvåan|trean|fyran|femman|sexan|sjuan|åttan|\w{1,6}-?rummaren)(?! (?:nr )?\d)"
)
_NOUN = (
    r"(?:(?:(?:den|det|de|sin|sitt|sina|min|mitt|mina|vår|vårt|våra|hans|hennes|deras|en|ett|gamla|nya|stora|lilla"
    r"|röda|gula|vita|gröna|blå|blått|grå|gråa|svarta|bruna|rosa|trasig|trasiga|öppna|samma|\w+tt|\w+ig) ){0,3}"
    r"(?:(?-i:[A-ZÅÄÖ])[\w:\-]*(?: (?-i:[A-ZÅÄÖ])\w+){0,2}(?: (?:skola|kyrka|torg|skolan|kyrkan|gata|väg|kiosk))?"
    r"|(?!(?:och|som|har|är|där|det|den|han|hon|vi|jag|så|men|att|i|på|med|igen|natten|kvällen|helgen|dag"
    r"|går|men|eller|o|å|samt|till|av|för|under|över)\b)\w{2,}"
    r"(?:(?<=s) (?!(?:och|som|har|är|där|det|den|på|i|med|men|o|å|han|hon|vi|jag|så|att|står|ligger"
    r"|bor|kastar|sitter)\b)"
    r"(?-i:[a-zåäö])\w{2,})?))\b(?![.:]? (?:nr )?(?:\d|(?-i:[A-H])\b))"
)
_AT = (
    r"(?:bredvid|intill|mitt ?emot|bakom|ovanför|ovanpå|under|över|nedanför|framför|vid|med|mot|från|utan|närmast"
    r"|närmst|hos|rakt (?:ovanför|över|under)|vägg i vägg med|tvärs över(?: \w+ från)?|snett (?:över|emot|under"
    r"|ovanför|mitt ?emot)|granne med|granne till|strax \w+|precis \w+|längst (?:in|ut|bort|ner|ned|upp|fram"
    r"|till (?:höger|vänster))(?: (?:på|i|vid|mot))?|innanför|utanför|på andra sidan|sidan (?:av|om)"
    r"|efter|före|mitt för"
    r"|till (?:höger|vänster) om)"
)
_WHERE = (
    r"(?:(?:där|som) (?:(?:han|hon|de|dom|hen|jag|vi|\w+) ){1,3}?(?:bor|bodde|bott|hyr|gömmer sig|vistas|sover"
    r"|är skriven|håller till)(?: (?:sedan|sen|nu|året) \w+| undan \w+ \w+| (?:själv|ensam))?)"
)
_HOME_OF_MANY = (
    r"(?:\w*(?:boendet?|äldreboende|servicehus(?:et)?|vårdhem(?:met)?|ålderdomshem(?:met)?|kvinnohus(?:et)?"
    r"|kvinnojour(?:en)?|stödboende|härbärge(?:t)?|elevhem(?:met)?|krisboende|vandrarhem(?:met)?"
    r"|hvb(?::t|-hem(?:met)?)?|demensboende|gruppbostad"
    r"|gruppboende|hotell(?:et)?|studenthem(?:met)?|hospice|behandlingshem(?:met)?|skyddat boende|trygghetsboende"
    r"|jourhem(?:met)?|internat(?:et)?|servicebostad|korttids))"
)
_SIDE = (
    r"(?:(?:dörr(?:en)? )?(?:längst )?(?:till )?(?:höger|vänster)(?: dörr\w*| sida\w*)?(?! om\b)|mitten?(?:dörr\w*)?"
    r"|i mitten|mitt i(?= *[,.]|$)|(?:dörr(?:en)? )?rakt fram|t\.? ?[hv]\b\.?|ö\.? ?g\b\.?|n\.? ?b\b\.?|b\.? ?v\b\.?"
    r"|vindsv\w*|(?:gården )?in och upp|mittendörr\w*|dörr(?:en)? (?:nr )?\d{1,2}|(?:\w+ )?dörren(?: med \w+)?"
    r"|samma plan som \w+|(?:på |i )?(?:loftgången|korridoren|trapphuset|gaveln|vinden|innergården)"
    r"|ingång från \w+|nedersta|översta"
    r"|portkod \d{4}|vind|högst upp|längst (?:upp|ner|ned|in|bort)|ned\b|uppe|gavel\w*)"
)

_PARTS: dict[str, str] = {
    # the first that fits a place is taken
    "address": rf"(?:(?:Norra|Södra|Östra|Västra|Stora|Lilla|Gamla|Nya|Övre|Nedre|Dr|Doktor|Sankta?|S:ta?|Kv\.?|N|S"
    rf"|V|Ö)\.? )?(?:[A-ZÅÄÖ][\wé:\-]{{0,25}}?(?:{STREET_ENDS}|[vg]\.|gr\.)|[A-ZÅÄÖ]{{3,25}}?(?i:{STREET_ENDS})"
    r"|[a-zåäö]{2,20}(?:gatan|vägen|gränd|stigen|backen)"
    rf"|[A-ZÅÄÖ][\wé:.]{{0,20}} (?:[A-ZÅÄÖ]\w{{0,20}} )?(?i:{STREET_ENDS})),? (?:nr |nummer )?{_NUMBER}",
    "flat": r"(?i:\b(?:lägenhet(?:en|snr|snummer)?|l\.? ?g\.? ?h\.?t?(?:nr)?)\b\.?[ :]{0,2}(?:(?:nr|nummer)\b\.? ?)?"
    r"(?:[A-Z]?\d{1,4}\b(?:[\-:/]\d{1,4}\b){0,2}|(?-i:[A-H])\b)(?:(?:,| och| o| samt| &) \d{3,4}\b)*)",
    "flat number": r"(?<![\w.:,\-+/])(?:0[89]|1[0-9]|2[0-4])0[1-9](?:(?:,| och| o| samt| &) \d{4})*"
    r"(?::?ans?\b)?(?![\w%]|[.:,]\d| ?kr| ?st\b|-\d)|\b\d{1,4}:ans?\b",
    "floor": rf"(?i:\b{_ORDINAL} (?:vån(?:ingen)?\b\.?|plan(?:et)?\b|tr\b\.?|trappan)"
    rf"|\b{_COUNT} tr(?:\b\.?|app(?:a|or)\b)(?: (?:upp|ned|ner)\b)?"
    rf"|(?<!\d)\d{{1,2}}tr\b\.?|\b(?:vån(?:ing(?:en)?)?|plan)\b\.? ?(?:nr )?{_COUNT}\b(?! (?:till|och|-) ?\d)"
    r"|\bvåningen (?:under|över|ovanför|ovanpå)(?: oss| mig| mej| dem| dom)?|\b(?:bottenvån|vindsvån|källarvån)\w*"
    r"\.?|\bnedre botten\b|\bkällarplan\b|\b(?:källar|vinds|hörn)lägenheten?\b|\bn\.?b\b\.?|\bbv\b)",
    "door": rf"(?i:\b(?:port|uppg(?:ång)?|trapphus|trappa|ingång|dörr|hus|korridor|ing)\b\.? (?:nr )?(?-i:\d{{1,3}}"
    rf" ?[A-H]?|[A-H]\d?)(?![\w.:]\w)|\bhus (?-i:[A-ZÅÄÖ][a-zåäö]\w+)|\bdörr (?:ett|två|tre|fyra|fem)\b"
    rf"|(?<=\bi )\d{{1,2}} ?(?-i:[A-H])\b|\b[A-H]-?(?:uppgången|porten|trappan|huset)\b|\b{_ORDINAL} (?:porten|dörren"
    r"|uppgången|balkongen|huset|tomten|fönstret))",
    "room": r"(?i:\b(?:avd(?:elning)?\.? ?\w{1,3},? )?\b(?:skydda[td]e? )?(?:(?:gäst|bo|hotell)?rum(?:met)?|säng|lott"
    r"|plats|(?:koloni)?stuga|vagn|tält|box|förråd|(?:rad|kedje|par)hus|lokal|villa) (?:nr )?(?-i:[A-Z]?)\d{1,4}\b)",
    "house number": r"(?i:\b(?:nr|nummer)\b\.? ?\d{1,3} ?(?-i:[A-H]\b)?(?![\w:]|[.,]\d))",
    "home": rf"(?:[A-ZÅÄÖ]\w{{2,}} )?(?i:\b{_HOME_OF_MANY}\b)(?:,? (?:[A-ZÅÄÖ][a-zåäö][\w\-]+))?",
    "beside": rf"(?i:\b{_THEIR} (?:{_ADJECTIVES})?(?:\w+s )?(?:{_HOUSE}|\w{{0,12}}dörr|hem)\b"
    rf"|\b(?:(?:den|det|de) )?(?:{_ADJECTIVES}|\w{{3,}}s )?\b{_HOUSE}\b)(?:(?:,? | )(?i:{_AT}) {_NOUN})*",
    "which": rf"(?i:\b(?:den|det) (?:lilla |gamla |stora )?(?:\w+ )?med (?:\w+(?:a|ig|ad|t|å) )?\w+"
    rf"|\b(?:första|andra|tredje|sista) (?:från|efter|innan) {_NOUN}"
    r"|\bdet (?:röda|gula|vita|gröna|blå|bruna|grå|svarta|rosa|sista|första)\b(?! \w+et\b))",
    "lives": rf"(?:(?<=bor )|(?<=bodde )|(?<=bott )|(?<=hyr )|(?<=gömmer sig )|(?<=bor nu ))(?i:{_AT}) {_NOUN}",
    "at": rf"(?i:\b{_AT}) {_NOUN}",
    "side": rf"(?i:(?<!\w){_SIDE})(?!\w)",
    "named number": r"(?<![\w.])[A-ZÅÄÖ][a-zåäöé]{3,20} \d{1,3}(?::\d{1,3})?(?: ?[A-H]\b)?(?![\w%]|[.:,]\d|-\d)",
    "where": rf"(?i:{_WHERE})",
    "street": rf"(?<!\w)(?:[A-ZÅÄÖ][\wé:\-]{{1,25}}?(?:{STREET_ENDS})"
    rf"|[A-ZÅÄÖ][\wé:]{{0,20}} (?i:{STREET_ENDS}))(?!\w)",
    "named place": r"(?<=\bpå )[A-ZÅÄÖ][a-zåäö]{3,}\w*",
    "named": r"(?<!\w)[A-ZÅÄÖ][\w\-]{3,20}(?= ?,? (?:rum|avd|lgh|lägenhet|vån|säng|korridor|plan)\b)",
}
_HEADS = frozenset(
    (
        "address",
        "flat",
        "flat number",
        "floor",
        "door",
        "room",
        "house number",
        "beside",
        "named number",
        "home",
        "lives",
    )
)
_NAMES = tuple(_PARTS)


def _any_of(parts: Iterable[str]) -> re.Pattern[str]:
    """Return what finds one of some parts; each begins a word, and to try no other place takes a fifth of the time."""
    return re.compile("(?<![^\\W_])(?:" + "|".join(f"(?P<p{_NAMES.index(one)}>{_PARTS[one]})" for one in parts) + ")")


_JOIN = re.compile(
    r"[,/:]? ?(?:(?:på|i|hos|vid|mot|till|av|nr|från|in|samt|och"
    r"|innanför|bakom|bredvid|utanför|ovanför|mitt ?emot|intill|framför|här på|alltså|gamla|den|det"
    r"|tjejen i|killen i|avd \w,"
    r"|dörr) ?)?(?:(?:den|det|samma) )?",
    re.IGNORECASE,
)
_MOST_BETWEEN = 14
_HOUSE_WORDS = (
    "hus|villa|stuga|torp|kåk|lägenhet|längan|gaveln|husvagn|husbil|dörr|rum|kök|våning|tomten|tältet|båten|kojan"
    "|lyan|boden|koloni|barack|balkong|fönst|garage|källaren|ettan|tvåan|trean|fyran|femman|sexan"
    "|sjuan|åttan|bor |bodde "
    "|bott |hyr |gömmer|botten|boende|härbärge|hvb|jour|hotell|internat|hospice|korttids|bostad|plan|trapp|port|uppg"
    "|vån|hem"
)
MAY_HOLD = (
    rf"(?i:{_HOUSE_WORDS})|(?i:[a-h]-?uppg|n\.? ?b|b\.? ?v)(?:$|[^\p{{L}}])"
    r"|(?:\p{L}[.,]? (?:nr |nummer )?|(?i:nr|nummer)\.? ?)\d{1,3}(?:$|[^\d])|\d{1,4}:an"
    r"|(?i:lgh|l\.? ?g\.? ?h|ing|säng|lott|lokal|plats|vagn|tält|box|förråd|avd\p{L}*|tr)[. :]{0,3}"
    r"(?:[A-Za-z]?\d|[A-H](?:$|[^\p{L}]))|\d ?(?i:tr)|\d ?[A-H](?:$|[^\p{L}])"
    r"|(?:^|[^\d.:,+/\-])(?:0[89]|1\d|2[0-4])0[1-9](?:$|[^\d])"
)
"""What a text has in which there may be such a phrase, for a first look."""
_PART = _any_of(_NAMES)
_WITHOUT_HOUSES = _any_of(one for one in _NAMES if one not in ("home", "beside"))
_HOLDS_HOUSE = re.compile(_HOUSE_WORDS)
_HOLDS = re.compile(_HOUSE_WORDS + r"|\d|lgh|l\. ?g\. ?h|n\.? ?b\b|b\.? ?v\b|kod|c/o|förråd|plats|hos |box|avd|balkong")


def may_tell_of_a_home(text: str) -> bool:
    """Tell whether a normal text has a word or a digit without which it says of no home."""
    return _HOLDS.search(text.casefold()) is not None


_OUTDOORS = re.compile(
    rf"\b{_COUNT} trapp(?:a|or|steg)(?: (?:upp|ned|ner))? (?:mot|till|från|vid|på|ovanför|under|nedanför|över) "
    r"(?:(?:den|det|nya|gamla|stora|lilla|norra|södra|östra|västra) ){0,2}[\w\-]{0,20}?"
    r"(?:bro(?:n|ar)?|torg(?:et)?|park(?:en)?|station(?:en)?|perrong\w*|plattform\w*|kyrkan?|gat(?:an|a)|väg(?:en)?"
    r"|stig(?:en)?|kaj(?:en)?|strand(?:en)?|tunnel(?:n)?|undergång(?:en)?|läktar\w+|parkering\w*|hållplats\w*|brygg(?:a|an)"
    r"|viadukt(?:en)?|berg(?:et)?|slott(?:et)?|plan(?:en)?|scen(?:en)?|skol(?:an|a)|bad(?:et)?|utsikt\w*|kull(?:e|en)"
    r"|back(?:e|en)|skog(?:en)?|vatt(?:en|net)|ån|sjön|spår(?:et|en)?|spång(?:en)?|lekplats\w*|entré(?:n)?|centrum)\b",
    re.IGNORECASE,
)
_INDOORS = re.compile(
    r"\b(?:bor|bodde|boende|bott|hyr|hos|lgh|lägenhet\w*|grann\w*|hyresgäst\w*|dörr\w*|hemma|trapphus\w*|balkong\w*)\b",
    re.IGNORECASE,
)


def outdoor_stairs(text: str) -> list[tuple[int, int]]:
    """Return where a normal text tells of stairs that lead somewhere outdoors, where it tells of nobody's home."""
    if "trapp" not in text.casefold() or _INDOORS.search(text):
        return []
    return [found.span() for found in _OUTDOORS.finditer(text)]


@dataclass(frozen=True)
class HomePhrase:
    """A phrase that may say where somebody lives, from `start` to `end` (exclusive), and the kinds of its parts."""

    start: int
    end: int
    parts: tuple[str, ...]


def find_home_phrases(text: str) -> Iterator[HomePhrase]:
    """Yield the phrases in a normal text that may say where somebody lives, each as long as it goes on."""
    start = end = 0
    parts: list[str] = []
    pattern = _PART if _HOLDS_HOUSE.search(text.casefold()) else _WITHOUT_HOUSES  # which takes half as long
    for found in pattern.finditer(text):
        part = _NAMES[int((found.lastgroup or "p0")[1:])]
        if parts and found.start() - end <= _MOST_BETWEEN and _JOIN.fullmatch(text, end, found.start()):
            parts.append(part)
        else:
            if _may_be_home(text, start, end, parts):
                yield HomePhrase(start, end, tuple(parts))
            start, parts = found.start(), [part]
        end = found.end()
    if _may_be_home(text, start, end, parts):
        yield HomePhrase(start, end, tuple(parts))


def _may_be_home(text: str, start: int, end: int, parts: list[str]) -> bool:
    """Tell whether a chain says more than `huset`, and has a part that can be where somebody lives."""
    return not _HEADS.isdisjoint(parts) and (len(parts) > 1 or parts[0] != "beside" or " " in text[start:end])
