"""What a map that fills the window has for itself: what its heading, its controls and its key leave."""

import math
from collections.abc import Sequence

from est import maps
from est.charts.caption import Caption
from est.ui.window import on_phone, reader_height, reader_window

BESIDE, AROUND = 48, 32  # pixels beside what a full window holds, and above and below it
GAP, LINE, LETTER = 8, 18, 5.9  # pixels between its parts, and of a line and a letter of its small text
PRESSED, FINGER = 40, 44  # pixels of a control, for a pointer and for a finger
GROUP = 340  # pixels of some choices beside each other, with what is beside them
SPARE = 12  # pixels of the window that are left empty
LEAST = 120  # pixels of the lowest map; in a window that has less for it the page scrolls


def full_frame(
    heading: Caption, keys: Sequence[maps.Key], groups: int, *, share: float = 1.0, more: int = 0
) -> maps.Frame:
    """Return the frame of a map that fills the window with its heading, so many groups of choices, and `keys` below it.

    It gets this `share` of the width, or of the height on a phone, where columns lie below each other. `more` are the
    pixels of what else belongs to it.
    """
    wide, control = reader_window() - BESIDE, FINGER if on_phone() else PRESSED
    rows = groups if on_phone() else math.ceil(groups * GROUP / wide)
    lines = math.ceil(LETTER * len(caption_text(heading)) / wide)
    taken = AROUND + (rows + 1) * control + lines * LINE + (rows + 3) * GAP + maps.key_svg_height(keys, wide) + SPARE
    high = reader_height() - taken
    across, down = (1.0, share) if on_phone() else (share, 1.0)
    return maps.Frame(max(200, round(across * wide)), max(LEAST, round(down * high) - more))


def caption_text(heading: Caption) -> str:
    """Return what stands below the title of a map that fills the window."""
    return " · ".join(heading.lines)
