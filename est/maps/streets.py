"""The municipality's own ground on a map: water and buildings below the cells, roads, rail and names above them.

What is drawn follows from how near the map is: what is seen at that zoom and a little nearer, around the view alone,
and no corner finer than a pixel. So a county's roads do not make a town's map slow.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
import pydeck
import shapely
from pydeck.types import String

from est.maps.colors import Color, Palette
from est.maps.geojson_layers import FONT, GeoJSON, fill_layer, line_layer, plain_ground, undim
from est.maps.view import LETTER, Extent, MapWindow, mercator_points
from est.space.ground_features import feature_shapes, thin_shapes
from est.space.ground_kinds import BUILDING, RAIL, ROAD, WATER

AROUND = 0.5  # of the view, on each side of it: a little can be dragged
NEARER = 1.0  # steps of zoom that a reader goes in before corners are seen
FROM_ZOOM = {WATER: (0, 10, 12, 13.5), RAIL: (9,) * 4, ROAD: (0, 9.5, 11.5, 13.5), BUILDING: (13.0,) * 4}
"""The zoom from which a feature of each rank is drawn."""
WIDTHS = (3.0, 2.2, 1.4, 0.8)  # pixels of a road of each rank
MOST_POINTS = 30_000  # corners on one map; the smallest features make room
LEAST_AREA = 12.0  # square pixels
NAME_SIZE, NAME_LETTER = 12, 6.0  # pixels of a name, and of one of its letters
MOST_NAMES = 60


@dataclass(frozen=True, eq=False)
class StreetMap:
    """The features of the ground (`FEATURES`), the largest first, ready to be drawn."""

    features: pl.DataFrame
    shapes: Any = field(init=False, repr=False)
    _drawn: dict[tuple[Extent, float], "Streets"] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        """Read the shapes once and for all maps."""
        object.__setattr__(self, "shapes", feature_shapes(self.features))

    def view_at(self, extent: Extent, zoom: float) -> "Streets":
        """Return what is drawn of it in a view; kept, as the same view is drawn again and again."""
        key = (extent, zoom)
        if key not in self._drawn:
            if len(self._drawn) > 20:
                self._drawn.clear()
            self._drawn[key] = thin_streets(self.features, self.shapes, extent, zoom)
        return self._drawn[key]


@dataclass(frozen=True)
class StreetName:
    """A name with its place, in which direction it runs (degrees, against the clock), and whether it is water's."""

    name: str
    lng: float
    lat: float
    angle: float
    water: bool


@dataclass(frozen=True, eq=False)
class Streets:
    """What is drawn in one view: shapes by kind and rank as GeoJSON geometries, and names."""

    shapes: Mapping[tuple[str, int], tuple[dict[str, Any], ...]] = field(default_factory=dict)
    names: tuple[StreetName, ...] = ()


def thin_streets(features: pl.DataFrame, shapes: Any, extent: Extent, zoom: float) -> Streets:  # noqa: ANN401 (an array of shapely's)
    """Return what of the features is drawn in this view, with the names that have room."""
    near = zoom + NEARER
    lng, lat = extent.centre
    wide, high = (extent.east - extent.west) * (0.5 + AROUND), (extent.north - extent.south) * (0.5 + AROUND)
    box = shapely.box(lng - wide, lat - high, lng + wide, lat + high)
    kinds, ranks = features["kind"].to_numpy(), features["rank"].to_numpy()
    seen = [near >= FROM_ZOOM[kind][min(rank, 3)] for kind, rank in zip(kinds, ranks, strict=True)]
    rows = np.flatnonzero(np.array(seen, dtype=bool) & shapely.intersects(shapes, box))
    pixel = 360 / (512 * 2**near)  # degrees of longitude
    cut = thin_shapes(shapely.intersection(shapes[rows], box), pixel / 2)
    squashed = pixel * pixel * math.cos(math.radians(lat))
    areal = shapely.get_dimensions(cut) == 2
    kept = ~shapely.is_empty(cut) & (~areal | (shapely.area(cut) >= LEAST_AREA * squashed))
    kept &= np.cumsum(np.where(kept, shapely.get_num_coordinates(cut), 0)) <= MOST_POINTS
    rows, cut = rows[kept], shapely.set_precision(cut[kept], 1e-5)
    drawn: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row, shape in zip(rows.tolist(), cut, strict=True):
        for part in shapely.get_parts(shape):
            if shapely.get_dimensions(part) >= 1 and not part.is_empty:
                drawn.setdefault((kinds[row], int(ranks[row])), []).append(shapely.geometry.mapping(part))
    names = _names(features["name"].gather(rows).to_list(), kinds[rows], cut, zoom)
    return Streets({key: tuple(parts) for key, parts in drawn.items()}, names)


