"""The key of a map: each sign with its label, as a picture of its own and as part of a chart."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from est.maps.colors import Color, Palette, class_colors

# shapes of signs, from -1 to 1, as SVG and Vega read them
SQUARE = "M-1,-1L1,-1L1,1L-1,1Z"
HEXAGON = "M-0.5,-0.87L0.5,-0.87L1,0L0.5,0.87L-0.5,0.87L-1,0Z"
LOOP = "M-1,0.1Q-0.8,-1,0,-0.7T1,-0.1T0,0.8T-1,0.1Z"  # a line around something

LETTER, SIGN, ROW = 7.2, 40, 26  # pixels a letter of a label takes, a sign with what is around it, and a row of signs
TITLE_GAP = 10  # pixels behind a title, and behind the label of a sign
CHART_ROW, CHART_TITLE, CHART_EDGE = 34, 22, 24  # the same in a chart, which sets its keys itself, and below them
HALF = 9  # pixels of half a sign


@dataclass(frozen=True)
class Sign:
    """One sign of a key: its label, how an area of it is filled, the line around it, and a glyph on it."""

    label: str
    fill: Color | None = None
    line: Color | None = None
    width: float = 1.0
    dash: tuple[float, ...] = ()
    shape: str = SQUARE


@dataclass(frozen=True)
class Key:
    """Signs under one title, which may be empty."""

    title: str
    signs: Sequence[Sign]

    def columns(self, wide: float) -> int:
        """How many signs have room beside each other in so many pixels."""
        longest = max((len(sign.label) for sign in self.signs), default=1)
        return max(1, min(len(self.signs), int(wide // (SIGN + LETTER * longest))))


def count_key(labels: Sequence[str], title: str, palette: Palette) -> Key:
    """Return the key of the colours of counts."""
    colors = class_colors(len(labels), palette)
    return Key(title, [Sign(label, fill=color) for label, color in zip(labels, colors, strict=True)])


def flag_signs(clear: str, watch: str, palette: Palette) -> list[Sign]:
    """Return the signs of the lines around clear flags, and around those to keep watch on."""
    return [
        Sign(clear, line=palette.mark, width=4, shape=HEXAGON),
        Sign(watch, line=palette.mark, width=2, dash=(4, 2.5), shape=HEXAGON),
    ]


def outline_sign(label: str, palette: Palette) -> Sign:
    """Return the sign of the line around the reports of a place."""
    return Sign(label, line=palette.text, width=1.5, shape=LOOP)


def key_svg(keys: Sequence[Key], palette: Palette, wide: float = 620) -> str:
    """Return the keys below each other as SVG, each title before its signs, which break over rows of so many pixels."""
    placed = _placed(keys, wide)
    parts = [
        _text(x, part, palette, y)
        if isinstance(part, str)
        else _sign(x, part, y) + _text(x + SIGN - TITLE_GAP, part.label, palette, y)
        for x, y, part in placed
    ]
    reach = max((x + _wide(part) for x, _, part in placed), default=1.0)
    height = max(ROW, key_svg_height(keys, wide))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{reach:g}" height="{height:g}" '
        f'viewBox="0 0 {reach:g} {height:g}">{"".join(parts)}</svg>'
    )


def key_svg_height(keys: Sequence[Key], wide: float) -> int:
    """Return the pixels that the picture of the keys is high, none without any."""
    return max((y + ROW for _, y, _ in _placed(keys, wide)), default=0)


def _placed(keys: Sequence[Key], wide: float) -> list[tuple[float, int, Sign | str]]:
    """Return where each title and sign begins, in pixels to the right and downwards."""
    placed: list[tuple[float, int, Sign | str]] = []
    y = -ROW
    for key in keys:
        x, y = 0.0, y + ROW
        for part in ([key.title] if key.title else []) + list(key.signs):
            if x and x + _wide(part) > wide:
                x, y = 0.0, y + ROW
            placed.append((x, y, part))
            x += _wide(part)
    return placed


def _wide(part: Sign | str) -> float:
    return TITLE_GAP + LETTER * len(part) if isinstance(part, str) else SIGN + LETTER * len(part.label)


def key_words(keys: Sequence[Key]) -> list[str]:
    """Return what the keys say, for those who do not see them."""
    return [f"{key.title} {sign.label}".strip() for key in keys for sign in key.signs]


def _sign(x: float, sign: Sign, y: float) -> str:
    line = f' stroke-width="{sign.width / HALF:.3g}"' if sign.line else ""
    dash = f' stroke-dasharray="{" ".join(f"{part / HALF:.3g}" for part in sign.dash)}"' if sign.dash else ""
    return (
        f'<path d="{sign.shape}" transform="translate({x + 12:g} {y + 13:g}) scale({HALF})" '
        f"{_paint(sign.fill)} {_paint(sign.line, 'stroke')}{line}{dash}/>"
    )


def _paint(color: Color | None, name: str = "fill") -> str:
    if color is None:
        return f'{name}="none"'
    red, green, blue, opacity = color
    return f'{name}="rgb({red},{green},{blue})" {name}-opacity="{opacity / 255:.2f}"'


def _text(x: float, text: str, palette: Palette, y: float) -> str:
    return (
        f'<text x="{x:g}" y="{y + 18:g}" font-family="Source Sans, Segoe UI, Helvetica, Arial, sans-serif" '
        f'font-size="14" {_paint(palette.text)}>{escape(text)}</text>'
    )


def key_height(keys: Sequence[Key], wide: float) -> float:
    """Return about how many pixels the keys take below a chart of this width."""
    rows = [
        CHART_ROW * math.ceil(len(key.signs) / key.columns(wide)) + (CHART_TITLE if key.title else 0) + 10
        for key in keys
    ]
    return sum(rows) + (CHART_EDGE if rows else 0)


def key_layer(key: Key, wide: float) -> dict[str, Any]:
    """Return a part of a chart that draws nothing but its key, in as many columns as have room in so many pixels."""
    signs = list({sign.label: sign for sign in key.signs}.values())
    legend = {
        "title": key.title or None,
        "orient": "bottom",
        "direction": "horizontal",
        "columns": key.columns(wide),
        "titleLimit": 0,
        "labelLimit": 0,
        "symbolSize": 260,
        "symbolOpacity": 1,
        "symbolStrokeWidth": 2.5,
    }
    ranges = {
        "shape": [sign.shape for sign in signs],
        "fill": [_css(sign.fill) for sign in signs],
        "stroke": [_css(sign.line) for sign in signs],
        "strokeDash": [list(sign.dash or (1, 0)) for sign in signs],
    }
    labels = [sign.label for sign in signs]
    return {
        "data": {"values": [{"kind": ""}]},
        "transform": [{"filter": "false"}],
        "mark": {"type": "point"},
        "encoding": {
            name: {
                "field": "kind",
                "type": "nominal",
                "scale": {"domain": labels, "range": values},
                "legend": legend,
            }
            for name, values in ranges.items()
        },
    }


def _css(color: Color | None) -> str:
    if color is None:
        return "transparent"
    red, green, blue, opacity = color
    return f"rgba({red},{green},{blue},{opacity / 255:.2f})"
