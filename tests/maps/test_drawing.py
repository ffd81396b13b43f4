"""The map is a list of layers that can be read as JSON: what is drawn, what can be clicked, and nothing fetched."""

import itertools
import json
from typing import Any

import h3
import polars as pl
import pytest

from est import maps

TOWN = h3.latlng_to_cell(59.31, 14.11, 9)


def cells(rings: int = 3, counts: dict[int, float] | None = None, flags: dict[int, tuple[str, str, int]] | None = None):
    ids = sorted(h3.grid_disk(TOWN, rings))
    counts, flags = counts or {}, flags or {}
    rows = [
        {"cell": cell, "count": counts.get(i, 0.0), "n": f"{counts.get(i, 0):g}"}
        | dict(zip(("flag", "unit", "rank"), flags.get(i, (None, None, None)), strict=True))
        for i, cell in enumerate(ids)
    ]
    text = {"flag": pl.String, "unit": pl.String, "rank": pl.Int64}
    return pl.DataFrame(rows, schema={"cell": pl.String, "count": pl.Float64, "n": pl.String} | text)


def drawn(rows: pl.DataFrame, ground: maps.Ground | None = None, **more: Any) -> dict[str, Any]:
    deck = maps.draw_cells(rows, ground or maps.Ground(), maps.LIGHT, tooltip="{n} reports", **more)
    return json.loads(deck.to_json())


def layer(deck: dict[str, Any], name: str) -> dict[str, Any]:
    return next(layer for layer in deck["layers"] if layer["id"] == name)


def test_every_cell_of_the_study_area_is_in_the_clickable_layer_in_the_order_given():
    """Streamlit remembers a chosen cell by its row, so a row is the same cell whatever is counted."""
    few, many = cells(counts={0: 1}), cells(counts=dict.fromkeys(range(30), 3))
    rows = [[row["cell"] for row in layer(drawn(frame), "cells")["data"]] for frame in (few, many)]
    assert rows[0] == rows[1] == few["cell"].to_list()


def test_only_the_cells_can_be_clicked():
    """A click on a label, a badge or an outline reaches the cell under it."""
    deck = drawn(cells(counts={0: 9}, flags={0: ("tydlig", "cell", 1)}), selected=TOWN)
    assert [layer["id"] for layer in deck["layers"] if layer["pickable"]] == ["cells"]


def test_an_empty_cell_is_invisible_and_yet_can_be_clicked():
    """deck.gl does not pick what has no opacity at all, so it has the least there is."""
    assert layer(drawn(cells()), "cells")["getFillColor"][3] == 1
    assert layer(drawn(cells()), "counts")["data"] == []


def test_more_reports_give_a_darker_cell_and_none_gives_no_colour():
    """The scale runs from light to dark in the light theme, one class after the other."""
    data = layer(drawn(cells(counts={0: 1, 1: 5, 2: 40})), "counts")["data"]
    brightness = [sum(row["color"][:3]) for row in data]
    assert len(data) == 3
    assert brightness == sorted(brightness, reverse=True)
    assert len(set(brightness)) == 3


@pytest.mark.parametrize("palette", [maps.LIGHT, maps.DARK])
def test_the_scale_changes_in_lightness_alone_so_that_it_can_be_told_without_colour(palette: maps.Palette):
    """Neighbouring classes differ by at least an eighth of the whole scale of lightness."""
    light = [0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue, _ in palette.counts]
    steps = [after - before for before, after in itertools.pairwise(light)]
    assert all(step * steps[0] > 0 for step in steps)
    assert min(abs(step) for step in steps) > 20


def test_the_two_kinds_of_flag_differ_by_outline_and_by_badge():
    """Clear is solid and filled, watch is dashed and hollow; both carry their number in the list."""
    deck = drawn(cells(counts={0: 9, 5: 6}, flags={0: ("tydlig", "cell", 1), 5: ("bevaka", "cell", 2)}))
    assert len(layer(deck, "clear")["data"]["features"]) == len(layer(deck, "watch")["data"]["features"]) == 1
    assert "extensions" not in layer(deck, "clear")
    assert layer(deck, "watch")["extensions"] == [{"@@type": "PathStyleExtension", "dash": True}]
    assert layer(deck, "clear")["getLineWidth"] > layer(deck, "watch")["getLineWidth"]
    watched, clear = layer(deck, "numbers")["data"]  # the first in rank is drawn on top
    assert (clear["number"], watched["number"]) == ("1", "2")
    assert clear["disc"] == watched["rim"] != watched["disc"]


