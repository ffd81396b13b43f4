"""A letter leaves when it is approved, once, by a real mail server; what that says, and that it is gone, is kept."""

import ssl
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from est.documents.attached_files import attached_files
from est.errors import AlreadyThereError, MailError, PersonalDataError, SettingError
from est.identity import new_id
from est.mail.delivery import compose_message, send_test, send_waiting
from est.mail.letter import Letter, LetterKind
from est.mail.letters import add_letter, all_letters, approve_letter, edit_letter, post_letter, remove_letter
from est.mail.mail_server import MailServer, Security, log_test, mail_server, set_mail_server
from est.mail.messages import (
    MailFault,
    MessageState,
    all_messages,
    begin_message,
    due_messages,
    settle_interrupted,
    steer_message,
)
from est.mail.recipients import all_recipients, set_recipients
from est.municipality.defaults import prepare_store
from est.settings import Settings
from est.store import open_store
from est.store.erasure import erase_text
from est.store.log import log_rows
from tests.mail.smtp_server import PASSWORD, Mailbox, mail_server_here

NOW = datetime(2026, 6, 29, 8)
ADDRESS = "trygghet@bostad.example"


class Clock:
    """The moment that the program is told it is."""

    def __init__(self) -> None:
        self.moment = NOW

    def __call__(self) -> datetime:
        return self.moment


def settle(store, port: int, security: Security = Security.NONE, account: str = "") -> MailServer:
    server = MailServer("localhost", port, security, "est@kommun.example", account)
    set_mail_server(store, server, "anna", NOW)
    return server


def approved(store, organisation: str, *addresses: str) -> UUID:
    set_recipients(store, organisation, addresses or [ADDRESS], "anna", NOW)
    letter = Letter(LetterKind.WORD_BACK, organisation, "Vad som hände på torget", "Belysningen är lagad. Tack – åäö.")
    identity = add_letter(store, letter, "anna", NOW)
    approve_letter(store, identity, 1, "Samordnaren", "anna", NOW, by_mail=True)
    return identity


def send(store, clock, password: str = "", context: ssl.SSLContext | None = None):
    return send_waiting(store, lambda: password, "est", clock, context=context, attach=attached_files)


def actions(store) -> list[str]:
    return store.ask("SELECT action FROM log ORDER BY number")["action"].to_list()


@pytest.mark.slow
def test_nothing_leaves_before_it_is_approved_and_then_once(store, police):
    """A draft is not in the queue; what the server has taken is never offered to it again."""
    mailbox, clock = Mailbox(), Clock()
    with mail_server_here(mailbox) as port:
        settle(store, port)
        set_recipients(store, police, [ADDRESS, "jour@bostad.example"], "anna", NOW)
        letter = Letter(
            LetterKind.WORD_BACK, police, "Vad som hände", "Tack – åäö.", date(2026, 6, 1), date(2026, 6, 29)
        )
        identity = add_letter(store, letter, "anna", NOW)
        assert send(store, clock) == {}
        with pytest.raises(MailError, match="by function"):
            approve_letter(store, identity, 1, " ", "anna", NOW, by_mail=True)
        assert approve_letter(store, identity, 1, "Samordnaren", "anna", NOW, by_mail=True) == 2
        assert {outcome.fault for outcome in send(store, clock).values()} == {MailFault.NONE}
        assert send(store, clock) == {}
        with pytest.raises(AlreadyThereError):
            approve_letter(store, identity, 1, "Samordnaren", "anna", NOW, by_mail=True)
    assert sorted(one["To"] for one in mailbox.taken) == ["jour@bostad.example", ADDRESS]
    first = mailbox.taken[0]
    assert (first["Subject"], first.get_content().strip()) == ("Vad som hände", "Tack – åäö.")
    assert (first["From"], first["Auto-Submitted"]) == ("est@kommun.example", None)
    assert {f"<{one.id}@kommun.example>" for one in all_messages(store)} == {one["Message-ID"] for one in mailbox.taken}
    assert {one.state for one in all_messages(store)} == {MessageState.SENT}
    assert actions(store)[-4:] == ["begin sending", "record sending"] * 2
    (one,) = all_letters(store)
    assert (one.approved_by, one.approved, one.by_mail) == ("Samordnaren", NOW, True)


