"""Where a report happened: a place that is searched for, the own position, a tap on the map, or a typed point."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl
import streamlit as st

from est import maps
from est.errors import AreaError
from est.reports.entries.typed_point import typed_point
from est.space.area import study_area
from est.space.cells import RESOLUTIONS, cell_centres, text_to_cell
from est.space.place_search import search_places
from est.store import Store
from est.text import N_
from est.ui.deck_view import draw_deck, reader_palette
from est.ui.enter import Visitor
from est.ui.hotspots.cell_choice import clicked_cells
from est.ui.reports.own_position import ask_position
from est.ui.screen import fit_window
from est.ui.situation.cell_map import map_ground
from est.ui.tables import plain_text

WAYS = {
    "search": N_("Search place"),
    "here": N_("Where I am"),
    "map": N_("On the map"),
    "point": N_("Type a point"),
}
EXACT_M, ROUGH_M = 50.0, 250.0  # a position is a point up to the first, approximate up to the second, and else no place
MOST_CELLS = 6_000  # that a phone draws
MAP_HEIGHT = 360


@dataclass(frozen=True)
class ChosenPlace:
    """Where something happened, in degrees, what the place is called, and how exact it is."""

    lat: float
    lng: float
    precision: str
    name: str | None = None


def choose_place(
    visitor: Visitor, key: str, start: ChosenPlace | None = None, on_street: bool = False
) -> ChosenPlace | None:
    """Draw the ways to say where; return what is chosen now, at first `start`. No address is a house if `on_street`."""
    _ = visitor.translator.gettext
    kept = f"{key} place"
    if kept not in st.session_state:
        st.session_state[kept] = start
    way = st.segmented_control(
        _("How do you say where?"),
        list(WAYS),
        format_func=lambda one: _(WAYS[one]),
        default="search",
        key=f"{key} way",
        label_visibility="collapsed",
        required=True,
    )
    if way == "here":
        _take_position(visitor, key, kept)
    elif way == "map":
        _tap_map(visitor, key, kept)
    elif way == "point":
        _type_point(visitor, key, kept)
    else:
        _search(visitor, key, kept, on_street=on_street)
    chosen: ChosenPlace | None = st.session_state[kept]
    if chosen is not None:
        st.markdown(_("Place: {place}").format(place=plain_text(describe_place(visitor, chosen))))
    return chosen


def describe_place(visitor: Visitor, place: ChosenPlace) -> str:
    """Return a place as a reader sees it: its name, or its point."""
    number = visitor.translator.number
    point = f"{number(place.lat, 5)}; {number(place.lng, 5)}"
    return f"{place.name} ({point})" if place.name else point


def _search(visitor: Visitor, key: str, kept: str, *, on_street: bool) -> None:
    _ = visitor.translator.gettext
    text = st.text_input(
        _("Search place"), key=f"{key} search", placeholder=_("A place, or street and number, then Enter")
    )
    if on_street:
        st.caption(_("An address is kept as a place on its street, never as the house."))
    if not text.strip():
        return
    if point := typed_point(text):
        _keep(kept, ChosenPlace(*point, "point"))
        return
    found = visitor.answer(search_places, text, on_street)
    if not found:
        st.info(_("No place of that name is known. Try another word, point at it on the map, or take your position."))
    elif len(found) > 1:
        st.caption(_("Which of these is it?"))
    with st.container(horizontal=True, key=f"large places {key}"):
        for number, place in enumerate(found):
            chosen = ChosenPlace(place.lat, place.lng, place.precision, place.name)
            picked = st.session_state[kept] == chosen
            st.button(
                ("✓ " if picked else "") + plain_text(place.name),
                key=f"{key} found {number}",
                type="primary" if picked else "secondary",
                on_click=_keep,
                args=(kept, chosen),
            )


def _keep(kept: str, place: ChosenPlace | None) -> None:
    st.session_state[kept] = place


def _take_position(visitor: Visitor, key: str, kept: str) -> None:
    translator = visitor.translator
    _ = translator.gettext
    position = ask_position(visitor, f"{key} position")
    if position is None:
        return
    metres = translator.number(position.accuracy_m)
    if position.accuracy_m > ROUGH_M:
        _keep(kept, None)
        st.warning(
            _(
                "The device knows its position to {metres} m only, which is no place. Search for the place instead."
            ).format(metres=metres)
        )
        return
    precision = "point" if position.accuracy_m <= EXACT_M else "approximate"
    _keep(kept, ChosenPlace(position.lat, position.lng, precision))
    st.caption(_("Your position, within {metres} m.").format(metres=metres))


def _type_point(visitor: Visitor, key: str, kept: str) -> None:
    _ = visitor.translator.gettext
    left, right = st.columns(2)
    lat = left.number_input(_("Latitude"), 54.0, 70.0, None, format="%.5f", key=f"{key} lat")
    lng = right.number_input(_("Longitude"), 10.0, 25.0, None, format="%.5f", key=f"{key} lng")
    if lat is not None and lng is not None:
        _keep(kept, ChosenPlace(lat, lng, "point"))


def _tap_map(visitor: Visitor, key: str, kept: str) -> None:
    _ = visitor.translator.gettext
    cells = visitor.answer(tappable_cells)
    if cells.is_empty():
        st.info(_("There is no map yet: no study area is set. Search for the place, or type its point."))
        return
    st.caption(_("Tap where it happened. The middle of the cell is taken, as an approximate place."))
    frame = fit_window(MAP_HEIGHT)
    widget, tapped = f"{key} map", st.session_state.get(f"{key} tapped")
    deck = maps.draw_cells(
        cells, visitor.answer(map_ground), reader_palette(), tooltip="", frame=frame, selected=tapped, around=True
    )
    draw_deck(
        deck,
        _("Map to tap on. Every place can be found by searching too."),
        key=widget,
        frame=frame,
        keys=(),
        chosen=tapped or "",
        told=partial(_told, widget, key, kept),
        clicked=partial(_tap, key, kept),
    )


def _told(widget: str, key: str, kept: str) -> None:
    """Take the cell that the map that moves tells of."""
    for cell in clicked_cells(st.session_state[widget]):
        _tap(key, kept, cell)


def _tap(key: str, kept: str, cell: str) -> None:
    lat, lng = cell_centres(np.array([text_to_cell(cell)], dtype=np.uint64))[0]
    st.session_state[f"{key} tapped"] = cell
    _keep(kept, ChosenPlace(float(lat), float(lng), "approximate"))


def tappable_cells(store: Store) -> pl.DataFrame:
    """Return the cells of the study area, as `maps.draw_cells` takes them, as fine as a phone draws them."""
    for resolution in reversed(RESOLUTIONS):
        try:
            area = study_area(store, resolution)
        except AreaError:
            continue
        if area.cells.height <= MOST_CELLS:
            nothing = pl.lit(None, dtype=pl.String)
            return pl.DataFrame({"cell": area.texts}).with_columns(
                count=pl.lit(0.0), flag=nothing, unit=nothing, rank=pl.lit(None, dtype=pl.Int64)
            )
    return pl.DataFrame(schema={"cell": pl.String})
