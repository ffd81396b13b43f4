"""`est demo`: the invented town in a store of its own."""

import argparse
import os
from contextlib import suppress
from pathlib import Path

from est.demo import assembly
from est.errors import StoreBusyError
from est.settings import Settings
from est.store import open_store
from est.store.chain import head_path
from est.terminal import add_store, local_now, terminal_progress, terminal_user


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Build the demo town; return 0. A store that holds reports is refused and left as it is."""
    settings = Settings.from_environment(os.environ)
    path = arguments.store or settings.store
    build(path, settings)
    print(f"est: the demo town is in {path}. Every report in it is invented. See it with: est serve --store {path}")
    return 0


def build(path: Path, settings: Settings) -> None:
    """Build the demo town in the store at `path`; a new store appears there when it is complete, or not at all."""
    if os.path.exists(path):  # a Path raises where one may not look
        _fill(path, settings)
        return
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    try:
        _fill(unfinished, settings)
        if path.exists():
            raise StoreBusyError(f"Somebody else made the store {path} in the meantime. It was left as it is.")
        unfinished.replace(path)
        head_path(unfinished).replace(head_path(path))
    finally:
        _remove(unfinished)


def _fill(path: Path, settings: Settings) -> None:
    with open_store(path, memory=settings.memory) as store:
        assembly.build_demo(store, terminal_user(), local_now(), terminal_progress("est:"))
        store.checkpoint()


def _remove(path: Path) -> None:
    for file in (path, path.with_name(path.name + ".wal"), head_path(path)):
        with suppress(OSError):  # it was moved, or never made, and why is being said already
            file.unlink()
