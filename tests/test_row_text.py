"""A chart whose data are texts is the same chart."""

import json
import re

import vl_convert

from est import maps
from est.charts.row_text import rows_as_text
from tests.maps.test_drawing import cells


def drawn():
    rows = cells(counts={0: 4, 1: 12}, flags={0: ("tydlig", "cell", 1)})
    deck = maps.draw_cells(rows, maps.Ground(), maps.LIGHT, tooltip='{n} "rapporter"\n', frame=maps.Frame(400, 300))
    keys = [maps.count_key(maps.class_labels((1, 5), 12), "Rapporter:", maps.LIGHT)]
    return maps.map_chart(deck, maps.LIGHT, "Karta", keys=keys, frame=maps.Frame(400, 300), fixed=True)


def test_a_chart_whose_rows_are_text_is_painted_as_before():
    """Vega reads each layer's text as the rows it was."""
    spec = drawn()
    one, other = (re.sub(r"clip\d+", "clip", vl_convert.vegalite_to_svg(chart)) for chart in (rows_as_text(spec), spec))
    assert one == other
    assert one.count("<path") > 20


def test_every_row_below_the_top_is_text_and_nothing_else_is_changed():
    """Streamlit makes a table of rows at the top, which stay; the chart that was given is as it was."""
    spec = drawn() | {"data": {"values": [{"a": 1}]}}
    before = json.dumps(spec)
    found = rows_as_text(spec)
    assert json.dumps(spec) == before
    assert found["data"] == spec["data"]
    assert found["layer"][0]["layer"] == rows_as_text(spec["layer"][0])["layer"]
    assert found["layer"][0]["data"]["format"] == {"type": "json"}
    assert json.loads(found["layer"][0]["data"]["values"]) == spec["layer"][0]["data"]["values"]


def test_a_chart_of_one_part_stays_as_it_is():
    """Its rows are at the top."""
    spec = {"data": {"values": [{"a": 1}]}, "mark": "bar"}
    assert rows_as_text(spec) == spec
