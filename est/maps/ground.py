"""What lies under the cells: outlines, layers of the municipality's own, named places."""

from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl
import pydeck
from pydeck.types import String

from est.maps.colors import Palette
from est.maps.geojson_layers import FONT, LINES, GeoJSON, bare_layer, line_layer, plain_ground, undim
from est.maps.ground_picture import Picture, picture_layer
from est.maps.streets import StreetMap
from est.maps.view import LETTER_SIZE, PLACES


@dataclass(frozen=True, eq=False)
class Ground:
    """What lies under the cells: outlines and layers as GeoJSON in WGS 84, streets, the picture of a map service, named
    places [name, lat, lng].
    """

    municipality: GeoJSON | None = None
    neighbours: GeoJSON | None = None
    study_area: GeoJSON | None = None
    layers: tuple[GeoJSON, ...] = ()
    streets: StreetMap | None = None
    picture: Picture | None = None
    places: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PLACES))

    def __post_init__(self) -> None:
        """Keep the shapes alone, once and for all the maps drawn on this ground."""
        for name in ("municipality", "neighbours", "study_area"):
            if getattr(self, name):
                object.__setattr__(self, name, bare_layer(getattr(self, name)))
        object.__setattr__(self, "layers", tuple(bare_layer(layer) for layer in self.layers))


@lru_cache(maxsize=32)
def picture_layers(ground: Ground, palette: Palette) -> tuple[pydeck.Layer, ...]:
    """Return what lies under all else: the picture of a map service, where one is turned on."""
    return (picture_layer(ground.picture, palette),) if ground.picture else ()


@lru_cache(maxsize=32)
def ground_layers(ground: Ground, palette: Palette) -> tuple[pydeck.Layer, ...]:
    """Return the layers that lie lowest: the municipality's own, its neighbours and its outline."""
    layers = [_geometry_layer(f"layer {number}", layer, palette) for number, layer in enumerate(ground.layers, 1)]
    if ground.neighbours:
        layers.append(line_layer("neighbours", ground.neighbours, palette.ground, 1))
    if ground.municipality:
        layers.append(line_layer("municipality", ground.municipality, palette.ground, 2))
    return tuple(layers)


@lru_cache(maxsize=32)
def outline_layers(ground: Ground, palette: Palette) -> tuple[pydeck.Layer, ...]:
    """Return the outline of the study area, which is drawn over the counts."""
    return (line_layer("study area", ground.study_area, palette.area, 1.5),) if ground.study_area else ()


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


def place_layers(places: pl.DataFrame, palette: Palette) -> list[pydeck.Layer]:
    """Return the names of places [name, lat, lng, right, down] as labels so many pixels from their points."""
    rows = [
        {"at": [lng, lat], "name": plain_ground(name), "offset": [right, down]}
        for name, lat, lng, right, down in places.select(*PLACES, "right", "down").iter_rows()
    ]
    halo = [*palette.casing[:3], 220]
    return [
        pydeck.Layer(
            "TextLayer",
            id="places",
            data=rows,
            get_position="at",
            get_text="name",
            get_size=LETTER_SIZE,
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
