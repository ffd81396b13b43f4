"""Adding, changing and following one measure on its page, and what two editors of the same one are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID
from zlib import crc32

import polars as pl
import streamlit as st

from est.measures import FIELD_NAMES, Measure, add_measure, edit_measure, get_measure, unmet_needs
from est.ui.conflict import EditForm, OpenedVersion, save_edit, settle_conflict
from est.ui.enter import Visitor
from est.ui.measures.choices import MeasureChoices, describe_measure, distinct_names
from est.ui.measures.measure_form import StartingValues, measure_form
from est.ui.messages import flash, show_refusals
from est.ui.tables import plain_text

OPENED = "measure opened"
BEGINNING = ("cells", "template", "hotspot")  # what the address gives a new measure
CLOSED = "measures closed"  # so many times a measure was closed; each time the list begins anew


@dataclass
class OpenedMeasure(OpenedVersion[Measure]):
    """A measure that is open for editing, and what the list called it then."""

    label: str = ""


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
    kept = st.session_state.get(OPENED)
    labels: dict[str, str] = {}
    if isinstance(kept, OpenedMeasure):
        labels[kept.identity] = kept.label
    for identity, title, where in shown.select("id", "title", "where").iter_rows():
        if identity not in labels:
            labels[identity] = distinct_names(f"{title} – {where}", labels.values())
    order = [*shown["id"], *(identity for identity in labels if identity not in set(shown["id"]))]
    key = f"measure {st.session_state.setdefault(CLOSED, 0)}"
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
        st.session_state.pop(OPENED, None)
    elif not isinstance(kept, OpenedMeasure) or kept.identity != chosen:
        found = get_measure(visitor.store, UUID(chosen))
        st.session_state[OPENED] = OpenedMeasure(chosen, *found, label=labels[chosen])
    return chosen


@st.fragment
def edit_measure_form(visitor: Visitor, choices: MeasureChoices) -> None:
    """Draw the form of one measure, save what it says, and say so when somebody else was there first."""
    kept: OpenedMeasure = st.session_state[OPENED]
    if kept.conflict:
        settle_conflict(visitor, kept, _editing(visitor, choices))
        return
    _ = visitor.translator.gettext
    lacks = unmet_needs(None, kept.record)
    if lacks:
        st.info("\n".join("- " + plain_text(_(need.sentence)) for need in lacks))
    wanted = measure_form(visitor, f"edit {kept.identity} {kept.version}", choices, StartingValues(kept.record))
    if wanted:
        save_edit(visitor, kept, wanted, _editing(visitor, choices))


def _editing(visitor: Visitor, choices: MeasureChoices) -> EditForm[Measure]:
    return EditForm(
        ask=partial(get_measure, visitor.store),
        change=lambda identity, version, one: edit_measure(
            visitor.store, identity, version, one, visitor.user, visitor.now()
        ),
        read=Measure.read,
        names=FIELD_NAMES,
        said=lambda one: describe_measure(visitor, choices, one),
        title=lambda one: one.title,
        close=close_measure,
    )


def close_measure() -> None:
    """Let go of the measure that is open; the list begins anew."""
    st.session_state.pop(OPENED, None)
    st.session_state[CLOSED] += 1
