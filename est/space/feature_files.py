"""Files of places and areas, as CSV with two coordinates, GeoJSON or GeoPackage: their properties and their geometries.

Points in metres are known by their range; which local zone they are in is told by the municipality, or by hand.
"""

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import PurePath

import numpy as np
import polars as pl
import shapely
from shapely.geometry import mapping, shape

from est.errors import AreaError
from est.sentences import Sentence
from est.space.borders import Belonging, Borders
from est.space.cells import Floats
from est.space.geopackage import MAGIC, FeatureLayer, read_geopackage
from est.space.grids import GRIDS, Grid, GridFamily, fits_family, zones_of
from est.space.ground import GeoJSON, feature_collection, parse_layer
from est.space.street_names import fold_name
from est.text import N_

LARGEST_FILE = 200_000_000  # bytes
_LAT = re.compile(r"(?:(?:geo|gps|wgs84?|y) )?lat(?:itud|itude)?|breddgrad")
_LNG = re.compile(r"(?:(?:geo|gps|wgs84?|x) )?(?:lng|lon|long)(?:itud|itude)?|langdgrad")
_UNIT = r"(?: (?:m|meter|sweref99tm|sweref 99 tm))?"
_NORTH = re.compile(
    r"(?:n|y|nord|north|northing|nordkoordinat|y ?koord(?:inat)?|(?:sweref(?: 99)? )?n|n sweref|nordlig|"
    rf"y sweref|sweref y){_UNIT}"
)
_EAST = re.compile(
    r"(?:e|o|x|ost|east|easting|ostkoordinat|x ?koord(?:inat)?|(?:sweref(?: 99)? )?e|e sweref|ostlig|"
    rf"x sweref|sweref x){_UNIT}"
)
_SAMPLE = 300  # points by which a zone is told
_MOST = 0.5
# points that more of one zone than of another have to lie inside before they speak against the other: a file has strays
_STRAY, _STRAY_SHARE = 2, 0.05


