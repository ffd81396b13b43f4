"""Planning a follow-up: what the group wishes, what could be seen then, and locking it before the measure starts."""

from dataclasses import replace
from uuid import UUID

import polars as pl
import streamlit as st

from est.charts.followup import visible_by_weeks
from est.errors import EstError
from est.measures.followup.commands import lock_design
from est.measures.followup.design import (
    DesignWindow,
    ExpectedDirection,
    FollowUpDesign,
    WatchedPlace,
)
from est.measures.followup.other_measures import other_measures
from est.measures.followup.power import PowerForecast, forecast_power
from est.measures.followup.power_sentences import least_count, power_sentence
from est.measures.followup.proposal import DesignRequest, baseline_tally, propose_design
from est.measures.followup.sentences import design_sentences, drift_sentence, left_out_sentences
from est.picture.change import PERCENT_FROM
from est.space.neighbourhoods import cells_within
from est.space.places import named_places
from est.store import Store
from est.ui.chart_view import draw_chart, draw_table_twin
from est.ui.enter import Visitor
from est.ui.followup.comparison_map import draw_design_map
from est.ui.followup.design_form import wishes_form
from est.ui.messages import flash, refusal_text, show_refusal, show_refusals
from est.ui.tables import plain_text

MAP_SHARE = 3 / 5  # of the page's width


def draw_design(visitor: Visitor, measure: UUID, present: FollowUpDesign | None) -> None:
    """Draw the form of a design, what could be seen with it, and the button that locks it.

    `present` is the design that is locked now; a changed one becomes its next version.
    """
    _ = visitor.translator.gettext
    wishes, names = wishes_form(visitor, measure, present)
    try:
        design = visitor.answer(add_watched_places, measure, wishes, names)
        with st.spinner(_("Reckoning what could be seen")):
            seen = visitor.answer(expected_power, design)
    except EstError as error:
        if wishes.start is None:  # nobody has done anything wrong yet
            st.info(refusal_text(error))
        else:
            show_refusal(error)
        return
    st.markdown(f"**{plain_text(power_sentence(seen, design, visitor.translator))}**")
    left, right = st.columns([MAP_SHARE, 1 - MAP_SHARE], gap="medium")
    with left:
        draw_design_map(visitor, design, "design to lock", share=MAP_SHARE)
    with right:
        for sentence in _facts(visitor, design, seen):
            st.markdown(f"- {plain_text(sentence)}")
    _visible(visitor, seen, design)
    _lock(visitor, design, present)


def expected_power(store: Store, design: FollowUpDesign) -> PowerForecast:
    """Return what can be seen with a design, from what is stored of the periods before it."""
    counts, area = baseline_tally(store, design)
    return forecast_power(design, counts, area)


def add_watched_places(store: Store, measure: UUID, wishes: DesignRequest, names: tuple[str, ...]) -> FollowUpDesign:
    """Return the proposed design of the wishes, with these named places watched; a place inside it is left out."""
    design = propose_design(store, measure, wishes)
    named = named_places(store).filter(pl.col("name").is_in(names))
    taken = {*design.target, *design.ring}
    watched = []
    for name, lat, lng, radius in named.select("name", "lat", "lng", "radius_m").iter_rows():
        cells = sorted(set(cells_within(lat, lng, radius or 0.0, design.resolution)) - taken)
        taken.update(cells)
        watched += [WatchedPlace(name, tuple(cells))] if cells else []
    return propose_design(store, measure, replace(wishes, watched=tuple(watched))) if watched else design


