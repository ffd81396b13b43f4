"""Charts as files: SVG and PNG, drawn on this machine as a browser draws them. Nothing is fetched."""

from typing import Any

import vl_convert

from est.charts.caption import WIDTH

SCALE = 2  # points of a PNG to a pixel, so that it is sharp in print
_VERSION = "6.4"  # of Vega-Lite: of the newest that `vl_convert` has, as Streamlit's own


def chart_svg(spec: dict[str, Any]) -> bytes:
    """Return a chart as SVG, on white. Takes a second or two."""
    svg: str = vl_convert.vegalite_to_svg(_as_page(spec), vl_version=_VERSION, allowed_base_urls=[])
    return svg.encode()


def chart_png(spec: dict[str, Any]) -> bytes:
    """Return a chart as PNG, on white."""
    png: bytes = vl_convert.vegalite_to_png(_as_page(spec), vl_version=_VERSION, scale=SCALE, allowed_base_urls=[])
    return png


def _as_page(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the chart with a width of its own, a margin and a white ground."""
    size = {"width": WIDTH} if spec.get("width") == "container" else {}
    return spec | size | {"background": "white", "padding": 16}
