"""Named places in bulk: from CSV, GeoJSON or GeoPackage, and what stands in the way of taking them."""

import math
import re
from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely

from est.errors import AreaError
from est.space.borders import Borders
from est.space.cells import Floats
from est.space.feature_files import column_named, layer_points, read_features
from est.space.geopackage import FeatureLayer
from est.space.grids import Grid
from est.space.outlines import METRES_PER_DEGREE
from est.space.places import named_places
from est.space.street_names import fold_name
from est.store import Store
from est.text import N_

SAME_POINT_M = 1.0
LONGEST_NAME = 100
_NAME = re.compile(r"name|namn|plats|plats ?namn|place(?: ?name)?|benamning|objekt ?namn|popularnamn")
_KIND = re.compile(r"kind|typ|type|slag|plats ?typ|kategori|objekt ?typ|category")
_RADIUS = re.compile(r"radius|radie|radius ?m|radie ?m")
BULK: dict[str, pl.DataType] = {
    "name": pl.String(),
    "kind": pl.String(),
    "lat": pl.Float64(),
    "lng": pl.Float64(),
    "radius_m": pl.Float64(),
}


@dataclass(frozen=True)
class PlacesComparison:
    """Places of a file beside those that are named already.

    `new` (BULK) have names that are free; `same` is how many are there already, as they are; `moved` are [id, BULK] of
    those whose name is there with another point, kind or radius, as the file has them; `doubled` are names that stand
    several times in the file for different points, of which none is among the others.
    """

    new: pl.DataFrame
    same: int
    moved: pl.DataFrame
    doubled: tuple[str, ...]


def read_places(
    content: bytes, file: str, borders: Borders | None = None, grid: Grid | None = None
) -> tuple[pl.DataFrame, int]:
    """Return the places of a file (BULK), and how many of its features have no name.

    An area is placed on itself, and its radius is that of a circle as large. Raises AreaError when no layer has names.
    """
    layers = read_features(content, file, borders, grid)
    for layer in layers:
        name = column_named(layer.properties.columns, _NAME)
        if name is None:
            continue
        places = _places(layer, name)
        if places.height:
            return places, layer.properties.height - places.height
    raise AreaError(
        N_("{file} has no column of names; it has {columns}. Call it name."),
        file=file,
        columns=", ".join(dict.fromkeys(name for layer in layers for name in layer.properties.columns)),
    )


def _places(layer: FeatureLayer, name: str) -> pl.DataFrame:
    kind, radius = (column_named(layer.properties.columns, one) for one in (_KIND, _RADIUS))
    lat, lng = layer_points(layer)
    nothing = pl.repeat(None, lat.size, dtype=pl.String, eager=True)
    metres = (layer.properties[radius] if radius else nothing).str.replace(",", ".", literal=True)
    own = pl.Series(_radii(layer, lat), dtype=pl.Float64)
    frame = pl.DataFrame(
        {
            "name": layer.properties[name].str.strip_chars().str.replace_all(r"\s+", " ").str.slice(0, LONGEST_NAME),
            "kind": (layer.properties[kind] if kind and kind != name else nothing).str.strip_chars(),
            "lat": lat,
            "lng": lng,
            "radius_m": metres.cast(pl.Float64, strict=False).fill_null(own),
        },
        schema_overrides=BULK,
    )
    return frame.filter(pl.col("name").fill_null("") != "").with_columns(pl.col("kind").replace("", None))


def _radii(layer: FeatureLayer, lat: Floats) -> list[float | None]:
    """Return the radius in metres of a circle as large as each area, None for points and lines."""
    square = shapely.area(layer.geometries) * np.cos(np.radians(lat)) * METRES_PER_DEGREE**2
    return [round(math.sqrt(one / math.pi), 1) if one > 0 else None for one in square.tolist()]


def compare_places(store: Store, places: pl.DataFrame) -> PlacesComparison:
    """Return places of a file (BULK) beside those of the store; names are compared without capitals and accents."""
    keys = pl.Series("key", [fold_name(name) for name in places["name"].to_list()], dtype=pl.String)
    rows = places.with_columns(keys).unique(["key", "lat", "lng"], keep="first", maintain_order=True)
    often = rows.filter(pl.len().over("key") > 1)
    rows = rows.filter(pl.len().over("key") == 1)
    known = named_places(store)
    held = known.with_columns(
        pl.Series("key", [fold_name(name) for name in known["name"].to_list()], dtype=pl.String)
    ).select("key", "id", *(pl.col(name).alias(f"held_{name}") for name in ("kind", "lat", "lng", "radius_m")))
    paired = rows.join(held.unique("key", keep="first"), on="key", how="inner", maintain_order="left")
    near = (
        ((pl.col("lat") - pl.col("held_lat")) ** 2 + ((pl.col("lng") - pl.col("held_lng")) * 0.5) ** 2).sqrt()
        * METRES_PER_DEGREE
    ) <= SAME_POINT_M
    told = [pl.col(name).is_null() | pl.col(name).eq_missing(pl.col(f"held_{name}")) for name in ("kind", "radius_m")]
    moved = paired.filter(~(near & told[0] & told[1]))
    # what the file does not say stays as it is
    kept = [pl.coalesce(name, f"held_{name}").alias(name) for name in ("kind", "radius_m")]
    return PlacesComparison(
        rows.join(held, on="key", how="anti", maintain_order="left").select(*BULK),
        paired.height - moved.height,
        moved.with_columns(kept).select("id", *BULK),
        tuple(often.unique("key", keep="first", maintain_order=True)["name"].to_list()),
    )
