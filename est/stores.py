"""Opening a store wherever it lies: a file of this machine, or a journal in PostgreSQL that several servers share."""

import importlib
import os
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

from est.errors import NotFoundError, SettingError
from est.home import Home, PostgresHome
from est.settings import Settings
from est.store import Store, open_store

_OPEN: dict[Home, Store] = {}
_OPENING = threading.Lock()


def open_home(home: Home, settings: Settings) -> Store:
    """Return the open store of a home, made if there is none; raises as `open_store` and `open_shared_store` do."""
    if isinstance(home, PostgresHome):
        journal = _journal()
        importlib.import_module("est.actions")  # what other servers do is applied here too
        store: Store = journal.open_shared_store(home, settings.cache, memory=settings.memory)
        return store
    return open_store(home, memory=settings.memory)


def _journal() -> ModuleType:
    """Return the wing that speaks with PostgreSQL; SettingError where what it needs is not installed."""
    try:
        return importlib.import_module("est.store.journal")
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        raise SettingError(
            "A store in PostgreSQL needs a package more. Install it with: pip install 'psycopg[binary]>=3.3,<4'"
        ) from error


def home_exists(home: Home) -> bool:
    """Tell whether there is a store at a home; StoreUnreachableError where a database does not answer."""
    if isinstance(home, PostgresHome):
        journal = _journal().Journal(home)
        try:
            return bool(journal.exists())
        finally:
            journal.close()
    return os.path.exists(home)  # of a name that no file can have, a Path raises


def fill_home(source: Store, home: PostgresHome, settings: Settings) -> int:
    """Put a whole store into a schema that has none, compared table by table, and return how many changes it holds."""
    importlib.import_module("est.actions")
    transfer = _journal().fill_journal
    return int(transfer(source, home, settings.cache, settings.memory).number)


def file_of(store: Store) -> Path:
    """Return the file that a store has on this machine: its own, or the one that follows a journal."""
    if store.path is None:
        raise NotFoundError("A store in memory has no file.")
    return store.path


def follow(store: Store) -> Any:  # noqa: ANN401 (a thread of a package that need not be installed)
    """Let a store hear at once what other servers change, and return what is to be stopped; None for a file."""
    if isinstance(store.home, PostgresHome):
        follower = _journal().Follower(store)
        follower.start()
        return follower
    return None


def process_store(home: Home, settings: Settings) -> Store:
    """Return the one store of a home in this process, opened by the first who asks, until somebody closes it."""
    with _OPENING:
        key = home.absolute() if isinstance(home, Path) else home
        found = _OPEN.get(key)
        if found is None or found.closed:
            found = _OPEN[key] = open_home(home, settings)
        return found
