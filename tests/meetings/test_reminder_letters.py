"""Reminders go once a week, to those who have something due and an address, and only where they are turned on."""

from datetime import date, datetime, timedelta

import pytest

from est.__main__ import main
from est.mail.letters import all_letters
from est.mail.mail_server import MailServer, Security, set_mail_server
from est.mail.messages import all_messages
from est.mail.recipients import set_recipients
from est.meetings.commands import add_task
from est.meetings.reminder_letters import owners_without_address, post_reminders, reminder_bases
from est.meetings.task import Task, TaskState
from est.municipality.defaults import prepare_store
from est.municipality.settings import write_setting
from est.store import open_store
from est.terminal.upkeep import Upkeep
from est.text import translator
from tests.mail.smtp_server import Mailbox, mail_server_here
from tests.meetings.towns import NOW, fill_town
from tests.stores import organisation_ids

WORDS = translator("sv")
ADDRESS = "trygghet@bostad.example"


@pytest.fixture
def store(store):
    """A store with a measure that is late of the first organisation, and a task of the second."""
    fill_town(store)
    second = store.ask("SELECT name FROM organisations ORDER BY name").item(1, 0)
    add_task(store, Task("Flytta cyklarna", second.upper(), date(2026, 6, 26)), "anna", NOW)
    add_task(store, Task("Om ett år", second, date(2027, 6, 26)), "anna", NOW)
    add_task(store, Task("Redan klar", second, date(2026, 6, 26), TaskState.DONE), "anna", NOW)
    add_task(store, Task("Nån annans", "vaktmästaren", date(2026, 6, 26)), "anna", NOW)
    return store


@pytest.mark.slow
def test_each_owner_is_reminded_of_what_is_due_of_theirs(store):
    """A task belongs to the organisation whose name it says; what is done, far off or nobody's is not brought up."""
    first, second = organisation_ids(store)[:2]
    bases = {basis.organisation: basis for basis in reminder_bases(store, NOW.date())}
    assert set(bases) == {first, second}
    assert bases[first].measures["title"].to_list() == ["Skylt"]
    assert [task.title for task in bases[second].tasks] == ["Flytta cyklarna"]
    assert owners_without_address(store, NOW.date()) == tuple(sorted((first, second)))


@pytest.mark.slow
def test_it_is_once_a_week_and_only_where_it_is_turned_on(store):
    """By the upkeep of every night; who has no address is left out until there is one."""
    first, second = organisation_ids(store)[:2]
    set_recipients(store, first, [ADDRESS], "anna", NOW)
    assert post_reminders(store, "est", NOW, WORDS) == 0
    write_setting(store, "reminders", "1", "anna", NOW)
    for night in range(3):
        post_reminders(store, "est", NOW + timedelta(days=night), WORDS)
    (letter,) = all_letters(store)
    assert letter.letter.subject == "Ni har 1 sak att ta tag i"
    assert letter.letter.wording == "– Åtgärd: Skylt, Torget, klar 1 juni 2026: försenad."
    assert letter.approved_by == "Påminnelser, påslagna under Inställningar"
    server = MailServer("localhost", 25, Security.NONE, "est@kommun.example", site="https://est.kommun.example/")
    set_mail_server(store, server, "anna", NOW)
    set_recipients(store, second, [ADDRESS], "anna", NOW)
    post_reminders(store, "est", NOW + timedelta(days=3), WORDS)
    assert all_letters(store)[0].letter.wording.splitlines() == [
        "– Uppgift: Flytta cyklarna, till 26 juni 2026: försenad.",
        "",
        "https://est.kommun.example/atgarder",
    ]
    assert post_reminders(store, "est", NOW + timedelta(weeks=1), WORDS) == 2
    assert len(all_messages(store)) == 4


@pytest.mark.slow
def test_the_queue_is_seen_and_sent_from_a_terminal(tmp_path, capsys, monkeypatch):
    """What waits goes, a test message too; without a server both say so."""
    monkeypatch.delenv("EST_SMTP_PASSWORD_FILE", raising=False)
    path, mailbox = str(tmp_path / "est.duckdb"), Mailbox()
    with open_store(tmp_path / "est.duckdb") as store:
        prepare_store(store, "test", NOW)
    assert main(["mail", "--store", path]) == 0
    assert "queue is empty" in capsys.readouterr().out
    assert main(["mail", "--test", ADDRESS, "--store", path]) == 2
    with mail_server_here(mailbox) as port:
        with open_store(tmp_path / "est.duckdb") as store:
            set_mail_server(store, MailServer("localhost", port, Security.NONE, "est@kommun.example"), "anna", NOW)
            organisation = organisation_ids(store)[0]
            set_recipients(store, organisation, [ADDRESS, "nej@bostad.example"], "anna", NOW)
            write_setting(store, "reminders", "1", "anna", NOW)
            name = store.ask("SELECT name FROM organisations ORDER BY name").item(0, 0)
            add_task(store, Task("Flytta cyklarna", name, NOW.date()), "anna", NOW)
            upkeep = Upkeep(store, None, date(2026, 6, 28))
            assert upkeep.is_due(datetime(2026, 6, 29, 3))
            upkeep.run(datetime(2026, 6, 29, 3))
        mailbox.answers = {"nej@bostad.example": "550 no such address"}
        assert main(["mail", "--send", "--store", path]) == 1
        shown = capsys.readouterr().out
        assert "1 sent, 1 not." in shown
        assert "550 no such address" in shown
        assert main(["mail", "--test", ADDRESS, "--store", path]) == 0
    assert [one["Subject"] for one in mailbox.taken] == ["Ni har 1 sak att ta tag i", "Test message"]
