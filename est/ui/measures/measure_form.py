"""The form of a measure: what its state asks for stands in front, the rest is one click away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from est.errors import EstError, MeasureError
from est.measures import Measure, MeasureState, unmet_needs
from est.measures.transitions import DECISION, NEEDS
from est.text import N_
from est.ui.enter import Visitor
from est.ui.measures.choices import MeasureChoices, measure_field_names
from est.ui.measures.widgets import NO_FIELD, WIDE, MeasureWidgets, draw_field
from est.ui.required_fields import draw_mark_note
from est.ui.tables import plain_text

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("What and where"),
        ("title", "state", "organisation", "hotspot", "place", "cells", "kind", "mechanism", "term", "note"),
    ),
    (N_("Why"), ("cause", "without_cause", "expected", "measured_by")),
    (N_("Who and when"), ("decided", "decided_by", "starts", "due", "follow_up", "taking_part")),
    (N_("Follow-up"), ("as_planned", "deviation", "outcome", "displacement", "lesson")),
)

ALWAYS = ("title", "state", "organisation", "hotspot")
IN_FRONT: dict[MeasureState, tuple[str, ...]] = {
    MeasureState.PROPOSED: ("mechanism", "kind", "term", "cause", "without_cause", "due", "note"),
    MeasureState.DECIDED: ("cause", "without_cause", "expected", "measured_by", "decided", "decided_by", "starts",
                            "due", "follow_up", "note"),
    MeasureState.ONGOING: ("starts", "due", "follow_up", "note"),
    MeasureState.CARRIED_OUT: ("follow_up", "as_planned", "deviation", "outcome", "note"),
    MeasureState.CLOSED: ("as_planned", "outcome", "displacement", "lesson"),
    MeasureState.ABANDONED: ("deviation", "lesson", "note"),
}  # fmt: skip
STAND_INS = {"title": "x", "organisation": "x", "hotspot": "x"}
"""What stands for a field that holds nothing, or what cannot be, so that the others can be looked at too."""


@dataclass(frozen=True)
class StartingValues:
    """What a form begins with: the measure that is changed, or what a new one is given beforehand, by field."""

    shown: Measure | None = None
    given: Mapping[str, object] | None = None

    def by_field(self) -> dict[str, object]:
        """Return what each field begins with, as its widget holds it."""
        empty: dict[str, object] = dict.fromkeys(name for __, names in GROUPS for name in names)
        if self.shown is None:
            return empty | {"state": str(MeasureState.PROPOSED), **(self.given or {})}
        return {name: _held(getattr(self.shown, name)) for name in empty}


def measure_form(visitor: Visitor, key: str, choices: MeasureChoices, start: StartingValues) -> Measure | None:
    """Draw the form; return the measure when it is sent, or None.

    What cannot be is said at its field, and what was typed stays.
    """
    _ = visitor.translator.gettext
    for name, value in start.by_field().items():
        st.session_state.setdefault(f"{key} {name}", value or _empty(name))
    asked = MeasureWidgets(visitor, key, choices, start.shown)
    _date_decision(asked)
    wanted = None
    if st.session_state.pop(f"{key} sent", False):
        wanted, refused = _read(asked)
        asked = replace(asked, refused=refused)
    front = _in_front(asked) | set(asked.refused)
    for heading, names in GROUPS:
        shown, hidden = ([name for name in names if (name in front) is first] for first in (True, False))
        if shown:
            st.markdown("**" + _(heading) + "**")
            _rows(asked, shown)
        _behind(asked, hidden, _("More") if shown else _(heading))
    st.caption(_("Place, not person: no names, no registration numbers, nothing that identifies a person."))
    draw_mark_note()
    st.button(_("Save"), type="primary", key=f"{key} save", on_click=_send, args=(key,))
    if NO_FIELD in asked.refused:
        st.error(plain_text(asked.refused[NO_FIELD]))
    elif asked.refused:
        st.error(_("Something is missing; it is said in red at its field."))
    return wanted


def _date_decision(asked: MeasureWidgets) -> None:
    """Begin the day of the decision with today where a new measure becomes decided, and take it back where it does not.

    A day that was changed, or taken away, stays as it was left.
    """
    field, given = asked.widget_key("decided"), asked.widget_key("decided today")
    needed = DECISION in NEEDS[MeasureState(str(asked.widget_value("state")))]
    held = st.session_state[field]
    if asked.shown is None and needed and held is None and given not in st.session_state:
        st.session_state[field] = st.session_state[given] = asked.visitor.now().date()
    elif not needed and held is not None and held == st.session_state.get(given):
        st.session_state[field] = None
        del st.session_state[given]


def _send(key: str) -> None:
    st.session_state[f"{key} sent"] = True


def _read(asked: MeasureWidgets) -> tuple[Measure | None, dict[str, str]]:
    """Return the measure that the form holds, or everything for which it cannot be, by field."""
    _ = asked.visitor.translator.gettext
    texts, refused = asked.field_texts(), dict[str, str]()
    while True:
        try:
            wanted = Measure.from_fields(texts)
        except MeasureError as error:
            field = error.field or NO_FIELD
            if field not in texts or field in refused:
                return None, refused | {field: error.in_language(_)}
            refused[field] = error.in_language(_)
            texts = texts | {field: STAND_INS.get(field, "")}
        except EstError as error:
            return None, refused | {NO_FIELD: error.in_language(_)}
        else:
            break
    missing = {need.fields[0]: _(need.sentence) for need in unmet_needs(asked.shown, wanted)}
    return (None, missing | refused) if missing or refused else (wanted, {})


def _in_front(asked: MeasureWidgets) -> set[str]:
    """Return the fields that stand in front: those of the state, and those it asks for that were not known."""
    state = MeasureState(str(asked.widget_value("state")))
    front = {*ALWAYS, *IN_FRONT[state]}
    for need in NEEDS[state]:
        if asked.shown is None or not need.met(asked.shown):
            front |= set(need.fields)
    if not asked.widget_value("hotspot"):
        front |= {"place", "cells"}
    return front


def _rows(asked: MeasureWidgets, names: Sequence[str]) -> None:
    """Draw fields two a row, those with long texts alone; row by row, so that a phone shows them in this order."""
    waiting: list[str] = []
    for name in names:
        if name not in WIDE:
            waiting.append(name)
        if waiting and (name in WIDE or len(waiting) == 2):
            _row(asked, waiting)
            waiting = []
        if name in WIDE:
            draw_field(asked, name, st.container())
    if waiting:
        _row(asked, waiting)


def _row(asked: MeasureWidgets, names: Sequence[str]) -> None:
    for name, column in zip(names, st.columns(2), strict=False):
        draw_field(asked, name, column)


def _behind(asked: MeasureWidgets, names: Sequence[str], label: str) -> None:
    """Draw fields behind one click, with a label that names them."""
    if not names:
        return
    called = measure_field_names(asked.visitor)
    with st.expander(plain_text(f"{label}: {', '.join(called[name] for name in names)}")):
        _rows(asked, names)


def _held(value: object) -> object:
    """Return a field's value as its widget holds it."""
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, date) or value is None else str(value)


def _empty(name: str) -> object:
    """Return what an empty widget holds."""
    if name in ("cells", "taking_part"):
        return []
    return "" if name in WIDE and name != "cause" else None
