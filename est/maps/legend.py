"""The map's key as one small SVG picture, and the same in words for those who do not see it."""

from collections.abc import Sequence
from html import escape

from est.maps.colors import Color, Palette, class_colors

ROW, SWATCH, LETTER = 26, 20, 6.8


def class_labels(bounds: Sequence[int], largest: float, up_to: str = "–") -> tuple[str, ...]:
    """Return the counts of each colour class in writing: `1`, `2–3`, `4–9`, the last up to the largest count."""
    above = [bound - 1 for bound in bounds[1:]] + [max(bounds[-1], round(largest))] if bounds else []
    pairs = zip(bounds, above, strict=True)
    return tuple(f"{low}" if low == high else f"{low}{up_to}{high}" for low, high in pairs)


def draw_legend_svg(
    labels: Sequence[str], title: str, clear: str, watch: str, palette: Palette, outline: str = ""
) -> str:
    """Return the key as SVG: the colour of each class of counts, how the two kinds of flag are drawn, and the line
    around a place's reports where there is one (`outline` says what it is).
    """
    x, parts = 0.0, [legend_text(0, title, palette)]
    x += LETTER * len(title) + 12
    for label, color in zip(labels, class_colors(len(labels), palette), strict=True):
        parts.append(f'<rect x="{x:g}" y="4" width="{SWATCH}" height="18" {paint_attributes(color)}/>')
        parts.append(legend_text(x + SWATCH + 5, label, palette))
        x += SWATCH + 5 + LETTER * len(label) + 12
    wide = [x]
    y, x = ROW, 0.0
    for text, filled in ((clear, True), (watch, False)):
        parts.append(_mark(x, y, filled, palette))
        parts.append(legend_text(x + 34, text, palette, y))
        x += 34 + LETTER * len(text) + 18
    wide.append(x)
    if outline:
        parts.append(_line(2 * ROW, palette))
        parts.append(legend_text(34, outline, palette, 2 * ROW))
        wide.append(34 + LETTER * len(outline) + 18)
    width, height = max(wide), (3 if outline else 2) * ROW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height}" '
        f'viewBox="0 0 {width:g} {height}">{"".join(parts)}</svg>'
    )


def paint_attributes(color: Color, name: str = "fill") -> str:
    """Return the attributes that paint a shape of the key (`fill`, or its `stroke`)."""
    red, green, blue, opacity = color
    return f'{name}="rgb({red},{green},{blue})" {name}-opacity="{opacity / 255:.2f}"'


def legend_text(x: float, text: str, palette: Palette, y: float = 0) -> str:
    """Return one line of the key's text."""
    return (
        f'<text x="{x:g}" y="{y + 18:g}" font-family="Source Sans, Segoe UI, Helvetica, Arial, sans-serif" '
        f'font-size="14" {paint_attributes(palette.text)}>{escape(text)}</text>'
    )


def _line(y: float, palette: Palette) -> str:
    shape = f'd="M2,{y + 16:g} Q4,{y + 4:g} 14,{y + 6:g} T24,{y + 12:g} T12,{y + 21:g} T2,{y + 16:g}" fill="none"'
    return (
        f'<path {shape} {paint_attributes(palette.casing, "stroke")} stroke-width="3.5"/>'
        f'<path {shape} {paint_attributes(palette.text, "stroke")} stroke-width="1.5"/>'
    )


def _mark(x: float, y: float, filled: bool, palette: Palette) -> str:
    corners = " ".join(f"{x + a:g},{y + b:g}" for a, b in ((7, 3), (19, 3), (25, 13), (19, 23), (7, 23), (1, 13)))
    line = paint_attributes(palette.mark, "stroke")
    kind = 'stroke-width="3.5"' if filled else 'stroke-width="2" stroke-dasharray="4 2.5"'
    disc = paint_attributes(palette.mark if filled else palette.casing)
    return (
        f'<polygon points="{corners}" fill="none" {line} {kind}/>'
        f'<circle cx="{x + 13:g}" cy="{y + 13:g}" r="5" {disc} {line} stroke-width="1.5"/>'
    )
