"""A deck without a base map and its clickable cells: what every map of the program is."""

import json
from typing import Any

import pydeck
from pydeck.bindings.json_tools import default_serialize

from est.maps.colors import Palette
from est.maps.geojson_layers import undim
from est.maps.view import Extent

TOOLTIP_STYLE = {"whiteSpace": "pre-line", "backgroundColor": "#1c2026", "color": "#ffffff", "fontSize": "14px"}


CELL_PARTS = ("hexagon-cell", "hexagon-cell-hifi")  # what deck.gl draws cells by


class Map(pydeck.Deck):  # type: ignore[misc]  # pydeck carries no type information
    """A deck without a base map, written as JSON without the spaces that make up half of pydeck's own."""

    def __init__(self, layers: list[pydeck.Layer], view: pydeck.ViewState, tooltip: str, extent: Extent) -> None:
        self._extent = extent  # what begins with a line is not written into the JSON
        # map_style left out and no provider: `map_style=None` would make Streamlit fetch a base map
        said = {"text": tooltip, "style": TOOLTIP_STYLE}
        super().__init__(layers=layers, initial_view_state=view, tooltip=said, map_provider=None)

    @property
    def extent(self) -> Extent:
        """What the map is fitted to."""
        return self._extent

    @property
    def tooltip(self) -> str:
        """What is said beside the pointer, with `{column}` for what a cell has in it."""
        said: str = self._tooltip["text"]
        return said

    def _set_api_keys(self, api_keys: dict[str, str] | None = None) -> None:
        """Ask for no keys, also not of the environment: without a base map there is nobody to show them to."""

    def to_json(self) -> str:
        """Return the deck as JSON on one line."""
        return json.dumps(self, sort_keys=True, default=default_serialize, separators=(",", ":"))


def cell_layer(name: str, rows: list[dict[str, Any]], fill: str | list[int], palette: Palette) -> pydeck.Layer:
    """Return cells [cell text, ...] to click on, with the grid between them; `fill` is a colour or names its field.

    What has the fill of a field keeps it where another cell is chosen.
    """
    kept = {"_sub_layer_props": undim(CELL_PARTS, getFillColor=f"@@={fill}")} if isinstance(fill, str) else {}
    return pydeck.Layer(
        "H3HexagonLayer",
        id=name,
        data=rows,
        get_hexagon="cell",
        get_fill_color=fill,
        get_line_color=list(palette.grid),
        line_width_min_pixels=1,
        line_width_max_pixels=1,
        stroked=True,
        filled=True,
        extruded=False,
        pickable=True,
        auto_highlight=True,
        highlight_color=[*palette.mark[:3], 60],
        **kept,
    )
