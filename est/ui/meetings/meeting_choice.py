"""Choosing a meeting, and preparing the next one: its day, its picture, and an agenda made from the data."""

from datetime import date
from uuid import UUID

import streamlit as st

from est.identity import new_id
from est.meetings.agenda import agenda_basis, make_agenda, new_points
from est.meetings.commands import add_meeting, add_points
from est.meetings.meeting import Meeting
from est.meetings.queries import RecordedMeeting, all_meetings, meeting_points
from est.meetings.situation.picture_period import PeriodKind, period_of
from est.meetings.situation.queries import frozen_pictures
from est.picture.selection import loaded_period
from est.ui.enter import Visitor
from est.ui.meetings.picture_page import freeze_now, recent_periods
from est.ui.messages import flash, show_refusals
from est.ui.situation.empty_states import lack_of_reports
from est.ui.tables import plain_text

MEETING = "mote"  # in the address: the identity of the meeting that is open
LAST_WEEK = "last week"


def choose_meeting(visitor: Visitor) -> RecordedMeeting | None:
    """Draw the choice of a meeting, and return the one that is open; where there is none, draw the way to one."""
    _ = visitor.translator.gettext
    listed = {one.identity: one for one in visitor.answer(all_meetings)}
    if listed:
        asked = st.query_params.get(MEETING)
        shown = asked if asked in listed else first_meeting(list(listed.values()), visitor.now().date())
        chosen = st.selectbox(
            _("Meeting"),
            list(listed),
            index=list(listed).index(shown),
            format_func=lambda one: _label(visitor, listed[one]),
            key=f"meeting {shown} {len(listed)} {sum(one.locked is not None for one in listed.values())}",
        )
        if chosen != asked:
            st.query_params[MEETING] = chosen
    else:
        st.info(_("No meeting is prepared yet. Prepare the next one: the agenda makes itself from the data."))
        draw_preparation(visitor)
        return None
    return listed[chosen]


def draw_preparation(visitor: Visitor) -> None:
    """Draw what prepares the next meeting."""
    listed = visitor.answer(all_meetings)
    with st.expander(visitor.translator.gettext("Prepare the next meeting"), expanded=not listed):
        _prepare_form(visitor, list(listed))


def first_meeting(listed: list[RecordedMeeting], today: date) -> str:
    """Return the meeting that is shown when none is asked for: the next one that is not locked, else the newest."""
    waiting = [one for one in listed if one.locked is None]
    ahead = [one for one in waiting if one.meeting.held >= today]
    return (ahead[-1] if ahead else waiting[0] if waiting else listed[0]).identity


def _label(visitor: Visitor, one: RecordedMeeting) -> str:
    _ = visitor.translator.gettext
    state = _("minutes locked") if one.locked else _("minutes open")
    day = visitor.translator.date(one.meeting.held, "full")
    return f"{day[:1].upper()}{day[1:]} · {state}"  # the names of months stay as the language writes them


def _prepare_form(visitor: Visitor, listed: list[RecordedMeeting]) -> None:
    _ = visitor.translator.gettext
    loaded = visitor.answer(loaded_period)
    pictures = visitor.answer(frozen_pictures)
    labels = dict(pictures.select("id", "period").rows())
    offered = list(labels)
    if loaded and visitor.may("freeze picture"):
        week = recent_periods(PeriodKind.WEEK, *loaded, visitor.now().date())[0]
        if week.name not in labels.values():
            labels[LAST_WEEK] = _("Freeze now: {period}").format(period=week.title(visitor.translator))
            offered.insert(0, LAST_WEEK)
    if not offered:
        if lack_of_reports(visitor):
            return
        st.write(_("A meeting goes through a frozen picture. Ask a coordinator to freeze the last week."))
        return
    left, right = st.columns(2)
    expected = next((one.meeting.next_held for one in listed if one.meeting.next_held), None)
    held = left.date_input(_("Day"), expected or visitor.now().date(), format="YYYY-MM-DD", key="meeting day")
    picture = right.selectbox(_("Situation picture"), offered, format_func=labels.__getitem__, key="meeting picture")
    if not st.button(_("Prepare"), type="primary", key="prepare meeting") or not isinstance(held, date):
        return
    with show_refusals(), st.spinner(_("Making the agenda …")):
        if picture == LAST_WEEK and loaded:
            picture = freeze_now(visitor, period_of(PeriodKind.WEEK, week.start))
        identity = prepare_meeting(visitor, held, str(picture), listed)
        st.query_params[MEETING] = identity
        flash(_("The meeting is prepared. Go through the points in their order."))


def prepare_meeting(visitor: Visitor, held: date, picture: str, listed: list[RecordedMeeting]) -> str:
    """Prepare a meeting on a day with the agenda of its picture, and return its identity."""
    identity = new_id()
    present = next((one.meeting.present for one in listed), ())
    agenda = make_agenda(agenda_basis(visitor.store, picture, held), str(identity), visitor.translator)
    add_meeting(visitor.store, Meeting(held, present, picture), agenda, visitor.user, visitor.now(), identity)
    return str(identity)


def renew_agenda(visitor: Visitor, one: RecordedMeeting) -> None:
    """Offer to bring in what has come since the agenda was made; what is on it stays."""
    _ = visitor.translator.gettext
    if one.meeting.picture is None or not st.button(_("Look for new points"), key="renew agenda"):
        return
    with show_refusals():
        basis = agenda_basis(visitor.store, one.meeting.picture, one.meeting.held)
        known = meeting_points(visitor.store, one.identity)
        added = new_points(make_agenda(basis, one.identity, visitor.translator), known)
        add_points(visitor.store, UUID(one.identity), added, visitor.user, visitor.now())
        text = visitor.translator.ngettext("{count} point was added.", "{count} points were added.", len(added))
        flash(plain_text(text.format(count=len(added))))
