"""The weeks are played in the browser: every week's counts are in the chart, in the same classes of colours."""

import json

import pytest
import vl_convert

from est import maps
from est.charts.picture import chart_svg
from tests.maps.test_drawing import cells
from tests.maps.test_vega import FRAME, color, deck, parts, values

ROWS = cells()
FIRST, SECOND = ROWS["cell"][:2]
WEEKS = maps.WeekFrames(
    (("v. 1", "3 rapporter"), ("v. 2", "9 rapporter · bara 3 av 7 dagar")),
    ("vecka 1, 3 rapporter", "vecka 2, 9 rapporter"),
    {FIRST: (1.0, 9.0), SECOND: (2.0, 0.0)},
    {FIRST: ("1 rapport", "9 rapporter"), SECOND: ("2 rapporter", "0 rapporter")},
    "0 rapporter",
    (1, 4),
)


MARKS = (
    maps.WorkMark(maps.WorkKind.HOTSPOT, (FIRST,), "Torget", (1, 1)),
    maps.WorkMark(maps.WorkKind.MEASURE, (SECOND,), "Belysning", (0, 1)),
)


def chart(week: int = 0, marks: tuple[maps.WorkMark, ...] = ()):
    return maps.weeks_chart(
        deck(ROWS, marks=marks),
        maps.LIGHT,
        "Karta",
        WEEKS,
        keys=(),
        frame=FRAME,
        slider="Vecka",
        play="Spela",
        first=week,
        spans=maps.weeks_of_layers(marks),
    )


def test_a_cell_has_the_class_of_each_week_and_none_where_nothing_was():
    """One key stands for all weeks."""
    rows = {row["cell"]: row.get("classes") for row in values(parts(chart())[-1])}
    assert rows[FIRST] == [1, 2]
    assert rows[SECOND] == [1, 0]
    assert {rows[cell] for cell in ROWS["cell"][2:]} == {None}


@pytest.mark.slow
def test_a_week_is_drawn_with_its_name_and_its_colours():
    """Drawn as the browser draws it, with the slider at each week."""
    light, dark = (color(maps.LIGHT.counts[index]) for index in (0, -1))
    for week, there, fills in ((0, "v. 1", {light}), (1, "bara 3 av 7 dagar", {dark})):
        svg = chart_svg(chart(week)).decode()
        assert there in svg
        assert {fill for fill in (light, dark) if f'fill="{fill}"' in svg} == fills


def test_the_slider_and_the_switch_are_controls_of_the_page_and_play_moves_the_week():
    """A range that arrow keys move, and a timer that moves it only while the switch is on."""
    signals = {one["name"]: one for one in vl_convert.vegalite_to_vega(chart(), vl_version="6.4")["signals"]}
    assert signals["week"]["bind"] | {"max": 1, "min": 0, "step": 1} == signals["week"]["bind"]
    assert signals["playing"]["bind"]["input"] == "checkbox"
    assert signals["playing"]["on"] == [{"events": {"signal": maps.CHOICE}, "update": "false"}]  # a click rests there
    assert signals["week"]["on"][0]["update"] == "playing ? (week + 1) % 2 : week"
    assert signals["spoken"]["bind"]["labels"] == ["vecka 1, 3 rapporter", "vecka 2, 9 rapporter"]
    assert json.dumps(signals["week"]["on"][0]["events"]).count("timer") == 1


@pytest.mark.slow
def test_a_hotspot_and_a_measure_are_drawn_in_their_own_weeks_alone():
    """As what they are, each with its line and its sign."""
    hotspot, measure = color(maps.LIGHT.hotspot), color(maps.LIGHT.measure)
    drawn = [chart_svg(chart(week, MARKS)).decode() for week in (0, 1)]
    assert [f'stroke="{hotspot}"' in svg for svg in drawn] == [False, True]
    assert [f'stroke="{measure}"' in svg for svg in drawn] == [True, True]
    assert [("▲" in svg, "■" in svg) for svg in drawn] == [(False, True), (True, True)]


def test_the_week_at_which_the_slider_rests_is_told_as_a_choice_and_none_that_is_played():
    """The page offers the files of that week. It is put where Vega keeps what was chosen, and read from there again."""
    spec = chart()
    assert values(parts(spec)[-1])[0].get("week") is None
    clicked, choice = parts(spec)[-1]["params"]
    assert clicked["name"] == maps.CHOICE
    assert (choice["name"], choice["select"]["fields"]) == (maps.WEEK, ["week"])
    signals = {one["name"]: one for one in vl_convert.vegalite_to_vega(spec, vl_version="6.4")["signals"]}
    (told,) = signals["told"]["on"]
    assert told["events"] == [{"signal": "week"}, {"signal": "playing"}]
    assert told["update"].startswith(f"playing ? null : modify('{maps.WEEK}_store'")
    # what Vega-Lite calls what the update refers to
    assert signals[f"{maps.WEEK}_tuple_fields"]["value"] == [{"type": "E", "field": "week"}]
    assert f'vlSelectionResolve("{maps.WEEK}_store"' in signals[maps.WEEK]["update"]
