"""What the group works with is drawn as what it is, in cells of any size, and the flag of a chosen cell stays."""

import json

import h3
import polars as pl
import pytest

from est import maps
from tests.maps.test_drawing import TOWN, cells, layer
from tests.maps.test_vega import FRAME, color, looks, parts, values

MEASURE = maps.LIGHT.measure
MARKS = tuple(maps.WorkMark(kind, (TOWN,), "Torget") for kind in maps.WorkKind)


def drawn(palette: maps.Palette = maps.LIGHT, **more):
    return maps.draw_cells(cells(), maps.Ground(), palette, tooltip="{n}", frame=FRAME, **more)


@pytest.mark.parametrize("palette", [maps.LIGHT, maps.DARK])
def test_each_kind_has_a_line_and_a_sign_of_its_own_beside_the_others(palette: maps.Palette):
    """They are told apart without colour, and lie beside the number of a flag."""
    deck = json.loads(drawn(palette, marks=MARKS).to_json())
    lines = [layer(deck, f"{kind} line") for kind in maps.WorkKind]
    assert len({str(line.get("getDashArray")) for line in lines}) == 3
    rows = [layer(deck, f"{kind} signs")["data"][0] for kind in maps.WorkKind]
    assert len({row["sign"] for row in rows}) == len({tuple(row["offset"]) for row in rows}) == 3
    assert all(row["offset"] != [0, 0] for row in rows)
    assert not any(line["pickable"] for line in lines)
    chart = maps.map_chart(drawn(palette, marks=MARKS), palette, "Karta", frame=FRAME)
    assert {"◆", "▲", "■"} <= {row["text"] for part in parts(chart) for row in values(part) if "text" in row}


def test_a_place_is_found_in_cells_that_are_finer_or_coarser_than_its_own():
    """A hotspot taken up in small cells is named in the large one that holds it, and the other way round."""
    known = set(cells()["cell"])
    lat, lng = h3.cell_to_latlng(TOWN)
    for resolution in (8, 9, 10):
        mark = maps.WorkMark(maps.WorkKind.HOTSPOT, (h3.latlng_to_cell(lat, lng, resolution),), "Torget")
        found = maps.cells_of_mark(mark, known)
        assert TOWN in found
        assert len(found) == (1 if resolution > 8 else len(found))
    elsewhere = maps.WorkMark(maps.WorkKind.HOTSPOT, (h3.latlng_to_cell(57.7, 11.97, 9),), "Annanstans")
    assert maps.cells_of_mark(elsewhere, known) == set()


def test_marks_of_other_weeks_are_in_layers_of_their_own():
    """So that a map of weeks can show each in its weeks; those of the same weeks are one layer."""
    there = [(0, 3), (2, 5), (0, 3), None]
    marks = [maps.WorkMark(maps.WorkKind.MEASURE, (cell,), "", at) for cell, at in zip(cells()["cell"], there)]  # noqa: B905 (more cells)
    names = [layer["id"] for layer in json.loads(drawn(marks=marks).to_json())["layers"] if "measure" in layer["id"]]
    assert names == [f"measure{weeks} {part}" for weeks in (" 0-3", " 2-5", "") for part in ("casing", "line", "signs")]
    spans = maps.weeks_of_layers(marks)
    assert set(spans) == set(names[:6])
    assert spans["measure 2-5 line"] == (2, 5)


def test_points_are_drawn_over_the_lines_of_measures_and_flags_on_both_maps():
    """Of a day there may be one report alone: the line around its cell would hide it."""
    first = cells()["cell"][0]
    rows = cells(counts={0: 1}, flags={0: ("tydlig", "cell", 1)})
    lat, lng = h3.cell_to_boundary(first)[0]  # on the line
    points = pl.DataFrame({"cell": [first], "lat": [lat], "lng": [lng], "count": [1]})
    marks = (maps.WorkMark(maps.WorkKind.MEASURE, (first,), "Belysning"),)
    deck = maps.draw_cells(rows, maps.Ground(), maps.LIGHT, tooltip="{n}", frame=FRAME, marks=marks, points=points)
    order = [layer["id"] for layer in json.loads(deck.to_json())["layers"]]
    assert order.index("points of 1") > max(order.index("measure line"), order.index("clear"))
    painted = looks(maps.map_chart(deck, maps.LIGHT, "Karta", frame=FRAME))
    point = max(at for at, row in enumerate(painted) if row.get("type") == "Point")
    lines = [at for at, row in enumerate(painted) if row.get("stroke") in map(color, (MEASURE, maps.LIGHT.mark))]
    assert point > max(at for at in lines if painted[at]["type"] == "LineString")


def test_the_line_of_a_chosen_cell_runs_outside_that_of_its_flag():
    """The flag is seen within it."""
    first = cells()["cell"][0]
    rows = cells(counts={0: 9}, flags={0: ("tydlig", "cell", 1)})
    deck = json.loads(maps.draw_cells(rows, maps.Ground(), maps.LIGHT, tooltip="{n}", selected=first).to_json())
    flag, chosen = (layer(deck, name)["data"]["features"][0]["geometry"]["coordinates"] for name in ("clear", "chosen"))
    wide = [max(x for x, _ in ring) - min(x for x, _ in ring) for ring in (flag, chosen)]
    assert wide[1] == pytest.approx(1.14 * wide[0], rel=0.01)
