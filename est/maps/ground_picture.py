"""The picture of a map service under the cells: its colours taken away, so that those on it are the counts'."""

import base64
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

import pydeck
from pydeck.types import String

from est.maps.colors import Palette
from est.maps.view import mercator_points

DATA = "data:image/webp;base64,"
SEE_THROUGH = 150  # opacity (0-255) of the colours of cells above a picture


@dataclass(frozen=True)
class Picture:
    """A picture (WebP) in Web Mercator between four sides in degrees."""

    west: float
    south: float
    east: float
    north: float
    content: bytes


def picture_layer(picture: Picture, palette: Palette) -> pydeck.Layer:
    """Return the layer that lies lowest, with the picture in it."""
    return pydeck.Layer(
        "BitmapLayer",
        id="picture",
        image=String(DATA + base64.b64encode(picture.content).decode()),
        bounds=[picture.west, picture.south, picture.east, picture.north],
        opacity=palette.picture,
        pickable=False,
    )


def picture_content(layer: pydeck.Layer) -> bytes | None:
    """Return the picture in a layer; None for a layer without one."""
    image = str(layer.image) if layer.type == "BitmapLayer" else ""
    return base64.b64decode(image.removeprefix(DATA)) if image.startswith(DATA) else None


def with_picture_at(layer: pydeck.Layer, address: str) -> pydeck.Layer:
    """Return the layer of a picture with the address at which a browser finds it, in place of the picture itself."""
    moved = copy(layer)
    moved.image = String(address)
    return moved


def see_through(palette: Palette) -> Palette:
    """Return a palette with which what lies under the cells is seen through their colours."""
    return replace(palette, counts=tuple((*color[:3], SEE_THROUGH) for color in palette.counts))


def picture_part(layer: pydeck.Layer, origin: Sequence[int], world: float, scale: str) -> dict[str, Any]:
    """Return the layer as a part of a chart in units from the origin, of `world` the world's width and each `scale`
    pixels, for Vega.
    """
    west, south, east, north = layer.bounds
    (left, bottom), (right, top) = mercator_points([(west, south), (east, north)], world)
    return {
        "data": {"values": [{"x": (left + right) / 2 - origin[0], "y": (bottom + top) / 2 - origin[1]}]},
        "mark": {
            "type": "image",
            "url": str(layer.image),
            "aspect": False,
            "clip": True,
            "opacity": layer.opacity,
            "width": {"expr": f"{right - left} * {scale}"},
            "height": {"expr": f"{abs(bottom - top)} * {scale}"},
        },
        "encoding": {
            "longitude": {"field": "x", "type": "quantitative"},
            "latitude": {"field": "y", "type": "quantitative"},
        },
    }
