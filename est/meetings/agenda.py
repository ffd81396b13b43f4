"""The agenda of a meeting, made from its frozen picture, the last meeting, tasks and coming events."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from est.hotspots.register.hotspot import STATE_NAMES
from est.hotspots.register.queries import RecordedHotspot, all_hotspots
from est.measures.queries import all_measures
from est.measures.terms import STATE_NAMES as MEASURE_STATES
from est.measures.terms import MeasureState
from est.meetings.point import LONGEST_TITLE, MeetingPoint, PointKind, PointStatus
from est.meetings.queries import (
    RecordedEvent,
    RecordedPoint,
    RecordedTask,
    all_tasks,
    coming_events,
    meeting_before,
    meeting_points,
)
from est.meetings.situation.picture_comparison import PictureChange, change_sentence, compare_pictures
from est.meetings.situation.picture_sentences import (
    due_measures,
    hotspot_line,
    matured,
    measure_line,
    open_hotspots,
    place_name,
    silent_line,
    silent_organisations,
    untaken_places,
    unusual_sentences,
    verdict_line,
)
from est.meetings.situation.queries import open_picture, picture_before
from est.meetings.situation.situation_picture import SituationPicture
from est.meetings.task import TASK_STATE_NAMES, TaskState
from est.store import Store
from est.text import Translator

AHEAD_DAYS = 28  # events that begin within four weeks are brought up


@dataclass(frozen=True)
class AgendaBasis:
    """What an agenda is made from: the picture and the one before it, what was decided last time, tasks and events.

    `measures` is each measure's state in words by identity, and `hotspots` those that are recorded.
    """

    picture: SituationPicture
    earlier: SituationPicture | None
    last_held: date | None
    decided: Sequence[RecordedPoint]
    tasks: Sequence[RecordedTask]
    events: Sequence[RecordedEvent]
    measures: Mapping[str, MeasureState]
    hotspots: Sequence[RecordedHotspot]


def agenda_basis(store: Store, picture: str, held: date) -> AgendaBasis:
    """Return what the agenda of a meeting on a day is made from. Raises what `open_picture` raises."""
    shown = open_picture(store, picture)
    last = meeting_before(store, held)
    points = meeting_points(store, last.identity) if last else ()
    tasks = [
        one
        for one in all_tasks(store)
        if one.task.state is TaskState.OPEN or (last is not None and one.task.meeting == last.identity)
    ]
    measures = all_measures(store)
    return AgendaBasis(
        shown,
        picture_before(store, shown),
        last.meeting.held if last else None,
        [one for one in points if one.point.decision or one.point.status is PointStatus.SET_ASIDE],
        tasks,
        coming_events(store, held, AHEAD_DAYS),
        {str(identity): MeasureState(state) for identity, state in measures.select("id", "state").rows()},
        all_hotspots(store),
    )


def make_agenda(basis: AgendaBasis, meeting: str, words: Translator) -> tuple[MeetingPoint, ...]:
    """Return the points of a meeting, in their order; each is about one thing, and none is there twice."""
    parts = (_earlier, _unusual, _hotspots, _measures, _verdicts, _organisations, _events, _word_back)
    found = [point for part in parts for point in part(basis, meeting, words)]
    return tuple(
        replace(point, position=number, title=point.title[:LONGEST_TITLE]) for number, point in enumerate(found, 1)
    )


def new_points(made: Sequence[MeetingPoint], known: Sequence[RecordedPoint]) -> tuple[MeetingPoint, ...]:
    """Return the points of a new agenda that the meeting lacks."""
    there = {(one.point.kind, one.point.subject) for one in known}
    return tuple(point for point in made if (point.kind, point.subject) not in there)


def _earlier(basis: AgendaBasis, meeting: str, words: Translator) -> Iterator[MeetingPoint]:
    """Yield what was decided or set aside last time, and the tasks, each with what became of it."""
    _ = words.gettext
    day = words.date(basis.last_held) if basis.last_held else ""
    states = {one.identity: one.state for one in basis.hotspots}
    for one in basis.decided:
        point = one.point
        set_aside = point.status is PointStatus.SET_ASIDE
        told = [
            _("Set aside on {day}.").format(day=day)
            if set_aside
            else _("Decided on {day}: {decision}").format(day=day, decision=point.decision)
        ]
        if point.measure and point.measure in basis.measures:
            told.append(_("The measure is {state}.").format(state=_(MEASURE_STATES[basis.measures[point.measure]])))
        elif point.hotspot and point.hotspot in states:
            told.append(_("The hotspot is {state}.").format(state=_(STATE_NAMES[states[point.hotspot]])))
        yield MeetingPoint(
            meeting, PointKind.EARLIER, 0, point.title, f"point {one.identity}", " ".join(told), point.hotspot,
            point.measure,
        )  # fmt: skip
    for found in basis.tasks:
        task = found.task
        due = _("until {day}").format(day=words.date(task.due)) if task.due else _("without a day")
        told = [
            _("Task of {who}, {due}: {state}.").format(
                who=task.assigned, due=due, state=_(TASK_STATE_NAMES[task.state])
            )
        ]
        told += [task.outcome] if task.outcome else []
        yield MeetingPoint(meeting, PointKind.EARLIER, 0, task.title, f"task {found.identity}", " ".join(told))


def _unusual(basis: AgendaBasis, meeting: str, words: Translator) -> Iterator[MeetingPoint]:
    """Yield the unusual places, then the flagged ones that are no hotspot: each that is new or has grown, and in one
    point those that are flagged clearly as they were, as long as nobody takes them up.
    """
    content = basis.picture.content
    for place, said in zip(content["unusual"]["places"], unusual_sentences(content, words)[1:], strict=True):
        called = place["called"].get(words.language) or place["cells"][0]
        yield MeetingPoint(
            meeting, PointKind.UNUSUAL, 0, called, f"unusual {place['cells'][0]}", said, place["hotspot"]
        )
    brought = set()
    held = {cell for place in content["flags"]["places"] if place["hotspots"] for cell in place["cells"]}
    for changed in compare_pictures(basis.earlier, basis.picture) if basis.earlier else ():
        if changed.change in (PictureChange.NEW, PictureChange.GROWN) and not held & set(changed.cells):
            places = [place for place in content["flags"]["places"] if tuple(place["cells"]) == changed.cells]
            why = (place["said"].get(words.language, "") for place in places)
            basis_said = " ".join([change_sentence(changed, words), *why])
            name = changed.name or changed.cells[0]
            brought.add(changed.cells)
            yield MeetingPoint(meeting, PointKind.UNUSUAL, 0, name, f"flag {changed.cells[0]}", basis_said)
    untaken = [place_name(one, words) for one in untaken_places(content) if tuple(one["cells"]) not in brought]
    if untaken:
        _ = words.gettext
        said = _("{places}. Take them up as hotspots, or set them aside with a reason.").format(
            places=words.listed(untaken)
        )
        title = _("Clearly flagged places that nobody has taken up")
        yield MeetingPoint(meeting, PointKind.UNUSUAL, 0, title, "untaken flags", said)


def _hotspots(basis: AgendaBasis, meeting: str, words: Translator) -> Iterator[MeetingPoint]:
    for one in open_hotspots(basis.picture.content):
        yield MeetingPoint(
            meeting,
            PointKind.HOTSPOT,
            0,
            one["name"],
            f"hotspot {one['id']}",
            hotspot_line(one, basis.picture.content, words),
            one["id"],
        )


def _measures(basis: AgendaBasis, meeting: str, words: Translator) -> Iterator[MeetingPoint]:
    for one in due_measures(basis.picture.content):
        yield _of_measure(meeting, PointKind.MEASURE, one, one["id"], measure_line(one, words), one["hotspot"])


def _verdicts(basis: AgendaBasis, meeting: str, words: Translator) -> Iterator[MeetingPoint]:
    hotspots = {one["id"]: one["hotspot"] for one in basis.picture.content["measures"]}
    for one in matured(basis.picture.content):
        hotspot = hotspots.get(one["measure"])
        yield _of_measure(meeting, PointKind.VERDICT, one, one["measure"], verdict_line(one, words), hotspot)


def _of_measure(
    meeting: str, kind: PointKind, one: Mapping[str, Any], identity: str, said: str, hotspot: str | None
) -> MeetingPoint:
    return MeetingPoint(meeting, kind, 0, one["title"], f"measure {identity}", said, hotspot, identity)


def _organisations(basis: AgendaBasis, meeting: str, words: Translator) -> Iterator[MeetingPoint]:
    for one in silent_organisations(basis.picture.content):
        name = words.data_text(one["name"])
        subject = f"organisation {one['organisation']}"
        yield MeetingPoint(meeting, PointKind.ORGANISATION, 0, name, subject, silent_line(one, words))


def _events(basis: AgendaBasis, meeting: str, words: Translator) -> Iterator[MeetingPoint]:
    for one in basis.events:
        event = one.event
        days = words.period(event.starts, date.fromordinal(event.last.toordinal() + 1))
        said = ", ".join(part.rstrip(".") for part in (days, event.place, event.note) if part) + "."
        subject = f"event {one.identity or f'{event.starts} {event.title} {event.place}'}"
        yield MeetingPoint(meeting, PointKind.EVENT, 0, one.called(words), subject, said)


def _word_back(basis: AgendaBasis, meeting: str, words: Translator) -> Iterator[MeetingPoint]:
    """Yield the one point of what is told to those who reported."""
    _ = words.gettext
    who = [words.data_text(one["name"]) for one in basis.picture.content["organisations"] if one["count"]]
    said = _("{names} reported in the period.").format(names=words.listed(who)) if who else _("Nobody reported.")
    yield MeetingPoint(meeting, PointKind.WORD_BACK, 0, _("Word back to those who reported"), "word back", said)