@pytest.mark.slow
def test_an_approved_letter_stays_and_a_draft_can_be_changed_and_removed(store, police):
    """Whoever approves has read what is there; personal data is refused, the addresses apart."""
    identity = add_letter(store, Letter(LetterKind.WORD_BACK, police, "Ämne", "Text"), "anna", NOW)
    edit_letter(store, identity, 1, Letter(LetterKind.WORD_BACK, police, "Ämne", "Ny text"), "bo", NOW)
    with pytest.raises(MailError, match="Read it again"):
        approve_letter(store, identity, 1, "Samordnaren", "anna", NOW, by_mail=False)
    with pytest.raises(MailError, match="no address"):
        approve_letter(store, identity, 2, "Samordnaren", "anna", NOW, by_mail=True)
    wanted = Letter(LetterKind.WORD_BACK, police, "Ämne", "Skriv till anna@bostad.example")
    with pytest.raises(PersonalDataError, match="e-mail"):
        edit_letter(store, identity, 2, wanted, "anna", NOW)
    assert approve_letter(store, identity, 2, "Samordnaren", "anna", NOW, by_mail=False) == 0
    for change in (
        lambda: edit_letter(store, identity, 2, Letter(LetterKind.WORD_BACK, police, "Ä", "T"), "anna", NOW),
        lambda: remove_letter(store, identity, "anna", NOW),
    ):
        with pytest.raises(MailError, match="stays as it is"):
            change()
    draft = add_letter(store, Letter(LetterKind.WORD_BACK, police, "Utkast", "Text"), "anna", NOW)
    remove_letter(store, draft, "anna", NOW)
    assert [one.identity for one in all_letters(store)] == [str(identity)]
    assert all_messages(store) == ()


@pytest.mark.slow
def test_a_server_that_is_gone_loses_nothing(store, police):
    """It is tried again, each time later, and given up after five days, which is said and in the log."""
    clock = Clock()
    with mail_server_here(Mailbox()) as port:
        pass
    settle(store, port)
    approved(store, police)
    waited = []
    while (one := all_messages(store)[0]).state is MessageState.WAITING:
        waited.append(one.due - clock.moment)
        clock.moment = one.due
        assert [outcome.fault for outcome in send(store, clock).values()] == [MailFault.GONE]
        assert send(store, clock) == {}, "before its time it is not tried"
    assert waited[:5] == [timedelta(minutes=minutes) for minutes in (0, 5, 15, 60, 240)]
    assert (one.state, one.fault) == (MessageState.GIVEN_UP, MailFault.TOO_LONG)
    assert timedelta(days=5) <= clock.moment - NOW < timedelta(days=5, hours=4)
    assert set(actions(store)[-len(waited) :]) == {"delay messages"}
    mailbox = Mailbox()
    with mail_server_here(mailbox) as port:
        settle(store, port)
        steer_message(store, one.id, "anna", clock.moment, again=True)
        send(store, clock)
    assert len(mailbox.taken) == 1


@pytest.mark.slow
def test_a_server_that_refuses_one_address_gets_the_others(store, police):
    """No for good is given up at once, later is later; what the server says is kept without the address in it."""
    mailbox, clock = Mailbox(), Clock()
    mailbox.answers = {
        "nej@bostad.example": "550 5.1.1 <nej@bostad.example> unknown",
        "sen@bostad.example": "451 later",
    }
    with mail_server_here(mailbox) as port:
        settle(store, port)
        approved(store, police, ADDRESS, *mailbox.answers)
        send(store, clock)
        found = {one.address: (one.state, one.fault, one.answer) for one in all_messages(store)}
        assert found == {
            ADDRESS: (MessageState.SENT, MailFault.NONE, ""),
            "nej@bostad.example": (MessageState.GIVEN_UP, MailFault.REFUSED, "550 5.1.1 <[personuppgift]> unknown"),
            "sen@bostad.example": (MessageState.WAITING, MailFault.LATER, "451 later"),
        }
        mailbox.answers.clear()
        clock.moment += timedelta(minutes=5)
        send(store, clock)
    assert [one["To"] for one in mailbox.taken] == [ADDRESS, "sen@bostad.example"]
    (waits,) = [one for one in all_messages(store) if one.state is not MessageState.SENT]
    with pytest.raises(MailError, match="a moment ago"):
        steer_message(store, waits.id, "anna", NOW, again=False)


@pytest.mark.slow
def test_what_the_program_ended_in_the_midst_of_is_asked_of_a_person(tmp_path):
    """After a restart the queue is there; what may have arrived is not sent again by itself."""
    path, mailbox, clock = tmp_path / "est.duckdb", Mailbox(), Clock()
    with mail_server_here(mailbox) as port:
        with open_store(path) as store:
            prepare_store(store, "test", NOW)
            settle(store, port)
            organisation = store.ask("SELECT id::VARCHAR AS id FROM organisations LIMIT 1").item()
            approved(store, organisation, ADDRESS, "jour@bostad.example")
            first, second = due_messages(store, NOW)
            begin_message(store, first.id, "est", NOW)
            with pytest.raises(MailError, match="a moment ago"):
                begin_message(store, first.id, "other", NOW)
        with open_store(path) as store:
            assert settle_interrupted(store, "est", NOW) == 1
            send(store, clock)
            assert [one["To"] for one in mailbox.taken] == [second.address]
            kept = next(one for one in all_messages(store) if one.id == first.id)
            assert (kept.state, kept.fault) == (MessageState.UNKNOWN, MailFault.STOPPED)
            steer_message(store, first.id, "anna", NOW, again=False)
            assert all_messages(store)[0].fault is MailFault.BY_HAND
    assert len(mailbox.taken) == 1


