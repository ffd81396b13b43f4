"""The same map without WebGL: a deck made into a Vega-Lite dictionary, layer by layer, which any browser draws.

It is fitted to whatever room it gets, so full screen shows more of the same. Positions are whole numbers on a flat Web
Mercator around the middle of the map: a third of the bytes of degrees, and quicker to draw.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import pydeck

from est.maps.cell_geometry import cell_boundary
from est.maps.colors import Color, Palette
from est.maps.deck import Map
from est.maps.geojson_layers import GeoJSON
from est.maps.ground_picture import picture_part
from est.maps.joined_parts import join_parts
from est.maps.key import Key, key_height, key_layer
from est.maps.view import (
    CLOSEST,
    EARTH,
    FIGURE,
    LEGIBLE,
    LETTER,
    LETTER_SIZE,
    RADIUS,
    ROOM,
    Extent,
    Frame,
    mercator_points,
    uncovered,
)

Spec = dict[str, Any]

PAINTED = "painted"  # the part that has the colours of cells
CHOICE = "cells"  # the name of the choice by a click; what is chosen has the field "cell"
WORLD = 512 * 2**CLOSEST  # the width of the world in units: one is a pixel at the closest view, some 0.6 m in Sweden
HALO = 3  # pixels around letters
FIELD = "@@="  # before the name of a field, where a setting is that of each row


def map_chart(
    deck: Map,
    palette: Palette,
    description: str,
    *,
    keys: Sequence[Key] = (),
    frame: Frame,
    fixed: bool = False,
    shown: Mapping[str, str] | None = None,
) -> Spec:
    """Return what the deck shows as a chart, with `keys` below it.

    `shown` are the conditions, as Vega reads them, under which layers of these names are.

    A click chooses the cell under it, as CHOICE; each cell says beside the pointer what it says in the deck. The map
    itself has about the size of the `frame`, so that names have the room that was reckoned with; the chart takes the
    width it is given, unless it is `fixed`.
    """
    centre = deck.extent.centre
    origin = _units([centre])[0]
    zoom = deck.initial_view_state.zoom
    scale = _scale(deck.extent)
    drawn = [
        part | {"transform": [{"filter": shown[layer.id]}]} if shown and layer.id in shown else part
        for layer in deck.layers
        for part in _parts(layer, palette, origin, zoom, scale)
    ]
    filled = [layer for layer in deck.layers if layer.type == "H3HexagonLayer"]
    hit: Spec = {
        "name": "hit",
        "params": [{"name": CHOICE, "select": {"type": "point", "fields": ["cell"]}}],
        # above all else, as every shape under the pointer is asked for a cell
        "mark": {"type": "geoshape", "fill": "#000", "fillOpacity": 0, "stroke": None, "clip": True},
        "encoding": {"tooltip": {"field": "tip", "type": "nominal"}},
    }
    cells: Spec = {
        # data further in than at the top, where Streamlit would make a table of it
        "data": {"values": _cell_rows(filled, deck.tooltip, origin)},
        "projection": _projection(scale),
        "layer": [*join_parts(drawn), hit],
    }
    # the size of what fits into a page holds the key too
    size = (
        {"width": frame.width, "height": frame.height}
        if fixed
        else {"width": "container", "height": frame.height + key_height(keys, frame.width)}
    )
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": description,
        **size,
        "layer": [cells, *(key_layer(key, frame.width) for key in keys)],
        "resolve": {
            kind: dict.fromkeys(("shape", "fill", "stroke", "strokeDash"), "independent")
            for kind in ("scale", "legend")
        },
        # some thousand shapes are quicker to paint than as many elements of a page are to make
        "usermeta": {"embedOptions": {"renderer": "canvas"}},
        "config": {
            "aria": False,
            "view": {"stroke": None},
            "legend": {"layout": {"bottom": {"direction": "vertical"}}},
        },
    }


def _scale(extent: Extent) -> str:
    """Return how many pixels a unit has, as Vega reads it: as many as let the extent fill the room there is."""
    wide, high = (round(part * ROOM * WORLD, 1) for part in (extent.wide, extent.high))
    return f"min(1, width / {wide:g}, height / {high:g})"


def _projection(scale: str) -> Spec:
    """Return how units become pixels: the middle of the map in the middle of the room."""
    return {"type": "identity", "scale": {"expr": scale}, "translate": {"expr": "[width / 2, height / 2]"}}


def _cell_rows(layers: Sequence[pydeck.Layer], tooltip: str, origin: list[int]) -> list[Spec]:
    """Return the cells of a deck once: shape, name, colour where they have one, and what is said of them."""
    fills: dict[str, Color] = {}
    said: dict[str, str] = {}
    for layer in layers:
        color = _setting(layer, "hexagon-cell", "get_fill_color")
        # what has the least opacity there is can be clicked and is not seen
        if isinstance(color, str):
            field = color.removeprefix(FIELD)
            fills |= {row["cell"]: row[field] for row in layer.data if row[field] and row[field][3] > 1}
        elif color and color[3] > 1:
            fills |= {row["cell"]: color for row in layer.data}
        if layer.pickable:
            said |= {row["cell"]: tooltip.format_map(row).replace("\u200b", "") for row in layer.data}
    return [
        {
            "type": "Polygon",
            "coordinates": _outline(cell, origin[0], origin[1]),
            "cell": cell,
            "tip": said.get(cell, ""),
        }
        | (_paint("fill", fills[cell]) if cell in fills else {})
        for cell in {**said, **fills}
    ]


@lru_cache(maxsize=20_000)
def _outline(cell: str, x: int, y: int) -> list[list[list[int]]]:
    """Return the outline of a cell in units from a point, the same list in every chart: not to be changed.

    One at a time, plain numbers are quicker than an array.
    """
    half = WORLD / (2 * math.pi)
    ring = [
        (round(lng / 360 * WORLD), round(-half * math.asinh(math.tan(math.radians(lat)))))
        for lng, lat in cell_boundary(cell)
    ]
    return [_moved(ring, (x, y))]


def _parts(layer: pydeck.Layer, palette: Palette, origin: list[int], zoom: float, scale: str) -> list[Spec]:
    """Return the parts of the chart that one layer becomes; `scale` is the pixels of a unit, for Vega."""
    match layer.type:
        case "H3HexagonLayer":
            return _cell_parts(layer, palette)
        case "GeoJsonLayer" if not layer.pickable:
            return list(_shape_parts(layer, (origin[0], origin[1]), zoom))
        case "TextLayer" if layer.data and getattr(layer, "background", False):
            return _disc_parts(layer, origin, zoom)
        case "TextLayer" if layer.data:
            return _label_parts(layer, origin, zoom, scale)
        case "BitmapLayer":
            return [picture_part(layer, origin, WORLD, scale)]
        case _:
            return []


def _cell_parts(layer: pydeck.Layer, palette: Palette) -> list[Spec]:
    """Return the colours of cells, or their grid: those that can be clicked come once more, above all else."""
    painted: Spec = {
        "name": PAINTED,
        "transform": [{"filter": "isValid(datum.fill)"}],
        "mark": {"type": "geoshape", "clip": True, "strokeWidth": 1, **_paint("stroke", palette.casing)},
        "encoding": {
            "fill": {"field": "fill", "type": "nominal", "scale": None},
            "fillOpacity": {"field": "fillOpacity", "type": "quantitative", "scale": None},
        },
    }
    grid: Spec = {"mark": {"type": "geoshape", "filled": False, "clip": True, "strokeWidth": 1}}
    if layer.pickable:
        grid["mark"] |= _paint("stroke", layer.get_line_color)
    has_colors = not layer.pickable or isinstance(layer.get_fill_color, str)
    return [painted] * has_colors + [grid] * bool(layer.pickable)


@lru_cache(maxsize=256)  # the ground's layers are the same for every map of a view
def _shape_parts(layer: pydeck.Layer, origin: tuple[int, int], zoom: float) -> tuple[Spec, ...]:
    shapes = [_placed(feature["geometry"], origin) for feature in layer.data["features"]]
    if not shapes:
        return ()
    radius = getattr(layer, "get_point_radius", 3)
    bare: Spec = {"type": "geoshape", "clip": True, "fill": None, "stroke": None, "strokeJoin": "round"}
    if any(shape["type"] in ("Point", "MultiPoint", "GeometryCollection") for shape in shapes):
        bare["pointRadius"] = radius
    parts: list[Spec] = []
    line = _setting(layer, "linestrings", "get_line_color")
    if line:
        wide = _pixels(layer, "line_width", getattr(layer, "get_line_width", 1), origin, zoom)
        mark = bare | _paint("stroke", line) | {"strokeWidth": wide}
        if dash := getattr(layer, "get_dash_array", None):
            mark["strokeDash"] = [mark["strokeWidth"] * length for length in dash]
        parts.append({"data": {"values": shapes}, "mark": mark})
    if getattr(layer, "filled", True):
        areas = [shape for shape in shapes if shape["type"] not in ("LineString", "MultiLineString")]
        fill = _setting(layer, "polygons-fill", "get_fill_color")
        if areas and fill:
            parts.insert(0, {"data": {"values": areas}, "mark": bare | _paint("fill", fill)})
    return tuple(parts)


def _pixels(layer: pydeck.Layer, name: str, width: float, origin: Sequence[int], zoom: float) -> float:
    """Return the pixels of a layer's lines or letters, by the name of their settings: also of those in metres."""
    if str(getattr(layer, f"{name}_units", "pixels" if name == "size" else "meters")) != "pixels":
        around = EARTH / math.cosh(2 * math.pi * origin[1] / WORLD)  # metres around the earth at this latitude
        width /= around / (512 * 2**zoom)
    least, most = getattr(layer, f"{name}_min_pixels", 0), getattr(layer, f"{name}_max_pixels", math.inf)
    return round(min(max(width, least), most), 1)


