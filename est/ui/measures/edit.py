"""Adding a measure, choosing one, and changing it."""

from collections.abc import Mapping
from functools import partial
from zlib import crc32

import polars as pl
import streamlit as st

from est.measures import FIELD_NAMES, add_measure, edit_measure, unmet_needs
from est.measures.queries import MEASURES
from est.ui.conflict import EditForm, save_edit, settle_conflict
from est.ui.enter import Visitor
from est.ui.measures.choices import MeasureChoices, describe_measure, distinct_names
from est.ui.measures.measure_form import StartingValues, measure_form
from est.ui.messages import flash, show_refusals
from est.ui.tables import plain_text

FORM = EditForm("measure", MEASURES, edit_measure, FIELD_NAMES, lambda one: one.title)
BEGINNING = ("cells", "template", "hotspot")  # what the address gives a new measure


@st.fragment
def add_measure_form(visitor: Visitor, choices: MeasureChoices, given: Mapping[str, object]) -> None:
    """Draw the form of a new measure, begun with what is `given` by field, and log what it says."""
    _ = visitor.translator.gettext
    number = st.session_state.setdefault("measures added", 0)  # a new form, and so an empty one, after each
    begun = crc32(repr(sorted(given.items())).encode())  # another beginning is another form
    wanted = measure_form(visitor, f"new measure {number} {begun}", choices, StartingValues(given=given))
    if wanted is None:
        return
    with show_refusals():
        add_measure(visitor.store, wanted, visitor.user, visitor.now())
        st.session_state["measures added"] = number + 1
        for name in BEGINNING:
            st.query_params.pop(name, None)
        flash(_("Logged: {title}").format(title=plain_text(wanted.title)))


def choose_measure(visitor: Visitor, shown: pl.DataFrame) -> str | None:
    """Draw the list of measures to open; return the identity of the chosen one.

    Streamlit forgets a choice whose label changes or goes away. So a label says nothing that another's edit changes,
    and a measure that is open stays in the list as it was opened.
    """
    _ = visitor.translator.gettext
    opened = FORM.opened
    labels: dict[str, str] = {}
    if opened:
        labels[opened.identity] = opened.label
    for identity, title, where in shown.select("id", "title", "where").iter_rows():
        if identity not in labels:
            labels[identity] = distinct_names(f"{title} – {where}", labels.values())
    order = [*shown["id"], *(identity for identity in labels if identity not in set(shown["id"]))]
    key = f"measure {FORM.times_closed}"
    linked = st.query_params.pop("measure", None)  # a link to one measure opens it, once
    if linked in labels:
        st.session_state[key] = linked
    chosen = st.selectbox(
        _("Open a measure"),
        order,
        None,
        format_func=labels.__getitem__,
        placeholder=_("Choose"),
        key=key,
    )
    if chosen is None:
        FORM.discard()
    else:
        FORM.open_record(visitor.store, chosen, labels[chosen])
    return chosen


@st.fragment
def edit_measure_form(visitor: Visitor, choices: MeasureChoices, identity: str) -> None:
    """Draw the form of one measure, save what it says, and say so when somebody else was there first."""
    opened = FORM.open_record(visitor.store, identity)
    if opened.conflict:
        settle_conflict(visitor, opened, FORM, partial(describe_measure, visitor, choices))
        return
    _ = visitor.translator.gettext
    lacks = unmet_needs(None, opened.record)
    if lacks:
        st.info("\n".join("- " + plain_text(_(need.sentence)) for need in lacks))
    wanted = measure_form(visitor, f"edit {opened.identity} {opened.version}", choices, StartingValues(opened.record))
    if wanted:
        save_edit(visitor, opened, wanted, FORM)
