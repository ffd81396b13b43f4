"""What the page of measures is made of: the form, the place to choose, the conflict, the history."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from uuid import UUID

import numpy as np
import polars as pl
import streamlit as st

from est.errors import EditedByOtherError, EstError
from est.hotspots.flags import Flag, flagged
from est.hotspots.listing import flags, ranked
from est.measures import (
    FIELD_NAMES,
    STATE_NAMES,
    Measure,
    State,
    add,
    by_urgency,
    edit,
    history,
    measure,
    measures,
    merged,
)
from est.picture.selection import default_selection, loaded_period
from est.reports.lists import lists
from est.space.cells import text_to_cell
from est.space.nearest import centres, nearest_places
from est.space.places import places
from est.store import Store
from est.ui.enter import Visitor
from est.ui.tables import plain, table

DONE = "measure done"  # what the last change did, said once after the page is drawn anew
OPENED = "measure opened"
CLOSED = "measures closed"  # so many times a measure was closed; each time the list begins anew


@dataclass(frozen=True)
class Choices:
    """What the form's lists hold: organisations (identity → name), places (names), cells (text → label)."""

    organisations: Mapping[str, str]
    places: Sequence[str]
    cells: Mapping[str, str]


@dataclass
class Opened:
    """A measure that is open for editing: as it was read, its version then, and what came in between."""

    identity: UUID
    measure: Measure
    version: int
    label: str
    wanted: Measure | None = None
    conflict: EditedByOtherError | None = None


def urgent_first(visitor: Visitor, today: date) -> pl.DataFrame:
    """Return the measures by urgency with `status`, what the list says of each in words, and its place as text."""
    _ = visitor.translator.gettext
    listed = by_urgency(visitor.answer(measures), today)
    names = {str(state): _(name) for state, name in STATE_NAMES.items()}
    ngettext = visitor.translator.ngettext
    status = [
        ngettext("OVERDUE {days} day, {state}", "OVERDUE {days} days, {state}", late).format(
            days=late, state=names[state]
        )
        if late
        else names[state]
        for late, state in listed.select("days_late", "state").iter_rows()
    ]
    where = [
        place or ngettext("{n} cell", "{n} cells", len(cells.split())).format(n=len(cells.split()))
        for place, cells in listed.select("place", "cells").iter_rows()
    ]
    return listed.with_columns(pl.Series("status", status, pl.String), pl.Series("where", where, pl.String))


def filtered(visitor: Visitor, listed: pl.DataFrame, offered: Choices) -> pl.DataFrame:
    """Draw the filters of state and organisation, kept in the address; return the measures that pass."""
    _ = visitor.translator.gettext
    left, right = st.columns(2)
    states = left.multiselect(
        _("State"),
        [str(state) for state in State],
        format_func=lambda state: _(STATE_NAMES[State(state)]),
        placeholder=_("All"),
        key="state",
        bind="query-params",
    )
    organisations = right.multiselect(
        _("Responsible organisation"),
        list(offered.organisations),
        format_func=offered.organisations.__getitem__,
        placeholder=_("All"),
        key="organisation",
        bind="query-params",
    )
    if states:
        listed = listed.filter(pl.col("state").is_in(states))
    return listed.filter(pl.col("organisation").is_in(organisations)) if organisations else listed


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
    """Return each cell with its flag, if it has one, and the nearest named place before its text."""
    _ = visitor.translator.gettext
    numbers = np.array([text_to_cell(cell) for cell in cells], dtype=np.uint64)
    words = {str(Flag.CLEAR): _("clear flag"), str(Flag.WATCH): _("flag to keep watch on")}
    labels = {}
    for cell, place in nearest_places(centres(numbers), named).select("cell", "place").iter_rows():
        where = _("Near {place} ({cell})").format(place=place, cell=cell) if place else cell
        labels[cell] = f"{where}, {words[marked[cell]]}" if cell in marked else where
    return labels


