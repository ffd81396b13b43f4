"""What a picture says of itself once it has left the page: its title, what is selected, the source and the date."""

import textwrap
from dataclasses import dataclass
from typing import Any

from est.text.no_break import keep_together


@dataclass(frozen=True)
class Caption:
    """The title of a picture and the lines below it."""

    title: str
    lines: tuple[str, ...] = ()


WIDTH = 900  # pixels of a chart that takes the width it is given, where it is a file
LETTER = 5.8  # pixels of a letter of the lines
TITLE_LETTER = 9.0


def caption_height(caption: Caption, wide: float) -> int:
    """Return about how many pixels the caption takes above a chart of this width."""
    title, lines = _wrapped(caption, wide)
    return 14 + 20 * len(title) + 15 * len(lines)


def with_caption(
    spec: dict[str, Any], caption: Caption, wide: float | None = None, color: str | None = None
) -> dict[str, Any]:
    """Return the chart with a caption above it, at its left edge, in lines that fit into so many pixels: its own width
    where none is given. `color` is that of all its words, black where none is given.

    A line that is wider than the chart would take the room of what is drawn.
    """
    own = spec.get("width")
    wide = wide or (own if isinstance(own, int) else WIDTH)
    text, lines = _wrapped(caption, wide)
    title = {
        "text": text,
        "subtitle": lines,
        "anchor": "start",
        "frame": "bounds",
        "fontSize": 17,
        "subtitleFontSize": 12,
        "subtitlePadding": 4,
        "offset": 10,
        "limit": wide,
    }
    if color:
        title |= {"color": color, "subtitleColor": color}
    return spec | {"title": title}


def _wrapped(caption: Caption, wide: float) -> tuple[list[str], list[str]]:
    title = textwrap.wrap(keep_together(caption.title, ""), max(10, int(wide / TITLE_LETTER)))
    lines = [
        part for line in caption.lines for part in textwrap.wrap(keep_together(line, ""), max(20, int(wide / LETTER)))
    ]
    return title, lines
