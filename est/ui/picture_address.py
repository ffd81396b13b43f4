"""The picture under the cells on screen: a browser fetches it from this server once, not with each map on it."""

from copy import copy
from typing import Any

from streamlit.runtime import get_instance

from est import maps


def deck_apart(deck: maps.Map) -> maps.Map:
    """Return a deck with the address of its picture in place of the picture, if it has one."""
    kept = [maps.picture_content(str(layer.image)) if layer.type == "BitmapLayer" else None for layer in deck.layers]
    if not any(kept):
        return deck
    apart = copy(deck)
    apart.layers = [
        maps.with_picture_at(layer, _address(content)) if content else layer
        for layer, content in zip(deck.layers, kept, strict=True)
    ]
    return apart


def chart_apart(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a chart likewise, with all that it is put together from."""
    if "layer" in spec:
        parts = [chart_apart(part) for part in spec["layer"]]
        return spec if all(map(_same, parts, spec["layer"])) else spec | {"layer": parts}
    mark = spec.get("mark")
    content = maps.picture_content(mark["url"]) if isinstance(mark, dict) and mark.get("type") == "image" else None
    return spec | {"mark": mark | {"url": _address(content)}} if content and isinstance(mark, dict) else spec


def _same(one: object, other: object) -> bool:
    return one is other


def _address(content: bytes) -> str:
    """Return where the picture is found, from the page's own address: that may lie below a path of the web server."""
    return get_instance().media_file_mgr.add(content, "image/webp", "picture under the cells").lstrip("/")
