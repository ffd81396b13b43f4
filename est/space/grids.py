"""The grids of metres that Swedish systems write points in, by their EPSG codes, and the way from them to degrees.

SWEREF 99 TM (EPSG:3006) is one for the whole country. Municipalities work in one of twelve local zones (EPSG:3007 to
3018), which all have the easting 150,000 in their middle, and older systems in RT 90 (EPSG:3019 to 3024), whose six
zones all have 1,500,000 there. So the numbers tell the family, and only the ground tells the zone.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from est.sentences import Sentence
from est.text import N_

if TYPE_CHECKING:  # the process that reads a file knows the codes alone: it starts in half the time
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt
    import pyproj

    from est.space.cells import Floats

NORTHINGS = (6_000_000.0, 7_800_000.0)


class GridFamily(StrEnum):
    """What the numbers alone can tell."""

    TM = "SWEREF 99 TM"
    LOCAL = "SWEREF 99, a local zone"
    RT90 = "RT 90"


# Sweden lies between 265,000 and 920,000 in TM; only east of Kiruna a local zone reaches as far
EASTINGS = {
    GridFamily.LOCAL: (1_000.0, 330_000.0),
    GridFamily.TM: (260_000.0, 1_000_000.0),
    GridFamily.RT90: (1_100_000.0, 1_950_000.0),
}


@dataclass(frozen=True)
class Grid:
    """One grid: its EPSG code, its name, and its family."""

    epsg: int
    name: str
    family: GridFamily

    @property
    def code(self) -> str:
        """The code as it is written: `EPSG:3008`."""
        return f"EPSG:{self.epsg}"

    def to_degrees(self, north: "Floats", east: "Floats") -> "tuple[Floats, Floats]":
        """Return lat and lng in degrees; SWEREF 99 and WGS 84 are the same to less than a metre."""
        import numpy as np  # noqa: PLC0415 (see TYPE_CHECKING)

        lng, lat = _transformer(self.epsg).transform(east, north)
        return np.asarray(lat, np.float64), np.asarray(lng, np.float64)


_ZONES = ("12 00", "13 30", "15 00", "16 30", "18 00", "14 15", "15 45", "17 15", "18 45", "20 15", "21 45", "23 15")
_GONS = ("7.5 gon V", "5 gon V", "2.5 gon V", "0 gon", "2.5 gon O", "5 gon O")
GRIDS: dict[int, Grid] = {
    grid.epsg: grid
    for grid in (
        Grid(3006, "SWEREF 99 TM", GridFamily.TM),
        *(Grid(3007 + place, f"SWEREF 99 {zone}", GridFamily.LOCAL) for place, zone in enumerate(_ZONES)),
        *(Grid(3019 + place, f"RT 90 {gon}", GridFamily.RT90) for place, gon in enumerate(_GONS)),
    )
}
TM = GRIDS[3006]


_UNKNOWN_ZONE = N_(
    "The coordinates are metres of {family}, and which zone they are in is not known. Choose it under How points are "
    "written, or the municipality in the settings, which tells it."
)
_UNKNOWN_ZONE_TYPED = (
    "The coordinates are metres of {family}, and which zone they are in is not known. Say it, as --crs EPSG:3010, or "
    "choose the municipality first (est area --municipality CODE), which tells it."
)
_SEVERAL_ZONES = N_(
    "The coordinates are metres of {family}, and more than one zone puts them into the municipality: {zones}. Choose "
    "the right one under How points are written."
)
_SEVERAL_ZONES_TYPED = (
    "The coordinates are metres of {family}, and more than one zone puts them into the municipality: {zones}. Say the "
    "right one, as --crs {code}."
)
ZONE_QUESTIONS = (_UNKNOWN_ZONE, _SEVERAL_ZONES)


def zone_question(family: GridFamily, likely: "Sequence[Grid]") -> Sentence:
    """Return what is asked of metres whose zone is not known: none of them, or several, put them where they belong."""
    if not likely:
        return Sentence(_UNKNOWN_ZONE, typed=_UNKNOWN_ZONE_TYPED, family=family.value)
    named = ", ".join(f"{grid.name} ({grid.code})" for grid in likely)
    return Sentence(_SEVERAL_ZONES, typed=_SEVERAL_ZONES_TYPED, family=family.value, zones=named, code=likely[0].code)


def zones_of(family: GridFamily) -> tuple[Grid, ...]:
    """Return the grids of a family, by code."""
    return tuple(grid for grid in GRIDS.values() if grid.family is family)


def fits_family(family: GridFamily, north: "Floats", east: "Floats") -> "npt.NDArray[np.bool_]":
    """Return which points lie in the range of a family."""
    return within_limits(north, NORTHINGS) & within_limits(east, EASTINGS[family])


def within_limits(values: "Floats", limits: tuple[float, float]) -> "npt.NDArray[np.bool_]":
    """Return which values lie between two limits, inclusive."""
    import numpy as np  # noqa: PLC0415 (see TYPE_CHECKING)

    return np.asarray((values >= limits[0]) & (values <= limits[1]))


@cache
def _transformer(epsg: int) -> "pyproj.Transformer":
    import pyproj  # noqa: PLC0415 (see TYPE_CHECKING)

    return pyproj.Transformer.from_crs(f"EPSG:{epsg}", "EPSG:4619", always_xy=True)
