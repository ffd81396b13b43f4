"""The form of what the group wishes of a follow-up; the rest of the design the program proposes."""

from datetime import date
from uuid import UUID

import streamlit as st

from est.measures.followup.design import (
    CONTROL_NAMES,
    DIRECTION_NAMES,
    LONGEST_WEEKS,
    SHORTEST_WEEKS,
    ControlKind,
    ExpectedDirection,
    FollowUpDesign,
)
from est.measures.followup.proposal import DesignRequest, weeks_between
from est.measures.queries import get_measure
from est.municipality.reference_lists import reference_lists
from est.space.places import named_places
from est.text import N_
from est.ui.enter import Visitor
from est.ui.filters.hour_grid import paint_hours

HOPED = (0.3, 0.5, 0.75, 1.0)


def wishes_form(
    visitor: Visitor, measure: UUID, present: FollowUpDesign | None
) -> tuple[DesignRequest, tuple[str, ...]]:
    """Draw the form; return what it holds, and the names of the watched places. The rest the program proposes."""
    _ = visitor.translator.gettext
    key = f"plan {measure}"
    named = visitor.answer(named_places)
    known, _version = visitor.answer(get_measure, measure)
    with st.form(key):
        first, second, third = st.columns(3)
        starts = first.date_input(
            _("The measure starts"),
            present.start if present else known.starts,
            key=f"{key} start",
            format="YYYY-MM-DD",
        )
        weeks = second.number_input(
            _("Followed for (weeks)"),
            SHORTEST_WEEKS,
            LONGEST_WEEKS,
            present.weeks if present else weeks_between(known.starts, known.follow_up),
            key=f"{key} weeks",
        )
        hoped = third.selectbox(
            _("Change hoped for"),
            HOPED,
            index=_index(HOPED, present.hoped if present else 0.5),
            format_func=lambda share: f"{share:.0%}".replace("%", " %"),
            key=f"{key} hoped",
        )
        rings = first.selectbox(
            _("Surroundings"),
            (1, 2),
            index=present.rings - 1 if present else 0,
            format_func=lambda n: _("one ring of cells") if n == 1 else _("two rings of cells"),
            key=f"{key} rings",
        )
        control = second.selectbox(
            _("Compared with"),
            [str(kind) for kind in ControlKind],
            index=list(ControlKind).index(present.control_kind) if present else 0,
            format_func=lambda kind: _(CONTROL_NAMES[ControlKind(kind)]),
            key=f"{key} control",
        )
        direction = third.selectbox(
            _("Expected direction"),
            [str(way) for way in ExpectedDirection],
            index=list(ExpectedDirection).index(present.direction) if present else 0,
            format_func=lambda way: _(DIRECTION_NAMES[ExpectedDirection(way)]),
            help=_("Most of the allowed error is spent on the expected direction."),
            key=f"{key} direction",
        )
        kinds = reference_lists(visitor.store, visitor.language).categories
        categories = st.multiselect(
            _("Categories"),
            list(kinds),
            list(present.categories) if present else [],
            format_func=kinds.__getitem__,
            placeholder=_("As the hotspot, else all"),
            key=f"{key} categories",
        )
        watched = st.multiselect(
            _("Places where it may move"),
            named["name"].to_list(),
            [place.name for place in present.watched if place.name in set(named["name"])] if present else [],
            placeholder=_("None named"),
            help=_("Places named in advance are excluded from the control and reported separately."),
            key=f"{key} watched",
        )
        st.form_submit_button(_("Show what could be seen"))
        with st.expander(_("Hours of the week")):
            begun = present.hours if present else None
            hours = paint_hours(visitor, _("Hours of the week"), begun, f"{key} hours", _(PLACE_HOURS))
    wishes = DesignRequest(
        start=starts if isinstance(starts, date) else None,
        weeks=int(weeks),
        rings=rings,
        control=ControlKind(control),
        categories=tuple(categories) or None,
        hours=hours,
        direction=ExpectedDirection(direction),
        hoped=hoped,
    )
    return wishes, tuple(watched)


PLACE_HOURS = N_("As the hotspot, else all hours")


def _index(options: tuple[float, ...], value: float | None) -> int:
    return options.index(value) if value in options else options.index(0.5)
