"""The marks on a map: flags with their outline and numbered badge, and the chosen cell."""

from collections.abc import Sequence

import h3
import polars as pl
import pydeck
from pydeck.types import String

from est.hotspots.detection.flag_rule import Flag
from est.maps.cell_geometry import cell_boundary, cell_centre
from est.maps.colors import Palette
from est.maps.geojson_layers import FONT, GeoJSON, bare_layer, layer_shapes, path_layer
from est.maps.view import PADDING, RADIUS

UNDER_NO_NAME = 20  # so many flags, the first in rank, have a number that no name of a place lies under
FULL = 12  # pixels of a cell's edge from which on lines have their full width


def flag_layers(flagged: pl.DataFrame, palette: Palette, edge: float) -> list[pydeck.Layer]:
    """Return the lines of flags [cell, unit, flag], the last on top: clear ones solid, watched ones dashed.

    Lines are thinner where a cell's edge, so many metres long, is short on the screen: cells show their colours then.
    """
    rows = flagged.select("cell", "unit", "flag").rows()
    layers: list[pydeck.Layer] = []
    for name, kind, dash in (("watch", Flag.WATCH, (4, 2.5)), ("clear", Flag.CLEAR, None)):
        lines = layer_shapes("LineString", [cell_boundary(cell, unit) for cell, unit, flag in rows if flag == kind])
        width = 2.5 if dash else 4.5
        layers += [
            thinner(path_layer(f"{name} casing", lines, palette.casing, width + 3), edge),
            thinner(path_layer(name, lines, palette.mark, width, dash), edge),
        ]
    return layers


def flags_first(places: pl.DataFrame, flagged: pl.DataFrame) -> pl.DataFrame:
    """Return the places [name, lat, lng], those first after which a flagged cell [cell, place] is called, then those
    that lie in one: their names have room before others.
    """
    cells = set(flagged["cell"])
    if not cells or places.is_empty():
        return places
    resolution = h3.get_resolution(next(iter(cells)))
    called = set(flagged["place"]) if "place" in flagged.columns else set()
    order = [
        0 if name in called else 1 if h3.latlng_to_cell(lat, lng, resolution) in cells else 2
        for name, lat, lng in places.select("name", "lat", "lng").iter_rows()
    ]
    return places[sorted(range(len(order)), key=order.__getitem__)]


def flag_discs(flagged: pl.DataFrame, raised: float = 0.0) -> list[tuple[float, float, int]]:
    """Return where the numbers of the first flags stand, as lng and lat, and the letters each takes.

    `flagged` [cell, rank] has the first at its end. They are `raised` from the middle of the cell as far as its top
    is, times this.
    """
    first = flagged.tail(UNDER_NO_NAME).select("cell", "rank")
    return [(*_disc_at(cell, raised), len(str(rank)) + 2) for cell, rank in first.iter_rows()]


def _disc_at(cell: str, raised: float) -> tuple[float, float]:
    lng, lat = cell_centre(cell)
    if not raised:
        return lng, lat
    return lng, round(lat + raised * (max(y for _, y in cell_boundary(cell)) - lat), 6)


def reach_layers(outlines: Sequence[GeoJSON], palette: Palette, edge: float) -> list[pydeck.Layer]:
    """Return the outlines around the reports of marked places, thin enough to show the cells below.

    `edge` is that of a cell, in metres, as for the flags.
    """
    lines = bare_layer({"type": "GeometryCollection", "geometries": list(outlines)})
    return [
        thinner(path_layer("outlines casing", lines, palette.casing, 3.5), edge),
        thinner(path_layer("outlines", lines, palette.text, 1.5), edge),
    ]


def selected_layers(cells: Sequence[str], palette: Palette) -> list[pydeck.Layer]:
    """Return the outlines of the chosen cells, a little outside them, so that the line of a flag is seen within.

    Nothing is drawn without a cell.
    """
    lines = layer_shapes("LineString", [_widened(cell) for cell in cells])
    return [
        path_layer("chosen casing", lines, palette.casing, 8),
        path_layer("chosen", lines, palette.text, 4),
    ]


WIDER = 0.14  # of a cell


def _widened(cell: str) -> list[tuple[float, float]]:
    x, y = cell_centre(cell)
    return [(round(lng + WIDER * (lng - x), 6), round(lat + WIDER * (lat - y), 6)) for lng, lat in cell_boundary(cell)]


AROUND = 0.5  # degrees; further than a map of some cells can be dragged in a moment


def around_layer(cells: Sequence[str], palette: Palette) -> pydeck.Layer:
    """Return a sheet under the cells that is not seen and can be clicked."""
    points = [cell_centre(cell) for cell in cells] or [(0.0, 0.0)]
    west, east = min(x for x, _ in points) - AROUND, max(x for x, _ in points) + AROUND
    south, north = min(y for _, y in points) - AROUND, max(y for _, y in points) + AROUND
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return pydeck.Layer(
        "GeoJsonLayer",
        id="around",
        data=layer_shapes("Polygon", [[ring]]),
        get_fill_color=[*palette.casing[:3], 1],
        stroked=False,
        filled=True,
        pickable=True,
    )


def thinner(lines: pydeck.Layer, edge: float) -> pydeck.Layer:
    """Return the lines, thinner where the edge of a cell, so many metres long, has fewer than FULL pixels."""
    width = lines.get_line_width
    lines.get_line_width, lines.line_width_units = round(width * edge / FULL, 1), String("meters")
    lines.line_width_min_pixels, lines.line_width_max_pixels = 0.5, width
    return lines


def number_layer(flagged: pl.DataFrame, palette: Palette, raised: float = 0.0) -> pydeck.Layer:
    """Return the number of each flag [cell, flag, rank], the last on top, on a disc that is filled for a clear one.

    They are `raised` as in `flag_discs`.

    The browser leaves out the discs that would lie over a better one at the zoom at hand. All are in one layer: in two
    it would take the first of one for the first of the other.
    """
    numbers = flagged.select("cell", "flag", "rank").rows()
    last = max((rank for _cell, _flag, rank in numbers), default=1)
    mark, casing = list(palette.mark), list(palette.casing)
    rows = [
        {
            "at": _disc_at(cell, raised),
            "number": str(rank),
            "order": round(1000 * (1 - rank / last), 2),
            "disc": mark if flag == Flag.CLEAR else casing,
            "rim": casing if flag == Flag.CLEAR else mark,
        }
        for cell, flag, rank in numbers
    ]
    return pydeck.Layer(
        "TextLayer",
        id="numbers",
        data=rows,
        get_position="at",
        get_text="number",
        get_size=13,
        font_family=String(FONT),
        font_weight=700,
        background=True,
        background_padding=list(PADDING),
        background_border_radius=RADIUS,
        get_border_width=2,
        extensions=[{"@@type": "CollisionFilterExtension"}],
        get_collision_priority="order",
        collision_group=String("flags"),
        collision_test_props={"sizeScale": 2},  # one whose disc reaches the middle of another's is not enough
        _sub_layer_props={
            "characters": {"getColor": "@@=rim"},
            "background": {"getFillColor": "@@=disc", "getLineColor": "@@=rim"},
        },
        pickable=False,
    )
