"""How long `est --help` takes, beside an interpreter that loads no more than its help needs of the standard library."""

import subprocess
import sys

from tests.benchmarks.measuring import Figure, compared, seconds


def figures() -> list[Figure]:
    """Return the time of `est --help` with its ratio to `python -c "import argparse, gettext"`."""
    helped, bare = seconds(
        lambda: _run("-m", "est", "--help"),
        lambda: _run("-c", "import argparse, gettext"),
    )
    return [compared("est --help", helped, "python -c 'import argparse, gettext'", bare, 8)]


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
