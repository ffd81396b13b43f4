"""The head of a meeting: its day, the functions present, the places in focus, and the next meeting."""

from datetime import date
from typing import Any

import streamlit as st

from est.meetings.commands import edit_meeting
from est.meetings.meeting import FIELD_NAMES, Meeting
from est.meetings.queries import MEETINGS, RecordedMeeting, all_meetings
from est.text import N_
from est.ui.conflict import EditForm, save_edit, settle_conflict
from est.ui.enter import Visitor
from est.ui.messages import show_refusals
from est.ui.tables import plain_text

FUNCTIONS = (
    N_("Municipal police officer"),
    N_("Security coordinator"),
    N_("Map officer"),
    N_("Housing company"),
    N_("Social services"),
    N_("Technical department"),
    N_("Rescue service"),
    N_("Guard company"),
)
"""Who usually meets, by function."""

FORM = EditForm("meeting", MEETINGS, edit_meeting, FIELD_NAMES, lambda one: str(one.held))


def draw_head(visitor: Visitor, one: RecordedMeeting) -> None:
    """Draw who is there and what is in focus; where the minutes are open, also the form that changes it."""
    _, words, meeting = visitor.translator.gettext, visitor.translator, one.meeting
    if meeting.present:
        st.markdown(plain_text(_("Present: {functions}.").format(functions=words.listed([*meeting.present]))))
    if meeting.focus:
        st.markdown(plain_text(_("In focus until the next meeting:")))
        st.markdown("\n".join(f"{n}. {plain_text(place)}" for n, place in enumerate(meeting.focus, 1)))
    if one.locked:
        return
    with st.expander(
        _("Present, focus places and next meeting"),
        key=f"head {one.identity} {FORM.times_closed}",
        on_change="rerun",
        expanded=not meeting.present,
    ) as area:
        if area.open:
            _head_form(visitor, one)
        else:
            FORM.discard()


def _head_form(visitor: Visitor, one: RecordedMeeting) -> None:
    _ = visitor.translator.gettext
    opened = FORM.open_record(visitor.store, one.identity)
    if opened.conflict:
        settle_conflict(visitor, opened, FORM, lambda meeting: meeting.to_fields())
        return
    stored, key = opened.record, f"head {one.identity} {opened.version}"
    used = [name for other in visitor.answer(all_meetings) for name in other.meeting.present]
    with st.form(key, border=False):
        held = st.date_input(_("Day"), stored.held, format="YYYY-MM-DD")
        present = st.multiselect(
            _("Present, by function"),
            list(dict.fromkeys([*stored.present, *used, *(_(name) for name in FUNCTIONS)])),
            list(stored.present),
            accept_new_options=True,
            help=_("Functions, never names."),
        )
        focus = st.text_area(
            _("Focus places until the next meeting, one a line, in order of priority"), "\n".join(stored.focus)
        )
        following = st.date_input(_("Next meeting"), stored.next_held, format="YYYY-MM-DD")
        if not st.form_submit_button(_("Save"), type="primary"):
            return
    with show_refusals():
        wanted = _wanted(stored, held, present, focus, following)
        save_edit(visitor, opened, wanted, FORM)


def _wanted(stored: Meeting, held: Any, present: list[str], focus: str, following: Any) -> Meeting:  # noqa: ANN401 (Streamlit's days have no common type)
    return Meeting.from_fields(
        stored.to_fields()
        | {
            "held": str(held if isinstance(held, date) else stored.held),
            "present": "\n".join(present),
            "focus": focus,
            "next_held": str(following) if isinstance(following, date) else "",
        }
    )
