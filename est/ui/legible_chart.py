"""Charts whose words are whole, and as dark or light as the page's own: Streamlit's theme makes them pale grey."""

from typing import Any

from est import maps

Spec = dict[str, Any]

GRID = "rgba(127,127,127,0.3)"  # seen on either ground
# little to much on a light page, and from its end on a dark one: Streamlit's own, which it takes by the reader's theme,
# so that a dark page came on paper with much as little
BLUES = (
    "#e4f5ff", "#c7ebff", "#a6dcff", "#83c9ff", "#60b4ff", "#3d9df3", "#1c83e1", "#0068c9", "#0054a3", "#004280",
)  # fmt: skip
WORDS = ("axis", "legend", "header")  # the parts of a chart that have labels and titles


def legible(spec: Spec, palette: maps.Palette) -> Spec:
    """Return the chart in words and colours for the ground of the palette, which is the page's, no key cut short."""
    red, green, blue, _ = palette.text
    color = f"rgb({red},{green},{blue})"
    config = spec.get("config", {})
    words = {part: {"labelColor": color, "titleColor": color} | config.get(part, {}) for part in WORDS}
    words["axis"] = {"gridColor": GRID} | words["axis"]
    words["legend"] = {"labelLimit": 0} | words["legend"]
    words["title"] = {"color": color} | config.get("title", {})
    ramp = BLUES[::-1] if palette == maps.DARK else BLUES
    ranges = {"range": {"ramp": list(ramp), "heatmap": list(ramp)} | config.get("range", {})}
    return spec | {"config": {"background": "transparent"} | config | ranges | words}
