"""The drawn map is the deck as a chart: every layer of it, in its order, and cells to click on above them all."""

import json
import re
from typing import Any

import polars as pl
import pytest
import vl_convert

from est import maps
from est.maps.joined_parts import MOST_TOGETHER, join_parts
from tests.maps.test_drawing import cells

AREA = {"type": "Polygon", "coordinates": [[[14.05, 59.28], [14.17, 59.28], [14.17, 59.34], [14.05, 59.28]]]}
FRAME = maps.Frame(700, 560)
WORLD = 512 * 2**16  # pixels of the world at zoom 16


def deck(rows: pl.DataFrame, ground: maps.Ground | None = None, **more: Any) -> maps.Map:
    return maps.draw_cells(rows, ground or maps.Ground(), maps.LIGHT, tooltip="{n} rapporter", frame=FRAME, **more)


def chart(rows: pl.DataFrame, ground: maps.Ground | None = None, **more: Any) -> dict[str, Any]:
    return maps.map_chart(deck(rows, ground, **more), maps.LIGHT, "Karta", frame=FRAME, fixed=True)


def parts(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the marks of a chart with their own data, or that of the layer around them, from the lowest up."""
    if "layer" not in spec:
        return [spec]
    given = {"data": spec["data"]} if "data" in spec else {}
    return [part for layer in spec["layer"] for part in parts(given | layer)]


def values(part: dict[str, Any]) -> list[dict[str, Any]]:
    return part.get("data", {}).get("values", [])


def looks(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every row of a chart with the look of its part and its own, in the order in which they are painted."""
    return [part["mark"] | row for part in parts(spec) for row in values(part)]


def color(rgba: tuple[int, ...]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgba)


def test_every_cell_can_be_clicked_above_all_else_and_says_what_the_deck_says():
    """The browser asks the uppermost shape under the pointer for its cell."""
    rows = cells(counts={0: 4}, flags={0: ("tydlig", "cell", 1)})
    last = parts(chart(rows))[-1]
    assert last["params"] == [{"name": maps.CHOICE, "select": {"type": "point", "fields": ["cell"]}}]
    assert {row["cell"] for row in values(last)} == set(rows["cell"])
    assert next(row["tip"] for row in values(last) if row["cell"] == rows["cell"][0]) == "4 rapporter"


def test_a_cell_has_the_colour_of_the_deck_and_an_empty_one_has_none():
    """A cell without reports is only its grid."""
    rows = cells(counts={0: 1, 1: 40})
    fills = {row["cell"]: row.get("fill") for row in values(parts(chart(rows))[-1])}
    assert [fills[cell] for cell in rows["cell"][:2]] == [color(maps.LIGHT.counts[0]), color(maps.LIGHT.counts[-1])]
    assert {fills[cell] for cell in rows["cell"][2:]} == {None}


def test_few_reports_are_points_in_the_place_of_their_cell_on_both_maps():
    """Two on one point are a larger one, below; the cell has no colour, and can be clicked all the same."""
    rows = cells(counts={0: 3, 1: 40})
    where = {"cell": [rows["cell"][0]] * 2, "lat": [59.3057, 59.306], "lng": [14.105, 14.1052], "count": [2, 1]}
    given = pl.DataFrame(where)
    moving = json.loads(deck(rows, points=given).to_json())["layers"]
    dots = [layer for layer in moving if layer["id"].startswith("points of")]
    assert [layer["getPointRadius"] for layer in dots] == [7, 5]
    assert dots[1]["data"]["features"][0]["geometry"] == {"type": "Point", "coordinates": [14.1052, 59.306]}
    assert not any(layer["pickable"] for layer in dots)
    coloured = next(layer for layer in moving if layer["id"] == "counts")
    assert [row["cell"] for row in coloured["data"]] == [rows["cell"][1]]
    drawn = chart(rows, points=given)
    radii = [(row["pointRadius"], row.get("fill")) for row in looks(drawn) if row.get("type") == "Point"]
    assert radii == [(7, color(maps.LIGHT.counts[-1])), (7, None), (5, color(maps.LIGHT.counts[-1])), (5, None)]
    hit = {row["cell"]: row.get("fill") for row in values(parts(drawn)[-1])}
    assert hit[rows["cell"][0]] is None
    assert hit[rows["cell"][1]]


def test_clear_flags_are_solid_watched_ones_dashed_and_both_numbered():
    """They are told apart without colour; the first in rank lies on top."""
    drawn = chart(cells(counts={0: 9, 5: 6}, flags={0: ("tydlig", "cell", 1), 5: ("bevaka", "ring", 2)}))
    marks = [row for row in looks(drawn) if row["type"] != "text" and row.get("stroke") == color(maps.LIGHT.mark)]
    assert ["strokeDash" in row for row in marks if "coordinates" in row] == [True, False]
    disc = next(part for part in parts(drawn) if part["mark"]["type"] == "point")
    assert [row["text"] for row in values(disc)] == ["2", "1"]
    assert len({row["fill"] for row in values(disc)}) == 2


def test_shapes_lie_where_they_are_on_a_flat_map_around_its_middle():
    """A unit is a pixel of Web Mercator at zoom 16, so that no number has more than six figures."""
    given = deck(cells(), maps.Ground(study_area=AREA))
    drawn = parts(maps.map_chart(given, maps.LIGHT, "Karta", frame=FRAME, fixed=True))
    (line,) = [part for part in drawn if part["mark"].get("stroke") == color(maps.LIGHT.area)]
    (west, south), (east, _), (_, north), _ = values(line)[0]["coordinates"][0]
    assert east - west == pytest.approx(0.12 / 360 * WORLD, abs=1)
    assert west == pytest.approx((14.05 - given.extent.centre[0]) / 360 * WORLD, abs=1)
    assert south > 0 > north  # downwards, as on a screen


def test_the_drawn_map_is_as_large_as_the_other_in_its_frame_and_grows_with_its_room():
    """At the size of the frame a unit has the pixels that it has on the map that moves."""
    given = deck(cells(rings=12))
    scale = chart(cells(rings=12))["layer"][0]["projection"]["scale"]["expr"]
    wide, high = map(float, re.findall(r"/ ([\d.e+]+)", scale))
    drawn = min(1, FRAME.width / wide, FRAME.height / high)
    assert drawn == pytest.approx(2 ** (given.initial_view_state.zoom - 16), rel=0.01)


def test_a_name_that_an_edge_would_cut_is_not_seen():
    """The room of a drawn map is not always that of its frame, and nobody can move it."""
    lat, lng, north = 59.31045, 14.10772, 0.0079
    places = pl.DataFrame({"name": ["Torget", "Norra kiosken"], "lat": [lat, lat + north], "lng": [lng, lng]})
    spec = chart(cells(), maps.Ground(places=places))
    assert seen(spec) == {"Torget", "Norra kiosken"}
    assert seen(spec | {"height": 300}) == {"Torget"}
    assert seen(spec | {"width": 60}) == {"Torget"}


def seen(spec: dict[str, Any]) -> set[str]:
    """Return the names that can be seen on the drawn map."""
    svg = vl_convert.vegalite_to_svg(spec, vl_version="6.4", allowed_base_urls=[])
    texts = re.findall(r"<text([^>]*)>([^<]+)</text>", svg)
    return {text for looks, text in texts if not re.search(r'(?<![-\w])opacity="0"', looks)}


def test_no_text_of_others_is_run_and_nothing_is_fetched():
    """A place may be called anything; it stands in the data, where nothing is evaluated."""
    name = '{"expr": "alert(1)"}'
    places = pl.DataFrame({"name": [name], "lat": [59.31], "lng": [14.11]})
    spec = chart(cells(), maps.Ground(places=places))
    assert [row["text"] for part in parts(spec) for row in values(part) if "text" in row] == [name, name]  # and a halo
    assert "://" not in json.dumps({key: value for key, value in spec.items() if key != "$schema"})


def test_a_key_has_each_sign_once_with_what_it_means():
    """Colours of counts, and marks with the lines they are drawn with."""
    keys = [
        maps.count_key(("1", "2–3"), "Rapporter", maps.LIGHT),
        maps.Key("", maps.flag_signs("tydlig", "bevaka", maps.LIGHT)),
    ]
    spec = maps.map_chart(deck(cells()), maps.LIGHT, "Karta", keys=keys, frame=FRAME)
    counts, marks = (layer["encoding"] for layer in spec["layer"][1:])
    assert counts["fill"]["scale"]["domain"] == ["1", "2–3"]
    assert counts["fill"]["legend"]["title"] == "Rapporter"
    assert marks["strokeDash"]["scale"]["range"] == [[1, 0], [4, 2.5]]


def test_parts_that_lie_on_each_other_are_one_and_their_shapes_keep_their_looks():
    """In their order; what is painted between them parts them, and so does another size of points."""

    def part(look: dict[str, Any], *names: str, kind: str = "geoshape") -> dict[str, Any]:
        return {"data": {"values": [{"name": name} for name in names]}, "mark": {"type": kind, "fill": None} | look}

    given = [
        part({"fill": "#111", "fillOpacity": 0.5}, "area"),
        part({"stroke": "#222", "strokeWidth": 2, "strokeDash": [4, 2]}, "one", "another"),
        part({"stroke": "#333", "pointRadius": 7}, "point"),
        {"mark": {"type": "geoshape"}},  # the cells, which have the rows of the whole
        part({"dx": 3, "fill": "#444"}, "word", kind="text"),
        part({"dx": 0, "fill": "#444"}, "other word", kind="text"),
        part({"stroke": "#555"}, *map(str, range(MOST_TOGETHER + 1))),
        part({"stroke": "#666"}, "last"),
    ]
    joined = join_parts(given)
    assert [len(values(one)) for one in joined] == [3, 1, 0, 2, MOST_TOGETHER + 1, 1]
    assert values(joined[0]) == [
        {"name": "area", "fill": "#111", "fillOpacity": 0.5},
        {"name": "one", "stroke": "#222", "strokeWidth": 2, "strokeDash": [4, 2]},
        {"name": "another", "stroke": "#222", "strokeWidth": 2, "strokeDash": [4, 2]},
    ]
    assert joined[0]["encoding"].keys() == {"fill", "fillOpacity", "stroke", "strokeWidth", "strokeDash"}
    assert joined[3]["mark"] == {"type": "text", "stroke": None, "dx": {"expr": "datum.dx"}}
    assert joined[1:3] == given[2:4]
    assert joined[4:] == given[6:]
