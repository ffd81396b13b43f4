"""Which fields the name of a column can mean, in Swedish and English."""

import re
from collections.abc import Iterable

from est.municipality.vocabulary import normalise_word
from est.reports.fields.registry import FIELDS
from est.reports.fields.time_names import field_of_time_name
from est.reports.fields.zone_names import zone_of_header

# words that say how a column is written rather than what it holds
_FILLERS = (
    re.compile(
        r"\b(?:api|centroid|wgs|wgs84|84|sweref|sweref99|sweref99tm|99|tm|99tm|local|lokal|lokaltid|koordinat|coordinate|"
        r"coord|coords|koord|position|pos|decimal|degrees|grader|dd|deg|meter|m|the|of|i|pa|for|av|kolumn|column)\b"
    ),
    re.compile(
        r"\b(?:handelsens|handelse|handelsen|incident|incidentens|event|brottets|brott|crime|offence|offense)\b"
    ),
)

# words that say of what a number of a position is; in front of another name they may make something else of it
_PLACES = re.compile(r"\b(?:plats(?:en|ens)?|place|site|spot|location|punkt(?:en|ens)?|point|gps|geo)\b")
_OF_A_POSITION = {"lat", "lng", "northing", "easting"}

# `Datum [ÅÅÅÅ-MM-DD]`: what stands in brackets says how it is written, but a zone that is not known is not overlooked
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_FOREIGN_ZONE = re.compile(
    r"(?i:\b(?!cest\b|cet\b|est\b)(?:[a-z]{1,3}[sd]t|utc|gmt|zulu|[a-z]{3,4}t)\b|\d\s*h\b)|(?<!\d)[+-]\d|[A-Z][a-z]+/[A-Z][a-z]+"
)
# names of objects within which the columns of JSON stand: those that say nothing, and those that say of what they are
_NUMBERED = re.compile(r"^\s*[0-9]{1,2}[.)]\s*")  # `3. Datum`, as forms have it
_CONTAINERS = {"attributes", "properties", "values", "fields", "record", "item", "incident", "event", "handelse"}
_WHERE = {
    "location", "where", "position", "geo", "geometry", "place", "plats", "point", "gps", "coordinates", "coordinate",
    "koordinater", "koordinat", "address", "adress", "geolocation", "latlng",
}  # fmt: skip
_WHEN = {"when", "nar", "time", "tid", "period", "occurred", "interval", "date", "datum", "tidpunkt"}
_PLACED = ("lat", "lng", "northing", "easting", "point", "address")
_TIMED = ("start", "end", "date", "time", "end_date", "end_time")


def field_synonyms(name: str) -> str:
    """Return a column's name as it is compared: camel case parted, plain, on one line."""
    parted = re.sub(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])", " ", name)
    return normalise_word(parted)


def fields_of_name(name: str) -> list[str]:
    """Return the fields a column's name can mean, the best first; none when it means nothing known."""
    if found := _fields_of_words(name):
        return found
    if (bare := _NUMBERED.sub("", name)) != name and (found := fields_of_name(bare)):
        return found
    zone = zone_of_header(name)
    if zone and (found := [field for field in fields_of_name(zone.rest) if field in (*_TIMED, "reported")]):
        return found
    plain = _BRACKETS.sub(lambda part: part[0] if _FOREIGN_ZONE.search(part[0]) else " ", name)
    if plain != name and (found := fields_of_name(plain)):
        return found
    return _fields_in_languages(name) or _fields_within(name)


def _fields_of_words(name: str) -> list[str]:
    whole = field_synonyms(name)
    if whole not in _KNOWN:
        whole = whole.replace("date time", "datetime")
    if whole in _KNOWN:
        return _KNOWN[whole]
    for filler in _FILLERS:
        whole = " ".join(filler.sub("", whole).split())
        if whole in _KNOWN:
            return _KNOWN[whole]
    bare = " ".join(_PLACES.sub("", whole).split())
    if bare != whole and (found := _KNOWN.get(bare)) and _OF_A_POSITION.issuperset(found):
        return found
    field = field_of_time_name(field_synonyms(name))
    return [field] if field else []


def _fields_in_languages(name: str) -> list[str]:
    """Return what `Datum / Date` means: all that both its names can mean."""
    parts = [_fields_of_words(part) for part in name.split("/")]
    if len(parts) != 2 or not all(parts):
        return []
    return [field for field in parts[0] if field in parts[1]]


def _fields_within(name: str) -> list[str]:
    """Return what a name within objects (`location.latitude`) means; whose place or time it is, the others must say."""
    *before, last = name.split(".")
    around = {field_synonyms(part) for part in before} - _CONTAINERS
    if not before or not last:
        return []
    for words, meant in ((_WHERE, _PLACED), (_WHEN, _TIMED)):
        if around and around <= words:
            return [field for field in _fields_of_words(last) if field in meant]
    return [] if around else _fields_of_words(last)


def has_when_and_where(names: Iterable[str]) -> bool:
    """Return whether column names tell both when something happened and where."""
    fields = {field for name in names for field in fields_of_name(name)}
    return bool(fields & {"start", "date", "time", "month"}) and bool(
        fields & {"lat", "northing", "place", "address", "point"}
    )


def _known() -> dict[str, list[str]]:
    known: dict[str, list[str]] = {}
    for field in FIELDS:
        for name in dict.fromkeys(field.names):
            known.setdefault(name, []).append(field.name)
    return known


_KNOWN = _known()
