"""`est move FROM TO`: a whole store from a file into PostgreSQL, out of it, or from one schema into another."""

import argparse
import shutil
from pathlib import Path

from est.errors import AlreadyThereError, NotFoundError
from est.home import PostgresHome
from est.store import Store
from est.store.backup import backup_store, restore_store
from est.stores import fill_home, home_exists, open_home
from est.terminal import home_argument, municipality_now, say_unconfirmed, store_settings


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("source", type=home_argument, metavar="FROM", help="the store: a file, or postgresql://…")
    parser.add_argument("target", type=home_argument, metavar="TO", help="where it is to be; there must be none yet")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="where files that follow postgresql://… lie")


def run(arguments: argparse.Namespace) -> int:
    """Move, compare and print what the new home holds; return 0."""
    settings = store_settings(arguments)
    source, target = arguments.source, arguments.target
    if not home_exists(source):
        raise NotFoundError(f"There is no store at {source}.")
    with open_home(source, settings) as store:
        say_unconfirmed(store)
        if isinstance(target, PostgresHome):
            number = fill_home(store, target, settings)
        else:
            number = _write_file(store, target.absolute(), settings.memory)
    print(f"The store {target} holds {number} changes, and every table of it was compared with {source}.")
    print(f"{source} was left as it is. Nobody should go on with it: est serve --store '{target}'")
    return 0


def _write_file(store: Store, target: Path, memory: str) -> int:
    """Write a store into a new file, verified, and return how many changes it holds."""
    if target.exists():
        raise AlreadyThereError(f"{target} is there already and was left as it is.")
    folder = target.with_name(target.name + ".moving")
    try:
        return restore_store(backup_store(store, folder, municipality_now(store)), target, memory)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
