"""The marks on a map: flags with their outline and numbered badge, and the chosen cell."""

from collections.abc import Iterable
from typing import Any

import h3
import polars as pl
import pydeck
from pydeck.types import String

from est.maps.colors import Color, Palette
from est.maps.ground import FONT, GeoJSON, bare, line_layer, undimmed

CLEAR, WATCH = "tydlig", "bevaka"


def flag_layers(flagged: pl.DataFrame, palette: Palette) -> list[pydeck.Layer]:
    """Return the flags [cell, unit, flag, rank]: clear ones solid and filled, watched ones dashed and hollow."""
    rows = [
        {
            "path": _boundary(row["cell"], row["unit"]),
            "at": _centre(row["cell"]),
            "number": str(row["rank"]),
            "flag": row["flag"],
        }
        for row in flagged.sort("rank", descending=True).iter_rows(named=True)  # the first is drawn on top
    ]
    clear = [row for row in rows if row["flag"] == CLEAR]
    watch = [row for row in rows if row["flag"] == WATCH]
    return [
        _path_layer("watch casing", watch, palette.casing, 5),
        _path_layer("watch", watch, palette.mark, 2.5, dash=(4, 2.5)),
        _path_layer("clear casing", clear, palette.casing, 7.5),
        _path_layer("clear", clear, palette.mark, 4.5),
        _badge_layer("watch badges", watch, palette.casing, palette.mark),
        _badge_layer("clear badges", clear, palette.mark, palette.casing),
        _number_layer("watch numbers", watch, palette.mark),
        _number_layer("clear numbers", clear, palette.casing),
    ]


def selected_layers(cell: str | None, palette: Palette) -> list[pydeck.Layer]:
    """Return the outline of the chosen cell; nothing is drawn without one."""
    rows = [{"path": _boundary(cell, "cell")}] if cell else []
    return [
        _path_layer("chosen casing", rows, palette.casing, 8),
        _path_layer("chosen", rows, palette.text, 4),
    ]


def _path_layer(
    name: str, rows: list[dict[str, Any]], color: Color, width: float, dash: tuple[float, float] | None = None
) -> pydeck.Layer:
    layer = line_layer(name, _features("LineString", [row["path"] for row in rows]), color, width)
    layer.line_joint_rounded = True
    if dash:
        layer.extensions = [{"@@type": "PathStyleExtension", "dash": True}]
        layer.get_dash_array = list(dash)
    return layer


def _badge_layer(name: str, rows: list[dict[str, Any]], fill: Color, line: Color) -> pydeck.Layer:
    return pydeck.Layer(
        "GeoJsonLayer",
        id=name,
        data=_features("Point", [row["at"] for row in rows]),
        get_point_radius=10,
        point_radius_units=String("pixels"),
        get_line_width=2,
        line_width_units=String("pixels"),
        _sub_layer_props=undimmed(("points-circle",), getFillColor=list(fill), getLineColor=list(line)),
        pickable=False,
    )


def _features(kind: str, coordinates: Iterable[Any]) -> GeoJSON:
    shapes = [{"type": kind, "coordinates": positions} for positions in coordinates]
    return bare({"type": "GeometryCollection", "geometries": shapes})


def _number_layer(name: str, rows: list[dict[str, Any]], color: Color) -> pydeck.Layer:
    return pydeck.Layer(
        "TextLayer",
        id=name,
        data=[{"at": row["at"], "number": row["number"]} for row in rows],
        get_position="at",
        get_text="number",
        get_size=13,
        font_family=String(FONT),
        font_weight=700,
        _sub_layer_props=undimmed(("characters",), getColor=list(color)),
        pickable=False,
    )


def _boundary(cell: str, unit: str | None) -> list[list[float]]:
    """Return the closed outline of a cell, or of the cell and its ring, as [lng, lat]."""
    if unit != "ring":
        corners = h3.cell_to_boundary(cell)
    else:
        shape = h3.cells_to_h3shape(h3.grid_disk(cell, 1), tight=True)
        corners = tuple(shape.outer)
    return [[round(lng, 6), round(lat, 6)] for lat, lng in (*corners, corners[0])]


def _centre(cell: str) -> list[float]:
    lat, lng = h3.cell_to_latlng(cell)
    return [round(lng, 6), round(lat, 6)]
