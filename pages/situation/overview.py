"""Overview: what changed since the period before, and what waits to be done."""

import streamlit as st

from est.measures import all_measures, by_urgency
from est.municipality.reference_lists import reference_lists
from est.picture.change import count_changes
from est.picture.comparison import compare_periods, reporter_change
from est.picture.counts import count_by_key, period_counts, unknown_time_count
from est.ui import _, choose_selection, enter, ngettext, plain_text
from est.ui.hotspot_links import describe_flagged_again
from est.ui.pages import OVERVIEW
from est.ui.situation.change_table import describe_period_change, draw_change_table
from est.ui.situation.empty_states import show_nothing_selected, stop_without_reports
from est.ui.situation.flag_changes import draw_flag_changes
from est.ui.situation.reminder_list import draw_reminders, measure_reminders
from est.ui.situation.unusual_list import draw_unusual
from est.ui.situation.waiting_count import draw_waiting_count

visitor = enter(OVERVIEW)
words = visitor.translator
st.title(_(OVERVIEW.title))
draw_waiting_count(visitor)
stop_without_reports(visitor)
selection = choose_selection(visitor)

names, counts = visitor.answer(reference_lists, visitor.language), visitor.answer(period_counts, selection)
whole = compare_periods(float(counts["count"].sum()), float(counts["before"].sum()))
who = reporter_change(*count_by_key(counts, "organisation", names.organisations))
late = by_urgency(visitor.answer(all_measures), visitor.now().date()).filter("overdue")

draw_unusual(visitor)

if not whole.count and not whole.before:
    show_nothing_selected(visitor, selection)

previous = selection.previous()
period, earlier = words.period(selection.start, selection.end), words.period(previous.start, previous.end)
st.caption(_("{period}, against {earlier}").format(period=period, earlier=earlier))
reports, organisations, overdue = st.columns(3)
reports.metric(_("Reports"), words.number(whole.count, 1), border=True)
organisations.metric(_("Organisations that reported"), f"{who.now}", border=True)
overdue.metric(_("Overdue measures"), f"{late.height}", border=True)

st.subheader(_("All reports"))
st.write(describe_period_change(whole, words))
if who.joined or who.gone:
    if who.joined:
        st.write(_("Reported now but not before: {names}.").format(names=plain_text(words.listed([*who.joined]))))
    if who.gone:
        st.write(_("Reported before but not now: {names}.").format(names=plain_text(words.listed([*who.gone]))))
    st.write(
        ngettext(
            "Counting only the organisation that reported in both periods:",
            "Counting only the {count} organisations that reported in both periods:",
            who.both,
        ).format(count=who.both),
        describe_period_change(who.closed, words),
    )
timeless = visitor.answer(unknown_time_count, selection)
if timeless:
    text = ngettext(
        "{count} report has no known hour and is left out.",
        "{count} reports have no known hour and are left out.",
        timeless,
    )
    st.caption(text.format(count=words.number(timeless)))

draw_reminders(visitor, measure_reminders(visitor, visitor.now().date()))

describe_flagged_again(visitor)
draw_flag_changes(visitor, selection)

st.subheader(_("By category"))
draw_change_table(
    visitor, count_changes(*count_by_key(counts, "category", names.categories)), _("Category"), "kategorier", _("none")
)
st.caption(
    _("Reports, not events: a count shows what was reported. Nothing is called a change until it is significant (5 %).")
)

st.subheader(_("By district"))
if not names.districts:
    st.caption(_("No districts are set. A coordinator can upload them under Settings."))
else:
    draw_change_table(
        visitor,
        count_changes(*count_by_key(counts, "district", names.districts)),
        _("District"),
        "delomraden",
        _("outside all districts"),
    )
