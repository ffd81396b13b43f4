"""A first look at a whole column of texts, as polars looks through one: it misses nothing the rules find.

Without `\\b`, which makes it forty times slower on text that is not ASCII.
"""

from collections.abc import Callable
from functools import cache

import polars as pl

from est.privacy.birth_numbers import MARK_NAMED
from est.privacy.home_phrases import MAY_HOLD as HOME_HEADS
from est.privacy.lone_names import FEWEST_SMALL
from est.privacy.name_lists import family_names, given_names, words_used
from est.privacy.normal_form import ODD
from est.privacy.plates import LETTERS
from est.privacy.reordered_numbers import MONTHS
from est.privacy.words import FAMILY_ENDS, ROLE_ENDS, is_place_name

_AT_ONCE = 100_000  # texts; what is looked at in between takes room
_MAYBE_SURE = (
    r"\d(?:[ .\-/_+\n\r\t]{0,3}\d){9}|\d{6}[^\p{L}\d]{1,10}\d{4}"
    r"|[0+] ?\(?\d(?:[ .\-/()\n\r\t]{0,3}\d){6}|\d{6}[-+ ]?[xX*•]{4}|\d{6}-[\dA-Z]{4}|@"
    r"|[(\[{<] ?(?:a|at|snabel-?a) ?[)\]}>]|(?i:snabel-?a| at |[)\]}>] ?at? ?[(\[{<])|%40"
    rf"|(?:^|[^\p{{L}}\p{{N}}])(?i:[{LETTERS}ÅÄÖ]{{3}})[ .-]?\d{{2}}[\dA-Za-z](?:$|[^\p{{L}}\p{{N}}])"
    r"|(?i:sista fyra|sista 4|4 sista|fyra sista|reserv|res\.? ?nr|konto|clearing|giro|noll|skylt|reg|swish)"
    r"|(?i:\d\D{0,40}slut|kontrollsiffr|\d\D{0,40}rest|slut\D{0,14}\d{4})"
    r"|(?:^|[^\p{L}])(?i:bg|pg)[^\p{L}]|[A-Z]{2}\d{2} ?[A-Z\d]{4}"
    r"|(?i:norsk|dansk|tysk|polsk|finsk|lettisk|litauisk|estnisk|rumänsk|bulgarisk|ukrainsk|utländsk)"
)
_SAID = (
    r"(?:noll|ett|en|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|ton|nitt|tju|tti|ttio|tjugo|nolla|etta|sjua|nia)"
)
_MAYBE_NUMBER = (
    r"(?i:plåt)|\d{6} ?[-+/:] ?[\dxX*•#?_]{2}|(?i:född|föd\.|fd|födelse|(?:^|[^\p{L}])f\.)[^\d\n]{0,15}\d"
    r"|(?i:p-?nr|pers|samordn|id-?n|org)[^\d\n]{0,45}\d{6}"
    rf"|(?:^|[^\p{{L}}])(?i:\p{{L}}*{_SAID})[ ,.\-/]{{0,3}}(?i:\d+[ ,.\-/]{{0,3}}{_SAID}|\p{{L}}*{_SAID}"
    rf"|\d\d+[ ,.\-/]{{0,3}}\d)"
    rf"|\d[ ,.\-/]{{0,3}}(?i:{_SAID})[^\p{{L}}]"
    r"|(?i:tel|tfn|mob|sms|nummer|numret|nr|ring|sök|nås)[^\d\n.]{0,25}\d{2,3}[ \-]\d{2}"
    rf"|(?:^|[^\p{{L}}\p{{N}}])(?:[A-Z?]{{3}} ?[\d?*_]|[A-Z] [A-Z] [A-Z] \d)|(?i:börja|inled|början|del(?:ar)? av"
    rf"|slut|innehåll|första)[^\n\d.]{{0,30}}[{LETTERS}]{{2}}"
    r"|\d(?: ?[,;] ?\d){9}|\d{2}(?:[:;,_*=~|]\d{2}){2}[:;,_*=~| \-+]\d{4}"
    rf"|\d ?[^\p{{L}}\d ]?(?i:{MARK_NAMED})[^\p{{L}}\d ]? ?\d"
    rf"|\d(?:[./\- ]{{1,2}}\d{{1,2}}|:?[ea]? ?(?i:{'|'.join(MONTHS)})\p{{L}}*)[./\-, ]{{1,2}}\d{{2,4}}"
    r"[ ,\-+/]{1,3}\d{4}"
    r"|(?i:nittonhundra|tjugohundra|tvåtusen)|\p{L}#\d{4}|\d{4}[ -]\d{4}[ -]\d{4}"
    r"|(?i:adam|bertil|cesar|cezar|david|erik|filip|gustav|helge|ivar|johan|kalle|ludvig|martin|niklas|olof"
    r"|petter|qvintus|rudolf|sigurd"
    r"|tore|urban|viktor|wilhelm|xerxes|yngve|zäta)[ ,\-]+\d ?\d"
)
_MAYBE_DWELLING = (
    r"(?i:l\.? ?g\.? ?h|lägenhet|våning|vån[. ]|trapp(?:a|or)|c/o|n\.?b\.?,? ?t|rum |rummet |\d ?tr(?:$|[^\p{L}])"
    r"|dörr (?:nr )?\d|ettan |tvåan |trean |fyran |femman |[01]\d{3}:?an|nedre botten|kod|förråd|plats|garage|box"
    r"|postfack|balkongen|fönstret)"
)
# a street with a number is somebody's where these stand too
_STREET = r"(?i:gata|gatan|väg|vägen|gränd|gränden|stig|stigen|allén|torg|torget|\p{L}{3}) (?:nr )?\d{1,3}(?:$|[^\d])"
_LIVED_AT = (
    r"(?i:bo(?:r|dde|tt|ende|satt)?[ ,.]|hem|adress|hyresgäst|folkbokförd|skriven|bostad|flytta|lägenhet|lgh"
    r"|anträff|vräk|inneboende|tillhör"
    r"|villa|vind|vistas|övernatta|hämta|hämtad|nyckel|brukare|sov|hushåll|radhus|kund|patient|matlåd|larmet hos"
    r"|\d ?[A-Za-z]?,? (?:port|uppg"
    r"|trappa|trapphus|dörr|ing|plan|till|höger|vänster|första|andra|tredje|fjärde|femte|sjätte|översta|n\.?b"
    r"|b\.?v|ö\.?g|bottenvån"
    r"|t\.? ?[hv]|\d:?[ea] ))"
)
_ON_THE_NET = (
    r"(?i:insta|snap|tik-?tok|facebook|fb|kik|telegram|discord|twitter|x-konto|youtube|twitch|användar|nick|alias"
    r"|profil|signatur"
    r"|roblox|steam|gamertag)"
)
_CALLED = sorted(
    words_used("before a name") | words_used("before a full name") | words_used("role") | words_used("beside a person")
)
_MAYBE_NAME = (
    r"(?i:herr|fru|frk|fröken|heter|hette|kallas|kallade?|familjen|makarna|bröderna|systrarna):? \p{Lu}"
    r"|(?:af|von|van|de|da|el|al|bin) \p{Lu}"
    r"|(?i:kalla\w* (?:honom|henne|sig|dem)):? \p{Lu}"
    rf"|\p{{Lu}}\p{{L}}*(?i:{'|'.join(FAMILY_ENDS)})"
    rf"|(?i:{'|'.join(ROLE_ENDS)})[:,]? \p{{Lu}}"
    rf"|\p{{Lu}}[\p{{L}}'’-]+ (?i:{'|'.join(sorted(words_used('what people do')))})(?:$|[^\p{{L}}])"
    r"|(?:^|[^\p{L}'’-])\p{Lu}[\p{L}'’-]+ \p{Lu}|\p{Lu}\p{L}*-\p{L}"
)
_WITHIN = r"[\p{L}\p{N}_][,)]? "
_CALLED_SO = rf"(?:^|[^\p{{L}}])(?i:{'|'.join(_CALLED)})[:,]? \p{{Lu}}"