def _label_parts(layer: pydeck.Layer, origin: list[int], zoom: float, scale: str) -> list[Spec]:
    """Return texts with a halo, those with the same distance from their point together; none that are too small.

    One that an edge would cut is not seen: nobody can move this map, and its room is not always that of its frame.
    """
    by_offset: dict[tuple[float, float], list[Spec]] = {}
    size = _pixels(layer, "size", layer.get_size, origin, zoom)
    if size < LEGIBLE:
        return []
    for row in layer.data:
        x, y = _moved(_units([_setting(layer, "", "get_position", row)]), origin)[0]
        offset = _setting(layer, "", "get_pixel_offset", row) or [0, 0]
        text = _setting(layer, "", "get_text", row).replace("\u200b", "")
        turned = {"angle": -row["angle"]} if "angle" in row else {}  # Vega turns with the clock, the deck against it
        right, down = _half(text, size, row.get("angle", 0))
        box = {"box": [offset[0] - right, offset[1] - down, offset[0] + right, offset[1] + down]}
        by_offset.setdefault((offset[0], offset[1]), []).append({"x": x, "y": y, "text": text} | turned | box)
    mark: Spec = {"type": "text", "fontSize": size, "fontWeight": layer.font_weight, "clip": True}
    mark |= {"strokeJoin": "round", "opacity": {"expr": f"{_in_sight(scale)} ? 1 : 0"}}
    fill = _paint("fill", _setting(layer, "characters", "get_color"))
    halo = {**_paint("stroke", layer.outline_color), "strokeWidth": 2 * HALO, "fill": None}
    angle = {"angle": {"field": "angle", "type": "quantitative", "scale": None}} if hasattr(layer, "get_angle") else {}
    return [
        {"data": {"values": rows}, "mark": mark | {"dx": right, "dy": down} | paint, "encoding": _at("text") | angle}
        for (right, down), rows in by_offset.items()
        for paint in (halo, fill)
    ]


