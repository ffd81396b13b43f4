"""A municipality's map file to what is drawn under the cells: water, buildings, roads, rail."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from est.reports.files.refusal import refusal
from est.reports.files.sandbox import SandboxLimits, read_in_sandbox
from est.sentences import Sentence
from est.space.borders import Belonging, Borders
from est.space.cells import Floats
from est.space.feature_files import likely_grids
from est.space.grids import Grid, GridFamily, fits_family
from est.space.ground_features import SCALE
from est.text import N_

LARGEST = 500_000_000  # bytes
LIMITS = SandboxLimits(seconds=240, waiting=300, memory=3 * 1024**3)
SAMPLE = 300  # features by which it is told whether a file is of the municipality
MOSTLY = 0.5

_DAMAGED = N_("It is damaged, or takes more memory than a file may. Export the layers again, cut to the municipality.")
_NO_GROUND = N_(
    "It holds no water, buildings, roads or rail that could be recognised. Name the layers so, or give every feature a "
    'property "kind" that says water, building, road or rail.'
)
_METRES = N_(
    "Its coordinates are metres, and the file does not say of which system. Export it in WGS 84 (EPSG:4326), or as "
    "GeoPackage, which says it."
)
_ELSEWHERE = N_(
    "Nothing of it lies in the municipality: it begins at latitude {lat} and longitude {lng}. Export the layers of the "
    "municipality, in WGS 84 (EPSG:4326) or with their system said."
)
_TURNED = N_(
    "Its latitudes stand where longitudes belong: GeoJSON has the longitude first. Export it again as [longitude, "
    "latitude]."
)


@dataclass(frozen=True)
class GroundFile:
    """The `FEATURES` of a map file, and in sentences what of it is not among them."""

    features: pl.DataFrame
    left_out: tuple[Sentence, ...] = ()


def read_ground(content: bytes, file: str, borders: Borders | None = None) -> GroundFile:
    """Return the ground of a GeoJSON, GeoPackage or PMTiles file. FileRefusedError says why it cannot be taken.

    `borders` are the municipality's: what lies elsewhere is refused, and the zone of metres is told by them.
    """
    if len(content) > LARGEST:
        raise refusal(file, N_("It has more than {most} MB. Cut it to the municipality."), most=LARGEST // 1_000_000)
    answer = read_in_sandbox("map layers", content, file, LIMITS, damaged=_DAMAGED)
    if answer.facts["metres"]:
        grid = _grid_of(np.array(answer.facts["metres"], dtype=np.float64), file, borders)
        answer = read_in_sandbox("map layers", content, file, LIMITS, (str(grid.epsg),), damaged=_DAMAGED)
    if answer.rows.is_empty():
        raise refusal(file, _NO_GROUND)
    if borders is not None:
        _demand_nearness(answer.rows, borders, file)
    return GroundFile(answer.rows, tuple(_left_out(answer.facts)))


def _grid_of(points: Floats, file: str, borders: Borders | None) -> Grid:
    """Return the grid of points [easting, northing], or the other way round, the northing being the larger."""
    east, north = np.sort(points, axis=1).T
    families = [family for family in GridFamily if fits_family(family, north, east).mean() > MOSTLY]
    likely: Sequence[Grid] = likely_grids(families[0], north, east, borders) if families else ()
    if len(likely) != 1:
        raise refusal(file, _METRES)
    return likely[0]


def _demand_nearness(features: pl.DataFrame, borders: Borders, file: str) -> None:
    """Refuse a file of which no feature begins in the municipality, as far as its border is known."""
    some = features["points"].gather_every(max(1, features.height // SAMPLE))
    lng, lat = (some.list.get(place).to_numpy() / SCALE for place in (0, 1))
    if not _none_inside(borders, lat, lng):
        return
    if not _none_inside(borders, lng, lat):
        raise refusal(file, _TURNED)
    raise refusal(file, _ELSEWHERE, lat=round(float(lat[0]), 4), lng=round(float(lng[0]), 4))


def _none_inside(borders: Borders, lat: Floats, lng: Floats) -> bool:
    states, _ = borders.judge(lat, lng)
    return bool((states > Belonging.NEAR).all())


def _left_out(facts: dict[str, Any]) -> list[Sentence]:
    """Return a sentence for each reason why shapes of a file are not drawn."""
    told = [
        (facts["unknown"], N_("Of a kind that is not known: {count} ({words}).")),
        (facts["small"], N_("Points, and areas of less than some 60 square metres: {count}.")),
        (facts["many"], N_("More than a map draws, those that are seen only from near: {count}.")),
        (facts["shapeless"], N_("Without a shape: {count}.")),
        (facts["unreadable"], N_("With a shape that cannot be read: {count}. The first is feature {first}.")),
        (facts["nowhere"], N_("With coordinates that are nowhere on earth: {count}.")),
    ]
    words = ", ".join(facts["said"]) or "–"
    return [Sentence(text, count=count, words=words, first=facts["first"]) for count, text in told if count]
