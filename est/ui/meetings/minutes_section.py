"""The minutes on screen: as they write themselves, locked once approved, and corrected by addenda alone."""

from typing import Any
from uuid import UUID

import streamlit as st

from est.documents.minutes_document import minutes_document
from est.errors import EstError
from est.meetings.minutes import add_addendum, compose_minutes, lock_minutes
from est.meetings.minutes_text import minutes_lines
from est.meetings.queries import LockedMinutes, RecordedMeeting, locked_minutes, meeting_points, tasks_of
from est.meetings.situation.picture_brief import happened_lines
from est.meetings.situation.queries import open_picture, picture_before
from est.meetings.situation.situation_picture import SituationPicture
from est.text import N_
from est.ui.downloads import download_json
from est.ui.enter import Visitor
from est.ui.meetings.document_downloads import offer_document
from est.ui.messages import flash, show_refusal, show_refusals
from est.ui.required_fields import RequiredFields, marked
from est.ui.tables import plain_text, title_text

ERASED = N_("A text was erased from these minutes for good, after they were locked.")


def draw_minutes(visitor: Visitor, one: RecordedMeeting) -> None:
    """Draw the minutes of a meeting: those that are locked, else as they would be locked now."""
    _, words = visitor.translator.gettext, visitor.translator
    locked = visitor.answer(locked_minutes, one.identity)
    if locked is None:
        content = open_minutes(visitor, one)
        _draw_lines(content, visitor)
        _offer(visitor, one, content, None)
        _lock_form(visitor, one, content)
        return
    if not locked.whole:
        st.error(_("These minutes are not what was locked: their hash differs. Restore a backup and compare."))
    if locked.erased:
        st.caption(_(ERASED))
    _draw_lines(locked.content, visitor)
    _draw_addenda(visitor, locked)
    text = _("Locked {moment}, approved by {functions}. Hash {hash}.")
    st.caption(
        plain_text(text.format(moment=words.moment(locked.locked), functions=locked.approved_by, hash=locked.hash[:16]))
    )
    _offer(visitor, one, locked.content, locked)
    name = f"protokoll {locked.content['held']}"
    kept = locked.content | {"hash": locked.hash, "addenda": locked.addenda["wording"].to_list()}
    download_json(visitor, kept, name, _("Download as JSON"), f"json minutes {one.identity}")
    _addendum_form(visitor, locked)


def open_minutes(visitor: Visitor, one: RecordedMeeting) -> dict[str, Any]:
    """Return what the minutes of a meeting would hold if they were locked now."""
    points = visitor.answer(meeting_points, one.identity)
    tasks = visitor.answer(tasks_of, one.identity)
    return compose_minutes(one, points, tasks, _picture(visitor, one), visitor.translator)


def _picture(visitor: Visitor, one: RecordedMeeting) -> SituationPicture | None:
    """Return the picture of the meeting; None, and why it is said, where it cannot be opened."""
    if one.meeting.picture is None:
        return None
    try:
        return visitor.answer(open_picture, one.meeting.picture)
    except EstError as error:
        show_refusal(error)
        return None


def _draw_lines(content: dict[str, Any], visitor: Visitor) -> None:
    for heading, lines in minutes_lines(content, visitor.translator):
        st.header(title_text(heading), anchor=False)
        for line in lines:
            st.markdown(f"- {plain_text(line)}")


def _offer(visitor: Visitor, one: RecordedMeeting, content: dict[str, Any], locked: LockedMinutes | None) -> None:
    """Offer the minutes as PDF and as Word; those that are not locked say that they are a draft."""
    with st.container(horizontal=True):
        offer_document(
            visitor,
            lambda: minutes_document(content, locked, visitor.translator, _happened(visitor, one)),
            locked.locked if locked else visitor.now(),
            f"protokoll {content['held']}",
            f"minutes {one.identity}",
        )


def _happened(visitor: Visitor, one: RecordedMeeting) -> tuple[str, ...]:
    """Return what the picture of the meeting says in brief; nothing where it cannot be opened."""
    picture = _picture(visitor, one)
    if picture is None:
        return ()
    return tuple(happened_lines(picture, picture_before(visitor.store, picture), visitor.translator))


def _lock_form(visitor: Visitor, one: RecordedMeeting, content: dict[str, Any]) -> None:
    _ = visitor.translator.gettext
    if not visitor.may("lock minutes"):
        st.caption(_("A coordinator locks the minutes."))
        return
    required = RequiredFields()
    with st.form(f"lock {one.identity}"):
        who = st.text_input(marked(_("Approved by, by function")), max_chars=200)
        required.demand(who, _("Approved by, by function"))
        st.caption(_("Once they are locked nothing is changed in them; an error is corrected by an addendum."))
        if not st.form_submit_button(_("Approve and lock the minutes"), type="primary") or not required.filled():
            return
    with show_refusals():
        lock_minutes(visitor.store, UUID(one.identity), content, who, visitor.user, visitor.now())
        flash(_("The minutes are locked."))


def _draw_addenda(visitor: Visitor, locked: LockedMinutes) -> None:
    _, words = visitor.translator.gettext, visitor.translator
    for wording, who, written in locked.addenda.select("wording", "approved_by", "written").rows():
        text = _("Addendum of {moment}, approved by {functions}: {wording}")
        st.markdown(plain_text(text.format(moment=words.moment(written), functions=who, wording=wording)))


def _addendum_form(visitor: Visitor, locked: LockedMinutes) -> None:
    _ = visitor.translator.gettext
    required = RequiredFields()
    with (
        st.expander(_("Write an addendum")),
        st.form(f"addendum {locked.identity} {locked.addenda.height}", border=False),
    ):
        wording = st.text_area(marked(_("What it corrects or adds")), max_chars=2_000)
        required.demand(wording, _("What it corrects or adds"))
        who = st.text_input(marked(_("Approved by, by function")), max_chars=200)
        required.demand(who, _("Approved by, by function"))
        if not st.form_submit_button(_("Add it to the minutes")) or not required.filled():
            return
    with show_refusals():
        add_addendum(visitor.store, UUID(locked.identity), wording, who, visitor.user, visitor.now())
        flash(_("The addendum stands under the minutes."))
