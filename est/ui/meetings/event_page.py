"""Coming events on screen: entered once, changed or cancelled, and never counted."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from est.meetings.coming_event import FIELD_NAMES, ComingEvent
from est.meetings.commands import add_event, edit_event
from est.meetings.queries import EVENTS, RecordedEvent, coming_events
from est.text import Translator
from est.ui.conflict import EditForm, save_edit, settle_conflict
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusals
from est.ui.open_row import OpenRow
from est.ui.required_fields import RequiredFields, draw_mark_note, marked
from est.ui.tables import draw_table, plain_text

REPORTED = "reported "  # begins what stands for the identity of an event that has none
FORM = EditForm("event", EVENTS, edit_event, FIELD_NAMES, lambda one: one.title)


def draw_events(visitor: Visitor) -> None:
    """Draw the events to come, of which a row is changed where it stands, and the form of a new one."""
    _ = visitor.translator.gettext
    listed = visitor.answer(coming_events, visitor.now().date())
    if listed:
        # a report of one that is to come has no identity, and is changed where it is reported
        identities = [one.identity or f"{REPORTED}{number}" for number, one in enumerate(listed)]
        opened = OpenRow(f"event {FORM.times_closed}", identities, partial(_edit_event, visitor))
        names = {name: _(FIELD_NAMES[name]) for name in EVENT_COLUMNS}
        draw_table(events_frame(listed, visitor.translator), names, alt=_("Coming events"), unfolded=opened)
        if opened.identity is None:
            FORM.discard()
    else:
        st.info(_("No event to come is entered."))
    st.caption(_("An event is shown in trends, calendar and agenda. It is never counted as a report."))
    with st.expander(_("Enter an event"), expanded=not listed):
        _new_event(visitor)


EVENT_COLUMNS = ("starts", "ends", "title", "place", "note")


def events_frame(listed: tuple[RecordedEvent, ...], words: Translator) -> pl.DataFrame:
    """Return [starts, ends, title, place, note] of events."""
    schema = {"starts": pl.Date, "ends": pl.Date, "title": pl.String, "place": pl.String, "note": pl.String}
    said = [replace(one.event, title=one.called(words)) for one in listed]
    rows = [tuple(getattr(event, name) for name in EVENT_COLUMNS) for event in said]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _new_event(visitor: Visitor) -> None:
    _ = visitor.translator.gettext
    number = st.session_state.setdefault("events written", 0)
    wanted = _event_form(visitor, f"new event {number}", None)
    if wanted is None:
        return
    with show_refusals():
        add_event(visitor.store, wanted(), visitor.user, visitor.now())
        st.session_state["events written"] = number + 1
        flash(_("Entered: {title}").format(title=plain_text(wanted().title)))


def _edit_event(visitor: Visitor, identity: str) -> None:
    if identity.startswith(REPORTED):
        st.caption(visitor.translator.gettext("It is a report that was sent in."))
        return
    opened = FORM.open_record(visitor.store, identity)
    if opened.conflict:
        settle_conflict(visitor, opened, FORM, lambda event: event.to_fields())
        return
    wanted = _event_form(visitor, f"event {identity} {opened.version}", opened.record)
    if wanted is not None:
        with show_refusals():
            save_edit(visitor, opened, wanted(), FORM)


def _event_form(visitor: Visitor, key: str, stored: ComingEvent | None) -> Any:  # noqa: ANN401 (what makes the event, or None)
    """Draw the form; when it is sent, return what makes the event of it, which may refuse."""
    _ = visitor.translator.gettext
    required = RequiredFields()
    with st.form(key, border=False):
        title = st.text_input(marked(_("Event")), stored.title if stored else "", max_chars=200)
        required.demand(title, _("Event"))
        left, middle, right = st.columns(3)
        first = stored.starts if stored else visitor.now().date()
        starts = left.date_input(marked(_("First day")), first, format="YYYY-MM-DD")
        required.demand(starts, _("First day"), left)
        ends = middle.date_input(_("Last day"), stored.ends if stored else None, format="YYYY-MM-DD")
        place = right.text_input(_("Place"), stored.place if stored else "", max_chars=200)
        note = st.text_input(_("Note"), stored.note if stored else "", max_chars=2_000)
        cancelled = st.checkbox(_("Cancelled"), stored.cancelled) if stored else False
        draw_mark_note()
        if not st.form_submit_button(_("Save"), type="primary") or not required.filled():
            return None
    first = starts if isinstance(starts, date) else first
    last = ends if isinstance(ends, date) else None
    return lambda: ComingEvent(title, first, last, place, note, cancelled)