def _facts(visitor: Visitor, design: FollowUpDesign, seen: PowerForecast) -> list[str]:
    """Return what the design compares, in sentences."""
    words = visitor.translator
    _ = words.gettext
    periods = [words.period(window.first, window.end) for window in design.before]
    facts = [
        _("Followed: {period}; the follow-up is due on {day}.").format(
            period=words.period(design.window.first, design.window.end), day=words.date(design.follow_up)
        ),
        _("Compared with {periods}.").format(periods=words.listed(periods)),
        _(
            "Cells: {place} of the place, {ring} of its surroundings, {control} and {ring_control} that they are "
            "compared with."
        ).format(
            place=len(design.target),
            ring=len(design.ring),
            control=words.number(len(design.control)),
            ring_control=words.number(len(design.ring_control)),
        ),
    ]
    if seen.dispersion > 1:
        facts.append(
            _("Monthly counts vary {times} times as much as chance; the calculation allows for it.").format(
                times=words.number(seen.dispersion, 2)
            )
        )
    compared = DesignWindow(design.before[-1].first, design.window.end)
    others = visitor.answer(other_measures, design.measure, compared, design.resolution)
    elsewhere = [one for one in others if not set(one.cells) & set(design.target)]
    facts += [drift_sentence(seen.drift, words), *left_out_sentences(elsewhere, words)]
    return facts + design_sentences(design, words)


def _visible(visitor: Visitor, seen: PowerForecast, design: FollowUpDesign) -> None:
    """Draw the smallest visible change by length of the follow-up, with its table."""
    _ = visitor.translator.gettext
    st.header(_("What can be seen, and by when"), anchor=False)
    pictures = {}
    if any(point.in_per_cent is not None for point in seen.by_weeks):
        spec = visible_by_weeks(seen, design.weeks, visitor.translator)
        draw_chart(spec, f"visible {design.hash}")
        pictures[_("What can be seen, and by when")] = lambda: spec
    rows = pl.DataFrame(
        [
            (
                point.weeks,
                round(point.expected, 1),
                None if point.change is None else least_count(point.change, point.expected, seen.direction),
                point.in_per_cent,
            )
            for point in seen.by_weeks
        ],
        schema={"weeks": pl.Int64, "expected": pl.Float64, "least": pl.Int64, "change": pl.Int64},
        orient="row",
    )
    if design.direction is ExpectedDirection.DECREASE:
        change, name = _("Smallest visible decrease, %"), _("visible decrease")
        least = _("Seen at so many reports or fewer")
        meaning = _(
            "A decrease is visible when it can be told from chance in four cases out of five. Where the table has"
            " no value, not even an end to all reports can."
        )
    else:
        change, name = _("Smallest visible increase, %"), _("visible increase")
        least = _("Seen at so many reports or more")
        meaning = _(
            "An increase is visible when it can be told from chance in four cases out of five. Where the table "
            "has no value, not even ten times as many reports can."
        )
    names = {"weeks": _("Weeks of follow-up"), "expected": _("Expected reports"), "least": least, "change": change}
    draw_table_twin(visitor, rows, name, names, pictures=pictures)
    few = _("Of fewer than {number} expected reports no percentage is given: it would say more than anyone knows.")
    st.caption(" ".join([meaning, few.format(number=PERCENT_FROM)]))


def _lock(visitor: Visitor, design: FollowUpDesign, present: FollowUpDesign | None) -> None:
    """Draw the button that locks the design, and say what that means."""
    _ = visitor.translator.gettext
    if present and present.hash == design.hash:
        st.caption(_("This is the design that is locked."))
        return
    if not visitor.may("lock design"):
        st.caption(_("The coordinator locks the design."))
        return
    st.caption(
        _("What is locked stays as it is, with who locked it and when. A later change is a new version beside it.")
    )
    late = (visitor.now().date() - design.start).days
    if late > 0:
        st.warning(
            visitor.translator.ngettext(
                "The measure started {days} day ago. A design that is locked after the start can be chosen to fit what "
                "is seen, so a clear change will be called one that is only pointed to.",
                "The measure started {days} days ago. A design that is locked after the start can be chosen to fit "
                "what is seen, so a clear change will be called one that is only pointed to.",
                late,
            ).format(days=visitor.translator.number(late))
        )
    label = _("Lock as a new version") if present else _("Lock the design")
    if st.button(label, type="primary", key=f"lock {design.measure}"):
        with show_refusals():
            locked = lock_design(visitor.store, design, visitor.user, visitor.now())
            flash(plain_text(_("The design is locked as version {version}.").format(version=locked.version)))
