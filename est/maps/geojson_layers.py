"""What maps are put together from: lines, areas and texts as layers that are not to be clicked, and bare GeoJSON."""

from collections.abc import Iterable
from typing import Any

import pydeck
from pydeck.types import String

from est.maps.colors import Color

GeoJSON = dict[str, Any]

LINES = ("linestrings", "polygons-stroke")  # the parts of a GeoJsonLayer that draw lines
FONT = '"Source Sans", "Source Sans 3", sans-serif'  # comes with Streamlit; nothing is fetched


def plain_ground(text: str) -> str:
    """Return the text such that the map's reader of JSON takes it for text.

    deck.gl evaluates every string that begins with `@@`, in data too, and stops drawing at one it cannot follow.
    """
    return "\u200b" + text if text.startswith("@@") else text


def undim(sublayers: Iterable[str], **colors: object) -> dict[str, Any]:
    """Give colours to the parts of a layer, where Streamlit does not look: it fades every layer once one is chosen."""
    return {name: dict(colors) for name in sublayers}


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


def fill_layer(name: str, geojson: GeoJSON, color: Color) -> pydeck.Layer:
    """Return the areas of bare GeoJSON, filled without a line, not to be clicked."""
    return pydeck.Layer(
        "GeoJsonLayer",
        id=name,
        data=geojson,
        filled=True,
        stroked=False,
        _sub_layer_props=undim(("polygons-fill",), getFillColor=list(color)),
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
