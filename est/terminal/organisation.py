"""`est organisation`: say whether an organisation's repeats count once in tests, or every row."""

import argparse

from est.errors import NotFoundError
from est.municipality.repeat_rules import set_every_row
from est.municipality.vocabulary import store_vocabulary
from est.terminal import add_store, local_now, open_argument_store, terminal_user


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("name", help="the organisation, as it is written in the store")
    add_store(parser)
    parser.add_argument(
        "--repeats",
        choices=("once", "every"),
        required=True,
        help="once: one event for each cell, category and day; every: each row is an event of its own",
    )


def run(arguments: argparse.Namespace) -> int:
    """Keep the setting and say what it is; return 0."""
    with open_argument_store(arguments) as store:
        known = store_vocabulary(store).organisation(arguments.name)
        if known is None:
            raise NotFoundError(f"There is no organisation {arguments.name!r}. Import a batch of it first.")
        set_every_row(store, known, arguments.repeats == "every", terminal_user(), local_now())
    told = (
        "Every row counts" if arguments.repeats == "every" else "Repeats in a cell, of a category and day, count once"
    )
    print(f"{told} in tests of {arguments.name}.")
    return 0
