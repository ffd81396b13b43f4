"""The picture of a map service lies under the cells where the town lies, on a map that moves and on a drawn one."""

import io

import h3
import polars as pl
import vl_convert
from PIL import Image

from est import maps
from est.maps.comparison_map import FILLED
from est.maps.ground_picture import DATA, SEE_THROUGH
from est.maps.view import ROOM, extent_of
from est.space.map_service import Box
from tests.space.map_services import SQUARE, drawn, is_dark

CELLS = sorted(h3.grid_disk(h3.latlng_to_cell(59.31, 14.11, 8), 3))
BOX = Box(14.0, 59.25, 14.22, 59.37)


def deck() -> maps.Map:
    picture = Image.open(io.BytesIO(drawn(BOX.metres, 900, 900)))
    content = io.BytesIO()
    picture.save(content, "WEBP", lossless=True)
    ground = maps.Ground(picture=maps.Picture(BOX.west, BOX.south, BOX.east, BOX.north, content.getvalue()))
    nothing = pl.lit(None, dtype=pl.String)
    cells = pl.DataFrame({"cell": CELLS, "count": [0.0] * len(CELLS)}).with_columns(
        flag=nothing, unit=nothing, rank=pl.lit(None, dtype=pl.Int64)
    )
    return maps.draw_cells(cells, ground, maps.LIGHT, tooltip="", frame=maps.Frame())


def test_the_map_that_moves_has_it_below_all_else():
    first = deck().layers[0]
    assert (first.type, first.bounds) == ("BitmapLayer", [BOX.west, BOX.south, BOX.east, BOX.north])
    assert str(first.image).startswith(DATA)
    assert "@@" not in str(first.image)


def test_the_drawn_map_has_each_square_in_its_place():
    """Between the lines of the cells, at a hundred places in the view, it is as dark as the service has it there."""
    frame, extent = maps.Frame(), extent_of(CELLS)
    spec = maps.map_chart(deck(), maps.LIGHT, "", frame=frame, fixed=True)
    png = vl_convert.vegalite_to_png(spec, scale=1)
    picture = Image.open(io.BytesIO(png)).convert("L")
    edge = (picture.width - frame.width) / 2  # the margin of the chart
    west, south, east, north = Box(extent.west, extent.south, extent.east, extent.north).metres
    metres = max((east - west) * ROOM / frame.width, (north - south) * ROOM / frame.height)
    right = known = 0
    for column in range(20, frame.width - 20, 29):
        for row in range(20, frame.height - 20, 31):
            x = (west + east) / 2 + (column - frame.width / 2) * metres
            y = (south + north) / 2 - (row - frame.height / 2) * metres
            if min(abs(x / SQUARE - round(x / SQUARE)), abs(y / SQUARE - round(y / SQUARE))) > 0.15:
                known += 1
                right += (int(picture.getpixel((column + edge, row + edge))) < 160) == is_dark(x, y)  # type: ignore[arg-type]
    assert known > 100
    assert right / known > 0.97  # but for the outlines of cells


def test_the_colours_of_cells_are_seen_through_above_it():
    assert {color[3] for color in maps.see_through(maps.DARK).counts} == {SEE_THROUGH}
    nothing = pl.lit(None, dtype=pl.String)
    cells = pl.DataFrame({"cell": CELLS, "fill": ["more"] * len(CELLS)}).with_columns(number=nothing)
    for ground, opacity in (
        (maps.Ground(), 255),
        (maps.Ground(picture=maps.Picture(14.0, 59.2, 14.2, 59.4, b"")), SEE_THROUGH),
    ):
        found = maps.draw_comparison(
            cells, {"more": (90, 60, 20, 255)}, maps.ComparisonLines(), ground, maps.LIGHT, tooltip=""
        )
        (filled,) = (layer for layer in found.layers if layer.id == FILLED)
        assert {row["color"][3] for row in filled.data} == {opacity}