def _half(text: str, size: float, angle: float) -> tuple[int, int]:
    """Return the pixels from the middle of a text to its sides and to its ends above and below, turned by degrees."""
    wide, high = (len(text) * LETTER[0] * size / LETTER_SIZE / 2, LETTER[1] * size / LETTER_SIZE / 2)
    along, across = abs(math.cos(math.radians(angle))), abs(math.sin(math.radians(angle)))
    return math.ceil(wide * along + high * across), math.ceil(wide * across + high * along)


def _in_sight(scale: str) -> str:
    """Return the condition, as Vega reads it, that all of a text's `box` around its point lies on the map."""
    x, y = (f"{scale} * datum.{name}" for name in ("x", "y"))
    inside = [f"{x} + datum.box[0] >= -width / 2", f"{x} + datum.box[2] <= width / 2"]
    inside += [f"{y} + datum.box[1] >= -height / 2", f"{y} + datum.box[3] <= height / 2"]
    return " && ".join(inside)


def _disc_parts(layer: pydeck.Layer, origin: list[int], zoom: float) -> list[Spec]:
    """Return numbers on discs, but for those that would cover a better one; the best is on top."""
    best_first = sorted(layer.data, key=lambda row: -row["order"])
    points = [_setting(layer, "", "get_position", row) for row in best_first]
    shown = uncovered(points, [len(row["number"]) for row in best_first], zoom)
    rows = [
        {
            "x": x,
            "y": y,
            "text": best_first[at]["number"],
            "size": math.pi * (RADIUS + FIGURE / 2 * (len(best_first[at]["number"]) - 1)) ** 2,
            **_paint("fill", best_first[at]["disc"]),
            **_paint("stroke", best_first[at]["rim"]),
        }
        for at, (x, y) in zip(shown, _moved(_units([points[at] for at in shown]), origin), strict=True)
    ][::-1]
    as_given = {"type": "nominal", "scale": None}
    disc = {
        "mark": {"type": "point", "strokeWidth": 2, "opacity": 1, "clip": True},
        "encoding": _at()
        | {name: {"field": name, **as_given} for name in ("fill", "stroke")}
        | {"size": {"field": "size", "type": "quantitative", "scale": None}},
    }
    number = {
        "mark": {"type": "text", "fontSize": layer.get_size, "fontWeight": layer.font_weight, "clip": True},
        "encoding": _at("text") | {"fill": {"field": "stroke", **as_given}},
    }
    return [{"data": {"values": rows}, "layer": [disc, number]}]


