"""Coordinates as people write them, as points in WGS 84, each with the reason why it is none.

They are in degrees of WGS 84, or in metres of SWEREF 99 or RT 90 (`est/space/grids.py`). Arrays are float64 with NaN
where there is no number, and UInt8 codes of what is wrong, 0 where nothing is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from est.reports.fields.reasons import REASONS, Reason
from est.reports.values.degrees import decimal_degrees
from est.space.borders import Belonging, Borders
from est.space.grids import EASTINGS, GRIDS, NORTHINGS, TM, GridFamily, fits_family, within_limits

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

WGS84 = "WGS 84"
SWEREF = TM.name
SYSTEMS = {grid.name: grid for grid in GRIDS.values()}  # those in metres, by their names
NUMBER = r"^[+\-−]?[0-9]{1,12}(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]{1,2})?$"
# thousands parted by a blank or an apostrophe, or by the sign that is not that of the decimals: 6.574.000,5
GROUPED = (
    r"^(?:[0-9]{1,3}(?:[ \u00a0\u2009\u202f'’][0-9]{3})+(?:[.,][0-9]+)?|[0-9]{1,3}(?:\.[0-9]{3}){2,}(?:,[0-9]+)?"
    r"|[0-9]{1,3}(?:,[0-9]{3}){2,}(?:\.[0-9]+)?|[0-9]{1,3}\.[0-9]{3},[0-9]+|[0-9]{1,3},[0-9]{3}\.[0-9]+)$"
)
# of metres alone: 449.000 as degrees is one, and no easting or northing has so few metres
_THOUSANDS = r"^[0-9]{2,3}[.,][0-9]{3}$"
_UNIT = r"(?i)\s*(?:m|meter|metres?)$"

SWEDEN = (55.0, 69.2, 10.5, 24.3)  # lat from, to, lng from, to: latitudes and longitudes never overlap
ENOUGH_OTHERS = 4  # points needed around a point before it can be said to lie among the others
SPREADS = 10  # median absolute deviations that still count as among the others
CLOSE_DEGREES = 0.3

CODES = {reason: number for number, reason in enumerate(REASONS, start=1)}  # in arrays; 0 is no reason


@dataclass(frozen=True)
class ReadPoints:
    """Points of a file: lat and lng in degrees (NaN where there is none), and codes of what is wrong.

    `blame` says which of the two columns is to be named for it, 0 the first (lat, northing) or 1 the second. `near` are
    those that are taken although they lie behind the municipality's outline; `elsewhere` is the name of the other
    municipality that a point lies in, by its place.
    """

    lat: Numbers
    lng: Numbers
    wrong: Codes
    blame: Codes
    near: Mask
    elsewhere: Mapping[int, str] = field(default_factory=dict)

    @property
    def usable(self) -> Mask:
        """Return where there is a point and nothing is wrong with it."""
        return np.asarray((self.wrong == 0) & np.isfinite(self.lat) & np.isfinite(self.lng))


def read_numbers(values: pl.Series, *, grouped: bool = False, metres: bool = False) -> tuple[Numbers, Mask, Mask]:
    """Return the numbers of a column, where nothing is written, and where what is written is not a finite number.

    `grouped`: metres may have signs between their thousands, as spreadsheets write them, and their unit; degrees have
    none. `metres`: they are that, so that 449.000 is 449000.
    """
    if values.dtype.is_numeric():
        number = values.cast(pl.Float64)
        missing = number.is_null().to_numpy()
        found = number.fill_null(float("nan")).to_numpy()
        return found, missing, ~missing & ~np.isfinite(found)
    text = values.cast(pl.String).str.strip_chars(" \t\r\n")
    missing = ((text == "") | text.is_null()).to_numpy()
    text = decimal_degrees(text)
    if grouped or metres:
        text = text.str.replace(_UNIT, "")
        spaced = text.str.contains(GROUPED).fill_null(False)
        text = text.zip_with(~spaced, _ungrouped(text)) if spaced.any() else text
    if metres and (alone := text.str.contains(_THOUSANDS).fill_null(False)).any():
        text = text.zip_with(~alone, text.str.replace_all(r"[.,]", ""))
    plain = text.str.replace(",", ".", literal=True).str.replace("−", "-", literal=True)
    number = pl.select(pl.when(text.str.contains(NUMBER)).then(plain.cast(pl.Float64, strict=False))).to_series()
    found = number.fill_null(float("nan")).to_numpy()
    return found, missing, ~missing & ~np.isfinite(found)


def _ungrouped(texts: pl.Series) -> pl.Series:
    """Return numbers without the signs between their thousands, and a point before their decimals."""
    texts = texts.str.replace_all(r"[\s'’]", "")
    several = texts.str.count_matches(r"[.,]") > 1
    same = several & (
        (texts.str.count_matches(".", literal=True) == 0) | (texts.str.count_matches(",", literal=True) == 0)
    )
    whole = texts.str.replace_all(r"[.,]", "")
    decimals = texts.str.extract(r"[.,]([0-9]+)$", 1)
    parted = texts.str.replace(r"[.,][0-9]+$", "").str.replace_all(r"[.,]", "") + "." + decimals
    return texts.zip_with(~several.fill_null(False), whole.zip_with(same.fill_null(False), parted))


def read_pair(first: pl.Series, second: pl.Series) -> tuple[Numbers, Numbers, str | None, bool]:
    """Return the numbers of two columns and what `guess_system` says of them: as metres if they fit nothing else."""
    pair = [read_numbers(values, grouped=True)[0] for values in (first, second)]
    system, exchanged = guess_system(*pair)
    if system is None:
        pair = [read_numbers(values, metres=True)[0] for values in (first, second)]
        system, exchanged = guess_system(*pair)
    return pair[0], pair[1], system, exchanged


def read_points(
    first: pl.Series, second: pl.Series, system: str, *, swedish: bool, borders: Borders | None = None
) -> ReadPoints:
    """Return the points of two columns: lat and lng, or northing and easting in the metres of a grid (SYSTEMS).

    `swedish` says that the store's place is in Sweden, whose latitudes and longitudes never overlap, so that a swapped
    pair is known by itself. Elsewhere it is known when it lies among the batch's others only when swapped. `borders`
    are those of the municipality that the points are to lie in.
    """
    grid = SYSTEMS.get(system)
    north, no_north, bad_north = read_numbers(first, metres=grid is not None)
    east, no_east, bad_east = read_numbers(second, metres=grid is not None)
    wrong, blame = np.zeros(len(north), np.uint8), np.zeros(len(north), np.uint8)

    def say(reason: Reason, where: Mask, column: Mask | int = 0) -> None:
        free = where & (wrong == 0)
        blame[free] = np.broadcast_to(np.asarray(column, np.uint8), free.shape)[free]
        wrong[free] = CODES[reason]

    say(Reason.COORDINATE_MISSING, no_north | no_east, ~no_north)
    say(Reason.COORDINATE_UNREADABLE, bad_north | bad_east, ~bad_north)
    say(Reason.COORDINATE_ZERO, (np.abs(north) < 1e-6) & (np.abs(east) < 1e-6))
    if grid is not None:
        say(Reason.COORDINATE_PLACEHOLDER, (north == east) | (np.abs(north) <= 1) | (np.abs(east) <= 1))
        eastings = EASTINGS[grid.family]
        say(Reason.COORDINATES_SWAPPED, within_limits(east, NORTHINGS) & within_limits(north, eastings))
        outside_north, outside_east = ~within_limits(north, NORTHINGS), ~within_limits(east, eastings)
        say(Reason.COORDINATE_OUTSIDE_RANGE, outside_north | outside_east, ~outside_north)
        usable = wrong == 0
        lat, lng = np.full(len(north), np.nan), np.full(len(north), np.nan)
        lat[usable], lng[usable] = grid.to_degrees(north[usable], east[usable])
    else:
        say(Reason.COORDINATE_PLACEHOLDER, (north == east) | (north == 0) | (east == 0) | (np.abs(north) == 90))
        say(Reason.COORDINATES_SWAPPED, swapped_points(north, east, swedish=swedish, usable=wrong == 0))
        outside_north, outside_east = np.abs(north) > 90, np.abs(east) > 180
        say(Reason.COORDINATE_OUTSIDE_RANGE, outside_north | outside_east, ~outside_north)
        lat, lng = north, east
    nowhere = wrong > 0
    lat, lng = np.where(nowhere, np.nan, lat), np.where(nowhere, np.nan, lng)
    points = ReadPoints(lat, lng, wrong, blame, np.zeros(len(lat), bool))
    return _judged(points, borders) if borders else points


def no_points(height: int) -> ReadPoints:
    """Return the points of a file that has no columns of coordinates: so many that are missing."""
    nothing = np.full(height, np.nan)
    missing = np.full(height, CODES[Reason.COORDINATE_MISSING], np.uint8)
    return ReadPoints(nothing, nothing.copy(), missing, np.zeros(height, np.uint8), np.zeros(height, bool))


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


def _judged(points: ReadPoints, borders: Borders) -> ReadPoints:
    """Return the points with what is wrong with those outside the municipality, and which are taken at its border."""
    wrong, near = points.wrong.copy(), points.near.copy()
    usable = np.flatnonzero(points.usable)
    states, names = borders.judge(points.lat[usable], points.lng[usable])
    near[usable] = states == Belonging.NEAR
    wrong[usable[states == Belonging.OUTSIDE]] = CODES[Reason.OUTSIDE_MUNICIPALITY]
    wrong[usable[states == Belonging.ANOTHER]] = CODES[Reason.ANOTHER_MUNICIPALITY]
    outside = usable[(states == Belonging.OUTSIDE) | (states == Belonging.ANOTHER)]
    outside = outside[np.abs(points.lng[outside]) <= 90]
    exchanged, _ = borders.judge(points.lng[outside], points.lat[outside])
    wrong[outside[exchanged == Belonging.INSIDE]] = CODES[Reason.COORDINATES_SWAPPED]
    elsewhere = {place: name for place, name in zip(usable.tolist(), names, strict=True) if name}
    return ReadPoints(points.lat, points.lng, wrong, points.blame, near, elsewhere)


def guess_system(first: Numbers, second: Numbers) -> tuple[str | None, bool]:
    """Return the system that most pairs fit (None when none), and whether they fit it only when exchanged.

    It is WGS84 or a GridFamily: which zone of a family it is, the numbers do not tell.
    """
    known = np.isfinite(first) & np.isfinite(second)
    small = (np.abs(first) <= 1) | (np.abs(second) <= 1) | ((first == second) & (np.abs(first) <= 999))
    known &= ~small  # placeholders are of no system
    a, b = first[known], second[known]
    if not len(a):
        return None, False
    fits = {
        **{(family.value, False): _share(fits_family(family, a, b)) for family in GridFamily},
        **{(family.value, True): _share(fits_family(family, b, a)) for family in GridFamily},
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


def _inside(lat: Numbers, lng: Numbers, box: tuple[float, float, float, float]) -> Mask:
    return within_limits(lat, box[:2]) & within_limits(lng, box[2:])


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
