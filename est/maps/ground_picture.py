"""The picture of a map service under the cells, whose colours it is seen through."""

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


def picture_content(address: str) -> bytes | None:
    """Return the picture that an address holds; None for one that says where it is."""
    return base64.b64decode(address.removeprefix(DATA)) if address.startswith(DATA) else None


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
    sides = {"x": left - origin[0], "x2": right - origin[0], "y": top - origin[1], "y2": bottom - origin[1]}
    middle = {"x": "width / 2", "x2": "width / 2", "y": "height / 2", "y2": "height / 2"}
    return {
        "data": {"values": [{}]},
        "mark": {"type": "image", "url": str(layer.image), "aspect": False, "clip": True, "opacity": layer.opacity},
        # in pixels, as Vega-Lite gives an image of a projection no size that changes with the room there is
        "encoding": {side: {"value": {"expr": f"{middle[side]} + {at} * {scale}"}} for side, at in sides.items()},
    }
