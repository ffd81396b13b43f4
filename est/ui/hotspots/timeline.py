"""A hotspot in order of time, newest first: what to write, what is shown, and the rows behind a week."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import polars as pl
import streamlit as st

from est.hotspots.register.commands import NoteKind, write_note
from est.hotspots.register.queries import RecordedHotspot
from est.hotspots.register.summary import narrow_to_hotspot
from est.measures.chronicle import MATTER_NAMES, ONE_NAMES, ChronicleEvent, EventKind, chronicle
from est.picture.data_quality import duplicate_reports
from est.picture.selection import default_selection
from est.text import N_
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusals
from est.ui.required_fields import RequiredFields, marked
from est.ui.situation.place import cell_reports
from est.ui.situation.report_table import draw_report_table
from est.ui.tables import plain_text

MATTER = "visa"  # in the address: the kinds of event that are shown
AT_FIRST = 25  # events shown before more are asked for
KINDS = {NoteKind.DECISION: N_("decision"), NoteKind.NOTE: N_("note")}


def write_note_form(visitor: Visitor, one: RecordedHotspot) -> None:
    """Draw the form of a note or a decision and put down what it says."""
    _ = visitor.translator.gettext
    number = st.session_state.setdefault("entries written", 0)
    required = RequiredFields()
    with (
        st.expander(_("Write a note or a decision"), key=f"writing {one.identity} {number}"),
        st.form(f"entry {one.identity} {number}", border=False),
    ):
        left, right = st.columns(2)
        kind = left.radio(_("Kind"), list(KINDS), format_func=lambda kind: _(KINDS[kind]), horizontal=True)
        happened = right.date_input(_("Day"), visitor.now().date(), format="YYYY-MM-DD")
        wording = required.demand(st.text_area(marked(_("Text")), max_chars=2_000), _("Text"))
        st.caption(_("Place, not person: no names, no registration numbers, nothing that identifies a person."))
        if not st.form_submit_button(_("Write down"), type="primary") or not required.filled():
            return
        day = happened if isinstance(happened, date) else visitor.now().date()
        with show_refusals():
            write_note(visitor.store, UUID(one.identity), kind, day, wording, visitor.user, visitor.now())
            st.session_state["entries written"] = number + 1
            flash(_("Written down."))


def draw_timeline(
    visitor: Visitor, recorded: tuple[RecordedHotspot, ...], one: RecordedHotspot, weeks: pl.DataFrame
) -> None:
    """Draw the events of the hotspot that pass the filter, and offer them as a file."""
    _ = visitor.translator.gettext
    events = chronicle(visitor.store, recorded, one.identity, weeks, visitor.translator)
    wanted = st.pills(
        _("Show"),
        [str(matter) for matter in EventKind],
        selection_mode="multi",
        format_func=lambda matter: _(MATTER_NAMES[EventKind(matter)]),
        key=MATTER,
        help=_("Nothing chosen shows everything."),
        bind="query-params",
    )
    shown = [event for event in events if not wanted or event.matter in wanted]
    if not shown:
        st.caption(_("Nothing of that kind is written of this hotspot."))
    most = st.session_state.get(f"events of {one.identity}", AT_FIRST)
    for event in shown[:most]:
        _event(visitor, one, event)
    if len(shown) > most and st.button(_("Show {n} older").format(n=len(shown) - most), key=f"older {one.identity}"):
        st.session_state[f"events of {one.identity}"] = len(shown)
        st.rerun()
    names = {"when": _("When"), "matter": _("Kind"), "said": _("What happened"), "who": _("Who"), "of": _("Hotspot")}
    frame = pl.DataFrame(
        [
            {
                "when": visitor.translator.date(event.when.date(), "y-MM-dd"),
                "matter": _(MATTER_NAMES[event.matter]),
                "said": event.said,
                "who": event.who,
                "of": event.of,
            }
            for event in shown
        ],
        schema=dict.fromkeys(names, pl.String),
    )
    key = f"download events {one.identity}"
    download(visitor, frame, _("hotspot in order of time"), names, key=key, of=one.name)


def _event(visitor: Visitor, one: RecordedHotspot, event: ChronicleEvent) -> None:
    """Draw one event; that of a week opens into its reports."""
    _ = visitor.translator.gettext
    day = visitor.translator.date(event.when.date())
    if event.matter is EventKind.WEEK:
        with st.expander(
            plain_text(event.said), key=f"week {one.identity} {event.when:%Y%m%d}", on_change="rerun"
        ) as area:
            if area.open:
                _reports(visitor, one, event.when.date())
        return
    kind = ONE_NAMES.get(event.matter)
    kind = plain_text(_(kind)).capitalize() if kind else ""
    said = f"{kind}: {plain_text(event.said)}" if kind else plain_text(event.said)
    who = plain_text(", ".join(part for part in (event.who, event.of) if part))
    st.markdown(f"**{plain_text(day)}** · {said}" + (f" :small[({who})]" if who else ""))


def _reports(visitor: Visitor, one: RecordedHotspot, monday: date) -> None:
    """Draw the reports of one week in the hotspot's cells."""
    week = replace(visitor.answer(default_selection), start=monday, end=monday + timedelta(weeks=1))
    narrowed = narrow_to_hotspot(week, one.hotspot)
    reports = visitor.answer(cell_reports, narrowed, one.cells)
    if reports.is_empty():
        st.write(visitor.translator.gettext("No reports this week; the flag looks back twelve weeks."))
        return
    pairs = visitor.answer(duplicate_reports, narrowed)
    about = f"{one.name}, {visitor.translator.date(monday)}"
    key = f"download week {one.identity} {monday}"
    draw_report_table(visitor, reports, pairs, narrowed, key=key, about=about)
