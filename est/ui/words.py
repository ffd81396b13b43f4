"""How numbers and places of the map are written."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from est.text import Translator

HERE_M = 75  # metres; a cell whose centre is this close to a place is called by its name alone


def counted(number: pl.Expr, comma: str) -> pl.Expr:
    """Return a column of numbers as text with at most one decimal: 12, 3,5."""
    return number.round(1).cast(pl.String).str.strip_suffix(".0").str.replace(".", comma, literal=True)


def place_of(row: Mapping[str, Any], translator: Translator) -> str:
    """Return how a cell [lat, lng, place, distance_m] is spoken of: at or near a named place, or by its position."""
    _ = translator.gettext
    if row.get("place") is None:
        return position(row["lat"], row["lng"], translator)
    if row["distance_m"] <= HERE_M:
        return str(row["place"])
    distance = distance_text(row["distance_m"], translator)
    return _("{distance} from {place}").format(distance=distance, place=row["place"])


def distance_text(metres: float, translator: Translator) -> str:
    """Return a distance in tens of metres, or in kilometres from one: 120 m, 1,4 km."""
    if metres < 995:
        return f"{round(metres, -1):.0f} m"
    return f"{translator.number(metres / 1000, 1)} km"


def position(lat: float, lng: float, translator: Translator) -> str:
    """Return a position in degrees, as the cell's only name: 59,3105° N, 14,1123° E."""
    _ = translator.gettext
    return _("{lat}° N, {lng}° E").format(lat=translator.number(lat, 4), lng=translator.number(lng, 4))