def read_features(
    content: bytes, file: str, borders: Borders | None = None, grid: Grid | None = None
) -> tuple[FeatureLayer, ...]:
    """Return the layers of a file: of a GeoPackage its own, of GeoJSON and CSV the one there is.

    `grid` is the one that points of a CSV are in, where that is told by hand; `borders` are the municipality's, by
    which the zone is known otherwise. Raises AreaError.
    """
    if len(content) > LARGEST_FILE:
        raise AreaError(
            N_("{file} is {size} MB; at most {most} MB are read. Cut it to the region."),
            file=file,
            size=-(-len(content) // 1_000_000),
            most=LARGEST_FILE // 1_000_000,
        )
    if content.startswith(MAGIC):
        return read_geopackage(content, file)
    if PurePath(file).suffix.lower() in (".geojson", ".json") or content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return (_geojson_layer(content, file),)
    return (_csv_layer(content, file, borders, grid),)


def outline_text(content: bytes, file: str) -> str:
    """Return the GeoJSON text of a file of areas: of a GeoPackage the first layer that has some. Raises AreaError."""
    if not content.startswith(MAGIC):
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise AreaError(N_("{file} is not text in UTF-8. Export it again as GeoJSON."), file=file) from error
    for layer in read_geopackage(content, file):
        if np.isin(shapely.get_type_id(layer.geometries), (3, 6)).any():
            return json.dumps(features_geojson(layer), ensure_ascii=False)
    raise AreaError(N_("{file} has no layer of areas. Export the one that has."), file=file)


def features_geojson(layer: FeatureLayer) -> GeoJSON:
    """Return a layer as a GeoJSON FeatureCollection."""
    features = [
        {"type": "Feature", "properties": properties, "geometry": mapping(geometry)}
        for properties, geometry in zip(layer.properties.iter_rows(named=True), layer.geometries, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def layer_points(layer: FeatureLayer) -> tuple[Floats, Floats]:
    """Return lat and lng of a point for each feature: itself, or one on its area or line."""
    points = shapely.point_on_surface(layer.geometries)
    return shapely.get_y(points), shapely.get_x(points)


def column_named(columns: Sequence[str], *patterns: re.Pattern[str]) -> str | None:
    """Return the first column whose folded name one of the patterns fits, the patterns in their order."""
    return next((name for one in patterns for name in columns if one.fullmatch(fold_name(name))), None)


def _geojson_layer(content: bytes, file: str) -> FeatureLayer:
    collection = feature_collection(parse_layer(content.removeprefix(b"\xef\xbb\xbf"), file), file)
    names = list(dict.fromkeys(name for feature in collection["features"] for name in feature["properties"]))
    columns = {
        name: [
            None if (value := feature["properties"].get(name)) is None or isinstance(value, dict | list) else str(value)
            for feature in collection["features"]
        ]
        for name in names
    }
    shapes = np.array([shape(feature["geometry"]) for feature in collection["features"]], dtype=object)
    return FeatureLayer(PurePath(file).stem, pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String)), shapes)


def _csv_layer(content: bytes, file: str, borders: Borders | None, grid: Grid | None) -> FeatureLayer:
    """Return the rows of a CSV that have a point."""
    table = _csv_table(content, file)
    lat_name, lng_name = column_named(table.columns, _LAT), column_named(table.columns, _LNG)
    north_name, east_name = column_named(table.columns, _NORTH), column_named(table.columns, _EAST)
    if lat_name and lng_name:
        lat, lng = _numbers(table[lat_name]), _numbers(table[lng_name])
        points = (lat, lng)
    elif north_name and east_name:
        points = _from_metres(_numbers(table[north_name]), _numbers(table[east_name]), file, borders, grid)
    else:
        raise AreaError(
            N_("{file} has no two columns of coordinates; it has {columns}. Name them lat and lng, or N and E."),
            file=file,
            columns=", ".join(table.columns),
        )
    lat, lng = points
    held = np.isfinite(lat) & np.isfinite(lng) & (np.abs(lat) <= 90) & (np.abs(lng) <= 180)
    if not held.any():
        raise AreaError(N_("{file} has no row with a point. Export it again with coordinates."), file=file)
    kept = table.filter(pl.Series(held))
    return FeatureLayer(PurePath(file).stem, kept, shapely.points(lng[held], lat[held]))


def _csv_table(content: bytes, file: str) -> pl.DataFrame:
    """Return the rows of a CSV as texts, whatever its separator and encoding."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    separator = max(";,\t", key=text.split("\n", 1)[0].count)
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise AreaError(N_("{file} has no rows below its column names. Export it again with its rows."), file=file)
    names, width = [name.strip() for name in rows[0]], len(rows[0])
    if len(set(names)) < width:
        raise AreaError(
            N_("{file} has two columns of one name: {columns}. Rename one of them."),
            file=file,
            columns=", ".join(names),
        )
    columns = [[row[place].strip() if place < len(row) else None for row in rows[1:]] for place in range(width)]
    return pl.DataFrame(dict(zip(names, columns, strict=True)), schema=dict.fromkeys(names, pl.String))


def _numbers(texts: pl.Series) -> Floats:
    plain = texts.str.replace_all(r"[\s\u00a0]", "").str.replace(",", ".", literal=True)
    found: Floats = plain.cast(pl.Float64, strict=False).fill_null(float("nan")).to_numpy()
    return found


def _from_metres(
    north: Floats, east: Floats, file: str, borders: Borders | None, grid: Grid | None
) -> tuple[Floats, Floats]:
    """Return lat and lng of points in metres; x and y mean either, and the northing is the larger number."""
    if np.nanmedian(east) > np.nanmedian(north):
        north, east = east, north
    if grid is None:
        families = [family for family in GridFamily if fits_family(family, north, east).mean() > _MOST]
        likely = likely_grids(families[0], north, east, borders) if families else ()
        if len(likely) > 1:
            raise AreaError(
                Sentence(
                    N_(
                        "{file} has metres, and more than one grid puts them into the municipality: {grids}. Choose "
                        "the right one under Grid of a CSV in metres."
                    ),
                    typed="{file} has metres, and more than one grid puts them into the municipality: {grids}. Say "
                    "which, as --crs {code}.",
                    file=file,
                    grids=", ".join(f"{one.name} ({one.code})" for one in likely),
                    code=likely[0].code,
                )
            )
        grid = likely[0] if likely else None
        if grid is None:
            raise AreaError(
                Sentence(
                    N_("{file} has metres of which the grid is not known. Choose the municipality first."),
                    typed="{file} has metres of which the grid is not known. Choose the municipality first, or say it: "
                    "--crs EPSG:3010, for example.",
                    file=file,
                )
            )
    known = np.isfinite(north) & np.isfinite(east)
    lat, lng = np.full(north.size, np.nan), np.full(north.size, np.nan)
    lat[known], lng[known] = grid.to_degrees(north[known], east[known])
    return lat, lng


def likely_grids(family: GridFamily, north: Floats, east: Floats, borders: Borders | None) -> tuple[Grid, ...]:
    """Return the grids of a family that put most of the points into the municipality, the likeliest first.

    There is more than one where the points do not speak against another: in a municipality that is wider than two
    zones are apart, a town lies inside in either. Of SWEREF 99 TM there is but one.
    """
    grids = zones_of(family)
    if len(grids) == 1:
        return grids
    some = np.flatnonzero(fits_family(family, north, east))[:: max(1, north.size // _SAMPLE)]
    if borders is None or not some.size:
        return ()
    inside = {}
    for grid in grids:
        states, _ = borders.judge(*grid.to_degrees(north[some], east[some]))
        inside[grid] = int((states == Belonging.INSIDE).sum())
    least = max(inside.values()) - max(_STRAY, _STRAY_SHARE * some.size)
    ordered = sorted(grids, key=lambda grid: -inside[grid])
    return tuple(grid for grid in ordered if inside[grid] > _MOST * some.size and inside[grid] >= least)


def grid_of_code(code: str) -> Grid:
    """Return the grid of a code such as `EPSG:3010` or 3010. Raises AreaError for any other."""
    number = re.fullmatch(r"(?:EPSG:)?(\d{4})", code.strip(), re.IGNORECASE)
    if number is None or int(number[1]) not in GRIDS:
        raise AreaError(
            N_("{code} is no grid that is known. Choose EPSG:3006 (SWEREF 99 TM), 3007 to 3018 or 3019 to 3024."),
            code=code,
        )
    return GRIDS[int(number[1])]
