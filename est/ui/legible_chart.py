"""Charts whose words are whole, and as dark or light as the page's own: Streamlit's theme makes them pale grey."""

from typing import Any

from est import maps

Spec = dict[str, Any]

WORDS = ("axis", "legend", "header")  # the parts of a chart that have labels and titles


def legible(spec: Spec, palette: maps.Palette) -> Spec:
    """Return the chart with the words of axes and keys in the colour of the palette's text, and no key cut short."""
    red, green, blue, _ = palette.text
    color = f"rgb({red},{green},{blue})"
    config = spec.get("config", {})
    words = {part: {"labelColor": color, "titleColor": color} | config.get(part, {}) for part in WORDS}
    words["legend"] = {"labelLimit": 0} | words["legend"]
    return spec | {"config": config | words}
