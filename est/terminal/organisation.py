"""`est organisation`: whether an organisation's repeats count once in tests, copies are events, addresses are homes."""

import argparse

from est.errors import NotFoundError, SettingError
from est.municipality.address_rules import set_street_only
from est.municipality.repeat_rules import set_every_row, set_keeps_copies
from est.municipality.vocabulary import store_vocabulary
from est.terminal import add_store, municipality_now, open_argument_store, terminal_user


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("name", help="the organisation, as it is written in the store")
    add_store(parser)
    parser.add_argument(
        "--repeats",
        choices=("once", "every"),
        help="once: one event for each cell, category and day; every: each row is an event of its own",
    )
    parser.add_argument(
        "--addresses",
        choices=("street", "house"),
        help="street: its addresses are people's homes and placed on the street; house: at the house",
    )
    parser.add_argument(
        "--copies",
        choices=("once", "every"),
        help="rows of one file that agree in everything: once: they are copies; every: each is an event of its own",
    )


def run(arguments: argparse.Namespace) -> int:
    """Keep the settings and say what they are; return 0."""
    if not (arguments.repeats or arguments.copies or arguments.addresses):
        raise SettingError("Nothing is to be set. Give --repeats, --copies or --addresses.")
    with open_argument_store(arguments) as store:
        known = store_vocabulary(store).organisation(arguments.name)
        if known is None:
            raise NotFoundError(f"There is no organisation {arguments.name!r}. Import a batch of it first.")
        if arguments.repeats:
            set_every_row(store, known, arguments.repeats == "every", terminal_user(), municipality_now(store))
        if arguments.copies:
            set_keeps_copies(store, known, arguments.copies == "every", terminal_user(), municipality_now(store))
        if arguments.addresses:
            set_street_only(store, known, arguments.addresses == "street", terminal_user(), municipality_now(store))
    if arguments.addresses:
        where = "on the street" if arguments.addresses == "street" else "at the house"
        print(f"Addresses of {arguments.name} are placed {where}.")
    if arguments.repeats:
        every = arguments.repeats == "every"
        told = "Every row counts" if every else "Repeats in a cell, of a category and day, count once"
        print(f"{told} in tests of {arguments.name}.")
    if arguments.copies:
        kept = "each an event of its own" if arguments.copies == "every" else "copies, and stored once"
        print(f"Rows in a file of {arguments.name} that agree in everything are {kept}.")
    return 0
