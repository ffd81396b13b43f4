"""Charts whose words are whole, and as dark or light as the page's own: Streamlit's theme makes them pale grey."""

from typing import Any

from est import maps

Spec = dict[str, Any]

GRID = "rgba(127,127,127,0.3)"  # seen on either ground
WORDS = ("axis", "legend", "header")  # the parts of a chart that have labels and titles


def legible(spec: Spec, palette: maps.Palette) -> Spec:
    """Return the chart with its words in the colour of the palette's text, on the page's ground, no key cut short."""
    red, green, blue, _ = palette.text
    color = f"rgb({red},{green},{blue})"
    config = spec.get("config", {})
    words = {part: {"labelColor": color, "titleColor": color} | config.get(part, {}) for part in WORDS}
    words["axis"] = {"gridColor": GRID} | words["axis"]
    words["legend"] = {"labelLimit": 0} | words["legend"]
    words["title"] = {"color": color} | config.get("title", {})
    return spec | {"config": {"background": "transparent"} | config | words}
