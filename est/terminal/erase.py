"""`est erase`: erase a text for good, or only rewrite the store without anything that was deleted from it."""

import argparse
import os
from pathlib import Path
from uuid import UUID

from est.errors import EstError, NotFoundError
from est.reports.arrivals.inbox_folder import InboxFolder
from est.reports.arrivals.inbox_retention import files_of, remove_files
from est.settings import Settings
from est.store import Store
from est.store.backup import backups_of
from est.store.backup_expiry import newest_is_older, others_advice
from est.store.compaction import BACKUP_DAYS, compact_store, remove_expired_backups
from est.store.erasure import erase_text, kept_texts_of
from est.stores import file_of
from est.terminal import add_store, municipality_now, open_existing_store, store_settings, terminal_user
from est.terminal.argument_types import LONGEST, whole_number

RAW = "raw"
"""The field of a batch that is the file itself, as it came by the inbox."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument(
        "identity", nargs="?", metavar="ID", help="of a note, a hotspot, a cause, a measure, a verdict or a batch"
    )
    parser.add_argument("--field", help="which of its texts; left out, they are listed")
    parser.add_argument("--why", default="", help="the reason, for the log; without the text itself")
    parser.add_argument(
        "--backups", type=Path, metavar="DIR", help="remove expired backups from there (default: EST_BACKUP)"
    )
    parser.add_argument(
        "--backup-days",
        type=whole_number(0, LONGEST, "0 leaves only the newest"),
        default=BACKUP_DAYS,
        metavar="N",
        help=f"so long a backup may hold what was erased; 0 leaves only the newest (default: {BACKUP_DAYS})",
    )
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Erase what is asked for and rewrite the store; return 0."""
    with open_existing_store(arguments) as store:
        if arguments.identity:
            identity = _identity(arguments.identity)
            settings = store_settings(arguments)
            lying = files_of(InboxFolder(settings.inbox_of(settings.store)), str(identity))
            if arguments.field is None:
                return _list(store, identity, len(lying))
            if arguments.field != RAW:
                who, when = terminal_user(), municipality_now(store)
                rows = erase_text(store, identity, arguments.field, arguments.why, who, when)
                print(f"Erased: {arguments.field} of {identity}, with {rows} rows of the log.")
            elif not lying:
                raise NotFoundError(f"No file of {identity} lies in the inbox of this machine.")
            # its name and its rows hold what was to go, whichever field that was
            removed = remove_files(store, lying, terminal_user(), municipality_now(store))
            if removed:
                print(f"The file that it came as is removed from the inbox ({removed}).")
        compact_store(store)
        print("The store was written anew. What was deleted or erased is not in it.")
        _backups(store, arguments)
    return 0


def _identity(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError(f"{text!r} is no identity. The log and the lists of the pages name them.") from None


def _list(store: Store, identity: UUID, lying: int) -> int:
    if lying:
        print(f"{RAW} ({lying} in the inbox): as it came, with all that est covers or leaves out")
    for row in kept_texts_of(store, identity).iter_rows(named=True):
        text = " ".join(str(row["text"] or "").split())
        print(f"{row['field']} ({row['logged']} rows of the log): {text[:60]}")
    print("Erase one with --field.")
    return 0


def _backups(store: Store, arguments: argparse.Namespace) -> None:
    """Remove the backups past their time, and say what the others still hold and until when."""
    folder = arguments.backups or Settings.from_environment(os.environ).backup
    if folder is None or store.path is None:
        print("Backups are not looked at: say where they lie with --backups. They hold what the store held then.")
        return
    try:
        removed = remove_expired_backups(store.path, folder.absolute(), municipality_now(store), arguments.backup_days)
    except EstError as error:
        print(error)
        return
    print(f"Backups in {folder}: {len(removed)} past their time removed, {_left(store, folder, arguments.backup_days)}")
    others = others_advice(store.path, folder.absolute(), municipality_now(store), arguments.backup_days)
    if others:
        print(others)


def _left(store: Store, folder: Path, days: int) -> str:
    """Return how many backups of a store are left, what they hold, and until when."""
    path = file_of(store)
    left = len(backups_of(path, folder.absolute()))
    if not left:
        return "none left."
    when = f"after {days} days" if days else "at once"
    told = (
        f"{left} left. Each holds what the store held when it was made. They go {when}, but the newest stays until a "
        "newer one is made."
    )
    if not newest_is_older(store, path, folder.absolute()):
        return told
    return (
        f"{told} It is older than the last erasure and may still hold what was erased: make one now with `est backup "
        f"{folder}`, and then remove the older ones with `est erase --backups {folder} --backup-days 0`."
    )
