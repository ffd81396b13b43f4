"""Somebody gets pictures and views for themselves as long as they may see them, with their files, and nobody else's."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from est.access.people import add_person, change_person, person_of_email, remove_person
from est.access.permissions import Actor, Role
from est.access.views import visible_store
from est.documents.attached_files import attached_files
from est.errors import AlreadyThereError, DocumentError, MailError, NotAllowedError, PictureError
from est.mail import attachments
from est.mail.attachments import AttachedFile, all_attachments
from est.mail.delivery import send_waiting
from est.mail.letters import all_letters
from est.mail.mail_server import MailServer, Security, set_mail_server
from est.mail.messages import MailFault, MessageState, all_messages
from est.mail.recipients import set_recipients
from est.meetings.situation import commands, picture_contents, situation_picture
from est.meetings.situation.commands import freeze_picture
from est.meetings.situation.picture_contents import compile_picture
from est.meetings.situation.picture_period import parse_period
from est.meetings.situation.queries import picture_before
from est.meetings.subscriptions import (
    all_subscriptions,
    post_subscriptions,
    subscribe,
    subscribe_oneself,
    unsubscribe,
    unsubscribe_oneself,
)
from est.picture.saved_views import SavedView, add_view, edit_view
from est.picture.selection import Selection
from est.store.erasure import erase_text
from est.terminal.upkeep import Upkeep
from est.text import translator
from tests.mail.smtp_server import Mailbox, mail_server_here
from tests.meetings.towns import NOW, fill_town
from tests.stores import organisation_ids

WORDS = translator("sv")
WEEKS = Selection(date(2026, 6, 1), date(2026, 6, 29))
ANNA, BO, EVA = "anna@kommun.example", "o'bo@kommun.example", "eva@kommun.example"


@pytest.fixture
def staffed(store):
    """A store with a coordinator (Anna), a member (Bo) and a reporter (Eva)."""
    first = organisation_ids(store)[0]
    add_person(store, "admin@kommun.example", Role.ADMINISTRATOR, None, "est", NOW)
    add_person(store, ANNA, Role.COORDINATOR, None, "est", NOW)
    add_person(store, BO, Role.MEMBER, first, "est", NOW)
    add_person(store, EVA, Role.REPORTER, first, "est", NOW)
    return store


def as_seen_by(store, email: str):
    return visible_store(store, person_of_email(store, email).actor)


def sent(store, mailbox: Mailbox, now: datetime = NOW, attach=attached_files) -> list[Any]:
    """Send what waits to a real server, and return what it has taken."""
    with mail_server_here(mailbox) as port:
        set_mail_server(store, MailServer("localhost", port, Security.NONE, "est@kommun.example"), ANNA, now)
        send_waiting(store, lambda: "", "est", lambda: now, attach=attach)
    return mailbox.taken


def files_of(message) -> dict[str, Any]:
    return {part.get_filename(): part.get_content() for part in message.iter_attachments()}


@pytest.mark.slow
def test_one_s_own_subscription_is_begun_seen_and_ended_by_oneself_alone(staffed):
    """By those who see the picture, of views that they see; a coordinator neither sees nor ends it."""
    bo, anna = as_seen_by(staffed, BO), as_seen_by(staffed, ANNA)
    private = add_view(staffed, SavedView("Min", "karta", WEEKS, owner=ANNA), ANNA, NOW)
    identity = subscribe_oneself(bo, None, BO, NOW)
    with pytest.raises(AlreadyThereError):
        subscribe_oneself(bo, None, BO, NOW)
    with pytest.raises(NotAllowedError, match="somebody else"):
        subscribe_oneself(bo, str(private), BO, NOW)
    with pytest.raises(NotAllowedError):
        subscribe_oneself(as_seen_by(staffed, EVA), None, EVA, NOW)
    with pytest.raises(NotAllowedError, match="does not see the picture"):
        subscribe_oneself(staffed, None, EVA, NOW)
    with pytest.raises(MailError, match="no address"):
        subscribe_oneself(staffed, None, "lokal", NOW)
    assert [one.person for one in all_subscriptions(bo)] == [BO]
    assert all_subscriptions(anna) == ()
    unsubscribe(anna, str(identity), ANNA, NOW)
    with pytest.raises(NotAllowedError):
        unsubscribe_oneself(anna, str(identity), ANNA, NOW)
    assert len(all_subscriptions(staffed)) == 1
    for _ in range(2):
        unsubscribe_oneself(bo, str(identity), BO, NOW)
    assert all_subscriptions(staffed) == ()


@pytest.mark.slow  # two pictures are compiled, two documents set
def test_the_picture_goes_as_pdf_and_a_view_as_pdf_and_table_by_a_real_server(staffed):
    """Each once; the view begins with its selection, and nobody else sees what somebody gets for themselves."""
    fill_town(staffed)
    first = organisation_ids(staffed)[0]
    view = add_view(staffed, SavedView("Juni/kväll", "oversikt", WEEKS, owner=BO), BO, NOW)
    subscribe_oneself(staffed, None, BO, NOW - timedelta(days=1))
    subscribe_oneself(staffed, str(view), BO, NOW)
    subscribe(staffed, first, None, ANNA, NOW - timedelta(days=1))
    set_recipients(staffed, first, ["trygghet@bostad.example"], ANNA, NOW)
    freeze_picture(staffed, compile_picture(staffed, parse_period("2026-W26"), NOW, "1"), ANNA, NOW)
    assert post_subscriptions(staffed, "est", NOW, WORDS) == 3
    assert post_subscriptions(staffed, "est", NOW, WORDS) == 0
    taken = sent(staffed, Mailbox())
    got = {(one["To"], one["Subject"]): one for one in taken}
    assert set(got) == {
        (BO, "Lägesbild, v. 26 2026"), (BO, "Juni/kväll"), ("trygghet@bostad.example", "Lägesbild, v. 26 2026"),
    }  # fmt: skip
    for address in (BO, "trygghet@bostad.example"):
        (name, pdf), *none = files_of(got[address, "Lägesbild, v. 26 2026"]).items()
        assert (name, pdf[:4], none) == ("lagesbild 2026-W26.pdf", b"%PDF", [])
    files = files_of(got[BO, "Juni/kväll"])
    assert list(files) == ["Juni kväll.pdf", "Juni kväll.csv"]
    assert files["Juni kväll.pdf"].startswith(b"%PDF")
    lines = files["Juni kväll.csv"].lstrip("\ufeff").splitlines()
    assert lines[0] == "Räknat efter;Namn;Perioden;Före"
    body = got[BO, "Juni/kväll"].get_body().get_content()
    assert body.startswith("Urval: ")
    assert "alla kategorier" in body.splitlines()[0]
    anna, bo = as_seen_by(staffed, ANNA), as_seen_by(staffed, BO)
    assert {one.letter.person for one in all_letters(anna)} == {""}
    assert {one.address for one in all_messages(anna)} == {"trygghet@bostad.example"}
    assert (len(all_attachments(anna)), len(all_attachments(bo))) == (1, 3)
    assert len(all_messages(bo)) == 3
    assert all_messages(visible_store(staffed, Actor(EVA, Role.REPORTER, first))) == ()


@pytest.mark.slow  # a picture is compiled
@pytest.mark.parametrize("left", ["another role", "removed"])
def test_who_may_not_see_the_picture_any_longer_gets_nothing_more(staffed, left):
    """Neither what is subscribed to, nor what waits in the queue; and nothing when they may again."""
    fill_town(staffed)
    subscribe_oneself(staffed, None, BO, NOW - timedelta(days=1))
    freeze_picture(staffed, compile_picture(staffed, parse_period("2026-W26"), NOW, "1"), ANNA, NOW)
    assert post_subscriptions(staffed, "est", NOW, WORDS) == 1
    bo = person_of_email(staffed, BO)
    if left == "removed":
        remove_person(staffed, bo, "est", NOW)
    else:
        change_person(staffed, bo, Role.REPORTER, bo.organisation, "est", NOW)
    assert all_subscriptions(staffed) == ()
    assert sent(staffed, Mailbox()) == []
    given_up = [] if left == "removed" else [(MessageState.GIVEN_UP, MailFault.NO_ACCESS)]
    assert [(one.state, one.fault) for one in all_messages(staffed)] == given_up
    assert len(all_letters(staffed)) == len(all_attachments(staffed)) == len(given_up)
    assert post_subscriptions(staffed, "est", NOW + timedelta(days=7), WORDS) == 0


@pytest.mark.slow
def test_a_view_that_became_another_s_own_is_not_sent(staffed):
    """What is sent is what its reader sees, when it is made."""
    fill_town(staffed)
    view = add_view(staffed, SavedView("Vår", "oversikt", WEEKS), ANNA, NOW)
    subscribe_oneself(staffed, str(view), BO, NOW)
    edit_view(staffed, view, 1, SavedView("Vår", "oversikt", WEEKS, owner=ANNA), ANNA, NOW)
    assert post_subscriptions(staffed, "est", NOW, WORDS) == 0


@pytest.mark.slow  # a picture is compiled
def test_what_is_too_large_or_cannot_be_made_is_said_and_the_letter_goes(staffed, monkeypatch):
    """With the limit and the size, or with the reason; no letter is lost for its file."""
    fill_town(staffed)
    subscribe_oneself(staffed, None, BO, NOW - timedelta(days=1))
    freeze_picture(staffed, compile_picture(staffed, parse_period("2026-W26"), NOW, "1"), ANNA, NOW)

    def large(_store, _content):
        return [
            AttachedFile("stor.pdf", "application/pdf", bytes(6_300_000)),
            AttachedFile("liten.csv", "text/csv", b"1"),
        ]

    def broken(_store, _content):
        raise DocumentError("The document could not be set as PDF ({reason}).", reason="no font")

    post_subscriptions(staffed, "est", NOW, WORDS)
    (message,) = sent(staffed, Mailbox(), attach=large)
    assert list(files_of(message)) == ["liten.csv"]
    assert "stor.pdf är inte bifogad: den är på 6,3 MB, och högst 5 MB kan skickas" in message.get_body().get_content()
    monkeypatch.setattr(attachments, "LARGEST", 0)
    subscribe_oneself(staffed, None, ANNA, NOW - timedelta(days=1))
    post_subscriptions(staffed, "est", NOW, WORDS)
    (message,) = sent(staffed, Mailbox(), attach=broken)
    assert "kunde inte bifogas: The document could not be set as PDF (no font)." in message.get_body().get_content()
    assert {one.state for one in all_messages(staffed)} == {MessageState.SENT}


@pytest.mark.slow  # a picture is compiled
def test_a_text_that_is_erased_is_gone_from_letters_and_what_goes_with_them(staffed):
    """Of a hotspot that was named in a subscribed picture, before it has left and in the log."""
    fill_town(staffed)
    subscribe_oneself(staffed, None, BO, NOW - timedelta(days=1))
    upkeep = Upkeep(staffed, None, NOW.date())
    upkeep.freeze(NOW)
    assert all_letters(staffed) == ()
    freeze_picture(staffed, compile_picture(staffed, parse_period("2026-W26"), NOW, "1"), ANNA, NOW)
    upkeep.freeze(NOW)  # within a minute, though no hour is settled
    assert "Torget" in all_letters(staffed)[0].letter.wording
    hotspot = UUID(staffed.ask("SELECT id::VARCHAR AS id FROM hotspots").item())
    erase_text(staffed, hotspot, "name", "Någon nämndes.", ANNA, NOW)
    assert "Torget: " not in all_letters(staffed)[0].letter.wording
    assert "[raderat]" in all_letters(staffed)[0].letter.wording
    logged = staffed.ask("SELECT payload FROM log WHERE action = 'post letter'").item()
    assert "Torget: " not in logged


@pytest.mark.slow  # two pictures are compiled
def test_a_picture_of_another_program_keeps_nobody_from_another(staffed):
    """It is said when all else is in the queue."""
    fill_town(staffed)
    subscribe_oneself(staffed, None, BO, NOW - timedelta(days=1))
    with pytest.MonkeyPatch.context() as later:
        for module in (situation_picture, picture_contents, commands):
            later.setattr(module, "FORMAT", 99)
        freeze_picture(staffed, compile_picture(staffed, parse_period("2026-W26"), NOW, "9.0"), ANNA, NOW)
    known = compile_picture(staffed, parse_period("2026-W25"), NOW, "1")
    freeze_picture(staffed, known, ANNA, NOW)
    following = dict(known.content) | {"period": dict(known.content["period"]) | {"name": "2026-W27"}}
    before = picture_before(staffed, situation_picture.SituationPicture(following))
    assert before is not None
    assert before.period.name == "2026-W25", "the one that cannot be opened is passed over"
    with pytest.raises(PictureError, match=r"form 99.*version 9\.0"):
        post_subscriptions(staffed, "est", NOW, WORDS)
    assert [one.letter.subject for one in all_letters(staffed)] == ["Lägesbild, v. 25 2026"]