@pytest.mark.slow
def test_what_is_erased_before_it_has_gone_does_not_go(store, police):
    """Nor is an empty letter sent in its place."""
    mailbox, clock = Mailbox(), Clock()
    with mail_server_here(mailbox) as port:
        settle(store, port)
        erase_text(store, approved(store, police), "wording", "nämner någon", "anna", NOW)
        assert send(store, clock) == {}
    assert mailbox.taken == []
    assert all_messages(store)[0].fault is MailFault.BY_HAND


@pytest.mark.slow
def test_the_way_is_secret_and_the_password_never_in_the_store(store, police, tmp_path):
    """STARTTLS by a certificate that is trusted, and no other; a wrong password is said, and nothing is lost."""
    mailbox, clock = Mailbox(), Clock()
    with mail_server_here(mailbox, tmp_path, sign_in=True) as port:
        trusted = ssl.create_default_context(cafile=tmp_path / "localhost.pem")
        settle(store, port, Security.STARTTLS, "est@kommun.example")
        approved(store, police)
        assert [one.fault for one in send(store, clock, PASSWORD).values()] == [MailFault.INSECURE]
        clock.moment += timedelta(minutes=5)
        assert [one.fault for one in send(store, clock, "fel", trusted).values()] == [MailFault.ACCOUNT]
        clock.moment += timedelta(minutes=15)
        assert [one.fault for one in send(store, clock, PASSWORD, trusted).values()] == [MailFault.NONE]
    assert mailbox.secure == [True]
    assert PASSWORD not in "".join(store.ask("SELECT payload FROM log")["payload"])
    with pytest.raises(MailError, match="secret"):
        MailServer("localhost", 25, Security.NONE, "est@kommun.example", "konto")


@pytest.mark.slow
def test_a_server_without_tls_gets_nothing_where_tls_is_asked_for(store, police):
    """Neither by STARTTLS nor from the start."""
    mailbox = Mailbox()
    with mail_server_here(mailbox) as port:
        for security in (Security.STARTTLS, Security.TLS):
            server = settle(store, port, security)
            moment = NOW.astimezone()
            message = compose_message(server.sender, ADDRESS, "Prov", "Text", str(new_id()), moment, automatic=True)
            assert send_test(server, "", message).fault is MailFault.INSECURE
        server = settle(store, port)
        assert send_test(server, "", message).fault is MailFault.NONE
    log_test(store, ADDRESS, "NONE", "anna", NOW)
    assert [one["Auto-Submitted"] for one in mailbox.taken] == ["auto-generated"]
    assert "test mail server" in log_rows(store, NOW.date(), NOW.date())["action"].to_list()


@pytest.mark.parametrize("address", ["anna.andersson@bostad.example", "ingen adress", "å@bostad.example", "a@b"])
@pytest.mark.slow
def test_an_address_is_a_function_s(store, police, address):
    """A person's own, and what is none, is refused; what was there stays."""
    set_recipients(store, police, [ADDRESS.upper()], "anna", NOW)
    with pytest.raises(MailError):
        set_recipients(store, police, [address], "anna", NOW)
    assert all_recipients(store) == {police: (ADDRESS,)}


@pytest.mark.slow
def test_without_a_server_it_waits(store, police):
    """And goes when there is one; what needs no reading goes once, whoever puts it there again."""
    mailbox, clock, identity = Mailbox(), Clock(), new_id()
    letter = Letter(LetterKind.REMINDER, police, "Påminnelse", "Skylten är försenad.")
    for _ in range(2):
        post_letter(store, letter, [ADDRESS], "Påminnelser", "est", NOW, identity)
    assert mail_server(store) is None
    assert send(store, clock) == {}
    with mail_server_here(mailbox) as port:
        settle(store, port)
        send(store, clock)
    assert [one["Auto-Submitted"] for one in mailbox.taken] == ["auto-generated"]


def test_the_password_comes_from_the_environment_or_a_file(tmp_path):
    """A file is read anew each time; one that cannot be read is said. It is not in what the settings print."""
    path = tmp_path / "password"
    settings = Settings.from_environment({"EST_SMTP_PASSWORD_FILE": str(path)})
    with pytest.raises(SettingError, match="cannot be read"):
        settings.mail_password()
    path.write_text("ett\n", encoding="utf-8")
    assert settings.mail_password() == "ett"
    plain = Settings.from_environment({"EST_SMTP_PASSWORD": "två"})
    assert plain.mail_password() == "två"
    assert "två" not in repr(plain)