def _names(names: Sequence[str | None], kinds: Any, shapes: Any, zoom: float) -> tuple[StreetName, ...]:  # noqa: ANN401 (arrays)
    """Return the names that have room along what they name, each once, the first first."""
    world = 512 * 2**zoom
    taken: list[tuple[float, float, float, float]] = []
    found: dict[str, StreetName] = {}
    for name, kind, shape in zip(names, kinds, shapes, strict=True):
        if not name or name in found or kind == BUILDING or len(found) >= MOST_NAMES:
            continue
        wide = NAME_LETTER * len(name)
        at = _along(shape, world, wide) if shapely.get_dimensions(shape) == 1 else _within(shape, world, wide)
        if at is None:
            continue
        (lng, lat), angle = at
        x, y = mercator_points([(lng, lat)], world)[0]
        turn = math.radians(angle)
        half = (
            abs(math.cos(turn)) * wide / 2 + abs(math.sin(turn)) * NAME_SIZE,
            abs(math.sin(turn)) * wide / 2 + abs(math.cos(turn)) * NAME_SIZE,
        )
        if any(abs(x - a) < half[0] + b and abs(y - c) < half[1] + d for a, b, c, d in taken):
            continue
        taken.append((x, half[0], y, half[1]))
        found[name] = StreetName(name, round(lng, 6), round(lat, 6), round(angle, 1), water=kind == WATER)
    return tuple(found.values())


def _along(shape: Any, world: float, wide: float) -> tuple[tuple[float, float], float] | None:  # noqa: ANN401 (shapely's)
    """Return the middle of the longest line and its direction there, if the name is no longer than it."""
    lines = shapely.get_parts(shape)
    longest = lines[int(np.argmax(shapely.length(lines)))]
    flat = shapely.linestrings(mercator_points(list(longest.coords), world * 16)) if longest.length else None
    if flat is None or flat.length / 16 < wide:
        return None
    middle = longest.interpolate(0.5, normalized=True)
    before, after = (flat.interpolate(share, normalized=True) for share in (0.45, 0.55))
    angle = math.degrees(math.atan2(before.y - after.y, after.x - before.x))
    return (middle.x, middle.y), (angle + 90) % 180 - 90


def _within(shape: Any, world: float, wide: float) -> tuple[tuple[float, float], float] | None:  # noqa: ANN401 (shapely's)
    """Return a point inside the largest area, if the area is about as wide as the name."""
    parts = shapely.get_parts(shape)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    west, _, east, _ = largest.bounds
    point = largest.representative_point()
    return ((point.x, point.y), 0.0) if (east - west) / 360 * world >= 0.6 * wide else None


@lru_cache(maxsize=64)
def below_layers(streets: Streets, palette: Palette) -> tuple[pydeck.Layer, ...]:
    """Return what lies under the cells: areas of water, squares and buildings."""
    fills = (
        (WATER, palette.water),
        (ROAD, palette.building),
        (BUILDING, palette.building),
    )
    areas = {
        kind: [
            shape
            for (of, _), shapes in streets.shapes.items()
            for shape in shapes
            if of == kind and shape["type"] == "Polygon"
        ]
        for kind, _ in fills
    }
    return tuple(
        fill_layer(f"areas of {kind}", _collection(areas[kind]), color) for kind, color in fills if areas[kind]
    )


