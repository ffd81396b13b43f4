"""The classes of a difference between two times: fewer reports on one side, more on the other, as many on each.

They are told apart without colour: cells with fewer have a line inside them, and the differences are written in them.
"""

from collections.abc import Mapping, Sequence

import polars as pl
import pydeck

from est.maps.cell_geometry import cell_boundary, cell_centre
from est.maps.colors import Color, Palette, class_bounds, class_labels, class_of
from est.maps.geojson_layers import layer_shapes, path_layer
from est.maps.key import HEXAGON, Key, Sign
from est.maps.marks import thinner
from est.text.decimals import rounded_column

CLASSES = 3
FEWER, MORE = "fewer", "more"
INWARD, WIDTH = 0.78, 2.0  # of a cell, how far out the line in it runs, and its pixels


def difference_bounds(differences: pl.Series) -> tuple[int, ...]:
    """Return the lowest number of reports of each class, of whichever side: at most three, from 1."""
    return class_bounds(differences.abs().to_frame().select(rounded_column(pl.all())).to_series(), CLASSES)


def difference_fill(difference: pl.Expr, bounds: Sequence[int]) -> pl.Expr:
    """Return the name of the class of a difference, as `fewer 0`, null where there is none in whole reports.

    What counts is the whole number that stands in the cell.
    """
    size = rounded_column(difference.abs())
    side = pl.when(difference < 0).then(pl.lit(FEWER)).otherwise(pl.lit(MORE))
    return pl.when(size < 1).then(None).otherwise(pl.format("{} {}", side, class_of(size, bounds)))


def difference_colors(palette: Palette) -> dict[str, Color]:
    """Return the fill of each class, by its name."""
    sides = ((FEWER, palette.fewer), (MORE, palette.more))
    return {f"{side} {number}": color for side, colors in sides for number, color in enumerate(colors)}


def difference_key(
    bounds: Sequence[int], largest: float, names: Mapping[str, str], title: str, palette: Palette
) -> Key:
    """Return the key: the classes from the most fewer to the most more, as `names` of each side say it of {n}."""
    labels = class_labels(bounds, largest)
    colors = difference_colors(palette)
    few = [
        Sign(names[FEWER].format(n=label), colors[f"{FEWER} {at}"], palette.fewer_line, 2.0, shape=HEXAGON)
        for at, label in reversed(list(enumerate(labels)))
    ]
    more = [Sign(names[MORE].format(n=label), colors[f"{MORE} {at}"], shape=HEXAGON) for at, label in enumerate(labels)]
    return Key(title, [*few, *more])


def fewer_layer(cells: pl.DataFrame, palette: Palette, edge: float) -> list[pydeck.Layer]:
    """Return the lines in those of the cells [cell, fill] that have fewer, thinner where an edge of so many metres is
    short on the screen.
    """
    fewer = cells.filter(pl.col("fill").str.starts_with(FEWER))["cell"]
    if fewer.is_empty():
        return []
    lines = layer_shapes("LineString", [_inside(cell) for cell in fewer])
    return [thinner(path_layer("fewer", lines, palette.fewer_line, WIDTH), edge)]


def _inside(cell: str) -> list[tuple[float, float]]:
    x, y = cell_centre(cell)
    return [(round(x + INWARD * (lng - x), 6), round(y + INWARD * (lat - y), 6)) for lng, lat in cell_boundary(cell)]
