"""Which measure is followed up: chosen from a list, kept in the address."""

from datetime import date
from uuid import UUID

import polars as pl
import streamlit as st

from est.measures import STATE_NAMES, State, measures
from est.picture.selection import loaded_period
from est.ui.enter import Visitor
from est.ui.links import link

KEY = "measure"  # in the address
MEASURES = "pages/work/measures.py"


def followed_measure(visitor: Visitor) -> UUID | None:
    """Draw the list of measures and return the chosen one; say what to do when there is none to choose."""
    _ = visitor.translator.gettext
    listed = visitor.answer(measures)
    if listed.is_empty():
        st.info(_("No measure has been logged, so there is nothing to follow up. Log the first one under Measures."))
        link(MEASURES, _("To the measures"))
        return None
    labels = _labels(visitor, listed)
    asked = st.query_params.get(KEY)
    if asked and asked not in labels:
        st.warning(_("The address names a measure that is not in this store; choose one of the list."))
    chosen = st.selectbox(
        _("Measure"),
        list(labels),
        index=list(labels).index(asked) if asked in labels else None,
        format_func=labels.__getitem__,
        placeholder=_("Choose"),
        key="measure followed",
    )
    if chosen is None:
        st.query_params.pop(KEY, None)
        st.info(_("Choose a measure, to plan its follow-up before it starts or to see what came of it."))
        return None
    st.query_params[KEY] = chosen
    return UUID(chosen)


def _labels(visitor: Visitor, listed: pl.DataFrame) -> dict[str, str]:
    """Return each measure as its title and state, those that are followed up soonest first."""
    _ = visitor.translator.gettext
    rows = listed.sort("follow_up", "starts", "title", nulls_last=True).select("id", "title", "state", "starts")
    labels: dict[str, str] = {}
    for identity, title, state, starts in rows.iter_rows():
        day = _("from {day}").format(day=visitor.translator.date(starts)) if starts else _("no start yet")
        said = _(STATE_NAMES[State(state)])
        labels[identity] = f"{title} – {said}, {day}"
    return labels


def links(visitor: Visitor, measure: UUID) -> None:
    """Draw the way to the measure itself."""
    label = visitor.translator.gettext("To the measure")
    link(MEASURES, label, measure=str(measure))


def asked_day(visitor: Visitor, start: date) -> date:
    """Draw the day that is evaluated, and return it: the last one with reports, or today where that comes first.

    Nothing is drawn before the measure has started.
    """
    _ = visitor.translator.gettext
    today = visitor.now().date()
    loaded = visitor.answer(loaded_period)
    newest = min(today, loaded[1]) if loaded else today
    if newest < start:
        return newest
    chosen = st.date_input(
        _("As of"),
        newest,
        start,
        newest,
        key=f"as of {start}",
        format="YYYY-MM-DD",
        help=_("The evaluation uses only what was known on that day."),
    )
    return chosen if isinstance(chosen, date) else newest
