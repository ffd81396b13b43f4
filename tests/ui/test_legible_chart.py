"""The words of charts can be read in both themes."""

import pytest

from est import maps
from est.ui.legible_chart import WORDS, legible


@pytest.mark.parametrize(("palette", "ground"), [(maps.LIGHT, (255, 255, 255)), (maps.DARK, (20, 26, 33))])
def test_axes_and_keys_are_written_in_the_colour_of_text(palette, ground):
    """At least seven times as light or dark as the page; what the chart says itself stays."""
    spec = {"mark": "bar", "config": {"axisY": {"minExtent": 28}, "legend": {"layout": {"bottom": {}}}}}
    config = legible(spec, palette)["config"]
    assert config["axisY"] == {"minExtent": 28}
    assert config["legend"]["layout"] == {"bottom": {}}
    assert config["legend"]["labelLimit"] == 0  # a key in another language may be longer
    told = {config[part][kind] for part in WORDS for kind in ("labelColor", "titleColor")}
    assert told | {config["title"]["color"]} == {"rgb({},{},{})".format(*palette.text[:3])}
    assert config["background"] == "transparent"  # on paper a dark page is white
    light, dark = sorted((luminance(palette.text[:3]), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 7


@pytest.mark.parametrize(("palette", "falls"), [(maps.LIGHT, True), (maps.DARK, False)])
def test_much_stands_out_from_the_ground_that_the_chart_is_drawn_for(palette, falls):
    """Whatever theme the browser has: on paper a dark page is drawn for white."""
    ramp = legible({"mark": "rect"}, palette)["config"]["range"]["heatmap"]
    told = [luminance([int(color[at : at + 2], 16) for at in (1, 3, 5)]) for color in ramp]
    assert told == sorted(told, reverse=falls)


def luminance(color) -> float:
    parts = [value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in color]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