def test_a_number_that_would_cover_a_better_one_is_left_out_by_the_browser():
    """All numbers are in one group, the first in rank before the others; outlines are in none and stay."""
    deck = drawn(cells(flags={0: ("tydlig", "cell", 1), 1: ("bevaka", "cell", 2), 2: ("tydlig", "cell", 3)}))
    numbers = layer(deck, "numbers")
    assert numbers["extensions"] == [{"@@type": "CollisionFilterExtension"}]
    assert [row["number"] for row in sorted(numbers["data"], key=lambda row: -row["order"])] == ["1", "2", "3"]
    assert all(-1000 <= row["order"] <= 1000 for row in numbers["data"])  # the bounds of deck.gl
    assert [one["id"] for one in deck["layers"] if "collisionGroup" in one] == ["numbers"]


def test_how_many_flags_are_without_a_number_depends_on_the_zoom():
    """Neighbouring cells of resolution 9 are 350 m apart: apart on a map of streets, in one disc on a county's."""
    rows = cells(flags={number: ("tydlig", "cell", number + 1) for number in range(7)})
    centres = [h3.cell_to_latlng(cell) for cell in rows["cell"]]
    placed = rows.with_columns(lat=pl.Series([lat for lat, _ in centres]), lng=pl.Series([lng for _, lng in centres]))
    flagged = placed.filter(pl.col("flag").is_not_null())
    assert [maps.hidden_numbers(flagged, zoom) for zoom in (16, 7)] == [0, 6]
    assert maps.hidden_numbers(flagged.head(1), 7) == maps.hidden_numbers(flagged.head(0), 7) == 0


def test_the_lines_of_flags_are_thinner_where_cells_are_small_on_the_screen():
    """They are measured on the ground, never thicker than they were, and casings stay around them."""
    deck = drawn(cells(flags={0: ("tydlig", "cell", 1)}))
    line, casing = layer(deck, "clear"), layer(deck, "clear casing")
    assert line["lineWidthUnits"] == casing["lineWidthUnits"] == "meters"
    assert line["lineWidthMaxPixels"] < casing["lineWidthMaxPixels"]
    assert line["getLineWidth"] / line["lineWidthMaxPixels"] == pytest.approx(
        h3.average_hexagon_edge_length(9, unit="m") / 12, rel=0.01
    )


@pytest.mark.parametrize("palette", [maps.LIGHT, maps.DARK])
def test_the_outline_of_a_place_is_a_thin_line_that_takes_no_click(palette: maps.Palette):
    """It lies above the cells and below the marks, without a fill, against a casing of the other lightness."""
    shape = {"type": "Polygon", "coordinates": (((14.1, 59.3), (14.11, 59.3), (14.11, 59.31), (14.1, 59.3)),)}
    rows = cells(counts={0: 9}, flags={0: ("tydlig", "cell", 1)})
    deck = json.loads(maps.draw_cells(rows, maps.Ground(), palette, tooltip="{n}", outlines=[shape]).to_json())
    drawn_line = layer(deck, "outlines")
    assert drawn_line["data"]["features"][0]["geometry"]["type"] == "Polygon"
    assert (drawn_line["filled"], drawn_line["pickable"]) == (False, False)
    assert drawn_line["getLineWidth"] < layer(deck, "watch")["getLineWidth"]
    assert drawn_line["_subLayerProps"]["polygons-stroke"]["getColor"] == list(palette.text)
    order = [layer["id"] for layer in deck["layers"]]
    assert order.index("counts") < order.index("outlines casing") < order.index("outlines") < order.index("clear")
    assert layer(drawn(rows), "outlines")["data"]["features"] == []


