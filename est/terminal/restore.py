"""`est restore FILE --to NEW`: a new store from a backup, never over an existing one."""

import argparse
import os
from pathlib import Path

from est.settings import Settings
from est.store.backup import restore_store
from est.store.chain import head_path


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup")
    parser.add_argument("--to", type=Path, required=True, metavar="NEW", help="the store; there must be none yet")


def run(arguments: argparse.Namespace) -> int:
    """Make the store and say what it holds; return 0."""
    memory = Settings.from_environment(os.environ).memory
    backup = arguments.file.absolute()
    whole = head_path(backup).exists()
    changes = restore_store(backup, arguments.to.absolute(), memory)
    print(f"The store {arguments.to} holds {changes} changes. Serve it with: est serve --store {arguments.to}")
    if not whole:
        print(
            f"Whether it lacks work that was saved cannot be told: {head_path(backup).name}, which says what the "
            "newest change is, was not beside the backup. Where that is a copy, copy both and restore them to another "
            "file."
        )
    return 0
