"""Maps on screen: one that moves, or the same drawn as a chart, and what a click on either does."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import streamlit as st

from est import maps
from est.charts.caption import Caption, caption_height, with_caption
from est.charts.row_text import rows_as_text
from est.ui.graphics import map_is_drawn
from est.ui.language import _
from est.ui.legible_chart import legible
from est.ui.picture_address import deck_apart
from est.ui.window import filling_window, printing


def reader_palette() -> maps.Palette:
    """Return the colours of the reader's theme; paper is white."""
    return maps.DARK if st.context.theme.type == "dark" and not printing() else maps.LIGHT


def draw_deck(
    deck: maps.Map,
    alt: str,
    *,
    key: str,
    frame: maps.Frame,
    keys: Sequence[maps.Key],
    heading: Caption | None = None,
    chosen: str = "",
    told: Callable[[], None] | None = None,
    clicked: Callable[[str], None] | None = None,
    selection_mode: Literal["single-object", "multi-object"] = "single-object",
) -> None:
    """Draw a map of the key `key`, with `keys` below it and, where it is drawn as a chart, `heading` above.

    `told` is the callback of the map that moves: the browser tells all that is chosen there. `clicked` is that of the
    drawn one, and gets the cell; that chart is another widget for each `chosen`, so that a click is always new.
    """
    deck = deck_apart(deck)
    if not map_is_drawn():
        selecting: dict[str, Any] = {"on_select": told, "selection_mode": selection_mode} if told else {}
        st.pydeck_chart(deck, height=frame.height, key=key, alt=alt, **selecting)
        draw_key(keys, frame.width)
        return
    palette, filling = reader_palette(), filling_window()
    # how high a picture of the key is, is known; a chart sets its own
    spec = maps.map_chart(deck, palette, alt, keys=() if filling else keys, frame=frame)
    if heading:
        higher = spec | {"height": spec["height"] + caption_height(heading, frame.width)}
        red, green, blue, _ = palette.text
        spec = with_caption(higher, heading, frame.width, f"rgb({red},{green},{blue})")
    spec = rows_as_text(legible(spec, palette))
    widget = f"{key} drawn {chosen}"

    def take() -> None:
        for point in st.session_state[widget]["selection"].get(maps.CHOICE) or []:
            if clicked and "cell" in point:
                clicked(point["cell"])

    selecting = {"on_select": take, "selection_mode": maps.CHOICE} if clicked else {}
    st.vega_lite_chart(spec, key=widget, **selecting)
    if filling:
        draw_key(keys, frame.width)


def draw_key(keys: Sequence[maps.Key], wide: float) -> None:
    """Draw keys that are in no chart, in rows of about so many pixels."""
    if keys:
        words = _("Key: {kinds}.").format(kinds=", ".join(maps.key_words(keys)))
        st.image(maps.key_svg(keys, reader_palette(), wide), alt=words)
