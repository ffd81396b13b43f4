"""The drawings of documents: the map of cells and the bars of weeks, in lines and greys that print in black."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from math import cos, radians
from typing import Any

import h3

from est.hotspots.detection.flag_rule import Flag
from est.text import Translator

WIDTH = 640.0
HEIGHT = 420.0
GREYS = ("#ececec", "#cfcfcf", "#a9a9a9", "#7d7d7d", "#4d4d4d")
BOUNDS = (1, 3, 6, 12, 25)  # the fewest reports of each grey
FONT = 'font-family="Libertinus Serif"'


def map_svg(content: Mapping[str, Any], words: Translator) -> str | None:
    """Return the map of a picture: cells in greys by reports, flagged places numbered; None where there is nothing.

    A clear flag has a thick line around it, one to keep watch on a broken one, so that neither needs a colour.
    """
    drawn, cells = content["map"], content["map"]["cells"]
    rings = drawn["outline"] + [_boundary(cell) for cell, *_ in cells]
    if not rings:
        return None
    project, height = _projection([point for ring in rings for point in ring])
    parts = [
        f'<path d="{_path(_boundary(cell), project)}" fill="{_grey(count)}" stroke="#fff" stroke-width="0.4"/>'
        for cell, count, _flag in cells
        if count > 0
    ]
    parts += [
        f'<path d="{_path(ring, project)}" fill="none" stroke="#000" stroke-width="0.8"/>' for ring in drawn["outline"]
    ]
    for number, place in enumerate(content["flags"]["places"], 1):
        broken = "" if place["flag"] == Flag.CLEAR else ' stroke-dasharray="5 3"'
        parts += [
            f'<path d="{_path(_boundary(cell), project)}" fill="none" stroke="#000" stroke-width="1.6"{broken}/>'
            for cell in place["cells"]
        ]
        x, y = project((place["lng"], place["lat"]))
        parts += _number(x, y, number)
    parts += _key(height, words)
    return _svg(height + 34, parts)


def _projection(points: Sequence[Sequence[float]]) -> tuple[Any, float]:
    """Return what puts [lng, lat] on the paper, and the height that the drawing takes."""
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    narrow = cos(radians((south + north) / 2))
    across, up = max((east - west) * narrow, 1e-6), max(north - south, 1e-6)
    scale = min((WIDTH - 20) / across, (HEIGHT - 20) / up)
    left = (WIDTH - across * scale) / 2

    def project(point: Sequence[float]) -> tuple[float, float]:
        return left + (point[0] - west) * narrow * scale, 10 + (north - point[1]) * scale

    return project, up * scale + 20


def _boundary(cell: str) -> list[list[float]]:
    corners = [[lng, lat] for lat, lng in h3.cell_to_boundary(cell)]
    return [*corners, corners[0]]


def _path(ring: Sequence[Sequence[float]], project: Any) -> str:  # noqa: ANN401 (a function of the drawing)
    return "M" + "L".join("{:.1f},{:.1f}".format(*project(point)) for point in ring) + "Z"


def _grey(count: float) -> str:
    return GREYS[max(sum(count >= bound for bound in BOUNDS) - 1, 0)]


def _number(x: float, y: float, number: int) -> list[str]:
    return [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="#fff" stroke="#000" stroke-width="1.2"/>',
        _text(x, y + 4, str(number), "middle"),
    ]


def _key(top: float, words: Translator) -> list[str]:
    """Return the key below the map: what the greys and the lines mean."""
    _ = words.gettext
    parts, x, y = [], 10.0, top + 14
    following = [*(bound - 1 for bound in BOUNDS[1:]), None]
    for grey, first, last in zip(GREYS, BOUNDS, following, strict=True):
        span = f"{first}+" if last is None else str(first) if first == last else f"{first}–{last}"
        parts += [
            f'<rect x="{x:.0f}" y="{y - 9:.0f}" width="14" height="11" fill="{grey}" stroke="#000" stroke-width="0.4"/>'
        ]
        parts.append(_text(x + 18, y, span))
        x += 56
    for label, broken in ((_("clear flag"), ""), (_("keep watch"), ' stroke-dasharray="5 3"')):
        parts.append(f'<path d="M{x:.0f},{y - 4:.0f}h24" stroke="#000" stroke-width="1.6"{broken}/>')
        parts.append(_text(x + 30, y, label))
        x += 120
    return parts


def weeks_svg(weeks: Sequence[Mapping[str, Any]], words: Translator, marks: Sequence[tuple[date, str]] = ()) -> str:
    """Return the bars of weeks [start, count], with the largest and the half of it as lines, and days marked."""
    height, base, left = 190.0, 160.0, 34.0
    most = max([float(week["count"]) for week in weeks], default=0.0) or 1.0
    step = (WIDTH - left - 6) / max(len(weeks), 1)
    parts = []
    for share in (0.5, 1.0):
        y = base - 140 * share
        parts.append(f'<path d="M{left},{y:.1f}H{WIDTH - 6}" stroke="#999" stroke-width="0.5"/>')
        parts.append(_text(left - 4, y + 4, words.number(most * share, 1), "end"))
    for number, week in enumerate(weeks):
        x, tall = left + number * step, 140 * float(week["count"]) / most
        box = f'<rect x="{x + 1:.1f}" y="{base - tall:.1f}" width="{max(step - 2, 1):.1f}"'
        parts.append(f'{box} height="{tall:.1f}" fill="#555"/>')
        start = date.fromisoformat(week["start"])
        if number % 4 == 0:
            parts.append(_text(x + step / 2, base + 14, f"{start.isocalendar().week}", "middle"))
        for day, label in marks:
            if 0 <= (day - start).days < 7:
                parts.append(f'<path d="M{x:.1f},8V{base}" stroke="#000" stroke-width="1.4" stroke-dasharray="4 2"/>')
                parts.append(_text(x + 4, 16, label))
    parts.append(f'<path d="M{left},{base}H{WIDTH - 6}" stroke="#000" stroke-width="1"/>')
    parts.append(_text(left, base + 28, words.gettext("Week")))
    return _svg(height, parts)


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="12" text-anchor="{anchor}" {FONT}>{escape(text)}</text>'


def _svg(height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" width="{WIDTH:.0f}" '
        f'height="{height:.0f}">{"".join(parts)}</svg>'
    )
