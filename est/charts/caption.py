"""What a picture says of itself once it has left the page: its title, what is selected, the source and the date."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Caption:
    """The title of a picture and the lines below it."""

    title: str
    lines: tuple[str, ...] = ()


def caption_height(caption: Caption) -> int:
    """Return about how many pixels the caption takes above a chart."""
    return 34 + 15 * len(caption.lines)


def with_caption(spec: dict[str, Any], caption: Caption) -> dict[str, Any]:
    """Return the chart with a caption above it, at its left edge."""
    title = {
        "text": caption.title,
        "subtitle": list(caption.lines),
        "anchor": "start",
        "frame": "bounds",
        "fontSize": 17,
        "subtitleFontSize": 12,
        "subtitlePadding": 4,
        "offset": 10,
    }
    return spec | {"title": title}
