"""The map of a follow-up says with lines and numbers, and not by colour alone, which cells are what."""

import json

import h3
import polars as pl
import shapely

from est import maps
from est.maps.cell_geometry import cell_outlines
from est.maps.streets import StreetMap
from est.space.ground_features import sort_features
from tests.space.test_ground_features import rows

TOWN = h3.latlng_to_cell(59.31, 14.11, 9)
PLACE = h3.grid_disk(TOWN, 1)
AROUND = h3.grid_ring(TOWN, 2)
NOWHERE = maps.Ground().places


def drawn(places=NOWHERE, streets=None, **more):
    held = [
        {
            "cell": cell,
            "fill": "target" if cell in PLACE else "ring" if cell in AROUND else None,
            "number": None,
            "n": "@@x",
        }
        for cell in sorted(h3.grid_disk(TOWN, 4))
    ]
    frame = pl.DataFrame(held, schema_overrides={"number": pl.String}).with_columns(**more)
    lines = maps.ComparisonLines(solid=PLACE, dashed=AROUND)
    ground = maps.Ground(places=places, streets=streets)
    deck = maps.draw_comparison(frame, maps.part_colors(maps.LIGHT), lines, ground, maps.LIGHT, tooltip="{n}")
    return {layer["id"]: layer for layer in json.loads(deck.to_json())["layers"]}


def test_the_place_has_one_line_around_it_and_the_surroundings_an_inner_and_an_outer_one():
    """Seven cells that touch are one place; the ring around them has a hole where it lies."""
    layers = drawn()
    assert len(layers["place"]["data"]["features"]) == 1
    assert len(layers["surroundings"]["data"]["features"]) == 2
    assert layers["surroundings"]["extensions"]
    assert not layers["place"].get("extensions")


def test_a_cell_without_a_part_is_bare_and_a_number_stands_in_the_middle_of_its_cell():
    """Differences are to be read, not guessed from a shade. What has no colour at all could not be clicked."""
    layers = drawn(number=pl.when(pl.col("cell") == TOWN).then(pl.lit("−5")))
    fills = {row["cell"]: row["color"] for row in layers["filled"]["data"]}
    assert fills[min(set(fills) - set(PLACE) - set(AROUND))] == [255, 255, 255, 1]
    assert fills[TOWN] == list(maps.part_colors(maps.LIGHT)["target"])
    [written] = layers["written"]["data"]
    assert written["number"] == "−5"
    assert h3.latlng_to_cell(written["at"][1], written["at"][0], 9) == TOWN


def test_no_street_is_named_over_a_number():
    """Of a street whose name would stand on a number, the name is left out."""
    lat, lng = h3.cell_to_latlng(TOWN)
    line = shapely.LineString([(lng - 0.008, lat), (lng + 0.008, lat)])
    streets = StreetMap(sort_features(rows(("roads", ["primary"], "Trollgatan", line))).features)
    assert "street names" in drawn(streets=streets)
    assert "street names" not in drawn(streets=streets, number=pl.lit("−88"))  # one in every cell


def test_no_name_lies_over_a_number():
    """The number of the place is what the map is there for."""
    lat, lng = h3.cell_to_latlng(TOWN)
    places = pl.DataFrame({"name": ["Ett långt namn på en plats"], "lat": [lat], "lng": [lng]})

    def names(**more: pl.Expr) -> list[int]:
        return [row["offset"][1] for row in drawn(places, **more)["places"]["data"]]

    assert names() == [-18]
    assert names(number=pl.lit("−88")) == []  # one in every cell


def test_what_a_tooltip_shows_cannot_make_the_map_stop_drawing():
    """deck.gl evaluates every text that begins with @@."""
    assert {row["n"][0] for row in drawn()["filled"]["data"]} == {"\u200b"}


def test_only_the_cells_answer_to_the_mouse():
    """Lines and numbers let the cell under them be read."""
    assert [name for name, layer in drawn().items() if layer["pickable"]] == ["filled"]


def test_nothing_is_drawn_around_no_cells():
    """A design without surroundings in the study area has none to draw."""
    assert cell_outlines([]) == []


def test_the_key_has_each_kind_of_cell_with_its_line():
    """The place has a thick one, its surroundings a dashed one, and what they are compared with that of the grid."""
    labels, fills = {"target": "Torget", "ring": "Runt om", "control": "annat"}, maps.part_colors(maps.DARK)
    key = maps.comparison_signs(labels, fills, maps.DARK)
    assert [sign.label for sign in key.signs] == list(labels.values())
    assert [(sign.width, bool(sign.dash)) for sign in key.signs] == [(4, False), (2, True), (1, False)]
