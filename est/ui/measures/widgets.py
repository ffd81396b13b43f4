"""The widgets of a measure's fields, each kept in the session under the form's key and the field's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from est.measures import CHOICE_NAMES, Measure, MeasureState
from est.measures.measure import DAYS, TEXTS
from est.measures.transitions import required_fields, state_choices
from est.text import N_
from est.ui.enter import Visitor
from est.ui.hotspot_links import HOTSPOT
from est.ui.links import page_link
from est.ui.measures.choices import MeasureChoices, measure_field_names
from est.ui.pages import HOTSPOTS
from est.ui.tables import plain_text

NO_FIELD = ""  # of what is refused and lies in no field
WIDE = ("title", "cells", "cause", *TEXTS)

HELP = {
    "hotspot": N_("Gives the measure its cells."),
    "cells": N_("Flagged cells of the last weeks, and those you chose on the map."),
    "without_cause": N_("A measure without a cause is hard to follow up. Say in words why no cause can be given."),
    "expected": N_("What should become less, where and at which hours."),
    "measured_by": N_("Which reports to count, or what else to look at."),
    "follow_up": N_("When enough time has passed for the reports to show it."),
    "lesson": N_("What you would do again, and what you would not. It can be added to the library of measures."),
}


@dataclass(frozen=True)
class MeasureWidgets:
    """A form that is being filled in: whose, under which key, with which lists, and the measure it changes."""

    visitor: Visitor
    key: str
    choices: MeasureChoices
    shown: Measure | None
    refused: Mapping[str, str] = field(default_factory=dict)  # why the form could not be taken, by field

    def widget_key(self, field: str) -> str:
        """Return the key of a field's widget."""
        return f"{self.key} {field}"

    def widget_value(self, field: str) -> Any:  # noqa: ANN401 (widgets hold texts, lists and dates)
        """Return what a field's widget holds."""
        return st.session_state.get(self.widget_key(field))

    def field_texts(self) -> dict[str, str]:
        """Return what the form says, as text by field."""
        said = {field: _text(self.widget_value(field)) for field in measure_field_names(self.visitor)}
        return said | {"without_cause": ""} if said["cause"] else said


def draw_field(asked: MeasureWidgets, field: str, where: DeltaGenerator) -> None:
    """Draw the widget of one field."""
    _ = asked.visitor.translator.gettext
    label, key = measure_field_names(asked.visitor)[field], asked.widget_key(field)
    if field in required_fields(MeasureState(str(asked.widget_value("state")))):
        label += " *"
    told = _(HELP[field]) if field in HELP else None
    if field == "title":
        where.text_input(label, max_chars=200, key=key)
    elif field == "without_cause" and asked.widget_value("cause"):
        return  # a cause is pointed to
    elif field in TEXTS:
        where.text_area(label, max_chars=2000, key=key, help=told, height=80)
    elif field in DAYS:
        where.date_input(label, None, key=key, format="YYYY-MM-DD", help=told)
    elif field in ("cells", "taking_part"):
        _several(asked, field, where, label, told)
    else:
        _one(asked, field, where, label, told)
    if field in asked.refused:
        where.error(plain_text(asked.refused[field]))


def _several(asked: MeasureWidgets, field: str, where: DeltaGenerator, label: str, told: str | None) -> None:
    offered = asked.choices.cells if field == "cells" else asked.choices.organisations
    offered = {one: one for one in asked.widget_value(field) or []} | dict(offered)
    where.multiselect(
        label,
        list(offered),
        format_func=offered.__getitem__,
        placeholder=asked.visitor.translator.gettext("Choose"),
        key=asked.widget_key(field),
        help=told,
    )


def _one(asked: MeasureWidgets, field: str, where: DeltaGenerator, label: str, told: str | None) -> None:
    _ = asked.visitor.translator.gettext
    offered = _offered(asked, field)
    where.selectbox(
        label,
        list(offered),
        0 if field == "state" else None,  # a state can be changed, not taken away
        format_func=offered.__getitem__,
        placeholder=_("Choose"),
        key=asked.widget_key(field),
        help=told,
        on_change=_take_cells if field == "hotspot" else None,
        args=(asked,) if field == "hotspot" else None,
    )
    if field == "cause" and asked.widget_value("hotspot") and not offered:
        where.caption(_("No cause has been written down for this hotspot yet."))
        with where:
            page_link(HOTSPOTS, _("Write down its causes"), **{HOTSPOT: str(asked.widget_value("hotspot"))})
    elif field == "cause" and not asked.widget_value("hotspot"):
        where.caption(_("Choose a hotspot to point to one of its causes."))


def _offered(asked: MeasureWidgets, field: str) -> Mapping[str, str]:
    """Return what a field chooses from: what is kept → what is shown. What it holds is among it."""
    _ = asked.visitor.translator.gettext
    choices = asked.choices
    if field in CHOICE_NAMES:
        words: Sequence[str] = list(CHOICE_NAMES[field])
        if field == "state":
            words = [str(state) for state in state_choices(asked.shown.state if asked.shown else None)]
        return {word: _(CHOICE_NAMES[field][word]) for word in words}
    offered: dict[str, str] = {
        "organisation": dict(choices.organisations),
        "hotspot": dict(choices.hotspots),
        "place": {place: place for place in sorted(choices.places)},
        "cause": dict(choices.causes.get(asked.widget_value("hotspot") or "", {})),
    }[field]
    held = asked.widget_value(field)
    return offered if held in (None, *offered) else {**offered, held: held}


def _take_cells(asked: MeasureWidgets) -> None:
    """Give the measure the cells of the hotspot that was chosen; a cause of another hotspot is no longer pointed to."""
    hotspot = asked.widget_value("hotspot")
    if hotspot in asked.choices.hotspot_cells:
        st.session_state[asked.widget_key("cells")] = list(asked.choices.hotspot_cells[hotspot])
    st.session_state[asked.widget_key("cause")] = None


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value or "").strip()
