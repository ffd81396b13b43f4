"""The ground is drawn from afar with its large features alone, and names stand where they have room."""

import json

import polars as pl
import pytest
import shapely

from est import maps
from est.maps.streets import MOST_POINTS, StreetMap, StreetName, Streets, name_layers
from est.maps.view import Extent, MapWindow, thin_names, view_of
from est.space.ground_features import sort_features
from tests.maps.test_drawing import cells
from tests.maps.test_vega import FRAME, chart, parts, values
from tests.space.test_ground_features import rows

TOWN = Extent(14.06, 59.28, 14.16, 59.34)
STREETS = [
    ("roads", ["motorway"], "Riksvägen", shapely.LineString([(14.0, 59.30), (14.2, 59.31)])),
    ("roads", ["residential"], "Trollgatan", shapely.LineString([(14.10, 59.305), (14.12, 59.309)])),
    ("roads", ["footway"], None, shapely.LineString([(14.11, 59.305), (14.111, 59.306)])),
    ("water", [], "Viken", shapely.box(14.07, 59.285, 14.10, 59.30)),
    ("buildings", [], None, shapely.box(14.11, 59.31, 14.1112, 59.3107)),
]


@pytest.fixture(scope="module")
def streets() -> StreetMap:
    return StreetMap(sort_features(rows(*STREETS)).features)


def test_what_is_small_is_drawn_only_from_near(streets: StreetMap):
    """A county's map has its large roads and waters, a town's its streets, a quarter's its paths and houses."""
    county, town, quarter = (set(streets.view_at(TOWN, zoom).shapes) for zoom in (8, 11, 14))
    assert county == {("road", 0), ("water", 0)}
    assert town == {("road", 0), ("road", 2), ("water", 0)}
    assert quarter == {("road", 0), ("road", 2), ("road", 3), ("water", 0), ("building", 0)}


@pytest.mark.slow
def test_what_is_far_away_is_left_out_and_the_smallest_make_room():
    """No map has more corners than a browser draws at once."""
    far = ("roads", ["motorway"], "Annanstans", shapely.LineString([(17.0, 59.0), (17.1, 59.1)]))
    winding = shapely.LineString([(14.06 + i * 2e-6, 59.30 + (i % 2) * 1e-2) for i in range(2 * MOST_POINTS)])
    drawn = StreetMap(sort_features(rows(*STREETS, far, ("roads", ["footway"], None, winding))).features).view_at(
        TOWN, 15
    )
    assert "Annanstans" not in {name.name for name in drawn.names}
    corners = sum(
        shapely.get_num_coordinates(shapely.geometry.shape(one)) for part in drawn.shapes.values() for one in part
    )
    assert corners < MOST_POINTS


def test_a_name_runs_along_its_street_and_one_without_room_is_not_written(streets: StreetMap):
    """From afar a street is shorter than its name."""
    near = {name.name: name for name in streets.view_at(TOWN, 14).names}
    assert near.keys() == {"Riksvägen", "Trollgatan", "Viken"}
    assert 10 < near["Trollgatan"].angle < 30  # north-east, flatter than on a map of degrees
    assert near["Viken"].angle == 0
    assert "Trollgatan" not in {name.name for name in streets.view_at(TOWN, 10).names}


@pytest.mark.parametrize("palette", [maps.LIGHT, maps.DARK])
def test_both_kinds_of_map_have_the_same_ground(streets: StreetMap, palette: maps.Palette):
    """Water below the cells, streets and their names above, in the deck and in the chart."""
    ground = maps.Ground(streets=streets)
    deck = json.loads(maps.draw_cells(cells(counts={0: 3}), ground, palette, tooltip="{n}", frame=FRAME).to_json())
    order = [layer["id"] for layer in deck["layers"]]
    assert order.index("areas of water") < order.index("counts") < order.index("roads 2") < order.index("street names")
    written = {row["text"] for part in parts(chart(cells(), ground)) for row in values(part) if "text" in row}
    assert {"Trollgatan", "Riksvägen"} <= written


def test_a_street_keeps_off_the_name_of_a_place(streets: StreetMap):
    """Of two names at one point the place's is written."""
    (name,) = (one for one in streets.view_at(TOWN, 14).names if one.name == "Trollgatan")
    places = pl.DataFrame({"name": ["Trollgatans kiosk"], "lat": [name.lat - 0.0004], "lng": [name.lng]})
    for there, expected in ((places, False), (places.clear(), True)):
        written = chart(cells(), maps.Ground(streets=streets, places=there))
        texts = {row["text"] for part in parts(written) for row in values(part) if "text" in row}
        assert ("Trollgatan" in texts) is expected


@pytest.mark.parametrize("side", [-1, 1])
def test_no_edge_cuts_a_name(side: int):
    """A water's name and a place's move in, and a street's, which would leave its street, is not written."""
    frame = maps.Frame(340, 300)
    view = view_of(cells()["cell"].to_list(), frame)
    window = MapWindow.of_view(view, frame)
    edge = view.longitude + side * (frame.width / 2 - 10) / window.world * 360  # 10 pixels inside
    named = Streets(
        names=(
            StreetName("Kvarnsjön", edge, view.latitude, 0.0, water=True),
            StreetName("Trollgatan", edge, view.latitude + 0.002, 0.0, water=False),
            StreetName("Långt bort", edge + side, view.latitude, 0.0, water=True),
        )
    )
    (water,) = name_layers(named, maps.LIGHT, window, ())
    moved = {row["name"]: row["offset"] for row in water.data}
    assert moved.keys() == {"Kvarnsjön", "Långt bort"}
    assert (moved["Kvarnsjön"][0] * -side > 15, moved["Kvarnsjön"][1]) == (True, 0)
    assert moved["Långt bort"] == [0, 0]  # it is seen by whoever moves the map there
    places = pl.DataFrame({"name": ["Kvarntorget"], "lat": [view.latitude], "lng": [edge]})
    ((right, down),) = thin_names(places, window).select("right", "down").rows()
    assert (right * -side > 15, down) == (True, -18)
    ground = maps.Ground(places=places)
    deck = maps.draw_cells(cells(), ground, maps.LIGHT, tooltip="", frame=frame)
    (label,) = json.loads(deck.to_json())["layers"][-2]["data"]
    spec = maps.map_chart(deck, maps.LIGHT, "Karta", frame=frame, fixed=True)
    texts = [row for part in parts(spec) for row in values(part) if row.get("text") == "Kvarntorget"]
    assert label["offset"] == [right, down]
    assert {(row["dx"], row["dy"]) for row in texts} == {(right, down)}
