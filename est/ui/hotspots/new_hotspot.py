"""Taking up a hotspot: from a flag on the map, from a named place, or from cells chosen by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import streamlit as st

from est.clock import text_to_hours
from est.errors import HotspotError, SelectionError
from est.hotspots.register.commands import add_hotspot
from est.hotspots.register.hotspot import Hotspot, HotspotOrigin
from est.hotspots.register.queries import all_hotspots, hotspots_holding
from est.municipality.reference_lists import reference_lists
from est.picture.counts import cell_counts
from est.picture.selection import default_selection
from est.space.cells import cells_to_text, text_to_cell
from est.space.nearest import cell_points, nearest_places
from est.space.neighbourhoods import cells_within
from est.space.places import named_places
from est.store import Store
from est.text import N_
from est.ui.enter import Visitor
from est.ui.hotspot_links import HOTSPOT, TAKING_UP
from est.ui.hotspots.hotspot_form import hotspot_form
from est.ui.links import asked_cells
from est.ui.messages import flash, show_refusals
from est.ui.query_params import parse_day
from est.ui.tables import plain_text

SIZES = (8, 9, 10)
USUAL = 9
SIZE_NAMES = {
    8: N_("large, about 1 km across"),
    9: N_("usual, about 400 m across"),
    10: N_("small, about 150 m across"),
}
WIDE_M = 50.0  # radius of a named place that has none


@st.fragment
def new_hotspot_form(visitor: Visitor) -> None:
    """Draw the form of a new hotspot, begun with what the address gives or with a named place, and keep it."""
    _ = visitor.translator.gettext
    number = st.session_state.setdefault("hotspots taken up", 0)  # a new form, and so an empty one, after each
    given = starting_values(visitor)
    if given is not None:
        begun: tuple[str, Hotspot, Sequence[str]] = (f"taking up {number} {' '.join(given.cells)}", given, given.cells)
    else:
        found = _by_place(visitor, number)
        if found is None:
            return
        begun = found
    key, shown, around = begun
    for one in hotspots_holding(visitor.answer(all_hotspots), shown.cells):
        if not one.hotspot.closed:
            st.warning(_("Some of its cells are already part of the hotspot {name}.").format(name=plain_text(one.name)))
    wanted = hotspot_form(visitor, key, shown, new=True, around=around)
    if wanted is None:
        return
    if wanted.origin is HotspotOrigin.PLACE and wanted.cells != shown.cells:
        wanted = replace(wanted, origin=HotspotOrigin.DRAWN)
    with show_refusals():
        identity = add_hotspot(visitor.store, wanted, visitor.user, visitor.now())
        st.session_state["hotspots taken up"] = number + 1
        for name in TAKING_UP:
            st.query_params.pop(name, None)
        st.query_params[HOTSPOT] = str(identity)
        flash(_("Taken up: {name}").format(name=plain_text(wanted.name)))


def starting_values(visitor: Visitor) -> Hotspot | None:
    """Return the hotspot that the address asks to take up, or None. What it names that does not exist is said."""
    _ = visitor.translator.gettext
    cells = asked_cells()
    if not cells:
        return None
    place = _nearest(visitor, cells)
    asked = st.query_params.to_dict()
    known = visitor.answer(reference_lists, visitor.language).categories
    period = _period(asked)
    try:
        hours = text_to_hours(asked.get("hours", "") or "all")
    except SelectionError:
        hours = text_to_hours("all")
    try:
        return Hotspot(
            place or _("New hotspot"),
            tuple(cells),
            place,
            HotspotOrigin.FLAG if period else HotspotOrigin.DRAWN,
            since=visitor.now().date(),
            categories=tuple(code for code in asked.get("category", "").split(",") if code in known),
            hours=hours,
            flagged_from=period[0] if period else None,
            flagged_to=period[1] if period else None,
        )
    except HotspotError:  # an address that was mistyped: cells of several sizes, or a period that is none
        st.warning(_("The address does not name a place that can be taken up. Choose a named place instead."))
        return None


def _period(asked: Mapping[str, str]) -> tuple[date, date] | None:
    """Return the period that the address names, its end exclusive, or None."""
    try:
        first, last = parse_day(asked.get("from", "")), parse_day(asked.get("through", ""))
    except ValueError:
        return None
    return first, last + timedelta(days=1)


def _by_place(visitor: Visitor, number: int) -> tuple[str, Hotspot, Sequence[str]] | None:
    """Draw the choice of a named place and of how large the cells are; return the key, what it gives, and its cells."""
    _ = visitor.translator.gettext
    named = visitor.answer(named_places)
    left, right = st.columns([3, 2])
    size = right.selectbox(
        _("Size of the cells"),
        SIZES,
        SIZES.index(USUAL),
        format_func=lambda size: _(SIZE_NAMES[size]),
        key=f"size of new hotspot {number}",
    )
    if named.is_empty():
        cells = visitor.answer(busiest_hours, size)
        left.caption(_("No place is named here. Choose the cells on the map or in the list."))
        if not cells:
            return None
        return f"by hand {number} {size}", Hotspot(_("New hotspot"), cells, since=visitor.now().date()), cells
    rows = {row["id"]: row for row in named.iter_rows(named=True)}
    chosen = left.selectbox(
        _("Named place to begin with"),
        list(rows),
        None,
        format_func=lambda identity: rows[identity]["name"],
        placeholder=_("Type a place"),
        key=f"place of new hotspot {number}",
    )
    if chosen is None:
        st.caption(
            _(
                "Choose a place; its cells are proposed and can be changed on the map. A flag is taken up from the map "
                "page."
            )
        )
        return None
    row = rows[chosen]
    within = cells_within(row["lat"], row["lng"], row["radius_m"] or WIDE_M, size)
    hotspot = Hotspot(row["name"], within, row["name"], HotspotOrigin.PLACE, since=visitor.now().date())
    return f"by place {number} {chosen} {size}", hotspot, within


def busiest_hours(store: Store, size: int) -> tuple[str, ...]:
    """Return the cell with most reports in the last twelve weeks, or none: where to begin when no place is named."""
    held = cell_counts(store, default_selection(store), size).sort(-pl.col("count"), "cell")
    return tuple(cells_to_text(held["cell"].head(1)).to_list())


def _nearest(visitor: Visitor, cells: Sequence[str]) -> str | None:
    """Return the named place nearest to the middle of the cells."""
    points = cell_points(np.array([text_to_cell(cell) for cell in cells], dtype=np.uint64))
    middle = points.select(pl.col("lat", "lng").mean())
    found = nearest_places(middle, visitor.answer(named_places))["place"]
    return found[0] if found.len() else None
