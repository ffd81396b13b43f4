"""A whole meeting in a browser: the week is frozen, decided on, written down and locked, and the next one begins."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from est.meetings.queries import POINTS, all_meetings, locked_minutes, meeting_points
from est.meetings.situation.queries import frozen_pictures
from est.municipality.defaults import prepare_store
from est.store import open_store
from tests.browser.conftest import serving
from tests.browser.looking import opened
from tests.meetings.towns import NOW, fill_town

pytestmark = pytest.mark.browser
DECISIONS = ("Lampor byts.", "Vakterna går där på kvällen.", "Vi frågar fastighetsägaren.")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "est.duckdb"
    with open_store(path) as filled:
        prepare_store(filled, "anna", NOW)
        fill_town(filled)
    return path


def decide(page: Page, number: int, wording: str) -> None:
    """Open the point of a number that is not open, and write a decision at it."""
    page.get_by_role("button").filter(has_text="Öppna").nth(number).click()  # those of lists have a sign alone
    page.get_by_label("Beslut", exact=True).fill(wording)
    page.get_by_role("button", name="Skriv ner").click()
    expect(page.get_by_text("Sparad:")).to_be_visible()
    page.get_by_role("button", name="Stäng", exact=True).click()
    expect(page.get_by_label("Beslut", exact=True)).to_be_hidden()


@pytest.mark.thorough
def test_a_meeting_is_held_and_the_next_one_begins_with_what_was_decided(page: Page, store: Path) -> None:
    """What was decided is in the locked minutes and on the next agenda; the last point leads to the word back."""
    with serving(store) as server:
        opened(page, f"{server.url}/mote")
        page.get_by_role("button", name="Förbered", exact=True).click()
        expect(page.get_by_text("Mötet är förberett")).to_be_visible()
        for number, wording in enumerate(DECISIONS):
            decide(page, number, wording)
        page.get_by_role("button").filter(has_text="Öppna").last.click()
        expect(page.get_by_role("link", name="Till återkopplingen")).to_be_visible()
        page.get_by_role("tab", name="Protokoll").click()
        for wording in DECISIONS:
            expect(page.get_by_role("listitem").filter(has_text=f"Beslut: {wording}")).to_be_visible()
        page.get_by_label("Justerat av, med funktion").fill("Samordnaren")
        page.get_by_role("button", name="Justera och lås protokollet").click()
        expect(page.get_by_text("Protokollet är låst.")).to_be_visible()

        page.get_by_text("Förbered nästa möte").click()
        page.get_by_role("spinbutton").first.press("ArrowUp")  # the same day of the next year
        page.get_by_role("button", name="Förbered", exact=True).click()
        expect(page.get_by_text("Mötet är förberett")).to_be_visible()
        page.get_by_role("tab", name="Dagordning").click()
        for wording in DECISIONS:
            expect(page.get_by_text(wording).first).to_be_visible()
    with open_store(store) as kept:
        assert frozen_pictures(kept).height == 1
        following, held = all_meetings(kept)
        assert following.meeting.held.year == held.meeting.held.year + 1
        minutes = locked_minutes(kept, held.identity)
        assert minutes is not None
        assert minutes.whole
        written = {point["decision"] for section in minutes.content["sections"] for point in section["points"]}
        assert written == {*DECISIONS, ""}
        told = " ".join(one.point.basis for one in meeting_points(kept, following.identity)[:3])
        assert all(wording in told for wording in DECISIONS)


@pytest.mark.thorough
def test_of_two_who_write_at_one_point_the_second_is_told_and_nothing_is_lost(
    contexts: Callable[[], BrowserContext], store: Path
) -> None:
    """Two browsers open the same point of a meeting; the second sees both texts, and every version is kept."""
    with serving(store) as server:
        one, two = (contexts().new_page() for _ in "12")
        opened(one, f"{server.url}/mote")
        one.get_by_role("button", name="Förbered", exact=True).click()
        expect(one.get_by_text("Mötet är förberett")).to_be_visible()
        opened(two, f"{server.url}/mote")
        for page in (one, two):
            page.get_by_role("button").filter(has_text="Öppna").first.click()
            expect(page.get_by_label("Beslut", exact=True)).to_be_visible()
        one.get_by_label("Beslut", exact=True).fill(DECISIONS[0])
        one.get_by_role("button", name="Skriv ner").click()
        expect(one.get_by_text("Sparad:")).to_be_visible()
        two.get_by_label("Beslut", exact=True).fill(DECISIONS[1])
        two.get_by_role("button", name="Skriv ner").click()
        expect(two.get_by_text("efter att du öppnade det. Inget har skrivits över.")).to_be_visible()
        expect(two.get_by_text(DECISIONS[0]).first).to_be_visible()
        expect(two.get_by_text(DECISIONS[1]).first).to_be_visible()
        two.get_by_role("button", name="Spara min ändring ändå").click()
        expect(two.get_by_text("Sparad:")).to_be_visible()
        # the first goes on from here: what is kept is written, and the next point opens
        one.get_by_role("button", name="Spara och gå till nästa punkt").click()
        expect(one.get_by_text("Ingenting ändrades.")).to_be_visible()
        for page in (one, two):
            page.close()
    with open_store(store) as kept:
        (meeting,) = all_meetings(kept)
        first = meeting_points(kept, meeting.identity)[0]
        assert first.point.decision == DECISIONS[1]
        versions = POINTS.versions(kept, UUID(first.identity))
        assert [one.record["decision"] for one in versions[-2:]] == [*DECISIONS[:2]]
