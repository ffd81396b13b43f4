"""The form of a hotspot: what it is called, its cells, what it concerns, how far it has come and where it stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from est.errors import EstError
from est.hotspots.register.hotspot import (
    LEVEL_NAMES,
    NEXT,
    STATE_NAMES,
    Hotspot,
    HotspotState,
    PriorityLevel,
    refuse_state_change,
)
from est.municipality.reference_lists import reference_lists
from est.text import N_
from est.ui.enter import Visitor
from est.ui.filters.hour_grid import paint_hours
from est.ui.hotspots.cell_choice import choose_cells
from est.ui.messages import show_refusal
from est.ui.required_fields import RequiredFields, draw_mark_note, marked

NOT_JUDGED = 0
NO_LEVEL = N_("not judged yet")
BEGINNINGS = (HotspotState.WATCHED, HotspotState.ANALYSED)


def hotspot_form(
    visitor: Visitor, key: str, shown: Hotspot, *, new: bool, around: Sequence[str] = ()
) -> Hotspot | None:
    """Draw the form with what `shown` says; return the hotspot when it is sent and can be, or None.

    What cannot be is said under the form, and what was typed stays.
    """
    _ = visitor.translator.gettext
    cells = choose_cells(visitor, key, shown.cells, around)
    required = RequiredFields()
    with st.form(key):
        name = st.text_input(marked(_("Name")), shown.name, max_chars=120, key=f"{key} name")
        required.demand(name, _("Name"))
        left, right = st.columns(2)
        since = left.date_input(_("Since"), shown.since, key=f"{key} since", format="YYYY-MM-DD")
        states = BEGINNINGS if new else (shown.state, *NEXT[shown.state])
        state = right.selectbox(
            _("State"),
            states,
            format_func=lambda state: _(STATE_NAMES[state]),
            key=f"{key} state",
            help=_("Causes come before measures: what is only watched is analysed before it is acted on."),
        )
        categories = _choose_categories(visitor, key, shown)
        need, influence = _levels(visitor, key, shown)
        st.caption(_("Place, not person: no names, no registration numbers, nothing that identifies a person."))
        draw_mark_note()
        sent = st.form_submit_button(_("Take up") if new else _("Save"), type="primary")
        st.markdown(_("Hours it concerns"))
        hours = paint_hours(visitor, _("Hours it concerns"), shown.hours, f"{key} hours")
    if not sent or not required.filled():
        return None
    try:
        wanted = replace(
            shown,
            name=name.strip(),
            cells=cells,
            since=since if isinstance(since, date) else None,
            state=state,
            categories=categories,
            hours=hours or frozenset(),
            need=need,
            influence=influence,
        )
        if not new:
            refuse_state_change(shown, wanted)
    except EstError as error:
        show_refusal(error)
        return None
    return wanted


def _choose_categories(visitor: Visitor, key: str, shown: Hotspot) -> tuple[str, ...]:
    """Draw the categories that it concerns, and return them."""
    _ = visitor.translator.gettext
    known = visitor.answer(reference_lists, visitor.language).categories
    categories = st.multiselect(
        _("Categories it concerns"),
        list(dict.fromkeys([*known, *shown.categories])),
        list(shown.categories),
        format_func=lambda code: known.get(code, code),
        placeholder=_("All"),
        key=f"{key} categories",
    )
    return tuple(categories)


def _levels(visitor: Visitor, key: str, shown: Hotspot) -> tuple[PriorityLevel | None, PriorityLevel | None]:
    """Draw the two sides of the 2×2; return where the group places the hotspot."""
    _ = visitor.translator.gettext
    found = []
    for column, name, heading, value in zip(
        st.columns(2),
        ("need", "influence"),
        (_("Need"), _("Possibility to influence")),
        (shown.need, shown.influence),
        strict=True,
    ):
        names = {NOT_JUDGED: _(NO_LEVEL)} | {int(level): _(text) for level, text in LEVEL_NAMES[name].items()}
        chosen = column.radio(
            heading,
            list(names),
            list(names).index(int(value or NOT_JUDGED)),
            format_func=names.__getitem__,
            horizontal=True,
            key=f"{key} {name}",
        )
        found.append(PriorityLevel(chosen) if chosen else None)
    return found[0], found[1]
