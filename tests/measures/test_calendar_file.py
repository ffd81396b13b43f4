"""The calendar file is one that any calendar reads: whole days with an alarm, the same UIDs every time, no names."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from est.measures import AsPlanned, DecidedBy, Measure, MeasureState, add_measure, all_measures, edit_measure
from est.measures.calendar_file import CalendarEntry, write_calendar
from est.text import translator
from tests.stores import organisation_ids

WHEN = datetime(2026, 3, 2, 9, 0)
FRIDAY = datetime(2026, 3, 6, 14, 30)
SV = translator("sv")


@pytest.fixture
def sign(store) -> Measure:
    return Measure(
        "Skylt; bilfritt, på torget",
        organisation_ids(store)[0],
        place="Torget",
        due=date(2026, 4, 1),
        follow_up=date(2026, 9, 1),
        note="Hemlig anteckning.",
        without_cause="Ingen än.",
        decided=date(2026, 2, 1),
        decided_by=DecidedBy.WORKING_GROUP,
        as_planned=AsPlanned.YES,
        outcome="Tyst.",
    )


def read_back(store, now=FRIDAY):
    """The events of the file, by UID."""
    raw = write_calendar(all_measures(store), SV, now, "Europe/Stockholm")
    return raw, {str(event["uid"]): event for event in Calendar.from_ical(raw).walk("VEVENT")}


@pytest.mark.slow
def test_a_measure_gives_the_days_it_is_due_and_followed_up(store, sign) -> None:
    """Both are whole days with an alarm at eight a week before, in Swedish, with place, organisation and state."""
    identity = add_measure(store, sign, "anna", WHEN)
    _, events = read_back(store)
    due, follow = events[f"{identity}-due@est"], events[f"{identity}-follow-up@est"]
    assert (due["dtstart"].dt, due["dtend"].dt) == (date(2026, 4, 1), date(2026, 4, 2))
    assert follow["dtstart"].dt == date(2026, 9, 1)
    assert str(due["summary"]) == "Klar senast: Skylt; bilfritt, på torget"
    assert str(follow["summary"]) == "Uppföljning: Skylt; bilfritt, på torget"
    assert str(due["description"]).splitlines()[0] == "Plats: Torget"
    assert "Status: föreslagen" in str(due["description"])
    alarm = next(iter(due.walk("VALARM")))
    assert datetime(2026, 4, 1) + alarm["trigger"].dt == datetime(2026, 3, 25, 8)


@pytest.mark.slow
def test_the_file_keeps_the_form_that_calendars_ask_for(store, sign) -> None:
    """Lines end with CRLF and are at most 75 bytes long, and the time of making is in UTC."""
    add_measure(store, replace(sign, title="Å" * 200), "anna", WHEN)
    raw, events = read_back(store)
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    assert {event["dtstamp"].dt for event in events.values()} == {datetime(2026, 3, 6, 13, 30, tzinfo=UTC)}
    assert str(next(iter(events.values()))["summary"]).endswith("Å" * 200)


@pytest.mark.slow
def test_nothing_of_persons_or_notes_is_in_it(store, sign) -> None:
    """Who logged it, and what was noted, stays in the program."""
    add_measure(store, sign, "anna.andersson", WHEN)
    raw, _ = read_back(store)
    assert b"anna" not in raw
    assert b"Hemlig" not in raw


@pytest.mark.slow
def test_a_newer_file_replaces_what_an_older_one_put_there(store, sign) -> None:
    """The UIDs stay and the sequence grows when the measure changes."""
    identity = add_measure(store, sign, "anna", WHEN)
    first = read_back(store)[1]
    edit_measure(store, identity, 1, replace(sign, due=date(2026, 5, 1)), "bo", WHEN)
    second = read_back(store)[1]
    assert set(first) == set(second)
    uid = f"{identity}-due@est"
    assert second[uid]["sequence"] > first[uid]["sequence"]
    assert second[uid]["dtstart"].dt == date(2026, 5, 1)


@pytest.mark.slow
def test_what_is_overdue_stands_on_the_next_working_day(store, sign) -> None:
    """A past day is not looked at: on a Friday it is put on Monday, and says how late it is."""
    identity = add_measure(store, replace(sign, due=date(2026, 3, 4)), "anna", WHEN)
    event = read_back(store)[1][f"{identity}-due@est"]
    assert event["dtstart"].dt == date(2026, 3, 9)
    assert str(event["summary"]).startswith("FÖRSENAD 2 dagar: ")
    assert next(iter(event.walk("VALARM")))["trigger"].dt == timedelta(hours=8)


@pytest.mark.slow
def test_what_is_done_is_no_longer_announced(store, sign) -> None:
    """A measure that is carried out is only followed up; a closed or abandoned one gives nothing."""
    identity = add_measure(store, replace(sign, state=MeasureState.CARRIED_OUT), "anna", WHEN)
    add_measure(store, replace(sign, state=MeasureState.CLOSED), "anna", WHEN)
    add_measure(store, replace(sign, state=MeasureState.ABANDONED, deviation="Dyrt."), "anna", WHEN)
    assert set(read_back(store)[1]) == {f"{identity}-follow-up@est"}


@pytest.mark.slow
def test_a_store_without_measures_gives_an_empty_calendar(store) -> None:
    """The file can be read all the same."""
    assert read_back(store)[1] == {}


@pytest.mark.slow
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x85", "\\n"])
def test_no_name_adds_anything_to_the_calendar(store, end) -> None:
    """Whatever ends a line in it: what stands after it is text of the same event, and no property of its own."""
    written = (
        f"Lampa{end}ATTENDEE:mailto:a@evil.example{end}END:VEVENT{end}BEGIN:VEVENT{end}URL;X=1:https://evil.example"
    )
    entry = CalendarEntry(f"1{end}ATTENDEE:x@est", date(2026, 4, 1), written, written, timedelta(hours=8), 1)
    raw = write_calendar(all_measures(store), SV, FRIDAY, "Europe/Stockholm", [entry])
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert set(event) == {
        *("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "SEQUENCE", "CLASS", "TRANSP"),
    }
    lines = raw.replace(b"\r\n ", b"").split(b"\r\n")
    assert not [line for line in lines if line.startswith((b"ATTENDEE", b"URL"))]
    assert [line for line in lines if b"\n" in line or b"\r" in line] == []
