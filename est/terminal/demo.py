"""`est demo`: the invented town in a store of its own."""

import argparse
import os
from contextlib import suppress
from pathlib import Path

from est.demo import assembly
from est.errors import StoreBusyError
from est.home import Home, PostgresHome
from est.settings import Settings
from est.store.chain import head_path
from est.stores import open_home
from est.terminal import add_store, municipality_now, store_settings, terminal_progress, terminal_user


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Build the demo town; return 0. A store that holds reports is refused and left as it is."""
    settings = store_settings(arguments)
    home = settings.store
    build(home, settings)
    print(f"est: the demo town is in {home}. Every report in it is invented. See it with: est serve --store {home}")
    return 0


def build(home: Home, settings: Settings) -> None:
    """Build the demo town in a store; a new file appears when it is complete, or not at all."""
    if isinstance(home, PostgresHome) or os.path.exists(home):  # a Path raises where one may not look
        _fill(home, settings)
        return
    path = home
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    try:
        _fill(unfinished, settings)
        if path.exists():
            raise StoreBusyError(f"Somebody else made the store {path} in the meantime. It was left as it is.")
        unfinished.replace(path)
        head_path(unfinished).replace(head_path(path))
    finally:
        _remove(unfinished)


def _fill(home: Home, settings: Settings) -> None:
    with open_home(home, settings) as store:
        assembly.build_demo(store, terminal_user(), municipality_now(store), terminal_progress("est:"))
        store.checkpoint()


def _remove(path: Path) -> None:
    for file in (path, path.with_name(path.name + ".wal"), head_path(path)):
        with suppress(OSError):  # it was moved, or never made, and why is being said already
            file.unlink()
