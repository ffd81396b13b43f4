"""`est mail`: the queue of messages, sending what waits, and a test message."""

import argparse
from functools import partial
from zoneinfo import ZoneInfo

from est.documents.attached_files import attached_files
from est.errors import MailError
from est.identity import new_id
from est.mail.delivery import compose_message, send_test, send_waiting
from est.mail.letters import all_letters
from est.mail.mail_server import log_test, mail_address, mail_server
from est.mail.messages import MailFault, MessageState, all_messages, settle_interrupted
from est.municipality.defaults import store_timezone
from est.settings import Settings
from est.store import Store
from est.terminal import add_store, municipality_now, open_existing_store, store_settings, terminal_user

SOME_FAILED = 1


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--send", action="store_true", help="send what waits and is due")
    what.add_argument("--test", metavar="ADDRESS", help="send a test message there")
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Show the queue, after sending where that is asked for; return 1 when the server did not take something."""
    settings = store_settings(arguments)
    with open_existing_store(arguments) as store:
        if arguments.test:
            return _test(store, arguments.test, settings)
        failed = False
        if arguments.send:
            now = partial(municipality_now, store)
            settle_interrupted(store, terminal_user(), now())
            outcomes = send_waiting(store, settings.mail_password, terminal_user(), now, attach=attached_files)
            failed = any(outcome.fault is not MailFault.NONE for outcome in outcomes.values())
        _show(store)
    return SOME_FAILED if failed else 0


def _test(store: Store, written: str, settings: Settings) -> int:
    server, address = mail_server(store), mail_address(written)
    if server is None:
        raise MailError("No mail server is settled. Settle it under Inställningar.")
    moment = municipality_now(store).replace(tzinfo=ZoneInfo(store_timezone(store)))
    text = "If you read this, the mail server of EST works."
    message = compose_message(server.sender, address, "Test message", text, str(new_id()), moment, automatic=True)
    outcome = send_test(server, settings.mail_password() if server.account else "", message)
    said = " ".join(part for part in (outcome.fault.name, outcome.answer) if part)
    log_test(store, address, said, terminal_user(), municipality_now(store))
    if outcome.fault is MailFault.NONE:
        print(f"{server.host} has taken the test message to {address}.")
        return 0
    print(f"{outcome.fault} {outcome.answer}".strip())
    return SOME_FAILED


def _show(store: Store) -> None:
    messages = all_messages(store)
    if mail_server(store) is None:
        print("No mail server is settled: what is approved waits.")
    if not messages:
        print("The queue is empty: no letter has been approved to be sent.")
        return
    sent = sum(one.state is MessageState.SENT for one in messages)
    print(f"{sent} sent, {len(messages) - sent} not.")
    subjects = {one.identity: one.letter.subject for one in all_letters(store)}
    for one in messages:
        if one.state is MessageState.SENT:
            continue
        due = f", next try {one.due:%Y-%m-%d %H:%M}" if one.state is MessageState.WAITING else ""
        why = " ".join(part for part in (one.fault, one.answer) if part)
        print(f"{one.state}: {one.address}, {subjects[one.letter]}{due}. {why}".strip())
