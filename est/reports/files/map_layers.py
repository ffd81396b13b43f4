"""The layers of a map file as rows: what a feature is called, what it may be, and its shape in degrees (WGS 84).

Run in the child process of `sandbox.py`: a GeoPackage and PMTiles are read by GDAL, a large program in C++.
"""
# not measured: the child process may write no file, and so none that tells which of these lines were run

import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from est.space.ground_kinds import GROUND_COLUMNS, feature_classes, feature_name

PMTILES, SQLITE = b"PMTiles", b"SQLite format 3\x00"
MOST_FEATURES = 2_000_000
SAMPLE = 300  # points in metres, by which a grid is told
MOSTLY = 0.5  # of the shapes of a layer: a file in degrees has strays too
ROWS: dict[str, Any] = {"layer": pl.String, "classes": pl.List(pl.String), "name": pl.String, "shape": pl.Binary}


@dataclass(frozen=True)
class MapLayers:
    """Features with a shape as [layer, classes list, name, shape WKB] (`ROWS`); how many have none, how many one that
    cannot be read, of which `first` is the number of the first (from 1), and how many lie nowhere on earth.

    `metres` are points [easting, northing] of features whose coordinates are no degrees and of which the file does not
    say the system: they are not among the rows.
    """

    rows: pl.DataFrame
    shapeless: int = 0
    unreadable: int = 0
    first: int = 0
    nowhere: int = 0
    metres: list[list[float]] = field(default_factory=list)


def read_map_layers(content: bytes, grid: int | None = None) -> MapLayers:
    """Return the features of a map file, with the columns that say what ground is. ValueError when it is none.

    `grid` is the EPSG code of coordinates that are no degrees where the file does not say it.
    """
    if content.startswith((PMTILES, SQLITE)):
        layers = _by_gdal(content)
    else:
        document = json.loads(content.decode("utf-8-sig"))  # not by GDAL, which opens more than what begins so
        if isinstance(document, dict) and document.get("type") == "Feature":
            document = {"features": [document]}
        if not isinstance(document, dict) or not isinstance(document.get("features"), list):
            raise ValueError("no list of features")
        layers = [_by_json(document)]
    return _in_degrees(layers, grid)


@dataclass(frozen=True)
class _Layer:
    """One layer as it is: [layer, classes, name] of each of its features, their shapes (None where there is none), and
    the coordinate system that it names.
    """

    told: list[tuple[str, list[str], str | None]]
    shapes: Any
    given: Any  # whether a feature has a shape, be it one that cannot be read
    system: str | None


def _by_json(document: dict[str, Any]) -> _Layer:
    import numpy as np  # noqa: PLC0415 (loaded only in the child, after its limits are set)
    import shapely  # noqa: PLC0415

    named = document.get("name")
    layer = named if isinstance(named, str) else ""
    features = [feature if isinstance(feature, dict) else {} for feature in document["features"]]
    told = []
    for feature in features:
        known = feature.get("properties")
        properties = {str(key).lower(): value for key, value in known.items()} if isinstance(known, dict) else {}
        told.append((layer, feature_classes(properties), feature_name(properties)))
    texts = [json.dumps(feature["geometry"]) if feature.get("geometry") else None for feature in features]
    shapes = shapely.from_geojson(np.array(texts, dtype=object), on_invalid="ignore")
    given = np.array([text is not None for text in texts], dtype=np.bool_)
    return _Layer(told, shapes, given, _json_system(document.get("crs")))


