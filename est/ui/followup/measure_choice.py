"""Which measure is followed up: chosen from a list that says what is next, kept in the address."""

from datetime import date
from typing import Any
from uuid import UUID

import polars as pl
import streamlit as st

from est.measures import STATE_NAMES
from est.measures.followup.status import follow_up_statuses
from est.measures.followup.verdict_levels import STEP_NAMES
from est.measures.queries import all_measures
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.links import page_link
from est.ui.pages import MEASURES
from est.ui.tables import draw_table

KEY = "measure"  # in the address
CHOICE, ROW = "measure followed", "measure of a row"  # of the session


def choose_followed_measure(visitor: Visitor) -> UUID | None:
    """Draw the list of measures and return the chosen one; say what to do when there is none to choose."""
    _ = visitor.translator.gettext
    listed = visitor.answer(follow_up_statuses, visitor.now().date())
    if listed.is_empty():
        st.info(_("No measure has been logged, so there is nothing to follow up. Log the first one under Measures."))
        page_link(MEASURES, _("To the measures"))
        return None
    labels = {one: " – ".join((title, _(told))) for one, title, told in listed.select("id", "title", "next").rows()}
    asked = st.query_params.get(KEY)
    if (
        row := st.session_state.pop(ROW, None)
    ) in labels:  # the list of choices keeps what it had, whatever it is given
        st.session_state[CHOICE] = row
    if asked and asked not in labels:
        st.warning(_("The address names a measure that is not in this store; choose one of the list."))
    chosen = st.selectbox(
        _("Measure"),
        list(labels),
        index=list(labels).index(asked) if asked in labels else None,
        format_func=labels.__getitem__,
        placeholder=_("Choose"),
        key=CHOICE,
    )
    if chosen is None:
        st.query_params.pop(KEY, None)
        st.caption(_("Choose a measure, to plan its follow-up before it starts or to see what came of it."))
        draw_follow_up_list(visitor, listed)
        return None
    st.query_params[KEY] = chosen
    return UUID(chosen)


def measure_row(visitor: Visitor, measure: UUID) -> dict[str, Any]:
    """Return the row of `all_measures` that is this measure."""
    return visitor.answer(all_measures).row(by_predicate=pl.col("id").cast(pl.String) == str(measure), named=True)


def draw_measure_link(visitor: Visitor, measure: UUID) -> None:
    """Draw the way to the measure itself."""
    label = visitor.translator.gettext("To the measure")
    page_link(MEASURES, label, measure=str(measure))


def evaluation_day(visitor: Visitor, start: date) -> date:
    """Draw the day that is evaluated, and return it: today, or an earlier one that is chosen.

    Nothing is drawn before the measure has started.
    """
    _ = visitor.translator.gettext
    today = visitor.now().date()
    if today < start:
        return today
    chosen = st.date_input(
        _("As of"),
        today,
        start,
        today,
        key=f"as of {start}",
        format="YYYY-MM-DD",
        help=_("The evaluation uses only what was known on that day."),
    )
    return chosen if isinstance(chosen, date) else today


def draw_follow_up_list(visitor: Visitor, listed: pl.DataFrame) -> None:
    """Draw the list of `follow_ups`, the most pressing first."""
    _ = visitor.translator.gettext
    words = {str(name): _(text) for known in (STATE_NAMES, STEP_NAMES) for name, text in known.items()}
    shown = listed.with_columns(
        pl.col("next").map_elements(_, pl.String), pl.col("state", "step").cast(pl.String).replace(words)
    )
    names = {
        "title": _("Measure"),
        "next": _("What is next"),
        "follow_up": _("Follow-up"),
        "step": _("Newest verdict"),
        "decided": _("Decided"),
        "starts": _("Starts"),
        "locked": _("Plan locked"),
        "state": _("State"),
        "hotspot": _("Hotspot"),
    }

    def opened(row: int) -> None:
        st.session_state[ROW] = shown["id"][row]
        st.rerun()

    alt = _("Every measure with what is next in its follow-up")
    draw_table(shown, names, alt=alt, opened=opened, key="follow-up rows")
    download(visitor, shown, _("follow-ups"), names)
