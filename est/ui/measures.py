"""The list of measures on its page, what is late first."""

from datetime import date

import polars as pl
import streamlit as st

from est.measures import STATE_NAMES, State, by_urgency, measures
from est.ui.enter import Visitor
from est.ui.measure_form import Choices


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
