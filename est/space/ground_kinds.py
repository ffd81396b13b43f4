"""What a line or an area of a map file is: water, building, road or rail, and how far off it is still drawn.

Files name it differently: OpenStreetMap and its extracts (Geofabrik, OpenMapTiles, Protomaps), Lantmäteriet's maps and
a municipality's own. What is said by the layer's name or by one of its columns is enough; anything else is left out.
"""

import re
from collections.abc import Iterable, Mapping

NAME_COLUMNS = ("name:sv", "name_sv", "namn", "name", "gatunamn", "vagnamn", "vägnamn", "text")
CLASS_COLUMNS = (
    "kind", "class", "fclass", "subclass", "type", "highway", "railway", "waterway", "natural", "water", "building",
    "objekttyp", "objekttypnr", "detaljtyp", "kategori", "typ", "funktionell_vagklass", "pmap:kind", "layer",
)  # fmt: skip
"""The columns that may say what a feature is; all others stay in the file."""

SAID_COLUMNS = ("building",)
"""Those of them in which anything but a no says that it is one: OpenStreetMap has `building` = `house`, `school`."""

GROUND_COLUMNS = tuple(dict.fromkeys((*NAME_COLUMNS, *CLASS_COLUMNS)))
_NO = frozenset({"no", "nej", "false", "0"})

WATER, BUILDING, ROAD, RAIL = "water", "building", "road", "rail"
KINDS = (WATER, BUILDING, ROAD, RAIL)

RANKS: Mapping[str, tuple[tuple[int, str], ...]] = {
    RAIL: (
        (0, r"rail|railway|light_rail|tram|subway|jarnvag|järnväg|ralstrafik|rälstrafik|spar|spår|sparvag|spårväg"),
    ),
    BUILDING: (
        (0, r"buildings?|\w*byggnad(er|syta)?|övrig byggnad|hus|bostad|bostadshus|flerfamiljshus|småhus|industri"),
    ),
    WATER: (
        (0, r"water|ocean|sea|bay|lake|reservoir|riverbank|coastline|hav|sjo|sjö|vatten|vattenyta|vattendragsyta"
            r"|anlagt vatten|hydro\w*"),
        (1, r"river|canal|waterway|vattendrag|kanal|å|alv|älv"),
        (3, r"stream|ditch|drain|back|bäck|dike"),
    ),
    ROAD: (
        (0, r"motorway|trunk|highway|motorvag|motorväg|motortrafikled|europavag|europaväg|riksvag|riksväg"
            r"|(motorway|trunk)_link"),
        (1, r"primary|secondary|major_road|medium_road|huvudgata|huvudled|genomfartsled|landsvag|landsväg|lansvag"
            r"|länsväg|landsväg liten|(primary|secondary)_link|övergripande länk"),
        (2, r"tertiary|minor_road|minor|residential|unclassified|living_street|service|lokalgata( .*)?|tertiary_link"
            r"|småväg( .*)?|smavag|kvartersgata|torg|pedestrian|square"),
        (3, r"path|footway|cycleway|track|steps|bridleway|gangvag|gångväg|cykelvag|cykelväg|gcvag|gc|stig|park_path"
            r"|gångstig|gang- och cykelvag|gång- och cykelväg|parkväg|traktorväg|traktorvag|vandringsled|elljusspår"),
    ),
}  # fmt: skip
"""By kind the words that say it, the largest first: 0 is drawn from afar, 3 only near."""

ANY_ROAD = re.compile(
    "roads?|streets?|gata|gator|vag|väg|vagar|vägar|vaglinje|väglinje|transportation"
    "|(allmän|allman|enskild|bil|statlig|kommunal) ?(väg|vag)( .*)?"
)
OF_ANY_ROAD = 2  # the rank of a road of which nothing more is said
OTHER_LAYERS = re.compile("landuse|landcover|pois?|places?|earth|boundar(y|ies)|mark|natural|traffic")
"""Layers whose classes mean something else: a `residential` of land use is no street."""

_WORDS = tuple(
    (kind, rank, re.compile(words)) for kind, ranks in RANKS.items() for rank, words in sorted(ranks, reverse=True)
)


def feature_name(properties: Mapping[str, object]) -> str | None:
    """Return what a feature is called, by its properties, named in small letters."""
    return next((text for name in NAME_COLUMNS if (text := _text(properties.get(name)))), None)


def feature_classes(properties: Mapping[str, object]) -> list[str]:
    """Return what the properties of a feature, named in small letters, say that it is."""
    held = {name: text for name in CLASS_COLUMNS if (text := _text(properties.get(name)))}
    return [name if name in SAID_COLUMNS else text for name, text in held.items() if text.lower() not in _NO]


def ground_kind(layer: str, classes: Iterable[str]) -> tuple[str, int] | None:
    """Return the kind and the rank of a feature by its layer and the values of its classes; None for anything else.

    The layer says the kind where it can, the classes say the rest.
    """
    parts = [word for word in re.split(r"[^a-zåäö]+", _plain(layer)) if word]
    of_layer = _first_kind([_plain(layer), *parts])
    found = [known for word in classes if (known := _first_kind([_plain(word)]))]
    if of_layer is None:
        return None if any(OTHER_LAYERS.fullmatch(part) for part in parts) else _most_exact(found)
    kinds = (ROAD, RAIL) if of_layer[0] in (ROAD, RAIL) else (of_layer[0],)
    return _most_exact([known for known in found if known[0] in kinds]) or of_layer[:2]


def _most_exact(found: list[tuple[str, int, bool]]) -> tuple[str, int] | None:
    exact = [(kind, rank) for kind, rank, loose in found if not loose]
    return next(iter(exact or [(kind, rank) for kind, rank, _ in found]), None)


def _first_kind(words: Iterable[str]) -> tuple[str, int, bool] | None:
    """Return kind, rank and whether no more than "a road" was said, by the first word that says it."""
    for word in words:
        for kind, rank, pattern in _WORDS:
            if pattern.fullmatch(word):
                return kind, rank, False
        if ANY_ROAD.fullmatch(word):
            return ROAD, OF_ANY_ROAD, True
    return None


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.strip().lower())


def _text(value: object) -> str:
    text = "" if value is None or isinstance(value, dict | list) else str(value).strip()
    return "" if text.lower() == "nan" else text  # what GDAL gives for a number that is not there
