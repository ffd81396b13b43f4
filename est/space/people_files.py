"""Files that say where people are: residents or addresses by square, point, polygon or H3 cell."""

import io
import re
from pathlib import PurePath
from typing import Any

import h3
import numpy as np
import polars as pl
import pyproj
import shapely
from shapely.geometry import shape

from est.errors import AreaError
from est.sentences import Sentence
from est.space.cells import RESOLUTIONS, Floats, is_cell, latlng_to_cells
from est.space.ground import feature_collection, parse_layer
from est.space.outlines import METRES_PER_DEGREE
from est.text import N_

LARGEST_FILE = 50_000_000  # bytes
STEP_M = 25.0  # the people of a square or polygon stand on a grid this wide: the size of the finest cell

_VALUES = re.compile(
    r"^(value|people|persons?|pop(ulation)?(_?tot(alt?)?)?|bef(olkning)?(_?tot(alt)?)?|tot_?bef(olkning)?|tot_p(_\d{4})?|"
    r"tot(al)?|totalt|antal|count|addresses|address_count|adresser|invånare|invanare|folkmängd|folkmangd)$"
)
# a file of Statistics Sweden has several (id, rutid_inspire, rutid_scb): the one that is sure to name the square first
_IDS = (
    re.compile(r"^(rut_?id(_scb)?|ruta|rut)$"),
    re.compile(r"^(rut_?id_inspire|grd_?id|grid_?id|inspire(_?id)?)$"),
    re.compile(r"^id$"),
)
_SIZES = re.compile(r"^(rutstorl(ek)?|storlek|size|cell_?size|grid_?size)$")
_EAST = re.compile(r"^(e|x|easting|x_?koord(inat)?|ruta_x|x_sweref|sweref_e|östlig)$")
_NORTH = re.compile(r"^(n|y|northing|y_?koord(inat)?|ruta_y|y_sweref|sweref_n|nordlig)$")
_CELLS = re.compile(r"^(cell|h3|h3_?cell|h3_?index|hex(_?id)?)$")
_INSPIRE = re.compile(r"(?:CRS3006)?RES(\d+)M?N(\d+)E(\d+)", re.IGNORECASE)
PEOPLE = {"resolution": pl.UInt8, "cell": pl.UInt64, "value": pl.Float64}
SQUARES = (100, 250, 500, 1000, 2000, 5000, 10_000)


