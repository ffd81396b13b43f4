"""The marks on a map: flags with their outline and numbered badge, and the chosen cell."""

from collections.abc import Sequence
from itertools import accumulate

import h3
import numpy as np
import polars as pl
import pydeck
from pydeck.types import String

from est.maps.colors import Color, Palette
from est.maps.ground import FONT, GeoJSON, bare, line_layer, shapes, undimmed

CLEAR, WATCH = "tydlig", "bevaka"


def flag_layers(flagged: pl.DataFrame, palette: Palette) -> list[pydeck.Layer]:
    """Return the flags [cell, unit, flag, rank]: clear ones solid and filled, watched ones dashed and hollow."""
    rows = flagged.sort("rank", descending=True).select("cell", "unit", "flag", "rank").rows()  # the first on top
    layers: list[pydeck.Layer] = []
    for name, kind, dash in (("watch", WATCH, (4, 2.5)), ("clear", CLEAR, None)):
        mine = [(cell, unit, str(rank)) for cell, unit, flag, rank in rows if flag == kind]
        lines = shapes("LineString", _boundaries([(cell, unit) for cell, unit, _ in mine]))
        centres = [_centre(cell) for cell, _, _ in mine]
        width, filled = (2.5, False) if dash else (4.5, True)
        disc, rim = (palette.mark, palette.casing) if filled else (palette.casing, palette.mark)
        layers += [
            path_layer(f"{name} casing", lines, palette.casing, width + 3),
            path_layer(name, lines, palette.mark, width, dash),
            _badge_layer(f"{name} badges", shapes("Point", centres), disc, rim),
            _number_layer(f"{name} numbers", list(zip(centres, (rank for *_, rank in mine), strict=True)), rim),
        ]
    return layers


def reach_layers(outlines: Sequence[GeoJSON], palette: Palette) -> list[pydeck.Layer]:
    """Return the outlines around the reports of marked places, thin enough to show the cells below."""
    lines = bare({"type": "GeometryCollection", "geometries": list(outlines)})
    return [
        path_layer("outlines casing", lines, palette.casing, 3.5),
        path_layer("outlines", lines, palette.text, 1.5),
    ]


def selected_layers(cells: Sequence[str], palette: Palette) -> list[pydeck.Layer]:
    """Return the outlines of the chosen cells; nothing is drawn without one."""
    lines = shapes("LineString", _boundaries([(cell, "cell") for cell in cells]))
    return [
        path_layer("chosen casing", lines, palette.casing, 8),
        path_layer("chosen", lines, palette.text, 4),
    ]


AROUND = 0.5  # degrees; further than a map of some cells can be dragged in a moment


def around_layer(cells: Sequence[str], palette: Palette) -> pydeck.Layer:
    """Return a sheet under the cells that is not seen and can be clicked."""
    points = [_centre(cell) for cell in cells] or [[0.0, 0.0]]
    west, east = min(x for x, _ in points) - AROUND, max(x for x, _ in points) + AROUND
    south, north = min(y for _, y in points) - AROUND, max(y for _, y in points) + AROUND
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return pydeck.Layer(
        "GeoJsonLayer",
        id="around",
        data=shapes("Polygon", [[ring]]),
        get_fill_color=[*palette.casing[:3], 1],
        stroked=False,
        filled=True,
        pickable=True,
    )


def path_layer(
    name: str, lines: GeoJSON, color: Color, width: float, dash: tuple[float, float] | None = None
) -> pydeck.Layer:
    """Return lines with rounded corners, dashed with these lengths of stroke and gap if any."""
    layer = line_layer(name, lines, color, width)
    layer.line_joint_rounded = True
    if dash:
        layer.extensions = [{"@@type": "PathStyleExtension", "dash": True}]
        layer.get_dash_array = list(dash)
    return layer


def _badge_layer(name: str, points: GeoJSON, fill: Color, line: Color) -> pydeck.Layer:
    return pydeck.Layer(
        "GeoJsonLayer",
        id=name,
        data=points,
        get_point_radius=10,
        point_radius_units=String("pixels"),
        get_line_width=2,
        line_width_units=String("pixels"),
        _sub_layer_props=undimmed(("points-circle",), getFillColor=list(fill), getLineColor=list(line)),
        pickable=False,
    )


def _number_layer(name: str, numbers: list[tuple[list[float], str]], color: Color) -> pydeck.Layer:
    return pydeck.Layer(
        "TextLayer",
        id=name,
        data=[{"at": at, "number": number} for at, number in numbers],
        get_position="at",
        get_text="number",
        get_size=13,
        font_family=String(FONT),
        font_weight=700,
        _sub_layer_props=undimmed(("characters",), getColor=list(color)),
        pickable=False,
    )


def _boundaries(units: Sequence[tuple[str, str | None]]) -> list[list[list[float]]]:
    """Return the closed outline of each cell, or of each cell and its ring (unit "ring"), as [lng, lat]."""
    rings = []
    for cell, unit in units:
        whole = h3.cells_to_h3shape(h3.grid_disk(cell, 1), tight=True).outer if unit == "ring" else None
        corners = whole or h3.cell_to_boundary(cell)
        rings.append((*corners, corners[0]))
    # all rounded at once: there may be hundreds of flags
    corners = np.round([corner for ring in rings for corner in ring], 6).reshape(-1, 2)[:, ::-1].tolist()
    ends = list(accumulate(len(ring) for ring in rings))
    return [corners[end - len(ring) : end] for ring, end in zip(rings, ends, strict=True)]


def _centre(cell: str) -> list[float]:
    lat, lng = h3.cell_to_latlng(cell)
    return [round(lng, 6), round(lat, 6)]
