"""The agenda on screen: the points under their headings, the open one with its form, and new points."""

import itertools
from uuid import UUID

import streamlit as st

from est.meetings.commands import add_points
from est.meetings.point import HEADINGS, STATUS_NAMES, MeetingPoint, PointKind, PointStatus
from est.meetings.queries import RecordedMeeting, RecordedPoint, meeting_points
from est.text import Translator
from est.ui.enter import Visitor
from est.ui.meetings.meeting_choice import renew_agenda
from est.ui.meetings.point_form import POINT, draw_open_point
from est.ui.messages import flash, show_refusals
from est.ui.required_fields import RequiredFields, marked
from est.ui.tables import plain_text, title_text

MARKS = {
    PointStatus.OPEN: "○",
    PointStatus.TAKEN_UP: "●",
    PointStatus.DECIDED: "✔",
    PointStatus.SET_ASIDE: "▷",
}


def open_point(identity: str | None) -> None:
    """Open a point, or close the one that is open. For use in a callback."""
    if identity is None:
        st.query_params.pop(POINT, None)
    else:
        st.query_params[POINT] = identity


def draw_agenda(visitor: Visitor, one: RecordedMeeting) -> None:
    """Draw the points of a meeting in their order, each with what the data says and what was written."""
    _ = visitor.translator.gettext
    points = visitor.answer(meeting_points, one.identity)
    done = sum(found.point.status is not PointStatus.OPEN for found in points)
    st.progress(
        done / len(points) if points else 0.0,
        _points_done(done, len(points), visitor.translator),
    )
    if points and not one.locked:
        st.caption(
            _(
                "Open one point after the other and write what is decided. It stands in the minutes too, which are "
                "approved under Minutes."
            )
        )
    number = 0
    order = [found.identity for kind in PointKind for found in points if found.point.kind is kind]
    after = dict(itertools.pairwise(order))
    for kind in PointKind:
        under = [found for found in points if found.point.kind is kind]
        if not under:
            continue
        st.header(title_text(_(HEADINGS[kind])), anchor=False)
        for found in under:
            number += 1
            _draw_point(visitor, one, found, number, after.get(found.identity))
    if one.locked:
        return
    with st.expander(_("Bring up something else")):
        _new_point_form(visitor, one)
    renew_agenda(visitor, one)


def _points_done(done: int, every: int, words: Translator) -> str:
    """Return how many points are taken up: none yet, so many of all, or all."""
    if not every:
        return words.gettext("No points yet")
    if done == every:
        return words.ngettext("The point is taken up", "All points are taken up", every)
    told = words.ngettext("{done} of {all} point is taken up", "{done} of {all} points are taken up", every)
    return told.format(done=done, all=every)


def _draw_point(
    visitor: Visitor, one: RecordedMeeting, found: RecordedPoint, number: int, following: str | None
) -> None:
    _, point = visitor.translator.gettext, found.point
    opened = st.query_params.get(POINT) == found.identity and not one.locked
    with st.container(border=opened):
        left, right = st.columns([6, 1], vertical_alignment="top")
        state = plain_text(_(STATUS_NAMES[point.status]))
        left.markdown(f"{MARKS[point.status]} **{number}. {plain_text(point.title)}** :small[{state}]")
        if point.told:
            left.caption(plain_text(point.told))
        for label, text in ((_("Decision"), point.decision), (_("Note"), point.note)):
            if text and not opened:
                left.markdown(f"*{label}:* {plain_text(text)}")
        if not one.locked:
            right.button(
                _("Close") if opened else _("Open"),
                key=f"open {found.identity}",
                on_click=open_point,
                args=(None if opened else found.identity,),
                help=plain_text(point.title),
                width="stretch",
            )
        if opened:
            draw_open_point(visitor, found, following)


def _new_point_form(visitor: Visitor, one: RecordedMeeting) -> None:
    """Draw the form of a point that belongs to no hotspot and no measure."""
    _ = visitor.translator.gettext
    number = st.session_state.setdefault("points written", 0)
    required = RequiredFields()
    with st.form(f"new point {one.identity} {number}", border=False):
        title = required.demand(st.text_input(marked(_("What it is about")), max_chars=200), _("What it is about"))
        if not st.form_submit_button(_("Put it on the agenda")) or not required.filled():
            return
    with show_refusals():
        # after all others: their numbers are those of the agenda that was made
        point = MeetingPoint(one.identity, PointKind.OTHER, 1_000 + number, title)
        add_points(visitor.store, UUID(one.identity), [point], visitor.user, visitor.now())
        st.session_state["points written"] = number + 1
        flash(_("It is on the agenda, under other points."))
