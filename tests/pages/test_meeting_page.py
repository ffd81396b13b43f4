"""A meeting is held from its page: freeze, agenda, decisions, minutes, lock, and the next meeting begins with them."""

from datetime import date, datetime
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from est.identity import new_id
from est.meetings.commands import add_meeting, add_task, write_point
from est.meetings.meeting import Meeting
from est.meetings.point import PointKind
from est.meetings.queries import all_meetings, all_tasks, locked_minutes, meeting_points
from est.meetings.situation.queries import frozen_pictures
from est.meetings.task import Task
from tests.meetings.towns import fill_town
from tests.page_tables import tables
from tests.sources import ROOT

APP = str(ROOT / "app.py")


@pytest.fixture
def store(store):
    fill_town(store)
    return store


def test_a_task_of_last_time_leads_on_to_the_next_point(store):
    add_task(store, Task("Ring ägaren", "Tekniska"), "anna", datetime(2026, 6, 22, 9))
    tested = press(page("work/meeting.py"), "Förbered")
    (one,) = all_meetings(store)
    points = meeting_points(store, one.identity)
    task = next(found for found in points if found.point.subject.startswith("task "))
    tested.query_params["punkt"] = task.identity
    tested = press(tested.run(), "Till nästa punkt")
    assert tested.query_params["punkt"] in {found.identity for found in points} - {task.identity}


def page(script: str, **query: str) -> AppTest:
    tested = AppTest.from_file(APP, default_timeout=90).run().switch_page(f"pages/{script}")
    for name, value in query.items():
        tested.query_params[name] = value
    return tested.run()


def press(tested: AppTest, label: str) -> AppTest:
    found = next(button for button in tested.button if button.label == label)
    tested = found.click().run()
    assert not tested.exception
    return tested


def written(tested: AppTest, kind: str, label: str):
    return next(widget for widget in getattr(tested, kind) if widget.label.removesuffix(" *") == label)


def test_a_whole_meeting_is_held_from_the_page(store):
    """Two people write at one point: the second is told, and both texts are still there."""
    tested = page("work/meeting.py")
    assert "Inget möte är förberett" in tested.info[0].value
    tested = press(tested, "Förbered")
    assert frozen_pictures(store)["period"].to_list() == ["2026-W26"]
    (one,) = all_meetings(store)
    spot = next(found for found in meeting_points(store, one.identity) if found.point.kind is PointKind.HOTSPOT)
    tested.query_params["punkt"] = spot.identity
    tested = tested.run()
    written(tested, "text_area", "Beslut").input("Trygghetsvandring i juli.")
    tested = press(tested, "Skriv ner")
    spot = next(found for found in meeting_points(store, one.identity) if found.identity == spot.identity)
    assert (spot.point.decision, str(spot.point.status)) == ("Trygghetsvandring i juli.", "beslutad")
    other = spot.point.__class__.from_fields(spot.point.to_fields() | {"note": "Bosses"})
    write_point(store, UUID(spot.identity), spot.version, other, "bosse", datetime(2026, 6, 29, 9))
    written(tested, "text_area", "Anteckning").input("Annas")
    tested = press(tested, "Skriv ner")
    assert "bosse" in tested.error[0].value
    assert any("Bosses" in text.value and "Annas" in text.value for text in tested.markdown)
    tested = press(tested, "Behåll det som är sparat")
    written(tested, "text_input", "Uppgift").input("Ring bolaget")
    written(tested, "text_input", "Vem, med funktion").input("Kommunpolis")
    tested = press(tested, "Lägg till uppgiften")
    assert [found.task.point for found in all_tasks(store)] == [spot.identity]
    tested = press(tested, "Spara och gå till nästa punkt")
    assert tested.query_params["punkt"] != [spot.identity]
    written(tested, "text_input", "Justerat av, med funktion").input("Säkerhetssamordnaren")
    tested = press(tested, "Justera och lås protokollet")
    locked = locked_minutes(store, one.identity)
    assert "Trygghetsvandring i juli." in str(locked.content)
    assert "Bosses" in str(locked.content)
    assert not any(button.label == "Öppna" for button in tested.button)


def test_a_picture_is_frozen_and_opened(store):
    tested = page("situation/pictures.py")
    assert "Ingen lägesbild är fryst" in tested.info[0].value
    tested = press(tested, "Frys lägesbilden")
    assert frozen_pictures(store)["period"].to_list() == ["2026-W26"]
    assert any("2 rapporter under perioden, 7 under den förra" in text.value for text in tested.markdown)
    assert "Ladda ner rutorna som GeoJSON" in {one.proto.label for one in tested.get("download_button")}
    tested = written(tested, "checkbox", "För en bredare krets").check().run()
    assert not tested.exception
    offered = {one.proto.label for one in tested.get("download_button")}
    assert "Ladda ner som JSON" in offered
    assert "Ladda ner rutorna som GeoJSON" not in offered


def test_an_event_is_entered_once_and_shown(store):
    tested = page("work/events.py")
    written(tested, "text_input", "Arrangemang").input("Marknad")
    tested = press(tested, "Spara")
    assert tables(tested)[0]["title"].to_list() == ["Marknad"]


def test_a_meeting_is_called_by_its_day_as_the_language_writes_it(store):
    """The names of English months have a capital letter within the line too."""
    add_meeting(store, Meeting(date(2026, 6, 29)), [], "anna", datetime(2026, 6, 22, 9), new_id())
    for language, day in (("en", "Monday, 29 June 2026"), ("sv", "Måndag 29 juni 2026")):
        labels = page("work/meeting.py", lang=language).selectbox[0].options
        assert any(label.startswith(day) for label in labels), labels


def test_the_wall_shows_one_point_a_screen_and_turns_with_the_arrow_keys(store):
    tested = page("work/wall.py")
    assert "Inget möte är förberett" in tested.info[0].value
    press(page("work/meeting.py"), "Förbered")
    tested = page("work/wall.py")
    (one,) = all_meetings(store)
    points = meeting_points(store, one.identity)
    assert tested.title[0].value == points[0].point.title
    assert [button.proto.shortcut for button in tested.button if button.label in ("Tillbaka", "Nästa")] == [
        "left",
        "right",
    ]
    tested = press(tested, "Nästa")
    assert tested.title[0].value == points[1].point.title
    tested.query_params["nr"] = "999"
    assert tested.run().title[0].value == points[-1].point.title
