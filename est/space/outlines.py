"""Outlines as GeoJSON: the land they cover, and the cells they touch."""

import math
from collections.abc import Mapping
from typing import Any

import h3.api.basic_int as h3_int
import numpy as np
import polars as pl
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from est.errors import AreaError
from est.sentences import Sentence
from est.space.cells import Cells, Floats, areas_km2
from est.space.ground import feature_collection, parse_layer
from est.text import N_

Outline = Mapping[str, Any] | str

THE_OUTLINE = Sentence(N_("The outline"))
METRES_PER_DEGREE = 111_195  # along a meridian


def municipality_land(outline: Outline, name: str = THE_OUTLINE) -> BaseGeometry:
    """Return the one (multi)polygon in degrees that all features of a GeoJSON cover together.

    Raises AreaError when it is not GeoJSON in WGS 84 or holds no area; points and lines beside areas are left out.
    """
    document = parse_layer(outline, name) if isinstance(outline, str) else dict(outline)
    shapes = [shape(feature["geometry"]) for feature in feature_collection(document, name)["features"]]
    polygons = [
        part
        for geometry in shapes
        for part in shapely.get_parts(shapely.get_parts(geometry))
        if part.geom_type in ("Polygon", "MultiPolygon")
    ]
    together = shapely.union_all(polygons)
    if together.is_empty:
        kinds = ", ".join(sorted({geometry.geom_type for geometry in shapes}))
        raise AreaError(
            N_("{name} covers no area: it holds {kinds}. Give a Polygon or a MultiPolygon."), name=name, kinds=kinds
        )
    return together


def widen_land(ground: BaseGeometry, metres: float) -> BaseGeometry:
    """Return the land with a margin. A degree east is shorter than a degree north, so it is stretched meanwhile."""
    squeeze = math.cos(math.radians(ground.centroid.y))
    flat = shapely.transform(ground, lambda xy: xy * (squeeze, 1.0))
    return shapely.transform(flat.buffer(metres / METRES_PER_DEGREE), lambda xy: xy / (squeeze, 1.0))


def overlapping_cells(ground: BaseGeometry, resolution: int) -> pl.DataFrame:
    """Return [cell u64, share f64, area_km2 f64] of every cell that the land overlaps, by cell.

    `share` is the part of the cell (0-1) that is land of ours, `area_km2` that part in km² on the sphere.
    """
    polygon = h3_int.geo_to_h3shape(mapping(ground))
    # the plain polygon_to_cells keeps only the cells whose centre lies inside
    found = h3_int.h3shape_to_cells_experimental(polygon, resolution, contain="overlap")
    cells = np.array(sorted(set(found)), dtype=np.uint64)
    # most cells of a town lie wholly inside, and what is cut of the others is looked at one by one
    inside = h3_int.h3shape_to_cells_experimental(polygon, resolution, contain="full")
    cut = ~np.isin(cells, np.array(inside, dtype=np.uint64))
    shares = np.ones(cells.size)
    shares[cut] = land_shares(ground, cells[cut])
    frame = pl.DataFrame({"cell": cells, "share": shares, "area_km2": shares * areas_km2(cells)})
    return frame.filter(pl.col("share") > 0)


def land_shares(ground: BaseGeometry, cells: Cells) -> Floats:
    """Return the part (0-1) of every cell that is land."""
    if not cells.size:
        return np.zeros(0)
    corners = [h3_int.cell_to_boundary(cell) for cell in cells.tolist()]
    of_cell = np.repeat(np.arange(cells.size), [len(around) for around in corners])
    hexagons = shapely.polygons(shapely.linearrings(np.concatenate(corners)[:, ::-1], indices=of_cell))
    shapely.prepare(ground)
    shares = np.ones(cells.size)
    edge = ~shapely.contains_properly(ground, hexagons)
    # within one cell a degree east has one length, so the ratio of two areas in degrees is the ratio on the ground
    shares[edge] = shapely.area(shapely.intersection(hexagons[edge], ground)) / shapely.area(hexagons[edge])
    return shares
