"""Which fields the name of a column can mean, in Swedish and English."""

import re
from collections.abc import Iterable

from est.municipality.vocabulary import normalise_word
from est.reports.fields.registry import FIELDS

# words that say how a column is written rather than what it holds
_FILLERS = (
    re.compile(
        r"\b(?:api|centroid|wgs|wgs84|84|sweref|sweref99|sweref99tm|99|tm|99tm|local|lokal|lokaltid|koordinat|coordinate|"
        r"coord|coords|koord|position|pos|decimal|degrees|grader|dd|deg|meter|m|the|of|i|pa|for|av|est|utc|gmt|zulu|kolumn|column)\b"
    ),
    re.compile(
        r"\b(?:handelsens|handelse|handelsen|incident|incidentens|event|brottets|brott|crime|offence|offense)\b"
    ),
)


def field_synonyms(name: str) -> str:
    """Return a column's name as it is compared: camel case parted, plain, on one line."""
    parted = re.sub(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])", " ", name)
    return normalise_word(parted)


def fields_of_name(name: str) -> list[str]:
    """Return the fields a column's name can mean, the best first; none when it means nothing known."""
    whole = field_synonyms(name)
    if whole not in _KNOWN:
        whole = whole.replace("date time", "datetime")
    if whole in _KNOWN:
        return _KNOWN[whole]
    for filler in _FILLERS:
        whole = " ".join(filler.sub("", whole).split())
        if whole in _KNOWN:
            return _KNOWN[whole]
    return []


def has_when_and_where(names: Iterable[str]) -> bool:
    """Return whether column names tell both when something happened and where."""
    fields = {field for name in names for field in fields_of_name(name)}
    return bool(fields & {"start", "date", "time", "month"}) and bool(
        fields & {"lat", "northing", "place", "address", "point"}
    )


def _known() -> dict[str, list[str]]:
    known: dict[str, list[str]] = {}
    for field in FIELDS:
        for name in field.names:
            known.setdefault(name, []).append(field.name)
    return known


_KNOWN = _known()
