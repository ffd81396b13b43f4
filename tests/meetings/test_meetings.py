"""A whole meeting: the agenda comes from the data, what is written lands where it belongs, minutes are locked."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import polars as pl
import pytest
from icalendar import Calendar

from est.errors import AlreadyThereError, EditedByOtherError, MeasureError, MeetingError, PersonalDataError
from est.hotspots.register.hotspot import HotspotState
from est.hotspots.register.queries import all_hotspots, get_hotspot, hotspot_notes, hotspot_versions
from est.identity import new_id
from est.measures import MeasureState, all_measures, get_measure, measure_history
from est.measures.calendar_file import write_calendar
from est.meetings.agenda import agenda_basis, make_agenda, new_points
from est.meetings.coming_event import ComingEvent
from est.meetings.commands import add_event, add_meeting, add_points, add_task, edit_meeting, edit_task, write_point
from est.meetings.event_calendar import event_entries
from est.meetings.meeting import Meeting
from est.meetings.minutes import add_addendum, compose_minutes, lock_minutes
from est.meetings.minutes_text import minutes_lines
from est.meetings.point import MeetingPoint, PointKind, PointStatus
from est.meetings.queries import (
    POINTS,
    all_meetings,
    all_tasks,
    coming_events,
    get_meeting,
    locked_minutes,
    meeting_points,
    points_about,
    tasks_of,
)
from est.meetings.situation.commands import freeze_picture
from est.meetings.situation.picture_contents import compile_picture
from est.meetings.situation.picture_period import parse_period
from est.meetings.situation.queries import open_picture
from est.meetings.task import Task, TaskState
from est.text import translator
from tests.meetings.towns import NOW, fill_town
from tests.stores import put

HELD = date(2026, 6, 29)
SWEDISH = translator("sv")


@pytest.fixture
def store(store):
    fill_town(store)
    return store


def prepare(store, held: date = HELD, week: str = "2026-W26") -> str:
    """Freeze a week and prepare a meeting on it."""
    picture = str(freeze_picture(store, compile_picture(store, parse_period(week), NOW, "1"), "anna", NOW))
    identity = new_id()
    agenda = make_agenda(agenda_basis(store, picture, held), str(identity), SWEDISH)
    add_meeting(store, Meeting(held, ("Kommunpolis",), picture), agenda, "anna", NOW, identity)
    return str(identity)


def point_of(store, meeting: str, kind: PointKind, title: str = ""):
    return next(one for one in meeting_points(store, meeting) if one.point.kind is kind and title in one.point.title)


def minutes(store, meeting: str):
    one = get_meeting(store, meeting)
    picture = open_picture(store, one.meeting.picture)
    return compose_minutes(one, meeting_points(store, meeting), tasks_of(store, meeting), picture, SWEDISH)


@pytest.mark.slow
def test_the_agenda_is_made_from_the_data(store):
    """What is late, who did not deliver, the hotspot and the event are on it, each once; anew it brings only news."""
    add_event(store, ComingEvent("Marknad", date(2026, 7, 3), date(2026, 7, 5), "Torget"), "anna", NOW)
    add_event(store, ComingEvent("Om ett år", date(2027, 7, 3)), "anna", NOW)
    meeting = prepare(store)
    points = meeting_points(store, meeting)
    told = [(one.point.kind, one.point.title) for one in points]
    assert (PointKind.HOTSPOT, "Torget") in told
    assert (PointKind.MEASURE, "Skylt") in told
    assert [title for kind, title in told if kind is PointKind.EVENT] == ["Marknad"]
    assert sum(kind is PointKind.ORGANISATION for kind, _ in told) == 1
    assert told[-1][0] is PointKind.WORD_BACK
    assert len({(one.point.kind, one.point.subject) for one in points}) == len(points)
    picture = get_meeting(store, meeting).meeting.picture
    add_event(store, ComingEvent("Match", date(2026, 7, 4)), "anna", NOW)
    added = new_points(make_agenda(agenda_basis(store, picture, HELD), meeting, SWEDISH), points)
    assert [point.title for point in added] == ["Match"]


@pytest.mark.slow
def test_a_decision_lands_on_its_hotspot_and_its_measure_in_one_change(store):
    """A corrected decision is one decision, not two; the history of the measure and of the hotspot know it."""
    meeting = prepare(store)
    one = point_of(store, meeting, PointKind.MEASURE)
    measure, version = get_measure(store, UUID(one.point.measure))
    becomes = (version, replace(measure, due=date(2026, 8, 1)))
    decided = replace(one.point, status=PointStatus.DECIDED, decision="Skylten beställs om.", note="Kostar lite.")
    changes = store.version
    assert write_point(store, UUID(one.identity), 1, decided, "anna", NOW, becomes) == 2
    assert store.version == changes + 1
    mended = replace(decided, decision="Skylten beställs i juli.")
    write_point(store, UUID(one.identity), 2, mended, "anna", NOW)
    notes = hotspot_notes(store, [one.point.hotspot])
    assert set(notes.select("kind", "wording", "happened").rows()) == {
        ("decision", "Skylten beställs i juli.", HELD),
        ("note", "Kostar lite.", HELD),
    }
    assert get_measure(store, UUID(one.point.measure))[0].due == date(2026, 8, 1)
    assert measure_history(store, UUID(one.point.measure))["after"].to_list()[-1] == "2026-08-01"
    assert [point.decision for _, point in points_about(store, one.point.measure)] == ["Skylten beställs i juli."]
    hotspot = point_of(store, meeting, PointKind.HOTSPOT)
    stored, number = get_hotspot(store, UUID(hotspot.point.hotspot))
    acted = (number, replace(stored, state=HotspotState.ACTED_ON))
    write_point(store, UUID(hotspot.identity), 1, replace(hotspot.point, note="Nu."), "anna", NOW, hotspot=acted)
    assert get_hotspot(store, UUID(hotspot.point.hotspot))[0].state is HotspotState.ACTED_ON
    assert len(hotspot_versions(store, UUID(hotspot.point.hotspot))) == 2
    assert len(POINTS.versions(store, UUID(one.identity))) == 3


@pytest.mark.slow
def test_of_two_who_write_at_once_the_second_is_told_and_nothing_is_lost(store):
    """Also where it is the measure that was changed; a state that cannot follow undoes the whole change."""
    meeting = prepare(store)
    one = point_of(store, meeting, PointKind.MEASURE)
    identity = UUID(one.identity)
    write_point(store, identity, 1, replace(one.point, note="Annas"), "anna", NOW)
    with pytest.raises(EditedByOtherError) as told:
        write_point(store, identity, 1, replace(one.point, note="Bosses"), "bosse", NOW)
    assert told.value.who == "anna"
    assert told.value.differs["note"] == ("Annas", "Bosses")
    measure, version = get_measure(store, UUID(one.point.measure))
    closed = (version, replace(measure, state=MeasureState.CLOSED))
    with pytest.raises(MeasureError):
        write_point(store, identity, 2, replace(one.point, note="Bosses"), "bosse", NOW, closed)
    stored = POINTS.get(store, identity)
    assert (stored[0].note, stored[1]) == ("Annas", 2)
    assert get_measure(store, UUID(one.point.measure)) == (measure, version)
    with pytest.raises(EditedByOtherError):
        write_point(store, identity, 2, one.point, "bosse", NOW, (version + 1, measure))


def changed_on_the_way(store, meeting):
    """Return a lock of minutes that are not those whose hash it bears."""
    made = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(store), "apply", lambda _, change: made.append(change))
        lock_minutes(store, UUID(meeting), minutes(store, meeting), "Säkerhetssamordnaren", "anna", NOW)
    return replace(made[0], payload=made[0].payload | {"content": made[0].payload["content"] | {"held": "2026-01-01"}})


@pytest.mark.slow
def test_locked_minutes_are_changed_by_nothing_but_an_addendum(store):
    """What was written while they were read stops the lock; afterwards nothing of the meeting can be written."""
    meeting = prepare(store)
    read = minutes(store, meeting)
    hotspot = point_of(store, meeting, PointKind.HOTSPOT)
    decided = replace(hotspot.point, status=PointStatus.DECIDED, decision="Trygghetsvandring i juli.")
    write_point(store, UUID(hotspot.identity), 1, decided, "bosse", NOW)
    with pytest.raises(MeetingError, match="bosse wrote in these minutes"):
        lock_minutes(store, UUID(meeting), read, "Säkerhetssamordnaren", "anna", NOW)
    with pytest.raises(MeetingError, match="who approved"):
        lock_minutes(store, UUID(meeting), minutes(store, meeting), " ", "anna", NOW)
    identity = lock_minutes(store, UUID(meeting), minutes(store, meeting), "Säkerhetssamordnaren", "anna", NOW)
    with pytest.raises(AlreadyThereError):
        lock_minutes(store, UUID(meeting), minutes(store, meeting), "Säkerhetssamordnaren", "anna", NOW)
    with pytest.raises(MeetingError, match="do not have the hash"):
        store.apply(changed_on_the_way(store, meeting))
    one = get_meeting(store, meeting)
    for refused in (
        lambda: write_point(store, UUID(hotspot.identity), 2, replace(decided, note="Till"), "anna", NOW),
        lambda: edit_meeting(store, UUID(meeting), 1, replace(one.meeting, focus=("Torget",)), "anna", NOW),
        lambda: add_points(store, UUID(meeting), [MeetingPoint(meeting, PointKind.OTHER, 99, "Till")], "anna", NOW),
    ):
        with pytest.raises(MeetingError, match="locked"):
            refused()
    add_addendum(store, identity, "Vandringen är den 4 juli.", "Säkerhetssamordnaren", "anna", NOW)
    locked = locked_minutes(store, meeting)
    assert locked.whole
    assert locked.addenda["wording"].to_list() == ["Vandringen är den 4 juli."]
    said = dict(minutes_lines(locked.content, SWEDISH))
    assert said["Hotspotar i prioritetsordning"] == ("Torget (beslutad). Beslut: Trygghetsvandring i juli.",)
    assert "Skylt" in said["Inte behandlat"][0]


@pytest.mark.slow
def test_the_next_meeting_begins_with_what_was_decided_and_what_became_of_it(store):
    """Decisions, what was set aside, and tasks; a task that is done is told once, and not at the meeting after."""
    first = prepare(store)
    one = point_of(store, first, PointKind.HOTSPOT)
    decided = replace(one.point, status=PointStatus.DECIDED, decision="Vandring i juli.")
    write_point(store, UUID(one.identity), 1, decided, "anna", NOW)
    task = add_task(store, Task("Ring bolaget", "Kommunpolis", date(2026, 7, 3), meeting=first), "anna", NOW)
    edit_task(store, task, 1, replace(all_tasks(store)[0].task, state=TaskState.DONE, outcome="Ringt."), "bosse", NOW)
    lock_minutes(store, UUID(first), minutes(store, first), "Gruppen", "anna", NOW)
    second = prepare(store, HELD + timedelta(weeks=1))
    begins = [one for one in meeting_points(store, second) if one.point.kind is PointKind.EARLIER]
    assert [one.point.title for one in begins] == ["Torget", "Ring bolaget"]
    assert "Vandring i juli. Hotspotens status: analyseras." in begins[0].point.basis
    assert begins[1].point.basis == "Uppgift för Kommunpolis, till 3 juli 2026: klar. Ringt."
    third = prepare(store, HELD + timedelta(weeks=2))
    assert "Ring bolaget" not in [one.point.title for one in meeting_points(store, third)]
    assert [one.identity for one in all_meetings(store)] == [third, second, first]


@pytest.mark.slow
def test_points_and_decisions_need_no_hotspot_and_name_no_person(store):
    meeting = prepare(store)
    add_points(store, UUID(meeting), [MeetingPoint(meeting, PointKind.OTHER, 99, "Semestertider")], "anna", NOW)
    one = point_of(store, meeting, PointKind.OTHER)
    before = hotspot_notes(store, [spot.identity for spot in all_hotspots(store)])
    write_point(
        store, UUID(one.identity), 1, replace(one.point, status=PointStatus.DECIDED, decision="Möte v. 31."), "a", NOW
    )
    assert hotspot_notes(store, [spot.identity for spot in all_hotspots(store)]).equals(before)
    with pytest.raises(PersonalDataError):
        write_point(store, UUID(one.identity), 2, replace(one.point, note="Ring 070-174 06 58"), "anna", NOW)
    with pytest.raises(MeetingError, match="Write what was decided"):
        replace(one.point, status=PointStatus.DECIDED)


@pytest.mark.slow
def test_events_to_come_are_those_entered_and_those_reported_and_never_counted(store):
    """A report of a category that is not counted is an event too."""
    put(store, pl.DataFrame({"starts": [datetime(2026, 7, 10, 18)], "category": ["ARR"], "place": ["Hamnen"]}))
    add_event(store, ComingEvent("Marknad", date(2026, 7, 3), date(2026, 7, 5)), "anna", NOW)
    add_event(store, ComingEvent("Inställd", date(2026, 7, 4), cancelled=True), "anna", NOW)
    found = [(one.event.starts.day, one.event.place) for one in coming_events(store, date(2026, 7, 5))]
    assert found == [(3, ""), (10, "Hamnen")]
    reported = coming_events(store, date(2026, 7, 5))[-1]
    assert [reported.called(words) for words in (SWEDISH, translator("en"))] == ["Kommande arrangemang", "Coming event"]
    entered = replace(reported, identity="a")  # a title that somebody wrote stands as it is
    assert entered.called(translator("en")) == "Kommande arrangemang"
    assert coming_events(store, date(2026, 7, 11)) == ()
    assert compile_picture(store, parse_period("2026-W26"), NOW, "1").content["figures"]["count"] == 2


@pytest.mark.slow
def test_an_event_stands_in_the_calendar_over_all_its_days(store):
    """The same event has the same identity in every file."""
    identity = add_event(store, ComingEvent("Marknad", date(2026, 7, 3), date(2026, 7, 5), "Torget"), "anna", NOW)
    events = coming_events(store, HELD)
    file = write_calendar(all_measures(store), SWEDISH, NOW, "Europe/Stockholm", event_entries(events, SWEDISH))
    (event,) = [one for one in Calendar.from_ical(file).walk("VEVENT") if "Marknad" in str(one["summary"])]
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 7, 3), date(2026, 7, 6))
    assert str(event["uid"]) == f"{identity}-event@est"


@pytest.mark.parametrize(
    ("basis", "told"),
    [
        ("Torget: åtgärdas, prioritet 1.", "Åtgärdas, prioritet 1."),
        ("Torget, Väktarbolaget, klar 1 juni: försenad.", "Väktarbolaget, klar 1 juni: försenad."),
        ("7 juli 2026, Torget.", "7 juli 2026, Torget."),
        ("", ""),
    ],
)
def test_a_point_does_not_say_its_title_twice(basis, told):
    """It stands above what the data said."""
    assert MeetingPoint("m", PointKind.OTHER, 1, "Torget", basis=basis).told == told
