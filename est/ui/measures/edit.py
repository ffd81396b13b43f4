"""Adding, changing and following one measure on its page, and what two editors of the same one are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID
from zlib import crc32

import polars as pl
import streamlit as st

from est.measures import FIELD_NAMES, Measure, add, edit, measure, unmet
from est.ui.conflict import Editing, Opened, save, settle
from est.ui.enter import Visitor
from est.ui.measures.choices import Choices, said, unlike
from est.ui.measures.measure_form import Start, form
from est.ui.messages import refusals, tell
from est.ui.tables import plain

OPENED = "measure opened"
BEGINNING = ("cells", "template", "hotspot")  # what the address gives a new measure
CLOSED = "measures closed"  # so many times a measure was closed; each time the list begins anew


@dataclass
class OpenedMeasure(Opened[Measure]):
    """A measure that is open for editing, and what the list called it then."""

    label: str = ""


@st.fragment
def add_form(visitor: Visitor, choices: Choices, given: Mapping[str, object]) -> None:
    """Draw the form of a new measure, begun with what is `given` by field, and log what it says."""
    _ = visitor.translator.gettext
    number = st.session_state.setdefault("measures added", 0)  # a new form, and so an empty one, after each
    begun = crc32(repr(sorted(given.items())).encode())  # another beginning is another form
    wanted = form(visitor, f"new measure {number} {begun}", choices, Start(given=given))
    if wanted is None:
        return
    with refusals():
        add(visitor.store, wanted, visitor.user, visitor.now())
        st.session_state["measures added"] = number + 1
        for name in BEGINNING:
            st.query_params.pop(name, None)
        tell(_("Logged: {title}").format(title=plain(wanted.title)))


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
            labels[identity] = unlike(f"{title} – {where}", labels.values())
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
        found = measure(visitor.store, UUID(chosen))
        st.session_state[OPENED] = OpenedMeasure(chosen, *found, label=labels[chosen])
    return chosen


@st.fragment
def edit_form(visitor: Visitor, choices: Choices) -> None:
    """Draw the form of one measure, save what it says, and say so when somebody else was there first."""
    kept: OpenedMeasure = st.session_state[OPENED]
    if kept.conflict:
        settle(visitor, kept, _editing(visitor, choices))
        return
    _ = visitor.translator.gettext
    lacks = unmet(None, kept.record)
    if lacks:
        st.info("\n".join("- " + plain(_(need.sentence)) for need in lacks))
    wanted = form(visitor, f"edit {kept.identity} {kept.version}", choices, Start(kept.record))
    if wanted:
        save(visitor, kept, wanted, _editing(visitor, choices))


def _editing(visitor: Visitor, choices: Choices) -> Editing[Measure]:
    return Editing(
        ask=partial(measure, visitor.store),
        change=lambda identity, version, one: edit(visitor.store, identity, version, one, visitor.user, visitor.now()),
        read=Measure.read,
        names=FIELD_NAMES,
        said=lambda one: said(visitor, choices, one),
        title=lambda one: one.title,
        close=close,
    )


def close() -> None:
    """Let go of the measure that is open; the list begins anew."""
    st.session_state.pop(OPENED, None)
    st.session_state[CLOSED] += 1
