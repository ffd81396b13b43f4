"""What is approved while the dashboard is served goes by itself, and what went wrong does not end the sending."""

import threading
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from est.mail.letter import Letter, LetterKind
from est.mail.letters import add_letter, approve_letter
from est.mail.mail_server import MailServer, Security, set_mail_server
from est.mail.messages import MessageState, all_messages
from est.mail.recipients import set_recipients
from est.municipality.settings import write_setting
from est.settings import Settings
from est.terminal import mail_sender
from est.terminal.backup_request import BackupKeeper
from est.terminal.upkeep import Upkeep
from tests.mail.smtp_server import Mailbox, mail_server_here
from tests.stores import NOW


@pytest.mark.slow
def test_the_queue_is_sent_beside_the_dashboard(store, police, tmp_path, monkeypatch, capsys):
    """A password that cannot be read is said; then, without one, the message goes once."""
    monkeypatch.setattr(mail_sender, "LOOKED_EVERY", 0.02)
    missing = Settings(smtp_password_file=tmp_path / "none")
    mailbox = Mailbox()
    set_recipients(store, police, ["trygghet@bostad.example"], "anna", NOW)
    identity = add_letter(store, Letter(LetterKind.WORD_BACK, police, "Ämne", "Text"), "anna", NOW)
    approve_letter(store, identity, 1, "Samordnaren", "anna", NOW, by_mail=True)
    with mail_server_here(mailbox) as port:
        secret = MailServer("localhost", port, Security.STARTTLS, "est@kommun.example", "konto")
        set_mail_server(store, secret, "anna", NOW)
        sender = mail_sender.MailSender(store, missing)
        sender.start()
        end = time.monotonic() + 20
        while "cannot be read" not in (said := capsys.readouterr().out) and time.monotonic() < end:
            time.sleep(0.02)
        set_mail_server(store, MailServer("localhost", port, Security.NONE, "est@kommun.example"), "anna", NOW)
        while all_messages(store)[0].state is not MessageState.SENT and time.monotonic() < end:
            time.sleep(0.02)
        sender.stop()
    assert "cannot be read" in said
    assert not sender.is_alive()
    assert [one["Subject"] for one in mailbox.taken] == ["Ämne"]


@pytest.mark.slow
@pytest.mark.parametrize("timezone", ["Europe/Stockholm", "Asia/Kathmandu"])
def test_what_is_done_beside_the_dashboard_goes_by_the_municipality_s_clock(store, tmp_path, monkeypatch, timezone):
    """A server has often UTC: what is set for eight would be frozen at ten, and letters would wait for hours."""
    write_setting(store, "timezone", timezone, "test", NOW)
    seen: list[datetime] = []
    done = threading.Event()

    def told(_upkeep, now):
        seen.append(now)
        done.set()

    monkeypatch.setattr(Upkeep, "freeze", told)
    monkeypatch.setattr(mail_sender, "settle_interrupted", lambda _store, _who, when: seen.append(when))
    keepers = (BackupKeeper(store, tmp_path / "est.duckdb", None), mail_sender.MailSender(store, Settings()))
    for keeper in keepers:
        keeper.start()
    assert done.wait(30)
    for keeper in keepers:
        keeper.stop()
    there = datetime.now(ZoneInfo(timezone)).replace(tzinfo=None)
    assert len(seen) == 2
    assert all(timedelta(0) <= there - one < timedelta(minutes=10) for one in seen)