@lru_cache(maxsize=64)
def above_layers(streets: Streets, palette: Palette) -> tuple[pydeck.Layer, ...]:
    """Return what lies over the colours of the cells: shores, streams, roads by their rank, rail with its dashes."""
    layers = []
    for (kind, rank), shapes in sorted(streets.shapes.items(), key=lambda item: (-item[0][1], item[0][0])):
        if kind == ROAD:
            layers.append(line_layer(f"roads {rank}", _collection(shapes), palette.road, WIDTHS[min(rank, 3)]))
        elif kind == WATER:
            layers.append(line_layer(f"shores {rank}", _collection(shapes), palette.shore, 1.0))
        elif kind == RAIL:
            rail = line_layer(f"rail {rank}", _collection(shapes), palette.rail, 2.0)
            rail.extensions = [{"@@type": "PathStyleExtension", "dash": True}]
            rail.get_dash_array = [4, 3]
            layers.append(rail)
    return tuple(layers)


def name_layers(
    streets: Streets, palette: Palette, window: MapWindow, places: Sequence[tuple[float, float, int, int, int]]
) -> list[pydeck.Layer]:
    """Return the names of streets and waters that keep off names and numbers at (lng, lat, right, down, letters).

    One that an edge of the window would cut is moved inward if it lies level, as on a lake, and else left out.
    """
    boxes = [
        (x + right, y + down, letters * LETTER[0] / 2, LETTER[1] / 2)
        for (x, y), (right, down, letters) in zip(
            mercator_points([place[:2] for place in places], window.world) if places else [],
            [place[2:] for place in places],
            strict=True,
        )
    ]
    rows: dict[bool, list[dict[str, Any]]] = {False: [], True: []}
    stood: list[tuple[float, float, float, float]] = []
    for name in streets.names:
        ((x, y),) = mercator_points([(name.lng, name.lat)], window.world)
        turn, half = math.radians(name.angle), NAME_LETTER * len(name.name) / 2
        wide, high = abs(math.cos(turn)) * half + 6, abs(math.sin(turn)) * half + 6
        moved = window.inward(x, y, 2 * wide, 2 * high)
        if moved is None or (any(moved) and not (name.water and name.angle == 0)):
            continue
        right, down = map(round, moved)
        x, y = x + right, y + down
        if all(
            abs(x - a) > wide + b or abs(y - c) > high + d for a, c, b, d in [*boxes, *(stood if right or down else ())]
        ):
            stood.append((x, y, wide, high))
            shown = {"name": plain_ground(name.name), "angle": name.angle, "offset": [right, down]}
            rows[name.water].append({"at": [name.lng, name.lat]} | shown)
    return [
        _text_layer(layer, rows[water], color, palette)
        for layer, water, color in (("street names", False, palette.text), ("water names", True, palette.shore))
        if rows[water]
    ]


def _text_layer(name: str, rows: list[dict[str, Any]], color: Color, palette: Palette) -> pydeck.Layer:
    return pydeck.Layer(
        "TextLayer",
        id=name,
        data=rows,
        get_position="at",
        get_text="name",
        get_size=NAME_SIZE,
        get_angle="angle",
        get_pixel_offset="offset",
        font_family=String(FONT),
        font_weight=400,
        font_settings={"sdf": True, "buffer": 6, "radius": 16},
        outline_width=6,
        outline_color=[*palette.casing[:3], 200],
        _sub_layer_props=undim(("characters",), getColor=[*color[:3], 220]),
        character_set=String("auto"),
        pickable=False,
    )


def _collection(shapes: Sequence[dict[str, Any]]) -> GeoJSON:
    features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
    return {"type": "FeatureCollection", "features": features}
