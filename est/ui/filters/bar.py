"""The bar above every page with a selection: one click for the usual periods and hours, the rest opens beside them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import streamlit as st

from est.clock import PRESETS
from est.meetings.queries import meeting_before
from est.municipality.reference_lists import ReferenceLists
from est.picture.hour_names import SHORT_HOURS, preset_name
from est.picture.selection import Selection, default_selection
from est.picture.selection_words import describe_selection
from est.ui.enter import Visitor
from est.ui.filters.description import selection_chips, unfiltered_words
from est.ui.filters.periods import PERIODS, period_name, preset_periods, same_time_later, year_before
from est.ui.filters.popovers import DAYS, OTHERS, draw_popovers
from est.ui.filters.state import change_selection
from est.ui.filters.views import draw_views
from est.ui.messages import show_flash
from est.ui.tables import plain_text
from est.ui.window import on_phone, paper_only, printing

CAME_FROM = "period a year later"  # from which the same time last year was chosen


def draw_bar(visitor: Visitor, selection: Selection, choices: ReferenceLists) -> None:
    """Draw the controls, and under them what is chosen. A phone opens the controls when it wants them."""
    _ = visitor.translator.gettext
    show_flash()  # of a view that was saved; a page that says its own has taken it already
    with paper_only("selection"):
        heading = _("Selection")
        st.markdown(f"**{heading}:** {plain_text(describe_selection(selection, choices, visitor.translator))}")
    if printing():
        return
    if on_phone():  # seen once the bar has scrolled away: terminal/selection.js
        chips = selection_chips(selection, choices, visitor.translator)
        period = visitor.translator.period(selection.start, selection.end)
        st.button(plain_text(" · ".join([period, *(chip.label for chip in chips)])), key="back-to-selection")
    with st.container(key="selection", border=True, gap="xsmall"):
        if on_phone():
            _draw_chosen(visitor, selection, choices)
            with st.expander(_("Filter"), key="filter", on_change="rerun") as area:
                if area.open:
                    _draw_controls(visitor, selection, choices)
        else:
            _draw_controls(visitor, selection, choices)
            _draw_chosen(visitor, selection, choices)


def _draw_controls(visitor: Visitor, selection: Selection, choices: ReferenceLists) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        presets = _presets(visitor)
        _draw_periods(visitor, selection, presets)
        _draw_last_year(visitor, selection, presets)
        draw_popovers(visitor, selection, choices, DAYS)
        draw_views(visitor, selection)
    with st.container(horizontal=True, gap="xsmall"):
        _draw_hours(visitor, selection)
        draw_popovers(visitor, selection, choices, OTHERS)


def _presets(visitor: Visitor) -> dict[str, tuple[date, date]]:
    """Return the usual periods, back from the newest report."""
    end = visitor.answer(default_selection).end
    met = visitor.answer(meeting_before, end)
    return preset_periods(end, met.meeting.held if met else None)


def _draw_periods(visitor: Visitor, selection: Selection, presets: Mapping[str, tuple[date, date]]) -> None:
    _ = visitor.translator.gettext
    key = "period"

    def take() -> None:
        start, end = presets.get(st.session_state[key], (selection.start, selection.end))
        change_selection(replace(selection, start=start, end=end))

    st.session_state[key] = period_name(selection, presets, st.session_state.get(key))
    st.segmented_control(
        _("Period"),
        list(presets),
        format_func=lambda name: _(PERIODS[name]),
        key=key,
        on_change=take,
        label_visibility="collapsed",
    )


def _draw_last_year(visitor: Visitor, selection: Selection, presets: Mapping[str, tuple[date, date]]) -> None:
    """Draw the way to the same dates a year before; chosen, and pressed again, it leads back to those it came from."""
    _ = visitor.translator.gettext
    key = "year before"
    came_from = [*([st.session_state[CAME_FROM]] if CAME_FROM in st.session_state else []), *presets.values()]
    later = same_time_later(selection, came_from)

    def take() -> None:
        if later is None:
            st.session_state[CAME_FROM] = (selection.start, selection.end)
            change_selection(year_before(selection))
        else:
            change_selection(replace(selection, start=later[0], end=later[1]))

    st.session_state[key] = None if later is None else key
    st.segmented_control(
        _("Same time last year"),
        [key],
        format_func=lambda _name: _("Same time last year"),
        key=key,
        on_change=take,
        label_visibility="collapsed",
    )


def _draw_hours(visitor: Visitor, selection: Selection) -> None:
    """Draw the usual hours; one that is chosen and pressed again leaves all hours."""
    _ = visitor.translator.gettext
    key = "usual hours"

    def take() -> None:
        change_selection(replace(selection, hours=PRESETS[st.session_state[key] or "all"]))

    name = preset_name(selection.hours)
    st.session_state[key] = name if name in SHORT_HOURS else None
    st.segmented_control(
        _("Hours of the week"),
        list(SHORT_HOURS),
        format_func=lambda name: _(SHORT_HOURS[name]),
        key=key,
        on_change=take,
        label_visibility="collapsed",
    )


def _draw_chosen(visitor: Visitor, selection: Selection, choices: ReferenceLists) -> None:
    """Draw the period, what is not narrowed, and each thing that is, to be taken away by a press."""
    _ = visitor.translator.gettext
    period = visitor.translator.period(selection.start, selection.end)
    words = " · ".join([period, *unfiltered_words(selection, visitor.translator)])
    heading = _("Selection")
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.markdown(f"**{heading}:** {plain_text(words)}", width="content")
        for number, chip in enumerate(selection_chips(selection, choices, visitor.translator)):
            st.button(
                plain_text(f"{chip.label} ✕"),
                key=f"chip {number}",
                help=_("Take this away"),
                on_click=change_selection,
                args=(chip.without,),
            )
