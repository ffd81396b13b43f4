"""A map is drawn to fit into the window that the browser told of, or into a usual one."""

import pytest

from est import maps
from est.ui.window import DESK, PHONE, window_size


@pytest.mark.parametrize(
    ("said", "agent", "pixels"),
    [
        ("412", "Mozilla/5.0 (Linux; Android 14) Mobile", 412),
        ("390", "Mozilla/5.0 (X11; Linux x86_64)", 390),
        (None, "Mozilla/5.0 (iPhone) Mobile/15E148", PHONE),
        (None, None, DESK),
        ("x' OR 1", None, DESK),
        ("9" * 9, None, DESK),
    ],
)
def test_the_window_is_what_it_says_or_what_is_usual(said, agent, pixels):
    """What stands in a cookie is anybody's."""
    assert window_size(said, agent) == pixels


@pytest.mark.parametrize("pixels", [0, 320, 390, 640, 641, 1280, 3840])
def test_a_map_is_no_wider_than_its_window(pixels):
    """And in a narrow one not so high that it cannot be scrolled past."""
    frame = maps.fit_view(pixels, share=5 / 8)
    assert frame.width <= max(200, pixels - 30)
    assert frame.height == (460 if pixels <= 640 else 560)
