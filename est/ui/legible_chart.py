"""Charts whose words are as dark, or as light, as the page's own: Streamlit's own theme makes them a pale grey."""

from typing import Any

from est import maps

Spec = dict[str, Any]

WORDS = ("axis", "legend", "header")  # the parts of a chart that have labels and titles


def legible(spec: Spec, palette: maps.Palette) -> Spec:
    """Return the chart with the words of its axes and keys in the colour of the palette's text."""
    red, green, blue, _ = palette.text
    color = f"rgb({red},{green},{blue})"
    config = spec.get("config", {})
    words = {part: {"labelColor": color, "titleColor": color} | config.get(part, {}) for part in WORDS}
    return spec | {"config": config | words}
