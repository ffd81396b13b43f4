"""The frame of a map that fits into the reader's window."""

from est import maps
from est.ui.window import reader_window


def fit_window(height: int = maps.Frame.height, share: float = 1.0) -> maps.Frame:
    """Return the frame of a map in a column that takes this share of the page."""
    return maps.fit_view(reader_window(), height, share)
