"""GeoJSON features to rows: a point as it is, a line or an area as its centre, which says how exact it is."""

import json
import math
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping, shape

from est.space.grids import Grid
from est.text import N_

PRECISION = "place precision"
APPROXIMATE = 250  # metres across, up to which the centre of a line or an area is a place
CENTRES = N_(
    "Of {count} of {all} features, which are lines or areas, the centre is taken: approximate up to {most} metres "
    "across, and else an area that counts in totals and not on the map."
)
_DEGREE = 111_320  # metres of a degree of latitude


def feature_row(feature: dict[str, Any], grid: Grid | None) -> dict[str, Any]:
    """Return a GeoJSON feature as a row: its properties, and its geometry as a point, one of a grid in degrees.

    What is no point has its centre in `geometry`, and in `PRECISION` what that is worth. A geometry that cannot be read
    stands as it is, so that its row is named.
    """
    told, geometry = feature.get("properties"), feature.get("geometry")
    row = dict(told) if isinstance(told, dict) else {}
    if not isinstance(geometry, dict):
        return row
    if geometry.get("type") != "Point" and (found := _centre(geometry, in_metres=grid is not None)):
        geometry, across = found
        if across > 0:
            row[PRECISION] = "approximate" if across <= APPROXIMATE else "area"
    if grid is not None and geometry.get("type") == "Point":
        geometry = _in_degrees(geometry, grid)
    return {**row, "geometry": json.dumps(geometry)}


def _centre(geometry: dict[str, Any], *, in_metres: bool) -> tuple[dict[str, Any], float] | None:
    """Return a point in the middle of a geometry and how many metres it is across; None where it has none."""
    try:
        read = shapely.force_2d(shape(geometry))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError):
        return None
    if read.is_empty or not np.isfinite(read.bounds).all():
        return None
    west, south, east, north = read.bounds
    degrees = not in_metres and max(map(abs, read.bounds)) <= 360
    high, wide = north - south, east - west
    if degrees:
        high, wide = high * _DEGREE, wide * _DEGREE * math.cos(math.radians((north + south) / 2))
    middle = mapping(read.centroid)
    return {"type": "Point", "coordinates": list(middle["coordinates"])}, math.hypot(high, wide)


def _in_degrees(geometry: dict[str, Any], grid: Grid) -> dict[str, Any]:
    try:
        east, north = (float(number) for number in geometry["coordinates"][:2])
    except (KeyError, TypeError, ValueError):
        return geometry  # what is no point is named row by row
    lat, lng = grid.to_degrees(np.array([north]), np.array([east]))
    return {"type": "Point", "coordinates": [round(float(lng[0]), 7), round(float(lat[0]), 7)]}