def form(
    visitor: Visitor, key: str, choices: Choices, shown: Measure | None, cells: Sequence[str] = ()
) -> Measure | None:
    """Draw the form with what `shown` says; return the measure when it is sent, or None.

    What cannot be is said under the form, and what was typed stays.
    """
    _ = visitor.translator.gettext
    organisations = list(choices.organisations)
    places = sorted({*choices.places, *([shown.place] if shown and shown.place else [])})
    chosen_cells = list(shown.cells) if shown else list(cells)
    offered = {**choices.cells, **{cell: choices.cells.get(cell, cell) for cell in chosen_cells}}
    with st.form(key):
        title = st.text_input(_("Title"), shown.title if shown else "", max_chars=200, key=f"{key} title")
        left, right = st.columns(2)  # row by row, so that a phone shows them in this order
        place = left.selectbox(
            _("Named place"),
            places,
            _index(places, shown.place if shown else None),
            placeholder=_("Choose"),
            key=f"{key} place",
        )
        chosen = right.multiselect(
            _("Cells"),
            list(offered),
            chosen_cells,
            format_func=offered.__getitem__,
            placeholder=_("Choose"),
            key=f"{key} cells",
            help=_("Flagged cells of the last weeks, and those you chose on the map."),
        )
        left, right = st.columns(2)
        organisation = left.selectbox(
            _("Responsible organisation"),
            organisations,
            _index(organisations, shown.organisation if shown else None),
            format_func=choices.organisations.__getitem__,
            placeholder=_("Choose"),
            key=f"{key} who",
        )
        states = list(State)
        state = right.selectbox(
            _("State"),
            states,
            states.index(shown.state) if shown else 0,
            format_func=lambda state: _(STATE_NAMES[state]),
            key=f"{key} state",
        )
        left, right = st.columns(2)
        starts = left.date_input(_("Starts"), shown.starts if shown else None, key=f"{key} starts", format="YYYY-MM-DD")
        due = right.date_input(_("Due"), shown.due if shown else None, key=f"{key} due", format="YYYY-MM-DD")
        note = st.text_area(
            _("Note"), shown.note if shown else "", max_chars=2000, key=f"{key} note",
            help=_("Place, not person: no names, no registration numbers, nothing that points out one person."),
        )  # fmt: skip
        if not st.form_submit_button(_("Save"), type="primary"):
            return None
    try:
        return Measure(
            title.strip(), organisation or "", state, tuple(chosen), place, _day(starts), _day(due), note.strip()
        )
    except EstError as error:
        st.error(plain(_(str(error))))
        return None


def _index(options: Sequence[str], value: str | None) -> int | None:
    return options.index(value) if value in options else None


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def add_form(visitor: Visitor, choices: Choices, cells: Sequence[str]) -> None:
    """Draw the form of a new measure and log what it says."""
    _ = visitor.translator.gettext
    number = st.session_state.setdefault("measures added", 0)  # a new form, and so an empty one, after each
    wanted = form(visitor, f"new measure {number}", choices, None, cells)
    if wanted:
        add(visitor.store, wanted, visitor.user, visitor.now())
        st.session_state["measures added"] = number + 1
        st.query_params.pop("cells", None)
        _drawn_anew(_("Logged: {title}").format(title=wanted.title))


def choose_measure(visitor: Visitor, shown: pl.DataFrame) -> str | None:
    """Draw the list of measures to open; return the identity of the chosen one.

    Streamlit forgets a choice whose label changes or goes away. So a label says nothing that another's edit changes,
    and a measure that is open stays in the list as it was opened.
    """
    _ = visitor.translator.gettext
    kept = st.session_state.get(OPENED)
    labels: dict[str, str] = {}
    if isinstance(kept, Opened):
        labels[str(kept.identity)] = kept.label
    for identity, title, where in shown.select("id", "title", "where").iter_rows():
        if identity not in labels:
            labels[identity] = _unlike(f"{title} – {where}", labels.values())
    order = [*shown["id"], *(identity for identity in labels if identity not in set(shown["id"]))]
    chosen = st.selectbox(
        _("Open a measure"),
        order,
        None,
        format_func=labels.__getitem__,
        placeholder=_("Choose"),
        key=f"measure {st.session_state.setdefault(CLOSED, 0)}",
    )
    if chosen is None:
        st.session_state.pop(OPENED, None)
    elif not isinstance(kept, Opened) or str(kept.identity) != chosen:
        st.session_state[OPENED] = Opened(UUID(chosen), *measure(visitor.store, UUID(chosen)), label=labels[chosen])
    return chosen


def _unlike(label: str, others: Collection[str]) -> str:
    """Return the label, numbered when another one is the same."""
    numbered = (label if number == 1 else f"{label} ({number})" for number in count(1))
    return next(one for one in numbered if one not in others)


def edit_form(visitor: Visitor, choices: Choices) -> None:
    """Draw the form of one measure, save what it says, and say so when somebody else was there first."""
    kept: Opened = st.session_state[OPENED]
    if kept.conflict and kept.wanted:
        _conflict(visitor, choices, kept, kept.wanted, kept.conflict)
        return
    wanted = form(visitor, f"edit {kept.identity} {kept.version}", choices, kept.measure)
    if wanted:
        _save(visitor, kept, kept.version, wanted)