def _at(text: str | None = None) -> Spec:
    """Return the encoding of where a mark is, and of its text if it has one."""
    where = {
        "longitude": {"field": "x", "type": "quantitative"},  # the projection takes units for degrees
        "latitude": {"field": "y", "type": "quantitative"},
    }
    return where | ({"text": {"field": text, "type": "nominal"}} if text else {})


def _setting(layer: pydeck.Layer, part: str, name: str, row: Spec | None = None) -> Any:  # noqa: ANN401 (as pydeck's own)
    """Return a layer's setting, if it stands there that of a part of it, for one row of its data if one is given."""
    words = name.split("_")
    camel = words[0] + "".join(map(str.capitalize, words[1:]))
    parts = getattr(layer, "_sub_layer_props", {})
    value = parts.get(part, {}).get(camel, getattr(layer, name, None))
    if value is None and part == "linestrings":
        value = parts.get(part, {}).get("getColor")
    if row is not None and isinstance(value, str) and value.startswith(FIELD):
        return row[value.removeprefix(FIELD)]
    return value


def _paint(name: str, color: Sequence[int]) -> Spec:
    """Return a colour and its opacity, which every viewer of SVG reads apart."""
    red, green, blue, opacity = color
    return {name: f"#{red:02x}{green:02x}{blue:02x}", f"{name}Opacity": round(opacity / 255, 2)}


def _units(positions: Sequence[Sequence[float]]) -> list[list[int]]:
    return mercator_points(positions, WORLD)


def _moved(points: Iterable[Sequence[int]], origin: Sequence[int]) -> list[list[int]]:
    return [[x - origin[0], y - origin[1]] for x, y in points]


def _placed(geometry: GeoJSON, origin: Sequence[int]) -> Spec:
    """Return a geometry in units from the origin."""

    def place(coordinates: Any) -> Any:  # noqa: ANN401 (nested as deep as the kind of geometry says)
        if not isinstance(coordinates[0][0], (int, float)):
            return [place(part) for part in coordinates]
        return _moved(_units(coordinates), origin)

    kind, coordinates = geometry["type"], geometry["coordinates"]
    return _shape(kind, place([coordinates])[0] if kind == "Point" else place(coordinates))


def _shape(kind: str, coordinates: Any) -> Spec:  # noqa: ANN401 (nested as deep as the kind of geometry says)
    return {"type": kind, "coordinates": coordinates}
