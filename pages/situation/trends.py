"""Trends: reports per week or month, who reported, when in the week, and what follows a report."""

from dataclasses import replace

import streamlit as st

from est.charts import hours_by_weekday
from est.clock import ALL_HOURS
from est.picture.counts import hour_table, total_count
from est.picture.selection import default_selection
from est.ui import _, choose_selection, enter
from est.ui.chart_view import draw_chart, draw_table_twin
from est.ui.drawer import draw_method, drawer
from est.ui.pages import TRENDS
from est.ui.query_choice import QueryChoice
from est.ui.situation.empty_selection import draw_empty_selection
from est.ui.situation.empty_states import stop_without_reports
from est.ui.situation.figures_section import draw_figures_to_share
from est.ui.situation.near_repeat import draw_near_repeats
from est.ui.situation.trend import cohort_method, draw_trend
from est.ui.spans import choose_hours, choose_span, hours_frame, long_period
from est.ui.window import printing

WEEKS = {"year": 52, "two-years": 104, "selection": 0}
UNIT = QueryChoice("bar", ("week", "month"), "one bar")
LENGTH = QueryChoice("over", tuple(WEEKS), "trend length")

visitor = enter(TRENDS)
words = visitor.translator
st.title(_(TRENDS.title))
stop_without_reports(visitor)
selection = choose_selection(visitor)
shown = repr(selection)
if not visitor.answer(total_count, selection):
    draw_empty_selection(visitor, selection)

units = {"week": _("Week"), "month": _("Month")}
lengths = {"year": _("One year"), "two-years": _("Two years"), "selection": _("The selection")}
with st.container(horizontal=True):
    unit = UNIT.draw(_("One bar is a"), units.__getitem__)
    length = LENGTH.draw(_("Over"), lengths.__getitem__)
weeks = WEEKS[length]

st.header(_("Reports over time"))
period = long_period(selection, weeks, visitor.answer(default_selection).end)
draw_trend(visitor, selection, period, unit, f"{unit} {weeks} {shown}", choose_span(selection, unit))

st.header(_("Hours and weekdays"))
hours = visitor.answer(hour_table, replace(selection, hours=ALL_HOURS))  # one that is pale can be chosen too
squares = hours_by_weekday(hours, words, selection.hours)
draw_chart(squares, f"hours {shown}", choose_hours(selection))
hint = _("A click on a square selects that hour on all pages, with Shift one more.")
shared = _("A report with a start and an end is shared between the hours in between.")
st.caption(" ".join([*([] if printing() else [hint]), shared]))
days = {str(day): name for day, name in enumerate(words.weekdays())}
draw_table_twin(
    visitor,
    hours_frame(hours),
    "timmar",
    {"clock": _("Hour"), **days},
    pictures={_("Hours and weekdays"): lambda: squares},
    selection=selection,
)
with drawer(_("What follows a report"), "repeats") as area:
    if area.open:
        draw_near_repeats(visitor, selection)
with drawer(_("Figures to share"), "figures to share", on_paper=False) as area:
    if area.open:
        draw_figures_to_share(visitor)
draw_method(cohort_method(visitor, period, unit))
