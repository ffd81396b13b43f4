"""What a page says of a selection without any report, and the ways back to one that has some."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import streamlit as st

from est.municipality.reference_lists import reference_lists
from est.picture.counts import total_count
from est.picture.selection import Selection, loaded_period
from est.ui.enter import Visitor
from est.ui.filters.description import selection_chips
from est.ui.filters.state import change_selection
from est.ui.tables import plain_text


def draw_empty_selection(visitor: Visitor, selection: Selection) -> None:
    """Say that no report is in the selection and what to do, with a button for each way to one that has some."""
    _ = visitor.translator.gettext
    found = _ways(visitor, selection)
    st.info(" ".join([_("No reports in this selection."), *([_advice(visitor, selection)] if found else [])]))
    with st.container(horizontal=True):
        for number, (label, other) in enumerate(found.items()):
            st.button(plain_text(label), key=f"way back {number}", on_click=change_selection, args=(other,))


def _advice(visitor: Visitor, selection: Selection) -> str:
    """Return what to do: another period, where this one lies before all reports or after them, else a wider choice."""
    _, words, loaded = visitor.translator.gettext, visitor.translator, visitor.answer(loaded_period)
    if loaded and selection.end <= loaded[0]:
        return _("The reports begin on {day}, after this period.").format(day=words.date(loaded[0]))
    if loaded and selection.start > loaded[1]:
        return _("The newest report is of {day}, before this period.").format(day=words.date(loaded[1]))
    if selection_chips(selection, visitor.answer(reference_lists, visitor.language), words):
        return _("Take away what narrows the most, or choose a period that has reports.")
    return _("Choose a period that has reports.")


def _ways(visitor: Visitor, selection: Selection) -> Mapping[str, Selection]:
    """Return what each button says and the selection that it makes: without the narrowest filter, the same over all
    the days that have reports, or where neither has any, all reports of these days.
    """
    _, words, loaded = visitor.translator.gettext, visitor.translator, visitor.answer(loaded_period)
    if loaded is None:
        return {}
    choices = visitor.answer(reference_lists, visitor.language)
    held = [
        (visitor.answer(total_count, chip.without), chip)
        for chip in selection_chips(selection, choices, words)
        if chip.without != selection
    ]
    ways = {}
    most, narrowest = max(held, key=lambda one: one[0], default=(0, None))
    if narrowest and most:
        ways[_("Without {filter}").format(filter=narrowest.within), most] = narrowest.without
    every = Selection(loaded[0], loaded[1] + timedelta(days=1))
    whole = replace(selection, start=every.start, end=every.end)
    if count := visitor.answer(total_count, whole):
        ways[words.period(whole.start, whole.end), count] = whole
    if not ways:
        label = _("All reports, {period}").format(period=words.period(every.start, every.end))
        ways[label, visitor.answer(total_count, every)] = every
    return {f"{label}: {_reports(visitor, count)}": other for (label, count), other in ways.items()}


def _reports(visitor: Visitor, count: float) -> str:
    words = visitor.translator
    return words.ngettext("{n} report", "{n} reports", count).format(n=words.number(count))
