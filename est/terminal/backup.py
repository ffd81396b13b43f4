"""`est backup DIR`: a verified copy of the store, made while the dashboard runs or while it does not."""

import argparse
import os
from pathlib import Path

from est.errors import NotFoundError, StoreBusyError
from est.settings import Settings
from est.store import open_store
from est.store.backup import KEPT, backup_store
from est.terminal import add_store, local_now
from est.terminal.backup_request import request_backup


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder for the copy; made if it is not there")
    parser.add_argument("--keep", type=int, default=KEPT, metavar="N", help=f"so many stay there (default: {KEPT})")
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Make the backup and say where it is; return 0."""
    settings = Settings.from_environment(os.environ)
    path = (arguments.store or settings.store).absolute()
    if not path.is_file():
        raise NotFoundError(f"There is no store at {path}; --store says where it lies.")
    folder = arguments.folder.absolute()
    try:
        with open_store(path, memory=settings.memory) as store:
            made = backup_store(store, folder, local_now(), arguments.keep)
    except StoreBusyError:
        made = request_backup(path, folder, arguments.keep)  # the program that has it open makes it
    print(f"The backup is {made}. Go back to it with: est restore {made} --to NEW")
    return 0