def read_people(content: bytes, file: str) -> pl.DataFrame:
    """Return the people of a file as [resolution u8, cell u64, value f64], by both, each above 0.

    Each resolution that is shown holds all of them, spread evenly over the ground that a count stands for.

    A CSV holds the squares of Statistics Sweden's grid (SWEREF 99 TM: an id of lower left corner, easting then
    northing, or an INSPIRE id, or two columns of coordinates) and a count; GeoJSON holds polygons with a count, or
    points, each counted as its number or as one; Parquet holds H3 cells of one resolution and a count. Raises
    AreaError.
    """
    if len(content) > LARGEST_FILE:
        raise AreaError(
            N_("{file} is {size} MB; at most {most} MB are read. Cut it to the region."),
            file=file,
            size=-(-len(content) // 1_000_000),
            most=LARGEST_FILE // 1_000_000,
        )
    ending = PurePath(file).suffix.lower()
    readers = {".csv": _squares, ".txt": _squares, ".geojson": _features, ".json": _features, ".parquet": _cells}
    if ending not in readers:
        raise AreaError(N_("{file} is none of CSV, GeoJSON and Parquet. Save it as one of them."), file=file)
    frame = readers[ending](content, file).filter(pl.col("value") > 0)
    frame = frame.group_by("resolution", "cell").agg(pl.col("value").sum()).sort("resolution", "cell")
    if frame.is_empty():
        raise AreaError(N_("{file} holds no square, place or cell with a count above 0."), file=file)
    return frame


def _column(frame: pl.DataFrame, pattern: re.Pattern[str]) -> str | None:
    return next((name for name in frame.columns if pattern.match(name.strip().lower())), None)


def _needed_column(frame: pl.DataFrame, pattern: re.Pattern[str], held: Sentence, name: str, file: str) -> str:
    """Return the name of the column of what is `held`; AreaError, which says how to `name` it, where there is none."""
    found = _column(frame, pattern)
    if found is None:
        raise AreaError(
            N_("{file} has no column of {held}; it has {columns}. Name it {name}."),
            file=file,
            held=held,
            columns=", ".join(frame.columns),
            name=name,
        )
    return found


def _counts(frame: pl.DataFrame, file: str) -> pl.Series:
    name = _needed_column(frame, _VALUES, Sentence(N_("counts")), "people", file)
    text = frame[name].cast(pl.String).str.replace_all(r"[\s\u00a0]", "").str.replace(",", ".", literal=True)
    counts = text.cast(pl.Float64, strict=False)
    wrong = counts.is_null() & text.is_not_null() & (text != "") & (text != "..")
    if wrong.any() or (counts.fill_null(0) < 0).any() or counts.is_infinite().any():
        shown = frame.filter(wrong | (counts.fill_null(0) < 0))[name].head(1).to_list()
        raise AreaError(
            N_("{file} has {shown} in the column {name}. Counts are numbers from 0 on."),
            file=file,
            shown=shown,
            name=name,
        )
    return counts.fill_null(0.0).fill_nan(0.0).alias("value")


def _squares(content: bytes, file: str) -> pl.DataFrame:
    """Return the people of a CSV of squares in SWEREF 99 TM."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    try:
        frame = pl.read_csv(io.StringIO(text), separator=separator, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise AreaError(N_("{file} cannot be read as CSV. Export it again."), file=file) from error
    east, north, size = _corners(frame, file)
    counts = _counts(frame, file)
    corners = pl.DataFrame({"east": east, "north": north, "size": size}).with_columns(counts)
    return _spread_squares(corners.filter(pl.col("value") > 0), file)


def _corners(frame: pl.DataFrame, file: str) -> tuple[Floats, Floats, Floats]:
    """Return easting and northing of the lower left corners, and the side, in metres."""
    named = next((name for pattern in _IDS if (name := _column(frame, pattern))), None)
    sized = _column(frame, _SIZES)
    east_name, north_name = _column(frame, _EAST), _column(frame, _NORTH)
    given = None if sized is None else _metres(frame[sized])
    if east_name and north_name:
        east, north = (
            frame[name].str.replace(",", ".", literal=True).cast(pl.Float64, strict=False).to_numpy()
            for name in (east_name, north_name)
        )
    elif named:
        inspire = [_INSPIRE.search(text or "") for text in frame[named].to_list()]
        if all(inspire) and inspire:
            parts = np.array([[float(number) for number in match.groups()] for match in inspire if match])
            _in_sweden(parts[:, 2], parts[:, 1], file)
            return parts[:, 2], parts[:, 1], parts[:, 0]
        digits = frame[named].str.replace_all(r"\D", "")
        if digits.is_null().any() or (digits.str.len_chars() != 13).any():
            odd = frame.filter(digits.str.len_chars() != 13)[named].head(1).to_list()
            raise AreaError(
                N_("{file}: a square is named by 13 digits, easting and then northing, not {odd}."), file=file, odd=odd
            )
        east, north = (
            digits.str.slice(0, 6).cast(pl.Float64).to_numpy(),
            digits.str.slice(6).cast(pl.Float64).to_numpy(),
        )
    else:
        raise AreaError(
            N_("{file} has no squares: no rutid and no easting and northing among {columns}."),
            file=file,
            columns=", ".join(frame.columns),
        )
    if np.isnan(east).any() or np.isnan(north).any():
        raise AreaError(N_("{file} has squares without a coordinate. Fill them in or take the rows away."), file=file)
    _in_sweden(east, north, file)
    side = given if given is not None else np.full(east.size, _side(east, north))
    # coordinates of middles lie half a side off the grid
    middle = np.mod(east, side) == side / 2
    return np.where(middle, east - side / 2, east), np.where(middle, north - side / 2, north), side


def _in_sweden(east: Floats, north: Floats, file: str) -> None:
    """Raise AreaError where a coordinate is none of Sweden's in SWEREF 99 TM: those of Europe's grid are not."""
    if ((east < 200_000) | (east > 1_000_000) | (north < 6_000_000) | (north > 7_800_000)).any():
        raise AreaError(
            N_("{file} lies outside Sweden in SWEREF 99 TM (EPSG:3006). Export it in that system."), file=file
        )


def _metres(sides: pl.Series) -> Floats:
    """Return the first whole number of each text: 250, 1000.0, 1 000 m."""
    digits = sides.str.replace_all(r"\s", "").str.extract(r"(\d+)")
    return digits.cast(pl.Float64, strict=False).to_numpy()


def _side(east: Floats, north: Floats) -> float:
    """Return the largest usual side that all coordinates are whole multiples of, from a common start."""
    offsets = np.concatenate([east - east.min(), north - north.min()])
    fitting = [size for size in SQUARES if not np.mod(offsets, size).any()]
    return float(fitting[-1]) if fitting and offsets.any() else 250.0


def _spread_squares(squares: pl.DataFrame, file: str) -> pl.DataFrame:
    """Return the people of each square, evenly on a grid of points inside it."""
    if squares.is_empty():
        return pl.DataFrame(schema=PEOPLE)
    to_degrees = pyproj.Transformer.from_crs("EPSG:3006", "EPSG:4326", always_xy=True)
    frames = []
    for (size,), rows in squares.group_by("size"):
        side = float(size)
        if not 0 < side <= SQUARES[-1]:
            raise AreaError(
                N_("{file} has squares of {side:g} metres; they are from 1 to {most}."),
                file=file,
                side=side,
                most=SQUARES[-1],
            )
        steps = max(1, min(40, round(side / STEP_M)))
        inner = (np.arange(steps) + 0.5) * side / steps
        x = (rows["east"].to_numpy()[:, None, None] + inner[None, :, None] + 0 * inner[None, None, :]).ravel()
        y = (rows["north"].to_numpy()[:, None, None] + inner[None, None, :] + 0 * inner[None, :, None]).ravel()
        lng, lat = to_degrees.transform(x, y)
        frames.append(
            _in_cells(np.asarray(lat), np.asarray(lng), np.repeat(rows["value"].to_numpy() / steps**2, steps**2))
        )
    return pl.concat(frames)


def _in_cells(lat: Floats, lng: Floats, values: Floats) -> pl.DataFrame:
    """Return points with people as cells of every resolution that is shown, each found from the point itself."""
    frames = [pl.DataFrame(schema=PEOPLE)]
    for resolution in RESOLUTIONS:
        columns = {"resolution": resolution, "cell": latlng_to_cells(lat, lng, resolution), "value": values}
        frames.append(pl.DataFrame(columns, schema=PEOPLE).group_by("resolution", "cell").agg(pl.col("value").sum()))
    return pl.concat(frames)


def _features(content: bytes, file: str) -> pl.DataFrame:
    """Return the people of a GeoJSON of points and polygons."""
    places: list[Floats] = []
    values: list[float] = []
    for feature in feature_collection(parse_layer(content, file), file)["features"]:
        places.append(_places(shape(feature["geometry"])))
        value = _number(feature.get("properties") or {}, 1.0 if feature["geometry"]["type"].endswith("Point") else None)
        if value is None:
            raise AreaError(N_("{file}: a polygon without a count. Give every feature a property people."), file=file)
        values.append(value)
    return _spread_grounds(places, np.array(values))


def _spread_grounds(grounds: list[Floats], values: Floats) -> pl.DataFrame:
    """Return people, each value evenly over the points (lng, lat) of its ground."""
    numbers = [len(ground) for ground in grounds]
    points = np.concatenate([np.empty((0, 2)), *grounds])
    return _in_cells(points[:, 1].copy(), points[:, 0].copy(), np.repeat(values / np.maximum(numbers, 1), numbers))


def _number(properties: dict[str, Any], default: float | None) -> float | None:
    for name, value in properties.items():
        if _VALUES.match(str(name).strip().lower()) and isinstance(value, int | float) and value >= 0:
            return float(value)
    return default


def _places(geometry: shapely.Geometry) -> Floats:
    """Return the points themselves, or points on a grid inside polygons, as lng and lat."""
    if geometry.geom_type in ("Point", "MultiPoint"):
        points: Floats = shapely.get_coordinates(geometry)
        return points
    west, south, east, north = geometry.bounds
    wide = METRES_PER_DEGREE * np.cos(np.radians((south + north) / 2))
    # never more than 40,000 points a polygon
    columns, rows = (
        int(np.clip(np.ceil(metres / STEP_M), 4, 200))
        for metres in ((east - west) * wide, (north - south) * METRES_PER_DEGREE)
    )
    x = west + (np.arange(columns) + 0.5) * (east - west) / columns
    y = south + (np.arange(rows) + 0.5) * (north - south) / rows
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    shapely.prepare(geometry)
    inside: Floats = grid[shapely.contains_xy(geometry, grid[:, 0], grid[:, 1])]
    return inside if len(inside) else shapely.get_coordinates(geometry.representative_point())


def _cells(content: bytes, file: str) -> pl.DataFrame:
    """Return the people of a Parquet of H3 cells, those of each cell evenly over its ground."""
    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise AreaError(N_("{file} cannot be read as Parquet. Export it again."), file=file) from error
    name = _needed_column(frame, _CELLS, Sentence(N_("H3 cells")), "cell", file)
    texts = [f"{cell:x}" if isinstance(cell, int) else str(cell).lower() for cell in frame[name].to_list()]
    if not all(map(is_cell, texts)):
        raise AreaError(
            N_("{file} has something in {name} that is no H3 cell. A cell is 15 characters or its number."),
            file=file,
            name=name,
        )
    return _spread_grounds([_ground(text, file) for text in texts], _counts(frame, file).to_numpy())


def _ground(text: str, file: str) -> Floats:
    """Return points (lng, lat) evenly over a cell. They lie in it, so that at its own resolution it holds its count."""
    resolution = h3.get_resolution(text)
    if resolution < RESOLUTIONS[0]:
        raise AreaError(
            N_("{file} has cells of resolution {resolution}; give resolution 7 or finer."),
            file=file,
            resolution=resolution,
        )
    corners = np.array(h3.cell_to_boundary(text))[:, ::-1]
    if resolution < RESOLUTIONS[-1]:
        return _places(shapely.Polygon(corners))
    middle = np.array(h3.cell_to_latlng(text))[::-1]
    return np.concatenate([middle[None], (middle + corners) / 2])
