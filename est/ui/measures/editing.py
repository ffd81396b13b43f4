"""Adding, changing and following one measure on its page, and what two editors of the same one are told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID
from zlib import crc32

import polars as pl
import streamlit as st

from est.errors import EditedByOtherError, EstError
from est.measures import FIELD_NAMES, Measure, add, edit, measure, merged, unmet
from est.ui.conflict import both_changed
from est.ui.enter import Visitor
from est.ui.measures.choices import Choices, said, unlike
from est.ui.measures.form import Start, form
from est.ui.tables import plain
from est.ui.telling import refuse

DONE = "measure done"  # what the last change did, said once after the page is drawn anew
OPENED = "measure opened"
BEGINNING = ("cells", "template", "hotspot")  # what the address gives a new measure
CLOSED = "measures closed"  # so many times a measure was closed; each time the list begins anew


@dataclass
class Opened:
    """A measure that is open for editing: as it was read, its version then, and what came in between."""

    identity: UUID
    measure: Measure
    version: int
    label: str
    wanted: Measure | None = None
    conflict: EditedByOtherError | None = None


@st.fragment
def add_form(visitor: Visitor, choices: Choices, given: Mapping[str, object]) -> None:
    """Draw the form of a new measure, begun with what is `given` by field, and log what it says."""
    _ = visitor.translator.gettext
    number = st.session_state.setdefault("measures added", 0)  # a new form, and so an empty one, after each
    begun = crc32(repr(sorted(given.items())).encode())  # another beginning is another form
    wanted = form(visitor, f"new measure {number} {begun}", choices, Start(given=given))
    if wanted and _tried(visitor, lambda: add(visitor.store, wanted, visitor.user, visitor.now())):
        st.session_state["measures added"] = number + 1
        for name in BEGINNING:
            st.query_params.pop(name, None)
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
    elif not isinstance(kept, Opened) or str(kept.identity) != chosen:
        st.session_state[OPENED] = Opened(UUID(chosen), *measure(visitor.store, UUID(chosen)), label=labels[chosen])
    return chosen


@st.fragment
def edit_form(visitor: Visitor, choices: Choices) -> None:
    """Draw the form of one measure, save what it says, and say so when somebody else was there first."""
    kept: Opened = st.session_state[OPENED]
    if kept.conflict and kept.wanted:
        _conflict(visitor, choices, kept, kept.wanted, kept.conflict)
        return
    _ = visitor.translator.gettext
    lacks = unmet(None, kept.measure)
    if lacks:
        st.info("\n".join("- " + plain(_(need.sentence)) for need in lacks))
    wanted = form(visitor, f"edit {kept.identity} {kept.version}", choices, Start(kept.measure))
    if wanted:
        _save(visitor, kept, kept.version, wanted)


def _tried(visitor: Visitor, change: Callable[[], object]) -> bool:
    """Make a change; return whether it was made. What the store refuses is said, and what was typed stays."""
    try:
        change()
    except EditedByOtherError:
        raise
    except EstError as error:
        refuse(error)
        return False
    return True


def _save(visitor: Visitor, kept: Opened, version: int, wanted: Measure) -> None:
    _ = visitor.translator.gettext
    try:
        if not _tried(
            visitor, lambda: edit(visitor.store, kept.identity, version, wanted, visitor.user, visitor.now())
        ):
            return
    except EditedByOtherError as error:
        if error.differs:
            kept.wanted, kept.conflict = wanted, error
            st.rerun()
        # what is stored is what was wanted: a save whose answer was lost, sent again
    unchanged = measure(visitor.store, kept.identity)[1] == version
    _close()
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
    for sentence in _both(choices, visitor, kept.measure, stored, wanted):
        st.markdown(f"- {plain(sentence)}")
    left, right = st.columns(2)
    if left.button(_("Apply my change to what is stored"), type="primary"):
        _apply_anew(visitor, kept, stored, version, wanted)
    if right.button(_("Leave what is stored")):
        _close()
        _drawn_anew(_("Your change was left out; what is stored stays."))


def _apply_anew(visitor: Visitor, kept: Opened, stored: Measure, version: int, wanted: Measure) -> None:
    """Save the visitor's own changes on top of what is stored; when the two cannot be together it is said."""
    try:
        together = merged(kept.measure, stored, wanted)
    except EstError as error:
        refuse(error)
        return
    _save(visitor, kept, version, together)


def _both(choices: Choices, visitor: Visitor, before: Measure, stored: Measure, wanted: Measure) -> list[str]:
    """Return a sentence for each field that the other, the visitor or both have changed since it was opened."""
    was, now, mine = (said(visitor, choices, one) for one in (before, stored, wanted))
    return both_changed(FIELD_NAMES, was, now, mine, visitor.translator)


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


def finished(message: str) -> None:
    """Close the measure that is open and draw the page anew, saying what was done."""
    _close()
    _drawn_anew(message)
