"""`est restore FILE --to NEW`: a new store from a backup, never over an existing one."""

import argparse
import os
from pathlib import Path

from est.settings import Settings
from est.store.backup import restore_store


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup")
    parser.add_argument("--to", type=Path, required=True, metavar="NEW", help="the store; there must be none yet")


def run(arguments: argparse.Namespace) -> int:
    """Make the store and say what it holds; return 0."""
    memory = Settings.from_environment(os.environ).memory
    changes = restore_store(arguments.file.absolute(), arguments.to.absolute(), memory)
    print(f"The store {arguments.to} holds {changes} changes. Serve it with: est serve --store {arguments.to}")
    return 0