def _save(visitor: Visitor, kept: Opened, version: int, wanted: Measure) -> None:
    _ = visitor.translator.gettext
    try:
        saved = edit(visitor.store, kept.identity, version, wanted, visitor.user, visitor.now())
    except EditedByOtherError as error:
        kept.wanted, kept.conflict = wanted, error
        st.rerun()
    _close()
    unchanged = saved == version
    _drawn_anew(_("Nothing was changed.") if unchanged else _("Saved: {title}").format(title=wanted.title))


def _conflict(visitor: Visitor, choices: Choices, kept: Opened, wanted: Measure, error: EditedByOtherError) -> None:
    """Show what is stored beside what was wanted, and let the visitor apply the change anew or leave it."""
    _ = visitor.translator.gettext
    stored, version = measure(visitor.store, kept.identity)
    when = visitor.translator.moment(error.when) if error.when else ""
    st.error(
        _("{who} changed this measure at {when}, after you opened it. Nothing was overwritten.").format(
            who=plain(error.who), when=when
        )
    )
    together = merged(kept.measure, stored, wanted)
    for sentence in _both(choices, visitor, kept.measure, stored, wanted):
        st.markdown(f"- {plain(sentence)}")
    left, right = st.columns(2)
    if left.button(_("Apply my change to what is stored"), type="primary"):
        kept.measure, kept.version, kept.conflict = stored, version, None
        _save(visitor, kept, version, together)
    if right.button(_("Leave what is stored")):
        _close()
        _drawn_anew(_("Your change was left out; what is stored stays."))


def _both(choices: Choices, visitor: Visitor, before: Measure, stored: Measure, wanted: Measure) -> list[str]:
    """Return a sentence for each field that the other, the visitor or both have changed since it was opened."""
    _ = visitor.translator.gettext
    was, now, mine = (_said(choices, visitor, one) for one in (before, stored, wanted))
    sentences = []
    for name, heading in FIELD_NAMES.items():
        values = {"field": _(heading), "was": was[name] or "–", "now": now[name] or "–", "mine": mine[name] or "–"}
        if now[name] == mine[name] != was[name]:
            sentences.append(_("{field}: both of you changed it from {was} to {now}.").format(**values))
        elif now[name] != was[name] != mine[name]:
            sentences.append(
                _("{field}: was {was}, is stored as {now}, and you want {mine}, which would replace it.").format(
                    **values
                )
            )
        elif now[name] != was[name]:
            sentences.append(_("{field}: the other changed it from {was} to {now}, which stays.").format(**values))
        elif mine[name] != was[name]:
            sentences.append(_("{field}: you want to change it from {was} to {mine}.").format(**values))
    return sentences


def _said(choices: Choices, visitor: Visitor, one: Measure) -> dict[str, str]:
    """Return a measure's fields as a reader sees them."""
    said = one.written()
    names = {str(state): visitor.translator.gettext(name) for state, name in STATE_NAMES.items()}
    return said | {
        "organisation": choices.organisations.get(said["organisation"], said["organisation"]),
        "state": names[said["state"]],
    }


def history_table(visitor: Visitor, choices: Choices, identity: str) -> None:
    """Show what each version of a measure changed, the newest first."""
    _ = visitor.translator.gettext
    states = {str(state): _(name) for state, name in STATE_NAMES.items()}
    names = {**choices.organisations, **states}
    changed = history(visitor.store, UUID(identity)).reverse()
    shown = changed.select(
        pl.col("logged").map_elements(visitor.translator.moment, pl.String).alias(_("When")),
        pl.col("who").alias(_("Who")),
        pl.col("field").replace_strict({name: _(text) for name, text in FIELD_NAMES.items()}).alias(_("Field")),
        pl.col("before").replace(names).alias(_("Before")),
        pl.col("after").replace(names).alias(_("After")),
    )
    table(shown, alt=_("What was changed in this measure, by whom and when"))


def _close() -> None:
    st.session_state.pop(OPENED, None)
    st.session_state[CLOSED] += 1


def _drawn_anew(message: str) -> None:
    st.session_state[DONE] = message
    st.rerun()


def say_what_was_done() -> None:
    """Say once what the last change did."""
    message = st.session_state.pop(DONE, None)
    if message:
        st.success(plain(message))
