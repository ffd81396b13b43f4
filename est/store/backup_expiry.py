"""Which backups of a folder still hold what was erased, and until when: the newest, and those of other stores."""

import re
from datetime import datetime, timedelta
from pathlib import Path

from est.store.backup import MOMENT, backups_of
from est.store.chain import ERASING
from est.store.database import Store

_BACKUP = re.compile(r"(.+)-(\d{8}-\d{6})")


def last_erasure(store: Store) -> datetime | None:
    """Return when something was erased or purged last, in the municipality's time; None where nothing ever was."""
    found = store.ask("SELECT max(logged) FROM log WHERE action IN (SELECT unnest(?::VARCHAR[]))", [list(ERASING)])
    moment: datetime | None = found.item()
    return moment


def newest_is_older(store: Store, path: Path, folder: Path) -> bool:
    """Tell whether the newest backup of a store was made before the last erasure, so that it may hold what is gone."""
    backups, erased = backups_of(path, folder), last_erasure(store)
    return bool(backups) and erased is not None and _made(backups[-1]) <= erased.strftime(MOMENT)


def expired_of_others(path: Path, folder: Path, now: datetime, days: int) -> list[Path]:
    """Return the backups in a folder that are older than so many days and of another name than the store's.

    They may be of a store that was restored to another name, and whose backups nobody removes; or another program's.
    """
    before = (now - timedelta(days=days)).strftime(MOMENT)
    return [
        file
        for file in sorted(folder.glob("*.duckdb"))
        if (told := _BACKUP.fullmatch(file.stem)) and told[1] != path.stem and told[2] < before and file.is_file()
    ]


def others_advice(path: Path, folder: Path, now: datetime, days: int) -> str:
    """Return what to do about the old backups of other stores in a folder; "" where there are none."""
    found = expired_of_others(path, folder, now, days)
    if not found:
        return ""
    names = ", ".join(file.name for file in found)
    return (
        f"Backups in {folder} of other names than {path.stem} that are older than {days} days: {len(found)}, left "
        f"alone as another program may need them ({names}). They hold what their stores held then, also what was "
        "erased since. Remove those of a store that is served no longer, as of one that was restored to another name, "
        "each with its .head."
    )


def _made(backup: Path) -> str:
    return backup.stem[-15:]
