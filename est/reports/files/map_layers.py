"""The layers of a map file as rows: what a feature is called, what it may be, and its shape in WGS 84.

Run in the child process of `sandbox.py`: a GeoPackage and PMTiles are read by GDAL, a large program in C++.
"""
# not measured: the child process may write no file, and so none that tells which of these lines were run

import io
import json
from typing import Any

import polars as pl

PMTILES, SQLITE = b"PMTiles", b"SQLite format 3\x00"
MOST_FEATURES = 2_000_000


def read_map_layers(content: bytes, names: tuple[str, ...], classes: tuple[str, ...]) -> pl.DataFrame:
    """Return [layer, classes list, name, shape WKB] of every feature with a shape. ValueError when it is no map file.

    `names` and `classes` are the columns that may hold the name and the class, in small letters.
    """
    if content.startswith((PMTILES, SQLITE)):
        return _by_gdal(content, names, classes)
    document = json.loads(content.decode("utf-8-sig"))  # not by GDAL, which opens more than GeoJSON that begins so
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        raise ValueError("no list of features")
    return _by_json(document, names, classes)


def _by_json(document: dict[str, Any], names: tuple[str, ...], classes: tuple[str, ...]) -> pl.DataFrame:
    import shapely  # noqa: PLC0415 (loaded only in the child, after its limits are set)

    layer = document.get("name")
    rows = []
    for feature in document["features"]:
        if not isinstance(feature, dict) or not feature.get("geometry"):
            continue
        known = feature.get("properties")
        properties = {str(key).lower(): value for key, value in known.items()} if isinstance(known, dict) else {}
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        rows.append(
            (
                str(layer) if isinstance(layer, str) else "",
                [str(properties[name]) for name in classes if properties.get(name)],
                next((str(properties[name]) for name in names if properties.get(name)), None),
                shapely.to_wkb(shapely.force_2d(shape)),
            )
        )
    return _frame(rows)


def _by_gdal(content: bytes, names: tuple[str, ...], classes: tuple[str, ...]) -> pl.DataFrame:
    import pyogrio  # noqa: PLC0415 (see _by_json)

    frames = [_frame([])]
    left = MOST_FEATURES
    for layer, kind in pyogrio.list_layers(io.BytesIO(content)):
        if kind is None:
            continue  # a table without shapes
        frames.append(_layer(content, str(layer), left, names, classes))
        left -= frames[-1].height
    return pl.concat(frames)


def _layer(content: bytes, layer: str, most: int, names: tuple[str, ...], classes: tuple[str, ...]) -> pl.DataFrame:
    import pyogrio  # noqa: PLC0415 (see _by_json)
    import pyproj  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    fields = {str(name).lower(): str(name) for name in pyogrio.read_info(io.BytesIO(content), layer=layer)["fields"]}
    wanted = [fields[name] for name in dict.fromkeys((*names, *classes)) if name in fields]
    meta, _, blobs, columns = pyogrio.raw.read(
        io.BytesIO(content), layer=layer, columns=wanted, force_2d=True, max_features=max(1, most)
    )
    held = dict(zip((str(name).lower() for name in meta["fields"]), columns, strict=True))
    shapes = shapely.from_wkb(blobs)
    if meta["crs"] and not pyproj.CRS(meta["crs"]).equals(pyproj.CRS("EPSG:4326"), ignore_axis_order=True):
        degrees = pyproj.Transformer.from_crs(meta["crs"], "EPSG:4326", always_xy=True)
        shapes = shapely.transform(shapes, degrees.transform, interleaved=False)
    rows = [
        (
            layer,
            [str(held[name][row]) for name in classes if name in held and held[name][row] is not None],
            next((str(held[name][row]) for name in names if name in held and held[name][row]), None),
            shapely.to_wkb(shape),
        )
        for row, shape in enumerate(shapes)
        if shape is not None and not shape.is_empty
    ]
    return _frame(rows)


def _frame(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    kinds: dict[str, Any] = {"layer": pl.String, "classes": pl.List(pl.String), "name": pl.String, "shape": pl.Binary}
    return pl.DataFrame(rows, schema=kinds, orient="row")
