"""The server that is killed: it changes the municipality's name in a shared store again and again, adds an
organisation now and then, and says which of these are saved.
"""

import sys
import time
from datetime import datetime
from pathlib import Path

import est.actions  # noqa: F401 (what other servers do is applied here too)
from est.errors import StoreUnreachableError
from est.home import PostgresHome, read_home
from est.municipality.organisations import add_organisation
from est.municipality.settings import write_setting
from est.store.journal import open_shared_store

NOW = datetime(2026, 11, 1, 12)
ORGANISATIONS = 20  # so many changes are one that adds an organisation


def say(line: str) -> None:
    """Say a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(address: str, folder: str, name: str, pause: str = "0") -> None:
    """Write until killed, with a pause of so many seconds after each change."""
    home = read_home(address)
    if not isinstance(home, PostgresHome):
        raise SystemExit("no address of a PostgreSQL")
    store = open_shared_store(home, Path(folder))
    say("READY")
    number = 0
    while True:
        number += 1
        try:
            if number % ORGANISATIONS == 1:
                add_organisation(store, f"{name} {number}", "writer", NOW)
            else:
                write_setting(store, "name", f"{name} {number}", "writer", NOW)
            say(f"SAVED {name} {number}")
        except StoreUnreachableError:
            say("UNREACHABLE")
        time.sleep(float(pause))


if __name__ == "__main__":
    main(*sys.argv[1:])
