"""What is erased for good is gone from frozen pictures and locked minutes too, which say so and are still whole."""

from dataclasses import replace
from uuid import UUID

import pytest

from est.hotspots.register.commands import edit_hotspot
from est.hotspots.register.queries import all_hotspots
from est.meetings.commands import write_point
from est.meetings.minutes import lock_minutes
from est.meetings.point import PointKind, PointStatus
from est.meetings.queries import get_meeting, locked_minutes, meeting_points
from est.meetings.situation.picture_sentences import picture_sections
from est.meetings.situation.queries import open_picture
from est.store.chain import chain_faults
from est.store.erasure import erase_text
from est.text import translator
from tests.meetings.test_meetings import minutes, point_of, prepare
from tests.meetings.towns import NOW, fill_town

WORDS = "spårbart beslut om grannen"


@pytest.fixture
def store(store):
    fill_town(store)
    return store


def everything(store) -> str:
    """All that stands in the tables of meetings and hotspots, and in the log."""
    tables = ("situation_pictures", "minutes", "meeting_points", "hotspot_entries", "hotspots", "log")
    return "".join(str(store.ask(f"SELECT * FROM {table}").rows()) for table in tables)


@pytest.mark.slow
def test_an_erased_decision_leaves_hotspot_minutes_and_log(store):
    meeting = prepare(store)
    one = point_of(store, meeting, PointKind.HOTSPOT)
    decided = replace(one.point, status=PointStatus.DECIDED, decision=WORDS)
    write_point(store, UUID(one.identity), 1, decided, "anna", NOW)
    write_point(store, UUID(one.identity), 2, replace(decided, decision=f"{WORDS}, rättat"), "anna", NOW)
    lock_minutes(store, UUID(meeting), minutes(store, meeting), "Gruppen", "anna", NOW)
    assert WORDS in everything(store)
    erase_text(store, UUID(one.identity), "decision", "namnger en person", "anna", NOW)
    assert WORDS not in everything(store)
    locked = locked_minutes(store, meeting)
    assert locked.whole
    assert locked.erased
    assert "[raderat]" in str(locked.content)
    assert [found.point.decision for found in meeting_points(store, meeting) if found.identity == one.identity] == [
        "[raderat]"
    ]
    with store.asking() as cursor:
        assert list(chain_faults(cursor)) == []


@pytest.mark.slow
def test_an_erased_name_leaves_the_frozen_picture_which_says_so(store):
    (spot,) = all_hotspots(store)
    named = replace(spot.hotspot, name="Spårbara gården")
    edit_hotspot(store, UUID(spot.identity), spot.version, named, "anna", NOW)
    picture = get_meeting(store, prepare(store)).meeting.picture
    before = open_picture(store, picture)
    assert not before.erased
    erase_text(store, UUID(spot.identity), "name", "namnger en person", "anna", NOW)
    after = open_picture(store, picture)
    assert "Spårbara" not in everything(store)
    assert after.erased
    assert after.hash == before.hash
    assert after.content["figures"] == before.content["figures"]
    assert "En text har raderats" in str(picture_sections(after, translator("sv"))[0])
