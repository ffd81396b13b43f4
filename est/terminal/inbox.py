"""`est inbox`: handle the files of the inbox once. A program that is served does so by itself."""

import argparse
import sys
import time
from functools import partial
from pathlib import Path

from est.errors import NotFoundError
from est.reports.arrivals.inbox_folder import SETTLED, InboxFolder
from est.reports.arrivals.waiting_files import waiting_files
from est.terminal import add_store, municipality_now, open_existing_store, store_settings
from est.terminal.inbox_desk import InboxDesk

NOTHING_WAITS, SOMETHING_WAITS = 0, 1


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.description = (
        "Take the files in the inbox: a folder for each organisation, called as it is in Settings. What somebody has "
        "to be asked about waits for that. Exit status: 0 nothing waits, 1 something does, 2 refused."
    )
    add_store(parser)
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="PATH",
        help="the inbox (default: EST_INBOX or the folder inbox beside the store)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Return 0 when nothing waits, 1 when something does."""
    settings = store_settings(arguments)
    chosen = arguments.folder or settings.inbox
    if chosen is not None and not chosen.is_dir():
        raise NotFoundError(
            f"There is no folder {chosen} with files. --folder or EST_INBOX says where it lies; in it is a folder for "
            "each organisation."
        )
    root = arguments.folder or settings.inbox_of(settings.store)
    with open_existing_store(arguments) as store:
        desk = InboxDesk(
            store, InboxFolder(root), partial(municipality_now, store), lambda text: print(text, file=sys.stderr)
        )
        handled = desk.sweep()
        time.sleep(SETTLED)  # what does not change meanwhile is whole
        handled += desk.sweep()
        for one in handled:
            if one.reception.batch is not None:
                print(
                    f"{one.file}: batch {one.reception.batch}{', which the store had' if one.reception.known else ''}"
                )
        waiting = waiting_files(store)
        for file in waiting:
            print(f"{file.organisation_name}: {file.file} waits. {' '.join(file.reasons)}")
    return SOMETHING_WAITS if waiting else NOTHING_WAITS
