"""`est background`: give the store people per square, place or cell, so that flags can stand out from them, or none."""

import argparse
from pathlib import Path

from est.errors import AreaError
from est.space.backgrounds import people_count, remove_people, set_people
from est.terminal import add_store, municipality_now, open_argument_store, open_existing_store, terminal_user


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "file", nargs="?", type=Path, help="CSV of squares in SWEREF 99 TM, GeoJSON, or Parquet of H3 cells"
    )
    what.add_argument(
        "--remove", action="store_true", help="take away those that were given; the log keeps that they were"
    )
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Keep the people of the file, or take away those that are kept, and say how many they are; return 0."""
    if arguments.remove:
        with open_existing_store(arguments) as store:
            known = remove_people(store, terminal_user(), municipality_now(store))
        print(f"{people_count(known):,.0f} people or addresses were removed. The log keeps that they were there.")
        return 0
    try:
        content = arguments.file.read_bytes()
    except OSError as error:
        raise AreaError(f"{arguments.file} cannot be read ({error}).") from error
    with open_argument_store(arguments) as store:
        number = set_people(store, content, arguments.file.name, terminal_user(), municipality_now(store))
    print(f"{number:,.0f} people or addresses are kept; `est flags --null people` compares with them.")
    return 0