def _json_system(crs: object) -> str | None:
    """Return the system of the old "crs" member of GeoJSON, which most Swedish programs write."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else None


def _by_gdal(content: bytes) -> list[_Layer]:
    import pyogrio  # noqa: PLC0415 (see _by_json)

    layers: list[_Layer] = []
    left = MOST_FEATURES
    for layer, kind in pyogrio.list_layers(io.BytesIO(content)):
        if kind is None:
            continue  # a table without shapes
        layers.append(_layer(content, str(layer), left))
        left -= len(layers[-1].told)
    return layers


def _layer(content: bytes, layer: str, most: int) -> _Layer:
    import numpy as np  # noqa: PLC0415 (see _by_json)
    import pyogrio  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    fields = {str(name).lower(): str(name) for name in pyogrio.read_info(io.BytesIO(content), layer=layer)["fields"]}
    wanted = [fields[name] for name in GROUND_COLUMNS if name in fields]
    meta, _, blobs, values = pyogrio.raw.read(
        io.BytesIO(content), layer=layer, columns=wanted, force_2d=True, max_features=max(1, most)
    )
    held = dict(zip((str(name).lower() for name in meta["fields"]), values, strict=True))
    told = []
    for row in range(len(blobs)):
        properties = {name: column[row] for name, column in held.items()}
        told.append((layer, feature_classes(properties), feature_name(properties)))
    given = np.array([blob is not None for blob in blobs], dtype=np.bool_)
    return _Layer(told, shapely.from_wkb(blobs, on_invalid="ignore"), given, meta["crs"] or None)


def _in_degrees(layers: Iterable[_Layer], grid: int | None) -> MapLayers:
    """Return the features of layers, their shapes in degrees."""
    import numpy as np  # noqa: PLC0415 (see _by_json)
    import shapely  # noqa: PLC0415

    found = MapLayers(pl.DataFrame(schema=ROWS))
    before = 0
    for layer in layers:
        shapes = shapely.force_2d(layer.shapes)
        given = layer.given & (shapely.is_missing(shapes) | ~shapely.is_empty(shapes))
        whole = given & np.isfinite(shapely.bounds(shapes)).all(axis=1)
        rows, broken = np.flatnonzero(whole), np.flatnonzero(given & ~whole)
        shapes = shapes[rows]
        change = _to_degrees(layer.system)
        metres: Any = np.empty((0, 2))
        if change is None and rows.size and _are_degrees(shapes).mean() < MOSTLY:
            change = None if grid is None else _to_degrees(f"EPSG:{grid}")
            metres = shapely.get_coordinates(shapes[~_are_degrees(shapes)]) if grid is None else metres
        if change is not None:
            shapes = shapely.transform(shapes, change, interleaved=False)
        there = _are_degrees(shapes)
        told = [layer.told[row] for row in rows[there]]
        blobs = shapely.to_wkb(shapes[there])
        frame = pl.DataFrame([(*one, blob) for one, blob in zip(told, blobs, strict=True)], ROWS, orient="row")
        found = MapLayers(
            pl.concat([found.rows, frame]),
            found.shapeless + int((~given).sum()),
            found.unreadable + broken.size,
            found.first or (before + int(broken[0]) + 1 if broken.size else 0),
            found.nowhere + int((~there).sum()),
            found.metres + metres[:: max(1, len(metres) // SAMPLE)].tolist(),
        )
        before += len(layer.told)
    return found


def _are_degrees(shapes: Any) -> Any:  # noqa: ANN401 (arrays, of shapely's geometries and of bool)
    """Return which shapes lie on earth, taken as degrees."""
    import numpy as np  # noqa: PLC0415 (see _by_json)
    import shapely  # noqa: PLC0415

    return (np.abs(shapely.bounds(shapes)) <= (180, 90, 180, 90)).all(axis=1)


def _to_degrees(system: str | None) -> Callable[..., Any] | None:
    """Return what makes degrees of a system's coordinates; None where they are some, or no system is named."""
    import pyproj  # noqa: PLC0415 (see _by_json)

    try:
        known = pyproj.CRS(system) if system else None
    except pyproj.exceptions.CRSError:
        known = None
    if known is None or known.equals(pyproj.CRS("EPSG:4326"), ignore_axis_order=True):
        return None
    transform: Callable[..., Any] = pyproj.Transformer.from_crs(known, "EPSG:4326", always_xy=True).transform
    return transform
