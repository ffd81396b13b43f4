"""The server that is killed: it adds one organisation after another to a shared store, and says which are saved."""

import sys
from datetime import datetime
from pathlib import Path

import est.actions  # noqa: F401 (what other servers do is applied here too)
from est.errors import StoreUnreachableError
from est.home import PostgresHome, read_home
from est.municipality.organisations import add_organisation
from est.store.journal import open_shared_store

NOW = datetime(2026, 11, 1, 12)


def say(line: str) -> None:
    """Say a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(address: str, folder: str, name: str) -> None:
    """Write until killed."""
    home = read_home(address)
    if not isinstance(home, PostgresHome):
        raise SystemExit("no address of a PostgreSQL")
    store = open_shared_store(home, Path(folder))
    say("READY")
    number = 0
    while True:
        number += 1
        try:
            add_organisation(store, f"{name} {number}", "writer", NOW)
            say(f"SAVED {name} {number}")
        except StoreUnreachableError:
            say("UNREACHABLE")


if __name__ == "__main__":
    main(*sys.argv[1:])
