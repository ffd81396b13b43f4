"""The frame of a map that fits into the reader's window."""

from est import maps
from est.ui.window import printing, reader_window

PAPER_WIDTH, PAPER_HEIGHT = (
    660,
    380,
)  # pixels of the browser's on an A4 page: its text's width, and less than half of it

DIALOG, BESIDE_DIALOG = 1280, 56  # pixels of the widest dialog, and of it and of the window what is beside its content
BESIDE_NEWS = 2 / 5  # of the page's width, what stands beside the news on the overview


def fit_window(height: int = maps.Frame.height, share: float = 1.0) -> maps.Frame:
    """Return the frame of a map in a column that takes this share of the page; on paper, of its own."""
    if printing():
        return maps.Frame(PAPER_WIDTH, min(height, PAPER_HEIGHT))
    return maps.fit_view(reader_window(), height, share)


def dialog_share() -> float:
    """Return how much of the page's width a large dialog has: more than all of it, as it lies over the menu too."""
    wide = min(DIALOG, reader_window()) - BESIDE_DIALOG
    return wide / maps.fit_view(reader_window()).width
