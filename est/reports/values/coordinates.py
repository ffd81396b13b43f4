"""Coordinates as people write them, as points in WGS 84, each with the reason why it is none.

Two systems are taken: WGS 84 in degrees, and SWEREF 99 TM (EPSG:3006) in metres. Arrays are float64 with NaN where
there is no number, and UInt8 codes of what is wrong, 0 where nothing is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl
import pyproj

from est.reports.fields.reasons import REASONS, Reason

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Outline = Callable[[Numbers, Numbers], Mask]

WGS84 = "WGS 84"
SWEREF = "SWEREF 99 TM"
NUMBER = r"^[+\-−]?[0-9]{1,12}(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]{1,2})?$"
GROUPED = r"^[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?:[.,][0-9]+)?$"

NORTHINGS = (6_000_000.0, 7_800_000.0)
EASTINGS = (200_000.0, 1_000_000.0)
SWEDEN = (55.0, 69.2, 10.5, 24.3)  # lat from, to, lng from, to: latitudes and longitudes never overlap
ENOUGH_OTHERS = 4  # points needed around a point before it can be said to lie among the others
SPREADS = 10  # median absolute deviations that still count as among the others
CLOSE_DEGREES = 0.3

CODES = {reason: number for number, reason in enumerate(REASONS, start=1)}  # in arrays; 0 is no reason


@dataclass(frozen=True)
class ReadPoints:
    """Points of a file: lat and lng in degrees (NaN where there is none), and codes of what is wrong.

    `blame` says which of the two columns is to be named for it, 0 the first (lat, northing) or 1 the second.
    """

    lat: Numbers
    lng: Numbers
    wrong: Codes
    blame: Codes

    @property
    def usable(self) -> Mask:
        """Return where there is a point and nothing is wrong with it."""
        return np.asarray((self.wrong == 0) & np.isfinite(self.lat) & np.isfinite(self.lng))


def read_numbers(values: pl.Series, *, grouped: bool = False) -> tuple[Numbers, Mask, Mask]:
    """Return the numbers of a column, where nothing is written, and where what is written is not a finite number.

    `grouped`: metres may have spaces between their thousands, as Swedish spreadsheets write them; degrees have none.
    """
    if values.dtype.is_numeric():
        number = values.cast(pl.Float64)
        missing = number.is_null().to_numpy()
        found = number.fill_null(float("nan")).to_numpy()
        return found, missing, ~missing & ~np.isfinite(found)
    text = values.cast(pl.String).str.strip_chars(" \t\r\n")
    missing = ((text == "") | text.is_null()).to_numpy()
    if grouped:
        spaced = text.str.contains(GROUPED)
        text = text.zip_with(~spaced.fill_null(False), text.str.replace_all(r"\s", "")) if spaced.any() else text
    plain = text.str.replace(",", ".", literal=True).str.replace("−", "-", literal=True)
    number = pl.select(pl.when(text.str.contains(NUMBER)).then(plain.cast(pl.Float64, strict=False))).to_series()
    found = number.fill_null(float("nan")).to_numpy()
    return found, missing, ~missing & ~np.isfinite(found)


def read_points(
    first: pl.Series, second: pl.Series, system: str, *, swedish: bool, outline: Outline | None = None
) -> ReadPoints:
    """Return the points of two columns: lat and lng, or northing and easting.

    `swedish` says that the store's place is in Sweden, whose latitudes and longitudes never overlap, so that a swapped
    pair is known by itself. Elsewhere it is known when it lies among the batch's others only when swapped. `outline`
    says which points (lat, lng) lie inside the municipality.
    """
    north, no_north, bad_north = read_numbers(first, grouped=system == SWEREF)
    east, no_east, bad_east = read_numbers(second, grouped=system == SWEREF)
    wrong, blame = np.zeros(len(north), np.uint8), np.zeros(len(north), np.uint8)

    def say(reason: Reason, where: Mask, column: Mask | int = 0) -> None:
        free = where & (wrong == 0)
        blame[free] = np.broadcast_to(np.asarray(column, np.uint8), free.shape)[free]
        wrong[free] = CODES[reason]

    say(Reason.COORDINATE_MISSING, no_north | no_east, ~no_north)
    say(Reason.COORDINATE_UNREADABLE, bad_north | bad_east, ~bad_north)
    say(Reason.COORDINATE_ZERO, (np.abs(north) < 1e-6) & (np.abs(east) < 1e-6))
    if system == SWEREF:
        say(Reason.COORDINATES_SWAPPED, _between(east, NORTHINGS) & _between(north, EASTINGS))
        outside_north, outside_east = ~_between(north, NORTHINGS), ~_between(east, EASTINGS)
        say(Reason.COORDINATE_OUTSIDE_RANGE, outside_north | outside_east, ~outside_north)
        lat, lng = _to_degrees(north, east, wrong == 0)
    else:
        say(Reason.COORDINATE_PLACEHOLDER, (north == east) | (north == 0) | (east == 0) | (np.abs(north) == 90))
        say(Reason.COORDINATES_SWAPPED, swapped_points(north, east, swedish=swedish, usable=wrong == 0))
        outside_north, outside_east = np.abs(north) > 90, np.abs(east) > 180
        say(Reason.COORDINATE_OUTSIDE_RANGE, outside_north | outside_east, ~outside_north)
        lat, lng = north, east
    nowhere = wrong > 0
    lat, lng = np.where(nowhere, np.nan, lat), np.where(nowhere, np.nan, lng)
    if outline:
        outside, exchanged = _outside(outline, lat, lng, ~nowhere)
        wrong[outside] = CODES[Reason.OUTSIDE_MUNICIPALITY]
        wrong[exchanged] = CODES[Reason.COORDINATES_SWAPPED]
    return ReadPoints(lat, lng, wrong, blame)


def no_points(height: int) -> ReadPoints:
    """Return the points of a file that has no columns of coordinates: so many that are missing."""
    nothing = np.full(height, np.nan)
    missing = np.full(height, CODES[Reason.COORDINATE_MISSING], np.uint8)
    return ReadPoints(nothing, nothing.copy(), missing, np.zeros(height, np.uint8))


def swapped_points(lat: Numbers, lng: Numbers, *, swedish: bool, usable: Mask) -> Mask:
    """Return which points fit only with lat and lng exchanged.

    In Sweden: inside its bounding box only when exchanged. Anywhere: among the batch's others (median and median
    absolute deviation, which half of the points cannot move) only when exchanged.
    """
    found = np.zeros(len(lat), bool)
    if swedish:
        found |= _inside(lng, lat, SWEDEN) & ~_inside(lat, lng, SWEDEN)
    box = _box(lat[usable], lng[usable])
    if box is not None:
        found |= _inside(lng, lat, box) & ~_inside(lat, lng, box)
    return np.asarray(found & usable)


def _outside(outline: Outline, lat: Numbers, lng: Numbers, right: Mask) -> tuple[Mask, Mask]:
    """Return which points lie outside an outline, and which of these lie inside it when swapped."""
    usable = right & np.isfinite(lat) & np.isfinite(lng)
    outside = np.zeros(len(usable), bool)
    outside[usable] = ~outline(lat[usable], lng[usable])
    exchanged = outside & (np.abs(lng) <= 90)
    exchanged[exchanged] = outline(lng[exchanged], lat[exchanged])
    return outside, exchanged


def guess_system(first: Numbers, second: Numbers) -> tuple[str | None, bool]:
    """Return the system that most pairs fit (None when neither), and whether they fit it only when exchanged."""
    known = np.isfinite(first) & np.isfinite(second) & ((first != 0) | (second != 0))
    a, b = first[known], second[known]
    if not len(a):
        return None, False
    fits = {
        (SWEREF, False): _share(_between(a, NORTHINGS) & _between(b, EASTINGS)),
        (SWEREF, True): _share(_between(b, NORTHINGS) & _between(a, EASTINGS)),
        (WGS84, False): _share((np.abs(a) <= 90) & (np.abs(b) <= 180)),
        (WGS84, True): _share((np.abs(b) <= 90) & (np.abs(a) <= 180)),
    }
    system, exchanged = max(fits, key=lambda fit: fits[fit])
    if fits[system, exchanged] < 0.5:
        return None, False
    if system == WGS84 and _share(_inside(b, a, SWEDEN)) > 0.5:
        exchanged = True
    return system, exchanged


def _share(mask: Mask) -> float:
    return float(mask.mean())


def _between(values: Numbers, limits: tuple[float, float]) -> Mask:
    return np.asarray((values >= limits[0]) & (values <= limits[1]))


def _inside(lat: Numbers, lng: Numbers, box: tuple[float, float, float, float]) -> Mask:
    return _between(lat, box[:2]) & _between(lng, box[2:])


def _box(lat: Numbers, lng: Numbers) -> tuple[float, float, float, float] | None:
    """Return the box that the main part of the points lie in, or None where there are too few to say."""
    if len(lat) < ENOUGH_OTHERS:
        return None
    limits: list[float] = []
    for values in (lat, lng):
        middle = float(np.median(values))
        reach = max(CLOSE_DEGREES, SPREADS * float(np.median(np.abs(values - middle))))
        limits += [middle - reach, middle + reach]
    return limits[0], limits[1], limits[2], limits[3]


@cache
def _transformer() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs("EPSG:3006", "EPSG:4326", always_xy=True)


def _to_degrees(north: Numbers, east: Numbers, usable: Mask) -> tuple[Numbers, Numbers]:
    lat, lng = np.full(len(north), np.nan), np.full(len(north), np.nan)
    lng[usable], lat[usable] = _transformer().transform(east[usable], north[usable])
    return lat, lng
