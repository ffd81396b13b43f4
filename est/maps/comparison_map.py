"""The map of a follow-up: which cells are compared with which, and where reports became fewer or more.

Nothing is said by colour alone: the place has a solid line, its surroundings a dashed one, and differences are written
in their cells as numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import h3
import polars as pl
import pydeck
from pydeck.types import String

from est.maps.cell_geometry import cell_centre, cell_outlines
from est.maps.colors import Color, Palette
from est.maps.deck import Map, cell_layer
from est.maps.difference_classes import fewer_layer
from est.maps.geojson_layers import FONT, layer_shapes, path_layer, plain_ground
from est.maps.ground import Ground, ground_layers, outline_layers, picture_layers, place_layers
from est.maps.ground_picture import SEE_THROUGH
from est.maps.key import Key, Sign
from est.maps.marks import flag_discs, flag_layers, number_layer, selected_layers
from est.maps.streets import Streets, above_layers, below_layers, name_layers
from est.maps.view import LEGIBLE, Frame, MapWindow, extent_of, number_boxes, place_boxes, thin_names, view_of
from est.maps.work_marks import WorkMark, work_layers

FILLED = "filled"  # the layer whose cells have tooltips
NUMBER = 12  # pixels of a number in a cell, at most
# how far a flag's number stands above that of its cell: part of the way to the cell's top, or pixels where it is small
RAISED, CLEAR, MOST_RAISED = 0.6, 18, 1.2


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


def _cell_layers(
    cells: pl.DataFrame, fills: Mapping[str, Color], palette: Palette, tooltip: str, size: float
) -> list[pydeck.Layer]:
    """Return the filled cells [cell, fill, number text or null, and what the tooltip names] and their numbers, `size`
    metres high on the ground and no larger than NUMBER.
    """
    fields = [name for name in cells.columns if "{" + name + "}" in tooltip]
    rows = [  # nothing at all (0) cannot be clicked
        {name: plain_ground(str(row[name])) for name in fields}
        | {"cell": row["cell"], "color": list(fills.get(row["fill"], (*palette.casing[:3], 1)))}
        for row in cells.to_dicts()
    ]
    numbers = [
        {"at": cell_centre(cell), "number": number}
        for cell, number in cells.select("cell", "number").iter_rows()
        if number is not None
    ]
    written = pydeck.Layer(
        "TextLayer",
        id="written",
        data=numbers,
        get_position="at",
        get_text="number",
        get_size=round(size, 1),
        size_units=String("meters"),
        size_max_pixels=NUMBER,
        font_family=String(FONT),
        font_weight=700,
        outline_width=8,
        font_settings={"sdf": True, "buffer": 6, "radius": 16},
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
    marks: Sequence[WorkMark] = (),
    flagged: pl.DataFrame | None = None,
    selected: str | None = None,
) -> Map:
    """Return the map of `cells` [cell text, fill a name of `fills` or null, number text or null, and text columns
    named in `tooltip`], with `lines` around some of them. `tooltip` is shown as text, never as HTML.

    A fill of `difference_colors` has the line of fewer. `marks` are the places that the group works with, `flagged`
    [cell, unit, flag, rank] the flags, the first at its end. `selected` is the chosen cell.
    """
    if ground.picture:
        fills = {kind: (*color[:3], min(color[3], SEE_THROUGH)) for kind, color in fills.items()}
    ids = cells["cell"].to_list()
    view = view_of(ids, frame or Frame())
    window = MapWindow.of_view(view, frame or Frame())
    edge = h3.average_hexagon_edge_length(h3.get_resolution(ids[0]), unit="m") if ids else 0.0
    written = _numbers(cells)
    size = edge * min(0.8, 2.4 / max((letters for *_, letters in written), default=1))  # no wider than a cell
    if size / window.pixel < LEGIBLE:
        written = []
    filled, numbers = _cell_layers(cells, fills, palette, tooltip, size)
    solid, dashed = (layer_shapes("LineString", cell_outlines(part)) for part in (lines.solid, lines.dashed))
    extent = extent_of(ids)
    streets = ground.streets.view_at(extent, view.zoom) if ground.streets else Streets()
    raised = min(MOST_RAISED, max(RAISED, CLEAR * window.pixel / edge)) if written else 0.0
    discs = [] if flagged is None else flag_discs(flagged, raised)
    places = thin_names(ground.places, window, [*written, *discs])
    layers = [
        *picture_layers(ground, palette),
        *below_layers(streets, palette),
        *ground_layers(ground, palette),
        filled,
        *fewer_layer(cells, palette, edge),
        *above_layers(streets, palette),
        *outline_layers(ground, palette),
        path_layer("surroundings casing", dashed, palette.casing, 5),
        path_layer("surroundings", dashed, palette.mark, 2.5, (4, 2.5)),
        path_layer("place casing", solid, palette.casing, 7),
        path_layer("place", solid, palette.mark, 4),
        *work_layers(marks, palette),
        *([] if flagged is None else flag_layers(flagged, palette, edge)),
        *selected_layers([] if selected is None else [selected], palette),
        *name_layers(streets, palette, window, [*place_boxes(places), *number_boxes([*written, *discs])]),
        numbers,
        *place_layers(places, palette),
        *([] if flagged is None else [number_layer(flagged, palette, raised)]),
    ]
    return Map(layers, view, tooltip, extent)


def _numbers(cells: pl.DataFrame) -> list[tuple[float, float, int]]:
    """Return where the numbers stand, as lng and lat, and how many letters each has."""
    known = cells.filter(pl.col("number").is_not_null())
    return [(*cell_centre(cell), len(number)) for cell, number in known.select("cell", "number").iter_rows()]


def comparison_signs(labels: Mapping[str, str], fills: Mapping[str, Color], palette: Palette) -> Key:
    """Return the key: a sign for each kind of cell, with its fill and the line around it, and its label."""
    signs = []
    for kind, label in labels.items():
        width, dash = LINES_AROUND.get(kind, (0.0, ()))
        signs.append(Sign(label, fills[kind], palette.mark if width else palette.grid, width or 1.0, dash))
    return Key("", signs)


LINES_AROUND: dict[str, tuple[float, tuple[float, ...]]] = {"target": (4.0, ()), "ring": (2.0, (4, 2.5))}
