"""`est undo BATCH`: remove a batch whole."""

import argparse

from est.reports.batches.batch import undo_batch
from est.terminal import add_store, local_now, open_existing_store, terminal_user


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("batch", metavar="BATCH", help="the identity that `est import` printed")
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Return 0 when the batch was removed; raises when it is not there."""
    with open_existing_store(arguments) as store:
        undo_batch(store, arguments.batch, terminal_user(), local_now())
    print(f"Batch {arguments.batch} was removed whole. The log keeps that it was there.")
    return 0