def test_a_flagged_ring_is_drawn_around_all_its_cells():
    """Seven cells have eighteen corners on their common outline, one cell has six."""
    deck = drawn(cells(flags={0: ("tydlig", "cell", 1), 18: ("tydlig", "ring", 2)}))
    paths = [len(shape["geometry"]["coordinates"]) for shape in layer(deck, "clear")["data"]["features"]]
    assert sorted(paths) == [7, 19]


def test_no_base_map_is_named():
    """Streamlit fetches one when the style is null or empty; this word of pydeck's stops it."""
    deck = drawn(cells())
    assert deck["mapStyle"] == "__MAP_STYLE__"
    assert "mapProvider" not in deck
    assert "://" not in json.dumps(deck)


def test_no_key_of_the_environment_is_taken(monkeypatch: pytest.MonkeyPatch):
    """There is nobody to show it to."""
    monkeypatch.setenv("MAPBOX_API_KEY", "a key of somebody")
    assert "a key of somebody" not in json.dumps(drawn(cells()))


def test_colours_stand_where_choosing_a_cell_does_not_fade_them():
    """Streamlit fades `getFillColor` and `getColor` of every layer once a cell is chosen."""
    deck = drawn(cells(counts={0: 9}, flags={0: ("tydlig", "cell", 1)}), selected=TOWN)
    faded = {"getFillColor", "getColor", "getLineColor"}
    assert [layer["id"] for layer in deck["layers"] if faded & layer.keys()] == ["cells"]


@pytest.mark.parametrize("name", ["@@#x", "@@=alert(1)", "<img src=x onerror=alert(1)>", "Östra Ågärdet"])
def test_a_place_is_named_as_it_is_written_and_never_run(name: str):
    """deck.gl's reader of JSON evaluates strings that begin with @@, in data too."""
    places = pl.DataFrame({"name": [name], "lat": [59.31], "lng": [14.11]})
    shown = layer(drawn(cells(), maps.Ground(places=places)), "places")["data"][0]["name"]
    assert shown.removeprefix("\u200b") == name
    assert not shown.startswith("@@")


def test_the_letters_of_labels_are_taken_from_the_labels():
    """The default set of characters holds no å, ä or ö."""
    assert layer(drawn(cells()), "places")["characterSet"] == "auto"


def test_the_properties_of_layers_are_left_behind():
    """A layer of one's own gives its shapes; its texts could be taken for something to evaluate."""
    shape = {"type": "Polygon", "coordinates": [[[14, 59], [14.1, 59], [14.1, 59.1], [14, 59]]]}
    feature = {"type": "Feature", "properties": {"@@type": "MapView"}, "geometry": shape}
    deck = drawn(cells(), maps.Ground(layers=({"type": "FeatureCollection", "features": [feature]},)))
    assert layer(deck, "layer 1")["data"]["features"] == [{"type": "Feature", "properties": {}, "geometry": shape}]


def test_the_tooltip_is_text():
    """Text is never read as HTML; the cells carry only the columns it names."""
    deck = maps.draw_cells(cells(counts={0: 2}), maps.Ground(), maps.LIGHT, tooltip="{n} reports")
    assert deck._tooltip["text"] == "{n} reports"
    assert "html" not in deck._tooltip
    assert layer(json.loads(deck.to_json()), "cells")["data"][0].keys() == {"cell", "n"}


def test_the_view_holds_the_study_area_on_a_desk_and_on_a_phone():
    """Whatever is counted the view is the same; a narrower screen looks from further away."""
    desk = drawn(cells())["initialViewState"]
    assert drawn(cells(counts={3: 7}))["initialViewState"] == desk
    assert (desk["latitude"], desk["longitude"]) == pytest.approx(h3.cell_to_latlng(TOWN), abs=0.003)
    assert drawn(cells(), frame=maps.fit_view(390))["initialViewState"]["zoom"] < desk["zoom"]
    assert 12 < desk["zoom"] < 15


