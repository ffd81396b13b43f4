"""The form of a measure, and the lists it chooses from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
import streamlit as st

from est.errors import EstError
from est.hotspots.flags import Flag, flagged
from est.hotspots.listing import flags, ranked
from est.measures import STATE_NAMES, Measure, State, refuse_personal_data
from est.picture.selection import default_selection, loaded_period
from est.reports.lists import lists
from est.space.cells import text_to_cell
from est.space.nearest import centres, nearest_places
from est.space.places import places
from est.store import Store
from est.ui.enter import Visitor
from est.ui.telling import refuse


@dataclass(frozen=True)
class Choices:
    """What the form's lists hold: organisations (identity → name), places (names), cells (text → label)."""

    organisations: Mapping[str, str]
    places: Sequence[str]
    cells: Mapping[str, str]


def choices(visitor: Visitor, cells: Sequence[str]) -> Choices:
    """Return what the form offers; `cells` are the ones chosen on the map and those the measures have.

    The cells that are flagged in the default selection are offered too, in the order of the map's list.
    """
    named = visitor.answer(places)
    organisations = lists(visitor.store, visitor.language).organisations
    marked = visitor.answer(flagged_now)
    every = dict.fromkeys([*cells, *marked])
    return Choices(organisations, named["name"].to_list(), _labels(visitor, named, list(every), marked))


def flagged_now(store: Store) -> dict[str, str]:
    """Return cell → flag of the default selection, in the order of the map's list."""
    if loaded_period(store) is None:
        return {}
    found = flagged(store, default_selection(store))
    return dict(flags(ranked(found.cells)).select("cell", "flag").iter_rows())


def _labels(visitor: Visitor, named: pl.DataFrame, cells: Sequence[str], marked: Mapping[str, str]) -> dict[str, str]:
    """Return each cell as its flag, if it has one, the nearest named place and its text."""
    _ = visitor.translator.gettext
    numbers = np.array([text_to_cell(cell) for cell in cells], dtype=np.uint64)
    words = {str(Flag.CLEAR): _("clear flag"), str(Flag.WATCH): _("flag to keep watch on")}
    labels = {}
    for cell, place in nearest_places(centres(numbers), named).select("cell", "place").iter_rows():
        where = _("Near {place} ({cell})").format(place=place, cell=cell) if place else cell
        labels[cell] = f"{words[marked[cell]]}: {where}" if cell in marked else where
    return labels


def form(
    visitor: Visitor, key: str, choices: Choices, shown: Measure | None, cells: Sequence[str] = ()
) -> Measure | None:
    """Draw the form with what `shown` says; return the measure when it is sent, or None.

    What cannot be is said under the form, and what was typed stays.
    """
    _ = visitor.translator.gettext
    with st.form(key):
        title = st.text_input(_("Title"), shown.title if shown else "", max_chars=200, key=f"{key} title")
        place, chosen = _where(visitor, key, choices, shown, list(shown.cells) if shown else list(cells))
        organisation, state = _who(visitor, key, choices, shown)
        left, right = st.columns(2)
        starts = left.date_input(_("Starts"), shown.starts if shown else None, key=f"{key} starts", format="YYYY-MM-DD")
        due = right.date_input(_("Due"), shown.due if shown else None, key=f"{key} due", format="YYYY-MM-DD")
        note = st.text_area(_("Note"), shown.note if shown else "", max_chars=2000, key=f"{key} note")
        st.caption(_("Place, not person: no names, no registration numbers, nothing that points out one person."))
        if not st.form_submit_button(_("Save"), type="primary"):
            return None
    try:
        wanted = Measure(title.strip(), organisation, state, chosen, place, _day(starts), _day(due), note.strip())
        refuse_personal_data(wanted)
    except EstError as error:
        refuse(error)
        return None
    return wanted


def _where(
    visitor: Visitor, key: str, choices: Choices, shown: Measure | None, cells: list[str]
) -> tuple[str | None, tuple[str, ...]]:
    """Draw the row of the place; return the named place and the cells."""
    _ = visitor.translator.gettext
    left, right = st.columns(2)  # row by row, so that a phone shows the fields in this order
    named = sorted({*choices.places, *([shown.place] if shown and shown.place else [])})
    place = left.selectbox(
        _("Named place"),
        named,
        _index(named, shown.place if shown else None),
        placeholder=_("Choose"),
        key=f"{key} place",
    )
    offered = {**choices.cells, **{cell: choices.cells.get(cell, cell) for cell in cells}}
    chosen = right.multiselect(
        _("Cells"),
        list(offered),
        cells,
        format_func=offered.__getitem__,
        placeholder=_("Choose"),
        key=f"{key} cells",
        help=_("Flagged cells of the last weeks, and those you chose on the map."),
    )
    return place, tuple(chosen)


def _who(visitor: Visitor, key: str, choices: Choices, shown: Measure | None) -> tuple[str, State]:
    """Draw the row of who is responsible and how far it has come; return both."""
    _ = visitor.translator.gettext
    left, right = st.columns(2)
    organisations, states = list(choices.organisations), list(State)
    organisation = left.selectbox(
        _("Responsible organisation"),
        organisations,
        _index(organisations, shown.organisation if shown else None),
        format_func=choices.organisations.__getitem__,
        placeholder=_("Choose"),
        key=f"{key} who",
    )
    state = right.selectbox(
        _("State"),
        states,
        states.index(shown.state) if shown else 0,
        format_func=lambda state: _(STATE_NAMES[state]),
        key=f"{key} state",
    )
    return organisation or "", state


def _index(options: Sequence[str], value: str | None) -> int | None:
    return options.index(value) if value in options else None


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
