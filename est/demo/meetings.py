"""The demo town's meetings: two behind it, with what was decided, and one ahead, each on its day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from est.demo.truth import ENDS, SCHOOL, SQUARE, WHO
from est.identity import new_id
from est.meetings.agenda import agenda_basis, make_agenda
from est.meetings.coming_event import ComingEvent
from est.meetings.commands import add_event, add_meeting, add_task, edit_meeting, edit_task, write_point
from est.meetings.meeting import Meeting
from est.meetings.minutes import compose_minutes, lock_minutes
from est.meetings.point import PointKind, PointStatus
from est.meetings.queries import TASKS, get_meeting, meeting_points, tasks_of
from est.meetings.situation.commands import freeze_picture
from est.meetings.situation.picture_contents import compile_picture
from est.meetings.situation.picture_period import PeriodKind, period_of
from est.meetings.situation.queries import open_picture
from est.meetings.task import Task, TaskState
from est.store import Store
from est.text import translator

PRESENT = ("Kommunpolis", "Säkerhetssamordnare", "Kartansvarig", "Bostadsbolag")
SWEDISH = translator("sv")


@dataclass(frozen=True)
class DecisionPlan:
    """What the group writes at the first point of a kind whose title begins so."""

    kind: PointKind
    title: str
    status: PointStatus
    decision: str = ""
    note: str = ""


@dataclass(frozen=True)
class MeetingPlan:
    """One meeting: how many weeks before the town's last day, what was written, its tasks, the places in focus."""

    weeks_before: int
    decisions: Sequence[DecisionPlan] = ()
    tasks: Sequence[tuple[str, str, int]] = ()  # what, who, and within how many days
    focus: tuple[str, ...] = ()
    done: Sequence[tuple[str, str]] = ()  # of the tasks, and what became of them

    @property
    def held(self) -> date:
        """The day of the meeting, a Monday."""
        return ENDS - timedelta(weeks=self.weeks_before)


MEETINGS = (
    MeetingPlan(
        2,
        (
            DecisionPlan(
                PointKind.HOTSPOT,
                SCHOOL.place,
                PointStatus.DECIDED,
                "Påhittat: rektor och teknisk förvaltning går runt skolan tillsammans före sommarlovet.",
                "Påhittat: rutorna på baksidan är lagade.",
            ),
            DecisionPlan(
                PointKind.HOTSPOT, SQUARE.place, PointStatus.TAKEN_UP, note="Påhittat: lugnt, skylten står kvar."
            ),
            DecisionPlan(PointKind.WORD_BACK, "", PointStatus.SET_ASIDE, note="Påhittat: tas nästa gång."),
        ),
        (("Boka rundvandring vid skolan", "Säkerhetssamordnare", 7),),
        (SCHOOL.place, SQUARE.place),
        (("Boka rundvandring vid skolan", "Påhittat: bokad till torsdag."),),
    ),
    MeetingPlan(
        1,
        (
            DecisionPlan(
                PointKind.HOTSPOT,
                SCHOOL.place,
                PointStatus.DECIDED,
                "Påhittat: väktarna lägger sin sena rond förbi baksidan under sommarlovet.",
            ),
            DecisionPlan(
                PointKind.WORD_BACK,
                "",
                PointStatus.DECIDED,
                "Påhittat: alla aktörer får veta vad rundvandringen ledde till.",
            ),
        ),
        (("Be bostadsbolaget se över belysningen på gården", "Bostadsbolag", 14),),
        (SCHOOL.place,),
    ),
    MeetingPlan(0),
)
EVENTS = (
    (8, 2, "Påhittat: sommarmarknad", SQUARE.place, "Påhittat: många besökare på kvällarna."),
    (19, 0, "Påhittat: fotbollsmatch", "Idrottsplatsen", ""),
)


def hold_meetings(store: Store) -> None:
    """Enter the events, and hold each meeting on its day: picture, agenda, what was written, and the locked minutes."""
    for ahead, days, title, place, note in EVENTS:
        first = ENDS + timedelta(days=ahead)
        event = ComingEvent(title, first, first + timedelta(days=days), place, note)
        add_event(store, event, WHO, datetime.combine(MEETINGS[0].held, time(8)))
    for plan in MEETINGS:
        meeting = _prepare(store, plan)
        if plan.decisions:
            _hold(store, plan, meeting)


def _prepare(store: Store, plan: MeetingPlan) -> str:
    """Freeze the week before a meeting and make its agenda, in the morning."""
    morning = datetime.combine(plan.held, time(8))
    week = period_of(PeriodKind.WEEK, plan.held - timedelta(days=1))
    picture = str(freeze_picture(store, compile_picture(store, week, morning, "demo"), WHO, morning))
    identity = new_id()
    agenda = make_agenda(agenda_basis(store, picture, plan.held), str(identity), SWEDISH)
    add_meeting(store, Meeting(plan.held, PRESENT, picture), agenda, WHO, morning, identity)
    return str(identity)


def _hold(store: Store, plan: MeetingPlan, meeting: str) -> None:
    """Write what was decided, agree on the tasks, and lock the minutes, in the afternoon."""
    when = datetime.combine(plan.held, time(14))
    points = meeting_points(store, meeting)
    for written in plan.decisions:
        one = next(
            found
            for found in points
            if found.point.kind is written.kind and found.point.title.startswith(written.title)
        )
        point = replace(one.point, status=written.status, decision=written.decision, note=written.note)
        write_point(store, UUID(one.identity), one.version, point, WHO, when)
    for title, who, days in plan.tasks:
        add_task(store, Task(title, who, plan.held + timedelta(days=days), meeting=meeting), WHO, when)
    stored = get_meeting(store, meeting)
    following = replace(stored.meeting, focus=plan.focus, next_held=plan.held + timedelta(weeks=1))
    edit_meeting(store, UUID(meeting), stored.version, following, WHO, when)
    picture = open_picture(store, stored.meeting.picture or "")
    content = compose_minutes(
        get_meeting(store, meeting), meeting_points(store, meeting), tasks_of(store, meeting), picture, SWEDISH
    )
    lock_minutes(store, UUID(meeting), content, "Säkerhetssamordnare, kommunpolis", WHO, when + timedelta(hours=2))
    for title, outcome in plan.done:
        identity, version, task = next(row for row in TASKS.all(store) if row[2].title == title)
        finished = replace(task, state=TaskState.DONE, outcome=outcome)
        edit_task(store, UUID(identity), version, finished, WHO, when + timedelta(days=3))