def test_a_stray_far_away_does_not_make_a_town_a_dot():
    """A few cells hundreds of kilometres off are out of view; a town with a far suburb is seen whole."""
    town = sorted(h3.grid_disk(TOWN, 8))
    strays = sorted(h3.grid_disk(h3.latlng_to_cell(57.7, 11.97, 9), 1))
    assert maps.cells_in_view([*strays[:3], *town, *strays[3:]]) == town
    suburb = sorted(h3.grid_disk(h3.latlng_to_cell(59.33, 14.18, 9), 3))  # 5 km away, a seventh of the cells
    assert maps.cells_in_view([*town, *suburb]) == [*town, *suburb]
    assert maps.cells_in_view([TOWN, strays[0]]) == [TOWN, strays[0]]
    assert maps.cells_in_view([]) == []


def test_the_chosen_cell_is_outlined_and_a_cell_that_is_not_there_is_not():
    """A cell that another resolution left behind draws nothing."""
    assert len(layer(drawn(cells(), selected=TOWN), "chosen")["data"]["features"]) == 1
    assert layer(drawn(cells(), selected=h3.cell_to_parent(TOWN, 8)), "chosen")["data"]["features"] == []


def test_names_that_would_cover_one_another_stand_below_or_are_left_out_in_order():
    """The first of three at one point stands above it, the second below, the third nowhere; one far away above."""
    lng = [14.11, 14.1101, 14.1102, 14.11]
    places = pl.DataFrame({"name": ["A", "B", "C", "D"], "lat": [59.31, 59.31, 59.31, 59.35], "lng": lng})
    shown = layer(drawn(cells(), maps.Ground(places=places)), "places")["data"]
    assert [(row["name"], row["offset"][1]) for row in shown] == [("A", -18), ("B", 18), ("D", -18)]


@pytest.mark.parametrize(
    ("name", "drawn_as"),
    [
        ("Guldkvarnens parkeringshus 2", "Guldkvarnens parkeringshus 2"),
        ("Kulturmagasinet vid Stadsparkens södra entré", "Kulturmagasinet vid …"),
        ("Y" * 60, "Y" * 27 + "…"),
    ],
)
def test_a_name_that_is_wider_than_the_map_is_cut_where_it_is_seen_to_be(name: str, drawn_as: str):
    """It would be cut at both sides of the map, and nobody could tell what of."""
    places = pl.DataFrame({"name": [name], "lat": [59.31], "lng": [14.11]})
    (row,) = layer(drawn(cells(), maps.Ground(places=places)), "places")["data"]
    assert row["name"] == drawn_as


def test_a_name_stands_beside_the_number_of_a_flag_and_not_under_it():
    """A place whose name above its point would lie under the disc has it below."""
    rows = cells(flags={0: ("tydlig", "cell", 1)})
    lat, lng = h3.cell_to_latlng(rows["cell"][0])
    places = pl.DataFrame({"name": ["Torget"], "lat": [lat - 0.0005], "lng": [lng]})
    frame = maps.Frame(700, 560)

    def down(frame_of_cells: pl.DataFrame) -> list[int]:
        shown = layer(drawn(frame_of_cells, maps.Ground(places=places), frame=frame), "places")["data"]
        return [row["offset"][1] for row in shown]

    assert down(rows.with_columns(flag=pl.lit(None, dtype=pl.String))) == [-18]
    assert down(rows) == [18]


def test_the_name_of_a_flagged_place_has_room_before_others():
    """Of three names at one point, the flagged place's stays although it comes last."""
    rows = cells(flags={0: ("tydlig", "cell", 1)})
    lat, lng = h3.cell_to_latlng(rows["cell"][0])
    beside = [(lat + 0.0018, lng), (lat + 0.0018, lng), (lat + 0.0005, lng)]  # 200 and 60 m north of the flagged middle
    places = pl.DataFrame([("A", *beside[0]), ("B", *beside[1]), ("Torget", *beside[2])], PLACED, orient="row")
    shown = layer(drawn(rows, maps.Ground(places=places), frame=maps.Frame(200, 200)), "places")["data"]
    assert shown[0]["name"] == "Torget"
    assert len(shown) < 3
    told = rows.with_columns(place=pl.lit("B"))  # a smaller cell told the flag, and lies by this one
    named = layer(drawn(told, maps.Ground(places=places), frame=maps.Frame(200, 200)), "places")["data"]
    assert named[0]["name"] == "B"


PLACED = ["name", "lat", "lng"]
