"""`est backup DIR`: a verified copy of the store, made while the dashboard runs or while it does not."""

import argparse
from datetime import datetime
from pathlib import Path

from est.errors import NotFoundError, StoreBusyError
from est.home import PostgresHome
from est.settings import Settings
from est.store import open_store
from est.store.backup import KEPT, MOMENT, backup_store
from est.store.backup_expiry import others_advice
from est.store.compaction import BACKUP_DAYS
from est.stores import file_of
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
    """Make the backup, say where it is, and which old ones of other stores lie there; return 0."""
    settings = store_settings(arguments)
    folder = arguments.folder.absolute()
    path = _path(settings)
    try:
        with open_existing_store(arguments) if path is None else open_store(path, memory=settings.memory) as store:
            if path is not None:
                say_unconfirmed(store)
            now = municipality_now(store)
            made = backup_store(store, folder, now, arguments.keep)
            own = file_of(store)
    except StoreBusyError:
        if path is None:
            raise
        made = request_backup(path, folder, arguments.keep)  # the program that has it open makes it
        own, now = path, datetime.strptime(made.stem[-15:], MOMENT)  # noqa: DTZ007 (the municipality's, as it is named)
    print(f"The backup is {made}. Go back to it with: est restore {made} --to NEW")
    others = others_advice(own, folder, now, BACKUP_DAYS)
    if others:
        print(others)
    return 0


def _path(settings: Settings) -> Path | None:
    """Return the file of the store that is to be backed up, None of one in PostgreSQL; NotFoundError without any."""
    if isinstance(settings.store, PostgresHome):
        return None
    path = settings.store.absolute()
    if not path.is_file():
        raise NotFoundError(f"There is no store at {path}; --store says where it lies.")
    return path
