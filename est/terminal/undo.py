"""`est undo BATCH`: undo a batch whole, after a question; `--back` puts it back."""

import argparse
import sys

from est.measures.batch_effect import batch_effect
from est.reports.batches.undo import restore_batch, undo_batch
from est.terminal import add_store, municipality_now, open_existing_store, terminal_user

LEFT = 1


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("batch", metavar="BATCH", help="the identity that `est import` printed")
    add_store(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--back", action="store_true", help="put an undone batch back as it was")


def run(arguments: argparse.Namespace) -> int:
    """Return 0 when the batch was undone or put back, 1 when it was left as it is; raises when it is not there."""
    with open_existing_store(arguments) as store:
        if arguments.back:
            restore_batch(store, arguments.batch, terminal_user(), municipality_now(store))
            print(f"Batch {arguments.batch} is back as it was.")
            return 0
        for sentence in batch_effect(store, arguments.batch):
            print(sentence.in_language(str))
        # where nobody can answer, what was asked for is done: it can be taken back
        if (
            not arguments.yes
            and sys.stdin.isatty()
            and input("Undo it? [y/N] ").strip().lower() not in ("y", "yes", "j")
        ):
            print("Nothing was changed.")
            return LEFT
        undo_batch(store, arguments.batch, terminal_user(), municipality_now(store))
    print(f"Batch {arguments.batch} was undone whole. Put it back with: est undo {arguments.batch} --back")
    return 0
