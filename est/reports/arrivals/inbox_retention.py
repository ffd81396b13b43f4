"""How long a file that came by itself lies in the inbox once it was taken or put aside: as it came, it may name people.

It is removed each night by the program that serves, and with what is erased of its batch. The log says which were.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import duckdb

from est.errors import SettingError
from est.identity import new_id
from est.municipality.settings import read_settings, write_setting
from est.reports.arrivals.inbox_folder import HandledFile, InboxFolder
from est.store import Change, Store, applies
from est.text import N_

KEPT_DAYS = 30  # long enough to look at a file again when its reports look odd
LONGEST = 90
EMPTY = "empty inbox"
SETTING = "inbox_days"


def inbox_days(store: Store) -> int:
    """Return for how many days a file is kept after it was taken or put aside."""
    return int(read_settings(store).get(SETTING, KEPT_DAYS))


def set_inbox_days(store: Store, days: int, who: str, when: datetime) -> None:
    """Keep handled files for so many days, 1 to 90; SettingError for another number."""
    if not 1 <= days <= LONGEST:
        raise SettingError(
            N_("Files of the inbox are kept for 1 to {most} days, not {days}. Choose such a number."),
            most=LONGEST,
            days=days,
        )
    write_setting(store, SETTING, str(days), who, when)


def expired_files(store: Store, folder: InboxFolder, now: datetime) -> list[HandledFile]:
    """Return the handled files that are past their time, and those of batches that were purged."""
    first_kept = (now - timedelta(days=inbox_days(store))).date()
    purged = set(store.ask("SELECT CAST(id AS VARCHAR) AS id FROM batches WHERE purged IS NOT NULL")["id"])
    return [one for one in folder.handled_files() if one.day < first_kept or one.id in purged]


def files_of(folder: InboxFolder, identity: str) -> list[HandledFile]:
    """Return the handled files of a batch, or of a file that was put aside."""
    return [one for one in folder.handled_files() if one.id == identity]


def remove_files(store: Store, files: Sequence[HandledFile], who: str, when: datetime) -> int:
    """Remove handled files from the disk and write into the log which; return how many were there."""
    removed = [one for one in files if _remove(one)]
    if removed:
        payload = {"files": len(removed), "identities": [one.id for one in removed]}
        store.apply(Change(who, when, EMPTY, new_id(), payload))
    return len(removed)


def _remove(file: HandledFile) -> bool:
    try:
        file.path.unlink()
    except FileNotFoundError:  # another program looks after the same folder
        return False
    return True


@applies(EMPTY)
def _empty(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    """Leave the tables as they are: the files lay beside the store, and the log alone says that they are gone."""
