"""The weeks of a map, played in the browser: one chart with a slider, so that nothing is asked between two weeks."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from est.maps.colors import Palette, class_colors
from est.maps.deck import Map
from est.maps.ground_picture import see_through
from est.maps.key import Key
from est.maps.vega import CHOICE, PAINTED, map_chart
from est.maps.view import Frame

Spec = dict[str, Any]

PACE = 900  # milliseconds that a week is seen
WEEK = "chosen"  # the name of the choice of a week; what is chosen has the field "week", its number
NEVER = {"type": "click", "filter": "false"}  # an event: no click on the map chooses a week


@dataclass(frozen=True)
class WeekFrames:
    """What is seen week by week: the lines above each week and how it is spoken of, and by cell the count in each week.

    `words` are what is said beside the pointer below the name of a cell in each week, in these words `nothing` where
    a cell has none. `bounds` are the lowest counts of the colour classes, the same in all weeks.
    """

    labels: Sequence[Sequence[str]]
    spoken: Sequence[str]
    counts: Mapping[str, Sequence[float]]
    words: Mapping[str, Sequence[str]]
    nothing: str
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
    first: int = 0,
    spans: Mapping[str, tuple[int, int]] | None = None,
) -> Spec:
    """Return the map of `deck`, whose cells have the colours of one week, under the name of that week.

    `slider` and `play` are what the two controls are called: which week it is, which arrow keys move too, and whether
    the weeks follow each other by themselves. It begins at the week of the number `first`; the one at which it rests
    is the choice WEEK, beside that of a cell by a click. `spans` are the numbers of the first and the last week of
    layers of the deck that are not there in all weeks, by their names.
    """
    shown = {name: f"week >= {begin} && week <= {end}" for name, (begin, end) in (spans or {}).items()}
    spec = map_chart(deck, palette, description, keys=keys, frame=frame, shown=shown)
    if any(layer.type == "BitmapLayer" for layer in deck.layers):
        palette = see_through(palette)
    cells = spec["layer"][0]
    said = sorted({words for each in weeks.words.values() for words in each})  # the same again and again
    number = {words: at for at, words in enumerate(said)}
    for row in cells["data"]["values"]:
        if row["cell"] in weeks.counts:
            row["classes"] = [_class_number(count, weeks.bounds) for count in weeks.counts[row["cell"]]]
        if row["cell"] in weeks.words:
            row["words"] = [number[words] for words in weeks.words[row["cell"]]]
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
    words = f"isValid(datum.words) ? {_text(said)}[datum.words[week]] : {_text(weeks.nothing)}"
    hit["transform"] = [{"calculate": f"datum.tip + '\\n' + ({words})", "as": "tip"}]
    hit["params"] += [
        {"name": WEEK, "select": {"type": "point", "fields": ["week"], "on": NEVER, "clear": False, "toggle": False}}
    ]
    last = max(0, len(weeks.labels) - 1)
    return spec | {
        "title": {
            "text": {"expr": f"{_text(list(weeks.labels))}[week]"},
            "anchor": "start",
            "frame": "bounds",
        },
        "params": [
            {
                "name": "playing",
                "value": False,
                "bind": {"input": "checkbox", "name": play},
                "on": [{"events": {"signal": CHOICE}, "update": "false"}],  # who chooses a cell stays at its week
            },
            {
                "name": "week",
                "value": min(max(0, first), last),
                "bind": {"input": "range", "min": 0, "max": last, "step": 1, "name": slider},
                "on": [
                    {
                        "events": {"type": "timer", "throttle": PACE},
                        "update": f"playing ? (week + 1) % {last + 1} : week",
                    },
                    # a chart that is drawn anew, as in another theme, is given its choice back
                    {"events": {"signal": WEEK}, "update": f"{WEEK}.week ? {WEEK}.week[0] : week"},
                ],
            },
            # what the slider is said to be at, for who does not see it: terminal/residue.js takes it from this list
            {
                "name": "spoken",
                "value": min(max(0, first), last),
                "bind": {"input": "select", "options": list(range(last + 1)), "labels": list(weeks.spoken)},
            },
            # the week at which the slider rests is put where a click on a shape would put what it chooses: Streamlit
            # tells of it. Of the weeks that are played nothing is told
            {
                "name": "told",
                "value": None,
                "on": [{"events": [{"signal": "week"}, {"signal": "playing"}], "update": _TELL}],
            },
        ],
    }


_TUPLE = f"{{unit: '', fields: {WEEK}_tuple_fields, values: [week]}}"
_TELL = f"playing ? null : modify('{WEEK}_store', {_TUPLE}, true)"


def _text(value: object) -> str:
    """Return a value as an expression of Vega."""
    return json.dumps(value, ensure_ascii=False)


def _class_number(count: float, bounds: Sequence[int]) -> int:
    """Return 0 for nothing, else the number of the colour class from 1."""
    if count <= 0:
        return 0
    return max(1, sum(count >= bound for bound in bounds))
