"""Handing messages over to the mail server (SMTP, RFC 5321), and what its answers mean."""

import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from zoneinfo import ZoneInfo

from est.access.people import all_people
from est.access.permissions import allowed
from est.errors import MailError
from est.mail.attachments import Attach, AttachedFile, all_attachments, fitting_files
from est.mail.letters import RecordedLetter, all_letters
from est.mail.mail_server import MailServer, Security, mail_server
from est.mail.messages import (
    MailFault,
    begin_message,
    delay_messages,
    due_messages,
    record_message,
    steer_message,
)
from est.municipality.defaults import store_timezone
from est.store import Store
from est.store.frozen_content import ERASED

SECONDS = 15.0  # that the server may take for an answer
LONGEST_ANSWER = 300
PERMANENT = 500  # the least of the codes by which a server says no for good


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt: no fault where the server has taken the message; `final` where it never will."""

    fault: MailFault
    answer: str = ""
    final: bool = False


class _UnreachedError(Exception):
    """The server was not spoken to as far as a message; the outcome is that of all that wait."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.answer)
        self.outcome = outcome


def compose_message(
    sender: str,
    address: str,
    subject: str,
    wording: str,
    identity: str,
    moment: datetime,
    *,
    automatic: bool,
    files: Sequence[AttachedFile] = (),
) -> EmailMessage:
    """Return a message as it goes over the wire. The same `identity` gives the same Message-ID, so that a mailbox that
    gets it twice can tell. `moment` has its zone.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = address
    message["Subject"] = " ".join(subject.split())
    message["Date"] = moment
    message["Message-ID"] = f"<{identity}@{sender.rpartition('@')[2]}>"
    if automatic:
        message["Auto-Submitted"] = "auto-generated"
    message.set_content(wording)
    for file in files:
        main, _, subtype = file.kind.partition("/")
        coded = {"charset": "utf-8"} if main == "text" else None
        message.add_attachment(file.held, maintype=main, subtype=subtype, filename=file.name, params=coded)
    return message


@contextmanager
def _session(server: MailServer, password: str, trusted: ssl.SSLContext | None) -> Iterator[smtplib.SMTP]:
    """Give a session with the server, signed in where it has an account."""
    context = trusted
    if context is None and server.security is not Security.NONE:
        context = ssl.create_default_context()  # which takes a third of a second
    try:
        if server.security is Security.TLS:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    except ssl.SSLError as error:
        raise _UnreachedError(Outcome(MailFault.INSECURE, _short(error))) from error
    except (OSError, smtplib.SMTPException) as error:
        raise _UnreachedError(Outcome(MailFault.GONE, _short(error))) from error
    try:
        try:
            if server.security is Security.STARTTLS:
                smtp.starttls(context=context)
            if server.account:
                smtp.login(server.account, password)
        except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
            raise _UnreachedError(Outcome(MailFault.INSECURE, _short(error))) from error
        except (smtplib.SMTPAuthenticationError, UnicodeEncodeError) as error:  # smtplib's passwords are ASCII
            raise _UnreachedError(Outcome(MailFault.ACCOUNT, _short(error))) from error
        except (OSError, smtplib.SMTPException) as error:
            raise _UnreachedError(Outcome(MailFault.GONE, _short(error))) from error
        yield smtp
    finally:
        with suppress(OSError, smtplib.SMTPException):
            smtp.quit()


def _hand_over(smtp: smtplib.SMTP, message: EmailMessage) -> Outcome:
    """Return what the server said of a message."""
    try:
        smtp.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        return _refused(code, said)
    except smtplib.SMTPSenderRefused as error:
        return Outcome(MailFault.SENDER, _short(error))
    except smtplib.SMTPResponseException as error:
        return _refused(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(MailFault.GONE, _short(error))
    return Outcome(MailFault.NONE)


def _refused(code: int, said: bytes | str) -> Outcome:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    answer = f"{code} {text}"[:LONGEST_ANSWER]
    final = code >= PERMANENT
    return Outcome(MailFault.REFUSED if final else MailFault.LATER, answer, final)


def _short(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _refused(error.smtp_code, error.smtp_error).answer
    return " ".join(str(error).split())[:LONGEST_ANSWER]


def send_waiting(
    store: Store,
    password: Callable[[], str],
    who: str,
    now: Callable[[], datetime],
    stopped: Callable[[], bool] = lambda: False,
    context: ssl.SSLContext | None = None,
    *,
    attach: Attach,
) -> dict[str, Outcome]:
    """Send what waits and is due, and return the outcome of each message by its identity.

    `attach` makes the files of what goes with a letter; where it cannot, the message says so and goes without. A person
    who may not see the picture any longer gets nothing.

    Without a server, or with nothing to send, nobody is spoken to. A message is in the store as begun before the server
    hears of it, and as sent when the server has taken it. MailError when the password cannot be read.
    """
    server, waiting = mail_server(store), due_messages(store, now())
    if server is None or not waiting:
        return {}
    letters, attached = {one.identity: one for one in all_letters(store)}, all_attachments(store)
    zone = ZoneInfo(store_timezone(store))
    outcomes: dict[str, Outcome] = {}
    try:
        with _session(server, password() if server.account else "", context) as smtp:
            for message in waiting:
                if stopped():
                    break
                found = letters[message.letter]
                with suppress(MailError):  # somebody else has taken it, or given it up, since it was listed
                    if ERASED in (found.letter.subject, found.letter.wording):  # after it was approved
                        steer_message(store, message.id, who, now(), again=False)
                        continue
                    begin_message(store, message.id, who, now())
                    if not _may_get(store, found):
                        record_message(store, message, MailFault.NO_ACCESS, "", who, now(), final=True)
                        continue
                    wording, files = found.letter.wording, tuple[AttachedFile, ...]()
                    if message.letter in attached:
                        files, told = fitting_files(store, attached[message.letter], attach)
                        wording = "\n\n".join((wording, *told))
                    made = compose_message(
                        server.sender, message.address, found.letter.subject, wording, message.id,
                        now().replace(tzinfo=zone), automatic=found.letter.kind.automatic, files=files,
                    )  # fmt: skip
                    outcome = outcomes[message.id] = _hand_over(smtp, made)
                    record_message(store, message, outcome.fault, outcome.answer, who, now(), final=outcome.final)
                    if outcome.fault is MailFault.GONE:
                        break  # the others are tried in a session of their own
    except _UnreachedError as error:
        delay_messages(store, waiting, error.outcome.fault, error.outcome.answer, who, now())
        return dict.fromkeys((one.id for one in waiting), error.outcome)
    return outcomes


def _may_get(store: Store, found: RecordedLetter) -> bool:
    """Tell whether a letter may leave: one to a person only as long as they may see what it tells."""
    person = found.letter.person
    return not person or any(one.email == person and allowed(one.actor, "open situation") for one in all_people(store))


def send_test(
    server: MailServer, password: str, message: EmailMessage, context: ssl.SSLContext | None = None
) -> Outcome:
    """Send one message at once, past the queue, and return what the server said."""
    try:
        with _session(server, password, context) as smtp:
            return _hand_over(smtp, message)
    except _UnreachedError as error:
        return error.outcome
