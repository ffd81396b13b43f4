"""A new file in the place of a store's, without what was deleted or erased: no free room holds it, no log of writes."""

import shutil
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from est.errors import NotFoundError, StoreDamagedError
from est.store.backup import MOMENT, backups_of, copied_store
from est.store.chain import head_path
from est.store.connection import first_line, found_damage, keep_private, log_path, unreadable, working_folder
from est.store.database import Store
from est.store.former import remove_former
from est.text import N_

BACKUP_DAYS = 30
"""So long a backup may hold what was erased from the store since."""


def compact_store(store: Store, *, former_before: datetime | None = None) -> None:
    """Rewrite an open store, verified table by table, so that nothing is left of what was deleted from it.

    Nor of the store as it was before an upgrade; with `former_before`, the present, only where that is past its time.

    Changes wait meanwhile, and questions while the files are exchanged. With the store as it was, it raises
    StoreDamagedError where there is no room for a second copy, and StoreBusyError where the questions do not end.
    """
    if store.path is None:
        return
    working = working_folder(store.path)
    copy = working / "copy.duckdb"
    with store._writing, store._noting:
        try:
            shutil.rmtree(working, ignore_errors=True)
            working.mkdir(mode=0o700)
            with copied_store(store, copy, sessions=True):
                pass
            store.checkpoint()
            with store._questions.none_open():
                _put_in_place(store, copy, store.path)
        except (OSError, duckdb.Error) as error:
            if found_damage(error):
                raise unreadable(store.path, error) from error
            raise StoreDamagedError(
                N_(
                    "The store {path} could not be written anew ({reason}), and is as it was. See that there is as "
                    "much room on the disk as it takes itself, and try again."
                ),
                path=store.path,
                reason=first_line(error),
            ) from error
        finally:
            shutil.rmtree(working, ignore_errors=True)
            shutil.rmtree(str(store.path) + ".tmp", ignore_errors=True)  # what the engine spilled, also before a crash
    remove_former(store.path, former_before, BACKUP_DAYS)
    store.to_be_compacted = False
    store.forget_erased()


def _put_in_place(store: Store, copy: Path, path: Path) -> None:
    store._connection.close()
    try:
        copy.replace(path)
        log_path(path).unlink(missing_ok=True)  # of the file that is gone; everything in it was written before
        keep_private(path)
    finally:
        store._reopen()


def remove_expired_backups(path: Path, folder: Path, now: datetime, days: int = BACKUP_DAYS) -> list[Path]:
    """Remove the backups of a store that are older than so many days, but not the newest one, and return them."""
    if not folder.is_dir():
        raise NotFoundError(N_("There is no folder {folder} with backups."), folder=folder)
    before = (now - timedelta(days=days)).strftime(MOMENT)
    expired = [one for one in backups_of(path, folder)[:-1] if one.stem.removeprefix(f"{path.stem}-") < before]
    for one in expired:
        for file in (one, head_path(one)):
            with suppress(FileNotFoundError):
                file.unlink()
    return expired
