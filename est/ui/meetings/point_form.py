"""The open point of a meeting: take up, decide, set aside, note; what its hotspot or its measure becomes; tasks."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import streamlit as st

from est.errors import EditedByOtherError, EstError
from est.hotspots.register.hotspot import NEXT, STATE_NAMES, Hotspot
from est.hotspots.register.queries import HOTSPOTS
from est.measures import STATE_NAMES as MEASURE_STATES
from est.measures import Measure, state_choices
from est.measures.queries import MEASURES
from est.meetings.commands import write_point
from est.meetings.point import FIELD_NAMES, STATUS_NAMES, MeetingPoint, PointKind, PointStatus
from est.meetings.queries import POINTS, RecordedPoint, tasks_of
from est.store import Store
from est.ui.conflict import EditForm, OpenedVersion, save_edit, settle_conflict
from est.ui.enter import Visitor
from est.ui.hotspot_links import HOTSPOT
from est.ui.links import page_link
from est.ui.meetings.taking_up import offer_places
from est.ui.meetings.task_form import edit_task_form, new_task_form, task_line
from est.ui.messages import flash, show_refusal
from est.ui.pages import FOLLOW_UP, WORD_BACK
from est.ui.pages import HOTSPOTS as HOTSPOTS_PAGE
from est.ui.pages import MEASURES as MEASURES_PAGE
from est.ui.tables import plain_text

POINT = "punkt"  # in the address: the identity of the point that is open
LANDING = "landing of the open point"


@dataclass
class Landing:
    """The measure and the hotspot that the open point may change, each as it was read, with its version then."""

    point: str
    measure: tuple[int, Measure] | None = None
    hotspot: tuple[int, Hotspot] | None = None


@dataclass(frozen=True)
class Sent:
    """What was sent of the open point, what its measure and hotspot become, and whether the next point is wanted."""

    said: dict[str, Any]
    becomes: Landing
    onward: bool


def draw_open_point(visitor: Visitor, one: RecordedPoint, following: str | None) -> None:
    """Draw the form of one point, the ways to what it is about, and its tasks; `following` is the point after it."""
    _ = visitor.translator.gettext
    point = one.point
    _links(point, _)
    offer_places(visitor, point)
    kind, _space, task = point.subject.partition(" ")
    if point.kind is PointKind.EARLIER and kind == "task":
        edit_task_form(visitor, task)
        if following:
            st.button(_("On to the next point"), key=f"after {one.identity}", on_click=_open, args=(following,))
        return
    landing = _landing(visitor.store, one)
    form = EditForm("point", POINTS, write_point, FIELD_NAMES, lambda written: written.title)
    opened = form.open_record(visitor.store, one.identity)
    if opened.conflict:
        settle_conflict(visitor, opened, form, lambda written: _described(visitor, written))
        return
    wanted = _point_form(visitor, opened, landing, last=following is None)
    if wanted is not None:
        _save(visitor, opened, landing, wanted, following)
    for agreed in visitor.answer(tasks_of, point.meeting):
        if agreed.task.point == one.identity:
            st.markdown(f"- {task_line(visitor, agreed)}")
    new_task_form(visitor, point.meeting, one.identity)


def _open(identity: str) -> None:
    st.query_params[POINT] = identity


def _links(point: MeetingPoint, _: Any) -> None:  # noqa: ANN401 (the translating function of the page)
    with st.container(horizontal=True):
        if point.hotspot:
            page_link(HOTSPOTS_PAGE, _("To the hotspot"), **{HOTSPOT: point.hotspot})
        if point.measure:
            page_link(MEASURES_PAGE, _("To the measure"), measure=point.measure)
            page_link(FOLLOW_UP, _("To the follow-up"), measure=point.measure)
        if point.kind is PointKind.WORD_BACK:
            page_link(WORD_BACK, _("To the word back"))


def _landing(store: Store, one: RecordedPoint) -> Landing:
    """Return what the open point may change, as it was read when the point was opened."""
    kept: Landing | None = st.session_state.get(LANDING)
    if kept is None or kept.point != one.identity:
        kept = Landing(one.identity)
        if one.point.measure:
            measure, number = MEASURES.get(store, UUID(one.point.measure))
            kept.measure = (number, measure)
        if one.point.hotspot:
            hotspot, number = HOTSPOTS.get(store, UUID(one.point.hotspot))
            kept.hotspot = (number, hotspot)
        st.session_state[LANDING] = kept
    return kept


def _described(visitor: Visitor, written: MeetingPoint) -> dict[str, str]:
    _ = visitor.translator.gettext
    return written.to_fields() | {"status": _(STATUS_NAMES[written.status])}


def _point_form(visitor: Visitor, opened: OpenedVersion[MeetingPoint], landing: Landing, *, last: bool) -> Sent | None:
    """Draw the form; return what it says when it is sent. The `last` point leads to no other."""
    _, stored = visitor.translator.gettext, opened.record
    wanted = Landing(landing.point)
    with st.form(f"point {opened.identity} {opened.version}", border=False):
        states = list(PointStatus)
        status = st.radio(
            _("State of the point"),
            states,
            states.index(stored.status),
            format_func=lambda one: _(STATUS_NAMES[one]),
            horizontal=True,
        )
        decision = st.text_area(_("Decision"), stored.decision, max_chars=2_000, height=80)
        note = st.text_area(_("Note"), stored.note, max_chars=2_000, height=80)
        left, right = st.columns(2)
        if landing.measure:
            number, measure = landing.measure
            choices = list(state_choices(measure.state))
            state = left.selectbox(
                _("The measure is"),
                choices,
                choices.index(measure.state),
                format_func=lambda one: _(MEASURE_STATES[one]),
            )
            due = right.date_input(_("Due"), measure.due, format="YYYY-MM-DD")
            wanted.measure = (number, replace(measure, state=state, due=due if isinstance(due, date) else None))
        elif landing.hotspot and not landing.hotspot[1].became:
            number, hotspot = landing.hotspot
            following = [hotspot.state, *NEXT[hotspot.state]]
            becomes = left.selectbox(_("The hotspot is"), following, format_func=lambda one: _(STATE_NAMES[one]))
            wanted.hotspot = (number, replace(hotspot, state=becomes))
        st.caption(_("Place, not person: no names, no registration numbers, nothing that identifies a person."))
        with st.container(horizontal=True):
            sent = st.form_submit_button(_("Write down"), type="primary")
            onward = not last and st.form_submit_button(_("Save, and on to the next point"))
        if not sent and not onward:
            return None
    # who writes a decision has decided, and who writes a note has taken it up
    if status is PointStatus.OPEN and (decision.strip() or note.strip()):
        status = PointStatus.DECIDED if decision.strip() else PointStatus.TAKEN_UP
    return Sent({"status": status, "decision": decision, "note": note}, wanted, onward=onward)


def _save(
    visitor: Visitor,
    opened: OpenedVersion[MeetingPoint],
    landing: Landing,
    written: Sent,
    following: str | None,
) -> None:
    """Write the point down with what it changes; where its measure or hotspot was changed meanwhile, say so."""
    _ = visitor.translator.gettext
    said, becomes = written.said, written.becomes

    def edit(store: Store, identity: UUID, version: int, point: MeetingPoint, who: str, when: Any) -> int:  # noqa: ANN401 (a moment)
        saved = write_point(store, identity, version, point, who, when, becomes.measure, becomes.hotspot)
        if written.onward and following:
            st.query_params[POINT] = following  # only once what is written is kept
        return saved

    form = EditForm("point", POINTS, edit, FIELD_NAMES, lambda point: point.title)
    try:
        wanted = replace(opened.record, **said)
    except EstError as error:
        show_refusal(error)
        return
    if written.onward and following and (wanted, becomes) == (opened.record, landing):
        # nothing is written, so what another wrote meanwhile is no conflict
        form.close()
        st.session_state.pop(LANDING, None)
        st.query_params[POINT] = following
        flash(_("Nothing was changed."))
    try:
        stale = _stale(visitor.store, landing)
    except EstError as error:
        show_refusal(error)
        return
    if stale:
        st.session_state.pop(LANDING, None)
        text = _("{who} changed what this point is about at {when}, after you opened it. Nothing was overwritten.")
        again = _("Your words are still here: look at what it is now, and write down again.")
        moment = visitor.translator.moment(stale.when) if stale.when else ""
        st.error(f"{plain_text(text.format(who=stale.who, when=moment))} {plain_text(again)}")
        return
    st.session_state.pop(LANDING, None)
    save_edit(visitor, opened, wanted, form)


def _stale(store: Store, landing: Landing) -> EditedByOtherError | None:
    """Return who changed the measure or the hotspot since the point was opened, or None."""
    point = POINTS.get(store, UUID(landing.point))[0]
    with store.asking() as cursor:
        try:
            if landing.measure and point.measure:
                MEASURES.require_version(cursor, UUID(point.measure), *landing.measure)
            elif landing.hotspot and point.hotspot:
                HOTSPOTS.require_version(cursor, UUID(point.hotspot), *landing.hotspot)
        except EditedByOtherError as error:
            return error
    return None
