"""Overview: what changed since the period before, and what waits to be done."""

import streamlit as st

from est.measures import by_urgency, measures
from est.municipality.reference_lists import lists
from est.picture.change import changes
from est.picture.comparison import compared, reporters
from est.picture.counts import unknown_times
from est.picture.period_counts import by, crossed
from est.ui import Role, _, choose_selection, enter, ngettext, plain
from est.ui.hotspot_links import flagged_again_said
from est.ui.situation.change_table import change_table, said
from est.ui.situation.empty_states import say_nothing_selected, stop_without_reports
from est.ui.situation.flag_changes import flags_since
from est.ui.situation.reminder_list import remind, reminders

visitor = enter(Role.MEMBER)
words = visitor.translator
st.title(_("Overview"))
stop_without_reports(visitor)
selection = choose_selection(visitor)

names, counts = visitor.answer(lists, visitor.language), visitor.answer(crossed, selection)
whole = compared(counts["count"].sum(), counts["before"].sum())
who = reporters(*by(counts, "organisation", names.organisations))
late = by_urgency(visitor.answer(measures), visitor.now().date()).filter("overdue")

if not whole.count and not whole.before:
    say_nothing_selected(visitor, selection)

previous = selection.previous()
period, earlier = words.period(selection.start, selection.end), words.period(previous.start, previous.end)
st.caption(_("{period}, against {earlier}").format(period=period, earlier=earlier))
reports, organisations, overdue = st.columns(3)
reports.metric(_("Reports"), words.number(whole.count, 1), border=True)
organisations.metric(_("Organisations that reported"), f"{who.now}", border=True)
overdue.metric(_("Overdue measures"), f"{late.height}", border=True)

st.subheader(_("All reports"))
st.write(said(whole, words))
if who.joined or who.gone:
    if who.joined:
        st.write(_("Reported now but not before: {names}.").format(names=plain(words.listed([*who.joined]))))
    if who.gone:
        st.write(_("Reported before but not now: {names}.").format(names=plain(words.listed([*who.gone]))))
    st.write(
        ngettext(
            "Counting only the organisation that reported in both periods:",
            "Counting only the {count} organisations that reported in both periods:",
            who.both,
        ).format(count=who.both),
        said(who.closed, words),
    )
timeless = visitor.answer(unknown_times, selection)
if timeless:
    text = ngettext(
        "{count} report has no known hour and is left out.",
        "{count} reports have no known hour and are left out.",
        timeless,
    )
    st.caption(text.format(count=words.number(timeless)))

remind(visitor, reminders(visitor, visitor.now().date()))

flagged_again_said(visitor)
flags_since(visitor, selection)

st.subheader(_("By category"))
change_table(visitor, changes(*by(counts, "category", names.categories)), _("Category"), "kategorier", _("none"))
st.caption(
    _("Reports, not events: a count tells what was reported. The judgement is held back until it is sure (5 %).")
)

st.subheader(_("By district"))
if not names.districts:
    st.caption(_("No districts are set. A coordinator can upload them under Settings."))
else:
    change_table(
        visitor,
        changes(*by(counts, "district", names.districts)),
        _("District"),
        "delomraden",
        _("outside all districts"),
    )
