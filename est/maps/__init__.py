"""From frames to a map: cells, flags and the ground under them as one pydeck.Deck, without a base map.

Nothing here asks the store or the network.
"""

from collections.abc import Collection, Sequence

import h3
import polars as pl
import pydeck

from est.maps.colors import DARK, LIGHT, Palette, class_bounds, class_colors, class_labels, class_of
from est.maps.comparison_map import (
    FILLED,
    ComparisonLines,
    comparison_signs,
    draw_comparison,
    part_colors,
)
from est.maps.deck import CELL_PARTS, Map, cell_layer
from est.maps.difference_classes import difference_bounds, difference_colors, difference_fill, difference_key
from est.maps.few_points import coloured_cells, point_layers, point_sign
from est.maps.geojson_layers import GeoJSON, plain_ground, undim
from est.maps.ground import Ground, ground_layers, outline_layers, picture_layers, place_layers
from est.maps.ground_picture import Picture, picture_content, see_through, with_picture_at
from est.maps.key import Key, Sign, count_key, flag_signs, key_svg, key_svg_height, key_words, outline_sign
from est.maps.marks import (
    around_layer,
    flag_discs,
    flag_layers,
    flags_first,
    number_layer,
    reach_layers,
    selected_layers,
)
from est.maps.streets import StreetMap, Streets, above_layers, below_layers, name_layers
from est.maps.vega import CHOICE, map_chart
from est.maps.view import (
    Frame,
    MapWindow,
    cells_in_view,
    extent_of,
    fit_view,
    hidden_numbers,
    number_boxes,
    place_boxes,
    thin_names,
    view_of,
)
from est.maps.weeks_chart import WEEK, WeekFrames, weeks_chart
from est.maps.work_marks import WorkKind, WorkMark, cells_of_mark, weeks_of_layers, work_layers, work_signs

__all__ = [
    "CELLS_LAYER",
    "CHOICE",
    "DARK",
    "FILLED",
    "LIGHT",
    "WEEK",
    "ComparisonLines",
    "Frame",
    "Ground",
    "Key",
    "Map",
    "Palette",
    "Picture",
    "Sign",
    "StreetMap",
    "WeekFrames",
    "WorkKind",
    "WorkMark",
    "cells_in_view",
    "cells_of_mark",
    "class_bounds",
    "class_labels",
    "coloured_cells",
    "comparison_signs",
    "count_key",
    "difference_bounds",
    "difference_colors",
    "difference_fill",
    "difference_key",
    "draw_cells",
    "draw_comparison",
    "fit_view",
    "flag_signs",
    "hidden_numbers",
    "key_svg",
    "key_svg_height",
    "key_words",
    "map_chart",
    "outline_sign",
    "part_colors",
    "picture_content",
    "point_sign",
    "see_through",
    "weeks_chart",
    "weeks_of_layers",
    "with_picture_at",
    "work_signs",
]

CELLS_LAYER = "cells"  # the only layer that can be clicked; its rows are the cells as they were given


def draw_cells(
    cells: pl.DataFrame,
    ground: Ground,
    palette: Palette,
    *,
    tooltip: str,
    frame: Frame | None = None,
    selected: str | Collection[str] | None = None,
    outlines: Sequence[GeoJSON] = (),
    marks: Sequence[WorkMark] = (),
    bounds: Sequence[int] | None = None,
    around: bool = False,
    points: pl.DataFrame | None = None,
) -> Map:
    """Return the map of the cells.

    `cells` [cell text, count, flag text or null, unit text or null, rank or null, and text columns named in
    `tooltip`] must hold every cell of the study area, always in the same order: the browser remembers a chosen
    cell by its row. `tooltip` is text with `{column}` in it; it is shown as text, never as HTML.
    `selected` is the chosen cell, or several. `outlines` are GeoJSON geometries, drawn as thin lines above the cells.
    `marks` are the places that the group works with, in cells of any resolution. `bounds` are the lowest counts of the
    colour classes, where these are not the map's own.
    `points` [cell, lat, lng, count] are drawn in place of their cells' colours.
    With `around` a click beside the cells is told too, as one on a layer of that name: Streamlit lets go of all that is
    chosen when nothing was hit.
    """
    if ground.picture:
        palette = see_through(palette)
    fields = [name for name in cells.columns if "{" + name + "}" in tooltip]
    ids = cells["cell"].to_list()
    chosen = [selected] if isinstance(selected, str) else list(selected or ())
    view = view_of(ids, frame or Frame())
    window = MapWindow.of_view(view, frame or Frame())
    flagged = cells.filter(pl.col("flag").is_not_null()).sort("rank", descending=True)  # the first is drawn on top
    edge = h3.average_hexagon_edge_length(h3.get_resolution(ids[0]), unit="m") if ids else 0.0
    extent = extent_of(ids)
    streets = ground.streets.view_at(extent, view.zoom) if ground.streets else Streets()
    discs = flag_discs(flagged)
    places = thin_names(flags_first(ground.places, flagged), window, discs)
    layers = [
        *picture_layers(ground, palette),
        *below_layers(streets, palette),
        *ground_layers(ground, palette),
        *([around_layer(ids, palette)] if around else []),
        _clickable_layer(cells.select("cell", *(name for name in fields if name != "cell")), palette),
        _count_layer(
            cells if points is None else coloured_cells(cells, points),
            palette,
            class_bounds(cells["count"]) if bounds is None else bounds,
        ),
        *above_layers(streets, palette),
        *outline_layers(ground, palette),
        *reach_layers(outlines, palette, edge),
        *work_layers(marks, palette),
        *flag_layers(flagged, palette, edge),
        *([] if points is None else point_layers(points, palette)),  # no line hides the few there are
        *selected_layers([cell for cell in chosen if cell in set(ids)], palette),
        *name_layers(streets, palette, window, [*place_boxes(places), *number_boxes(discs)]),
        *place_layers(places, palette),
        number_layer(flagged, palette),
    ]
    return Map(layers, view, tooltip, extent)


def _clickable_layer(rows: pl.DataFrame, palette: Palette) -> pydeck.Layer:
    """Draw only the grid: Streamlit dims the fill of what is not chosen, and counts must keep their colour."""
    # a column at a time, as there are thousands of cells and hardly ever a text that needs it
    ground = rows.with_columns(
        pl.Series(name, list(map(plain_ground, rows[name])), pl.String)
        for name, kind in rows.schema.items()
        if kind == pl.String and rows[name].str.starts_with("@@").any()
    )
    # nothing at all (0) cannot be clicked
    return cell_layer(CELLS_LAYER, ground.to_dicts(), [*palette.casing[:3], 1], palette)


def _count_layer(cells: pl.DataFrame, palette: Palette, bounds: Sequence[int]) -> pydeck.Layer:
    colors = class_colors(len(bounds), palette)
    held = cells.filter(pl.col("count") > 0).select("cell", class_of(pl.col("count"), bounds).alias("class"))
    rows = [{"cell": cell, "color": colors[number]} for cell, number in held.iter_rows()]
    return pydeck.Layer(
        "H3HexagonLayer",
        id="counts",
        data=rows,
        get_hexagon="cell",
        _sub_layer_props=undim(CELL_PARTS, getFillColor="@@=color"),
        stroked=False,
        extruded=False,
        coverage=0.94,
        pickable=False,
    )
