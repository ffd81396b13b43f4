"""The list of measures on its page, what is late first, and the files it can be taken along as."""

from datetime import date

import polars as pl
import streamlit as st

from est.measures import CHOICE_NAMES, REMINDER_NAMES, STATE_NAMES, MeasureState, Reminder, all_measures, by_urgency
from est.measures.calendar_file import calendar_entries, write_calendar
from est.meetings.event_calendar import event_entries
from est.meetings.queries import coming_events
from est.municipality.defaults import store_timezone
from est.text import N_
from est.ui.downloads import offer_download
from est.ui.enter import Visitor
from est.ui.measures.choices import MeasureChoices, measure_field_names, measure_value_text
from est.ui.tables import plain_text


def urgent_first(visitor: Visitor, today: date) -> pl.DataFrame:
    """Return the measures by urgency with [status, where, reminded]: in words, for the list.

    `status` is the state and how late it is, `where` the place, `reminded` what else the group should see to.
    """
    _ = visitor.translator.gettext
    listed = by_urgency(visitor.answer(all_measures), today)
    ngettext = visitor.translator.ngettext
    names = {str(state): _(name) for state, name in STATE_NAMES.items()}
    status = [
        ngettext("OVERDUE {days} day, {state}", "OVERDUE {days} days, {state}", late).format(
            days=late, state=names[state]
        )
        if late
        else names[state]
        for late, state in listed.select("days_late", "state").iter_rows()
    ]
    where = [
        hotspot or place or ngettext("{n} cell", "{n} cells", len(cells.split())).format(n=len(cells.split()))
        for hotspot, place, cells in listed.select("hotspot_name", "place", "cells").iter_rows()
    ]
    reminded = [
        ", ".join(_(REMINDER_NAMES[Reminder(one)]) for one in found if one != Reminder.OVERDUE)
        for found in listed["reminders"].to_list()
    ]
    return listed.with_columns(
        pl.Series("status", status, pl.String),
        pl.Series("where", where, pl.String),
        pl.Series("reminded", reminded, pl.String),
        pl.col("organisation_name").replace(visitor.organisations),
    )


def filter_measures(visitor: Visitor, listed: pl.DataFrame, offered: MeasureChoices) -> tuple[pl.DataFrame, str]:
    """Draw the filters, kept in the address; return the measures that pass them all, and the filters in words."""
    _ = visitor.translator.gettext
    names = measure_field_names(visitor)
    asked = (
        ("reminder", _("Reminder"), {str(one): _(name) for one, name in REMINDER_NAMES.items()}),
        ("state", names["state"], {str(state): _(STATE_NAMES[state]) for state in MeasureState}),
        ("organisation", names["organisation"], dict(offered.organisations)),
        ("hotspots", names["hotspot"], dict(offered.hotspots)),  # `hotspot` begins a new measure
    )
    open_ = any(st.query_params.get(one[0]) for one in asked)
    places = st.expander(_("Filter"), expanded=open_).columns(2) * 2
    words: list[str] = []
    for place, (name, label, options) in zip(places, asked, strict=True):
        chosen = place.multiselect(
            label,
            list(options),
            format_func=options.__getitem__,
            placeholder=_("All"),
            key=name,
            bind="query-params",
        )
        words += [options[one] for one in chosen]
        if chosen and name == "reminder":
            listed = listed.filter(pl.col("reminders").list.set_intersection(chosen).list.len() > 0)
        elif chosen:
            listed = listed.filter(pl.col(name.removesuffix("s")).is_in(chosen))
    return listed, ", ".join(words)


def measure_export(
    visitor: Visitor, shown: pl.DataFrame, offered: MeasureChoices
) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return the measures with every field in words, and the headings of the file they are taken out as."""
    _ = visitor.translator.gettext
    names = measure_field_names(visitor)
    said = ["hotspot", "cause", "organisation", "taking_part", *CHOICE_NAMES]
    words = shown.with_columns(
        pl.Series(
            name, [measure_value_text(visitor, offered, name, text or "") for text in shown[name].to_list()], pl.String
        )
        for name in said
    ).with_columns(
        hotspot=pl.coalesce("hotspot_name", "hotspot"),
        cause=pl.coalesce("cause_wording", "cause"),
    )
    also = {
        "days_late": _("Days late"),
        "reminded": _("Reminder"),
        "created": _("Logged"),
        "created_by": _("Logged by"),
        "changed": _("Changed"),
        "changed_by": _("Changed by"),
    }
    return words, names | also


def describe_filter(visitor: Visitor, shown: pl.DataFrame) -> str:
    """Return one sentence: how many measures, how many of them late, to be followed up, or without a cause."""
    _, ngettext = visitor.translator.gettext, visitor.translator.ngettext
    parts = [ngettext("{n} measure", "{n} measures", shown.height).format(n=shown.height)]
    counts = {one: int(shown["reminders"].list.contains(str(one)).sum()) for one in Reminder}
    if late := counts[Reminder.OVERDUE]:
        parts.append(ngettext("{n} overdue", "{n} overdue", late).format(n=late))
    for one in (Reminder.FOLLOW_UP, Reminder.NO_CAUSE, Reminder.NO_HOTSPOT):
        if counts[one]:
            parts.append(str(counts[one]) + " " + _(REMINDER_NAMES[one]))
    return plain_text(", ".join(parts))


WHAT_IT_IS = N_(
    "When each measure is due and followed up, for Outlook or any other calendar. "
    "A newer file replaces what an older one put there."
)


def offer_calendar(visitor: Visitor, listed: pl.DataFrame, offered: MeasureChoices) -> None:
    """Offer the file; it is made, and the log written, when the button is pressed."""
    _, ngettext = visitor.translator.gettext, visitor.translator.ngettext
    with st.expander(_("To your calendar")):
        st.write(_(WHAT_IT_IS))
        having = {one: name for one, name in offered.organisations.items() if one in set(listed["organisation"])}
        chosen = st.selectbox(
            _("Whose measures"),
            list(having),
            None,
            format_func=having.__getitem__,
            placeholder=_("Every organisation"),
            key="calendar of",
        )
        its = listed.filter(pl.col("organisation") == chosen) if chosen else listed
        words, events = visitor.translator, visitor.answer(coming_events, visitor.now().date())
        days = len(events) + sum(1 for __ in calendar_entries(its, words, visitor.now().date()))
        st.caption(ngettext("{n} day in the file", "{n} days in the file", days).format(n=days))
        offer_download(
            visitor,
            _("Download as a calendar file (.ics)"),
            _("measures"),
            "ics",
            (_("calendar"), its.select("id", "title", "due", "follow_up")),
            lambda: write_calendar(
                its, visitor.translator, visitor.now(), store_timezone(visitor.store), event_entries(events, words)
            ),
            "download calendar",
            disabled=days == 0,
            of=having[chosen] if chosen else "",
        )
