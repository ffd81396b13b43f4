"""What lies under the cells: outlines, layers of the municipality's own, named places."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import pydeck
from pydeck.types import String

from est.maps.colors import Color, Palette
from est.maps.view import PLACES

GeoJSON = dict[str, Any]

LINES = ("linestrings", "polygons-stroke")  # the parts of a GeoJsonLayer that draw lines
FONT = '"Source Sans", "Source Sans 3", sans-serif'  # comes with Streamlit; nothing is fetched


@dataclass(frozen=True)
class Ground:
    """What lies under the cells: outlines and layers as GeoJSON in WGS 84, and named places [name, lat, lng]."""

    municipality: GeoJSON | None = None
    neighbours: GeoJSON | None = None
    study_area: GeoJSON | None = None
    layers: tuple[GeoJSON, ...] = ()
    places: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PLACES))

    def __post_init__(self) -> None:
        """Keep the shapes alone, once and for all the maps drawn on this ground."""
        for name in ("municipality", "neighbours", "study_area"):
            if getattr(self, name):
                object.__setattr__(self, name, bare_layer(getattr(self, name)))
        object.__setattr__(self, "layers", tuple(bare_layer(layer) for layer in self.layers))


def plain_ground(text: str) -> str:
    """Return the text such that the map's reader of JSON takes it for text.

    deck.gl evaluates every string that begins with `@@`, in data too, and stops drawing at one it cannot follow.
    """
    return "\u200b" + text if text.startswith("@@") else text


def undim(sublayers: Iterable[str], **colors: object) -> dict[str, Any]:
    """Give colours to the parts of a layer, where Streamlit does not look: it fades every layer once one is chosen."""
    return {name: dict(colors) for name in sublayers}


def ground_layers(ground: Ground, palette: Palette) -> list[pydeck.Layer]:
    """Return the layers that lie lowest: the municipality's own, its neighbours and its outline."""
    layers = [_geometry_layer(f"layer {number}", layer, palette) for number, layer in enumerate(ground.layers, 1)]
    if ground.neighbours:
        layers.append(line_layer("neighbours", ground.neighbours, palette.ground, 1))
    if ground.municipality:
        layers.append(line_layer("municipality", ground.municipality, palette.ground, 2))
    return layers


def outline_layers(ground: Ground, palette: Palette) -> list[pydeck.Layer]:
    """Return the outline of the study area, which is drawn over the counts."""
    return [line_layer("study area", ground.study_area, palette.area, 1.5)] if ground.study_area else []


def _geometry_layer(name: str, geojson: GeoJSON, palette: Palette) -> pydeck.Layer:
    return pydeck.Layer(
        "GeoJsonLayer",
        id=name,
        data=geojson,
        line_width_min_pixels=1,
        get_point_radius=3,
        point_radius_units=String("pixels"),
        _sub_layer_props=undim(LINES, getColor=list(palette.ground))
        | undim(("polygons-fill",), getFillColor=list(palette.land))
        | undim(("points-circle",), getFillColor=list(palette.ground), getLineColor=list(palette.ground)),
        pickable=False,
    )


def line_layer(name: str, geojson: GeoJSON, color: Color, width: float) -> pydeck.Layer:
    """Return the lines of bare GeoJSON, in pixels wide, not to be clicked."""
    return pydeck.Layer(
        "GeoJsonLayer",
        id=name,
        data=geojson,
        filled=False,
        stroked=True,
        get_line_width=width,
        line_width_units=String("pixels"),
        _sub_layer_props=undim(LINES, getColor=list(color)),
        pickable=False,
    )


def bare_layer(geojson: GeoJSON) -> GeoJSON:
    """Return the geometries alone, as properties hold text of others (see `plain`)."""
    return _collection((shape["type"], shape["coordinates"]) for shape in _geometries(geojson))


def layer_shapes(kind: str, coordinates: Iterable[Any]) -> GeoJSON:
    """Return geometries of one kind as a FeatureCollection."""
    return _collection((kind, positions) for positions in coordinates)


def _collection(geometries: Iterable[tuple[str, Any]]) -> GeoJSON:
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": positions}}
        for kind, positions in geometries
    ]
    return {"type": "FeatureCollection", "features": features}


def _geometries(geojson: GeoJSON) -> Iterable[GeoJSON]:
    match geojson.get("type"):
        case "FeatureCollection":
            return [shape for feature in geojson["features"] for shape in _geometries(feature)]
        case "Feature":
            return _geometries(geojson["geometry"]) if geojson.get("geometry") else []
        case "GeometryCollection":
            return [shape for part in geojson["geometries"] for shape in _geometries(part)]
        case _:
            return [geojson]


def place_layers(places: pl.DataFrame, palette: Palette) -> list[pydeck.Layer]:
    """Return the names of places [name, lat, lng, down] as labels `down` pixels below their points."""
    rows = [
        {"at": [lng, lat], "name": plain_ground(name), "offset": [0, down]}
        for name, lat, lng, down in places.select(*PLACES, "down").iter_rows()
    ]
    halo = [*palette.casing[:3], 220]
    return [
        pydeck.Layer(
            "TextLayer",
            id="places",
            data=rows,
            get_position="at",
            get_text="name",
            get_size=14,
            get_pixel_offset="offset",
            font_family=String(FONT),
            font_weight=600,
            font_settings={"sdf": True, "buffer": 6, "radius": 16},
            outline_width=8,
            outline_color=halo,
            _sub_layer_props=undim(("characters",), getColor=list(palette.text)),
            character_set=String("auto"),  # the default holds no å, ä or ö
            pickable=False,
        )
    ]
