"""`est backup DIR`: a verified copy of the store, made while the dashboard runs or while it does not."""

import argparse
from pathlib import Path

from est.errors import NotFoundError, StoreBusyError
from est.home import PostgresHome
from est.store import open_store
from est.store.backup import KEPT, backup_store
from est.terminal import add_store, municipality_now, open_existing_store, say_unconfirmed, store_settings
from est.terminal.argument_types import whole_number
from est.terminal.backup_request import request_backup

MOST = 10_000  # backups that anybody keeps


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder for the copy; made if it is not there")
    parser.add_argument(
        "--keep",
        type=whole_number(1, MOST),
        default=KEPT,
        metavar="N",
        help=f"so many stay there, the new one among them (default: {KEPT})",
    )
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Make the backup and say where it is; return 0."""
    settings = store_settings(arguments)
    folder = arguments.folder.absolute()
    if isinstance(settings.store, PostgresHome):
        with open_existing_store(arguments) as store:
            made = backup_store(store, folder, municipality_now(store), arguments.keep)
        print(f"The backup is {made}. Go back to it with: est restore {made} --to NEW")
        return 0
    path = settings.store.absolute()
    if not path.is_file():
        raise NotFoundError(f"There is no store at {path}; --store says where it lies.")
    try:
        with open_store(path, memory=settings.memory) as store:
            say_unconfirmed(store)
            made = backup_store(store, folder, municipality_now(store), arguments.keep)
    except StoreBusyError:
        made = request_backup(path, folder, arguments.keep)  # the program that has it open makes it
    print(f"The backup is {made}. Go back to it with: est restore {made} --to NEW")
    return 0
