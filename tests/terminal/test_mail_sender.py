"""What is approved while the dashboard is served goes by itself, and what went wrong does not end the sending."""

import time

import pytest

from est.mail.letter import Letter, LetterKind
from est.mail.letters import add_letter, approve_letter
from est.mail.mail_server import MailServer, Security, set_mail_server
from est.mail.messages import MessageState, all_messages
from est.mail.recipients import set_recipients
from est.settings import Settings
from est.terminal import mail_sender
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
