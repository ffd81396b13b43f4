"""The weeks of a map, played in the browser: one chart with a slider, so that nothing is asked between two weeks."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from est.maps.colors import Palette, class_colors
from est.maps.deck import Map
from est.maps.ground_picture import see_through
from est.maps.key import Key
from est.maps.vega import PAINTED, map_chart
from est.maps.view import Frame

Spec = dict[str, Any]

PACE = 900  # milliseconds that a week is seen


@dataclass(frozen=True)
class WeekFrames:
    """What is seen week by week: how each week is called, and by cell the count and its words in each week.

    `bounds` are the lowest counts of the colour classes, the same in all weeks.
    """

    labels: Sequence[str]
    counts: Mapping[str, Sequence[float]]
    words: Mapping[str, Sequence[str]]
    bounds: Sequence[int]


def weeks_chart(
    deck: Map,
    palette: Palette,
    description: str,
    weeks: WeekFrames,
    *,
    keys: Sequence[Key],
    frame: Frame,
    slider: str,
    play: str,
) -> Spec:
    """Return the map of `deck`, whose cells have the colours of one week, under the name of that week.

    `slider` and `play` are what the two controls are called: which week it is, which arrow keys move too, and whether
    the weeks follow each other by themselves.
    """
    spec = map_chart(deck, palette, description, keys=keys, frame=frame)
    if any(layer.type == "BitmapLayer" for layer in deck.layers):
        palette = see_through(palette)
    cells = spec["layer"][0]
    for row in cells["data"]["values"]:
        if row["cell"] in weeks.counts:
            row["classes"] = [_class_number(count, weeks.bounds) for count in weeks.counts[row["cell"]]]
            row["words"] = list(weeks.words[row["cell"]])
    colors = class_colors(len(weeks.bounds), palette)
    fills = ["#{:02x}{:02x}{:02x}".format(*color) for color in colors]
    (painted,) = [part for part in cells["layer"] if part.get("name") == PAINTED]
    painted["transform"] = [
        {"filter": "isValid(datum.classes) && datum.classes[week] > 0"},
        {"calculate": f"{json.dumps(fills)}[datum.classes[week] - 1]", "as": "fill"},
    ]
    painted["encoding"] = {"fill": {"field": "fill", "type": "nominal", "scale": None}}
    painted["mark"] |= {"fillOpacity": round(min((color[3] for color in colors), default=255) / 255, 2)}
    hit = cells["layer"][-1]
    hit["transform"] = [
        {"calculate": "isValid(datum.words) ? datum.tip + ': ' + datum.words[week] : datum.tip", "as": "tip"}
    ]
    del hit["params"]  # a click chooses nothing here
    last = max(0, len(weeks.labels) - 1)
    return spec | {
        "title": {
            "text": {"expr": f"{json.dumps(list(weeks.labels), ensure_ascii=False)}[week]"},
            "anchor": "start",
            "frame": "bounds",
        },
        "params": [
            {"name": "playing", "value": False, "bind": {"input": "checkbox", "name": play}},
            {
                "name": "week",
                "value": 0,
                "bind": {"input": "range", "min": 0, "max": last, "step": 1, "name": slider},
                "on": [
                    {
                        "events": {"type": "timer", "throttle": PACE},
                        "update": f"playing ? (week + 1) % {last + 1} : week",
                    }
                ],
            },
        ],
    }


def _class_number(count: float, bounds: Sequence[int]) -> int:
    """Return 0 for nothing, else the number of the colour class from 1."""
    if count <= 0:
        return 0
    return max(1, sum(count >= bound for bound in bounds))