def may_surely_hold(texts: pl.Series) -> pl.Series:
    """Return which texts may surely hold personal data; all others hold none."""
    return texts.str.contains(f"{_MAYBE_SURE}|{ODD}")


def may_hold(texts: pl.Series) -> pl.Series:
    """Return which texts may hold personal data, surely or not; all others hold none."""
    parts = [_may_hold(texts.slice(start, _AT_ONCE)) for start in range(0, texts.len(), _AT_ONCE)]
    return pl.concat(parts) if parts else texts.cast(pl.Boolean)


def _may_hold(texts: pl.Series) -> pl.Series:
    found = (texts.str.contains(_STREET) & texts.str.contains(_LIVED_AT)) | _may_name(texts)
    for pattern in (_MAYBE_SURE, ODD, _MAYBE_NUMBER, _MAYBE_DWELLING, HOME_HEADS, _MAYBE_NAME, _ON_THE_NET):
        found |= texts.str.contains(pattern)  # one by one: as one pattern they take four times as long
    return found


def _may_name(texts: pl.Series) -> pl.Series:
    """Return where a text has a known name: in capitals, also as an owner's, or in small letters where one is known."""
    frame = texts.to_frame("text").with_row_index()
    known = _places(frame, r"\p{Lu}\p{L}+", lambda word: _is_known(word.casefold()))
    # a capital word within a sentence may be a name that is on no list
    within = _places(frame, rf"{_WITHIN}\p{{Lu}}[\p{{L}}'’-]*", _may_be_unknown)
    small = frame.select(pl.concat_str(pl.lit(" "), "text")).to_series().str.contains_any(_small_names())
    calling = texts.str.contains_any([*_CALLED, *map(str.capitalize, _CALLED)]).arg_true()
    called = calling.filter(texts.gather(calling).str.contains(_CALLED_SO))
    places = pl.concat([known, within, called])
    return small | frame["index"].is_in(places.implode())


def _places(frame: pl.DataFrame, pattern: str, may_name: Callable[[str], bool]) -> pl.Series:
    """Return the places of the texts with a part of some form of which each that is different is asked about once."""
    parts = frame.select("index", pl.col("text").str.extract_all(pattern)).explode("text").drop_nulls()
    named = [part for part in parts["text"].unique().to_list() if may_name(part)]
    return parts.filter(pl.col("text").is_in(named))["index"]


def _is_known(small: str) -> bool:
    return any(one in given_names() or one in family_names() for one in (small, small.removesuffix("s")))


def _may_be_unknown(part: str) -> bool:
    small = part.split(" ", 1)[1].casefold()
    return len(small) > 1 and not is_place_name(small) and small not in words_used("organisation")


@cache
def _small_names() -> list[str]:
    ordinary = words_used("ordinary")
    names = {name for name in family_names() if len(name) >= FEWEST_SMALL}
    names |= {name for name in given_names() if len(name) >= FEWEST_SMALL and name not in ordinary}
    names |= {f"{name}s " for name in given_names() if len(name) == FEWEST_SMALL - 1 and name not in ordinary}
    fewest: list[str] = []  # what begins with another is found with that
    for name in sorted(names):
        if not fewest or not name.startswith(fewest[-1]):
            fewest.append(name)
    return [f" {name}" for name in fewest]
