"""The map of a follow-up: which cells are compared with which, and where reports became fewer or more.

Nothing is said by colour alone: the place has a solid line, its surroundings a dashed one, and differences are written
in their cells as numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import h3
import polars as pl
import pydeck
from pydeck.types import String

from est.maps.cell_geometry import cell_centre
from est.maps.colors import Color, Palette
from est.maps.deck import TOOLTIP_STYLE, Map, cell_layer
from est.maps.ground import FONT, Ground, ground_layers, layer_shapes, outline_layers, place_layers, plain_ground
from est.maps.legend import LETTER, ROW, SWATCH, legend_text, paint_attributes
from est.maps.marks import path_layer
from est.maps.view import Frame, thin_names, view_of

FILLED = "filled"  # the layer whose cells have tooltips


@dataclass(frozen=True)
class ComparisonLines:
    """Cells that get one outline around them: a solid one, a dashed one."""

    solid: Sequence[str] = ()
    dashed: Sequence[str] = ()


def part_colors(palette: Palette) -> dict[str, Color]:
    """Return the fill of each part of a design: place, surroundings, control, the surroundings' control, elsewhere."""
    mark = palette.mark[:3]
    return {
        "target": (*mark, 190),
        "ring": (*mark, 70),
        "control": palette.counts[1],
        "ring_control": palette.counts[0],
        "elsewhere": palette.counts[4],
    }


def difference_colors(palette: Palette) -> dict[str, Color]:
    """Return the fill of a cell with fewer, as many, or more reports than before."""
    return {"fewer": palette.counts[2], "same": palette.land, "more": (*palette.mark[:3], 170)}


def _cell_layers(cells: pl.DataFrame, fills: Mapping[str, Color], palette: Palette, tooltip: str) -> list[pydeck.Layer]:
    """Return the filled cells [cell, fill, number text or null, and what the tooltip names] and their numbers."""
    fields = [name for name in cells.columns if "{" + name + "}" in tooltip]
    rows = [
        {name: plain_ground(str(row[name])) for name in fields}
        | {"cell": row["cell"], "color": list(fills[row["fill"]]) if row["fill"] in fills else [0, 0, 0, 0]}
        for row in cells.to_dicts()
    ]
    numbers = [
        {"at": cell_centre(cell), "number": number}
        for cell, number in cells.select("cell", "number").iter_rows()
        if number is not None
    ]
    written = pydeck.Layer(
        "TextLayer",
        id="numbers",
        data=numbers,
        get_position="at",
        get_text="number",
        get_size=12,
        font_family=String(FONT),
        font_weight=700,
        outline_width=3,
        font_settings={"sdf": True},
        get_color=list(palette.text),
        outline_color=list(palette.casing),
        character_set=String("auto"),
        pickable=False,
    )
    return [cell_layer(FILLED, rows, "color", palette), written]


def draw_comparison(
    cells: pl.DataFrame,
    fills: Mapping[str, Color],
    lines: ComparisonLines,
    ground: Ground,
    palette: Palette,
    *,
    tooltip: str,
    frame: Frame | None = None,
) -> Map:
    """Return the map of `cells` [cell text, fill a name of `fills` or null, number text or null, and text columns
    named in `tooltip`], with `lines` around some of them. `tooltip` is shown as text, never as HTML.
    """
    view = view_of(cells["cell"].to_list(), frame or Frame())
    filled, numbers = _cell_layers(cells, fills, palette, tooltip)
    solid, dashed = (layer_shapes("LineString", cell_outlines(part)) for part in (lines.solid, lines.dashed))
    layers = [
        *ground_layers(ground, palette),
        filled,
        *outline_layers(ground, palette),
        path_layer("surroundings casing", dashed, palette.casing, 5),
        path_layer("surroundings", dashed, palette.mark, 2.5, (4, 2.5)),
        path_layer("place casing", solid, palette.casing, 7),
        path_layer("place", solid, palette.mark, 4),
        numbers,
        *place_layers(thin_names(ground.places, view.zoom, _numbers(cells)), palette),
    ]
    return Map(layers, view, {"text": tooltip, "style": TOOLTIP_STYLE})


def cell_outlines(cells: Iterable[str]) -> list[list[list[float]]]:
    """Return the closed lines around cells that touch, as [lng, lat]; the inner ones too."""
    known = list(cells)
    if not known:
        return []
    shape = h3.cells_to_h3shape(known, tight=False)
    rings = [ring for polygon in shape for ring in (polygon.outer, *polygon.holes)]
    return [[[round(lng, 6), round(lat, 6)] for lat, lng in (*ring, ring[0])] for ring in rings]


def _numbers(cells: pl.DataFrame) -> list[tuple[float, float, int]]:
    """Return where the numbers stand, as lng and lat, and how many letters each has."""
    known = cells.filter(pl.col("number").is_not_null())
    return [(*cell_centre(cell), len(number)) for cell, number in known.select("cell", "number").iter_rows()]


def comparison_key(
    labels: Mapping[str, str], fills: Mapping[str, Color], palette: Palette, *, lines: bool = True
) -> str:
    """Return the key as SVG: a row for each kind of cell, with its fill and the line around it, and its label."""
    parts, wide = [], 0.0
    for number, (kind, label) in enumerate(labels.items()):
        y = number * ROW
        line = _LINES.get(kind, "") if lines else ""
        parts.append(
            f'<rect x="2" y="{y + 4}" width="{SWATCH}" height="18" {paint_attributes(fills[kind])} '
            f"{paint_attributes(palette.mark if line else palette.grid, 'stroke')} {line or THIN}/>"
        )
        parts.append(legend_text(SWATCH + 10, label, palette, y))
        wide = max(wide, SWATCH + 20 + 1.1 * LETTER * len(label))
    height = max(1, len(labels)) * ROW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}" height="{height}" '
        f'viewBox="0 0 {wide:g} {height}">{"".join(parts)}</svg>'
    )


THIN = 'stroke-width="1"'
_LINES = {"target": 'stroke-width="4"', "ring": 'stroke-width="2" stroke-dasharray="4 2.5"'}
