"""Single reports as points, where a cell has so few that its colour would say less than where they are."""

import polars as pl
import pydeck
from pydeck.types import String

from est.maps.colors import Palette
from est.maps.geojson_layers import LINES, layer_shapes, undim
from est.maps.key import Sign

RADIUS, MORE = 5, 2  # pixels of the point of one report, and what each other one on it adds
RIM = 1.5
CIRCLE = "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0Z"


def point_layers(points: pl.DataFrame, palette: Palette) -> list[pydeck.Layer]:
    """Return the points [lat, lng, count] as layers that are not to be clicked, the larger ones below."""
    counts = sorted(points["count"].unique().to_list(), reverse=True)
    return [_point_layer(points.filter(pl.col("count") == count), int(count), palette) for count in counts]


def _point_layer(points: pl.DataFrame, count: int, palette: Palette) -> pydeck.Layer:
    fill, rim = list(palette.counts[-1]), list(palette.casing)
    return pydeck.Layer(
        "GeoJsonLayer",
        id=f"points of {count}",
        data=layer_shapes("Point", [list(row) for row in points.select("lng", "lat").rows()]),
        filled=True,
        stroked=True,
        get_point_radius=RADIUS + MORE * (count - 1),
        point_radius_units=String("pixels"),
        get_line_width=RIM,
        line_width_units=String("pixels"),
        _sub_layer_props=undim(LINES, getColor=rim)
        | undim(("polygons-fill",), getFillColor=fill)
        | undim(("points-circle",), getFillColor=fill, getLineColor=rim),
        pickable=False,
    )


def point_sign(label: str, palette: Palette) -> Sign:
    """Return the sign of a point."""
    return Sign(label, fill=palette.counts[-1], line=palette.casing, width=RIM, shape=CIRCLE)


def coloured_cells(cells: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """Return the cells without those in whose place there are points [cell, ...]."""
    return cells.join(points.select("cell"), on="cell", how="anti", maintain_order="left")
