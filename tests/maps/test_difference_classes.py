"""A difference has a class by its size, and fewer is told from more in black and white too."""

import itertools
import json

import h3
import polars as pl
import pytest

from est import maps
from tests.maps.test_vega import FRAME, color, looks, parts, values

TOWN = h3.latlng_to_cell(59.31, 14.11, 9)
IDS = sorted(h3.grid_disk(TOWN, 2))


def luminance(rgba: tuple[int, ...]) -> float:
    return 0.2126 * rgba[0] + 0.7152 * rgba[1] + 0.0722 * rgba[2]


def rows(*differences: float, resolution: int = 9) -> pl.DataFrame:
    """The cells of a town, these differences in the first of them."""
    ids = IDS if resolution == 9 else sorted(h3.grid_disk(h3.cell_to_center_child(TOWN, resolution), 40))
    held = pl.DataFrame({"cell": ids, "difference": [*map(float, differences), *[0.0] * (len(ids) - len(differences))]})
    bounds = maps.difference_bounds(held["difference"])
    fill = maps.difference_fill(pl.col("difference"), bounds)
    number = pl.when(pl.col("difference") != 0).then(pl.col("difference").cast(pl.Int64).cast(pl.String))
    return held.with_columns(fill=fill, number=number, label=pl.lit("Torget"))


def drawn(held: pl.DataFrame, palette: maps.Palette = maps.LIGHT, **more) -> maps.Map:
    colors = maps.difference_colors(palette)
    return maps.draw_comparison(
        held, colors, maps.ComparisonLines(), maps.Ground(), palette, tooltip="{label}", frame=FRAME, **more
    )


@pytest.mark.parametrize(
    ("largest", "classes"),
    [(0, ()), (1, (1,)), (2.4, (1, 2)), (3, (1, 2, 3)), (27, (1, 3, 9)), (1000, (1, 10, 100))],
)
def test_both_sides_have_the_same_few_classes(largest: float, classes: tuple[int, ...]):
    """Five fewer is as much as five more; the larger side tells how far they reach."""
    assert maps.difference_bounds(pl.Series([-float(largest), 1.0 if largest else 0.0])) == classes


def test_the_number_that_is_written_in_a_cell_is_in_its_class():
    """2.6 is written as 3; what is no whole report is no difference."""
    fills = rows(-27, 27, 2.6, -2.4, 1, 0.4, -0.4)["fill"].to_list()
    assert fills[:7] == ["fewer 2", "more 2", "more 1", "fewer 0", "more 0", None, None]


@pytest.mark.parametrize("palette", [maps.LIGHT, maps.DARK])
def test_a_larger_difference_is_darker_or_on_a_dark_ground_lighter_and_fewer_has_a_line(palette: maps.Palette):
    """In black and white the classes of a side differ by how dark they are, and the sides by the line inside a cell."""
    fills = maps.difference_colors(palette)
    for side in ("fewer", "more"):
        shades = [luminance(fills[f"{side} {number}"]) for number in range(3)]
        assert shades == sorted(shades, reverse=palette is maps.LIGHT)
        assert min(abs(a - b) for a, b in itertools.pairwise(shades)) > 25
    assert min(abs(luminance(palette.fewer_line) - luminance(shade)) for shade in palette.fewer) > 60
    deck = drawn(rows(-27, 27, -1), palette)
    lines = next(layer for layer in json.loads(deck.to_json())["layers"] if layer["id"] == "fewer")
    middles = [ring["geometry"]["coordinates"][0] for ring in lines["data"]["features"]]
    assert {h3.latlng_to_cell(lat, lng, 9) for lng, lat in middles} == {IDS[0], IDS[2]}
    chart = maps.map_chart(deck, palette, "Karta", frame=FRAME)
    assert [row.get("stroke") for row in looks(chart)].count(color(palette.fewer_line)) == 2


def test_the_key_names_each_class_in_reports_from_the_most_fewer_to_the_most_more():
    """The signs of fewer have the line that their cells have."""
    names = {"fewer": "{n} färre", "more": "{n} fler"}
    key = maps.difference_key((1, 3, 9), 27, names, "Rapporter:", maps.LIGHT)
    labels = ["9–27 färre", "3–8 färre", "1–2 färre", "1–2 fler", "3–8 fler", "9–27 fler"]
    assert [sign.label for sign in key.signs] == labels
    assert [sign.line is not None for sign in key.signs] == [True] * 3 + [False] * 3
    assert len({sign.fill for sign in key.signs}) == 6


def test_a_number_stands_in_its_cell_where_the_cell_is_large_enough_to_read_it():
    """On the map that moves it grows with the cell; on the drawn one it is left out, and names have its place."""
    few, many = drawn(rows(-5, 5)), drawn(rows(*range(1, 401), resolution=10))
    texts = [
        [row["text"] for row in looks(maps.map_chart(deck, maps.LIGHT, "", frame=FRAME)) if "text" in row]
        for deck in (few, many)
    ]
    assert set(texts[0]) == {"-5", "5"}
    assert texts[1] == []
    layer = next(layer for layer in json.loads(many.to_json())["layers"] if layer["id"] == "written")
    assert len(layer["data"]) == 400
    edge = h3.average_hexagon_edge_length(10, unit="m")
    assert (layer["sizeUnits"], layer["sizeMaxPixels"]) == ("meters", 12)
    assert 0 < layer["getSize"] * 3 * 0.6 <= 3**0.5 * edge


def test_flags_and_what_the_group_works_with_are_drawn_over_the_differences():
    """As lines and signs; the number of a flag stands above that of its cell, which is the difference."""
    held = rows(-5, 5)
    flagged = pl.DataFrame({"cell": IDS[:1], "unit": ["cell"], "flag": ["tydlig"], "rank": [1]})
    marks = (maps.WorkMark(maps.WorkKind.MEASURE, (IDS[1],), "Belysning"),)
    deck = drawn(held, marks=marks, flagged=flagged)
    names = [layer["id"] for layer in json.loads(deck.to_json())["layers"]]
    assert names.index("filled") < names.index("fewer") < names.index("measure line") < names.index("clear")
    chart = maps.map_chart(deck, maps.LIGHT, "", frame=FRAME)
    assert {color(maps.LIGHT.measure), color(maps.LIGHT.mark)} <= {row.get("stroke") for row in looks(chart)}
    disc = next(one for one in json.loads(deck.to_json())["layers"] if one["id"] == "numbers")["data"][0]
    assert disc["number"] == "1"
    assert h3.latlng_to_cell(disc["at"][1], disc["at"][0], 9) == IDS[0]
    assert disc["at"][1] > h3.cell_to_latlng(IDS[0])[0]
    assert "■" in {row.get("text") for part in parts(chart) for row in values(part)}
