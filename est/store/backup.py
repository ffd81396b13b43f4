"""A copy of a store that is made while people work, and the way back: whole and verified, or not there at all."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import duckdb

from est.errors import AlreadyThereError, NotFoundError, StoreDamagedError, StoreTooNewError
from est.identity import new_id
from est.sentences import Sentence
from est.store.chain import chain_faults, head_path, newest_head, sync_folder, write_head
from est.store.changes import Change, applies
from est.store.connection import first_line, found_damage, log_path, unreadable, working_folder
from est.store.database import Store, open_store
from est.store.fingerprints import fingerprints
from est.store.former import former_path
from est.store.readability import unreadable_faults
from est.text import N_

MOMENT = "%Y%m%d-%H%M%S"
KEPT = 14  # backups of a store that stay in a folder


def backup_store(store: Store, folder: Path, now: datetime, kept: int = KEPT) -> Path:
    """Write a backup of an open store into a folder and return its file; of the older ones so many stay with it.

    It holds the store as it was at one moment, with the changes up to then and none of the later ones. The file gets
    its name when every table has been counted and compared. Raises StoreDamagedError when that cannot be done.
    """
    if store.path is None:
        raise NotFoundError(N_("A store in memory has no backup."))
    target = folder / f"{store.path.stem}-{now.strftime(MOMENT)}.duckdb"
    if target.exists():
        raise AlreadyThereError(N_("There is a backup {path} already. Wait a second and try again."), path=target)
    working = working_folder(store.path)
    copy, unfinished = working / "copy.duckdb", folder / f"{target.name}.unfinished"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(working, ignore_errors=True)  # of a backup that was killed
        working.mkdir(mode=0o700)
        with copied_store(store, copy) as cursor:
            head = newest_head(cursor, "copy.main.log")
        _put(copy, unfinished)
        write_head(target, head)
        unfinished.replace(target)
        sync_folder(folder)
    except (OSError, duckdb.Error) as error:
        for file in (unfinished, head_path(target)):
            with suppress(OSError):
                file.unlink()
        if found_damage(error):
            raise unreadable(store.path, error) from error
        raise StoreDamagedError(
            N_("The backup {path} could not be made ({reason}). See that there is room on both disks, and try again."),
            path=target,
            reason=first_line(error),
        ) from error
    finally:
        shutil.rmtree(working, ignore_errors=True)
    _remove_older(store.path, folder, kept)
    return target


def log_backup(store: Store, who: str, when: datetime) -> None:
    """Write into the log who has a backup made from a page: before it is made, so that the backup tells it too."""
    store.apply(Change(who, when, "back up", new_id(), {}))


@applies("back up")
def _back_up(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    """Leave the tables as they are: a backup changes nothing but the log."""


def backups_of(path: Path, folder: Path) -> list[Path]:
    """Return the backups of a store in a folder, the oldest first."""
    return sorted(file for file in folder.glob(f"{path.stem}-????????-??????.duckdb") if file.is_file())


def restore_store(backup: Path, new: Path, memory: str) -> int:
    """Restore a backup to a new store and return how many changes it holds; an existing file is never overwritten.

    Raises NotFoundError where there is no backup, AlreadyThereError where there is a store, and StoreDamagedError when
    the backup is not what was written.
    """
    if not backup.is_file():
        raise NotFoundError(N_("There is no backup {path}."), path=backup)
    if any(file.exists() for file in (new, log_path(new), head_path(new))):
        raise AlreadyThereError(
            N_("{path} is there already and was left as it is. Restore to a new file, and give that to `est serve`."),
            path=new,
        )
    unfinished = new.with_name(f"{new.name}.{os.getpid()}.unfinished")
    try:
        new.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _put(backup, unfinished)
        if head_path(backup).exists():
            shutil.copyfile(head_path(backup), head_path(unfinished))
        with _named(backup, unfinished), open_store(unfinished, memory=memory) as store:
            with store.asking() as cursor:
                faults = [*chain_faults(cursor)]
                head = newest_head(cursor)
            faults += unreadable_faults(store)
            store.checkpoint()
        if faults:
            raise StoreDamagedError(
                N_("The backup {path} is not what was written: {fault} Take another one."), path=backup, fault=faults[0]
            )
        os.link(unfinished, new)  # unlike a replacement, it fails where somebody has made one in the meantime
        write_head(new, head)
        sync_folder(new.parent)
        return head.number
    except (OSError, duckdb.Error) as error:
        raise StoreDamagedError(
            N_("The store {path} could not be made of {backup} ({reason}). See that there is room, and try again."),
            path=new,
            backup=backup,
            reason=first_line(error),
        ) from error
    finally:
        former = former_path(unfinished)  # of an older version, which opening it upgrades
        for file in (unfinished, head_path(unfinished), log_path(unfinished), former, head_path(former)):
            with suppress(OSError):
                file.unlink()


@contextmanager
def _named(backup: Path, unfinished: Path) -> Iterator[None]:
    """Let what is wrong with the unfinished copy of a backup be said of the backup, which is what somebody has."""
    try:
        yield
    except StoreTooNewError as error:
        told = error.args[0]
        error.args = (Sentence(told.pattern, **{**told.values, "path": backup}),)
        raise
    except (StoreDamagedError, duckdb.Error) as error:
        cause = error.__cause__ if isinstance(error, StoreDamagedError) else error
        if isinstance(cause, duckdb.Error) and not found_damage(cause):
            raise cause from None  # of the disk, where it is made
        unfit = f"it does not fit {head_path(backup).name}"
        reason = first_line(cause) if isinstance(cause, duckdb.Error) else unfit
        raise StoreDamagedError(
            N_("The backup {path} is damaged ({reason}) and was left as it is. Take another one."),
            path=backup,
            reason=reason.replace(str(unfinished), str(backup)),
        ) from error


@contextmanager
def copied_store(store: Store, target: Path, *, sessions: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """Copy a store as it is at one moment into a new file, verified; to the cursor that is given it is `copy`.

    People go on working meanwhile; what they change from then on is not in it. Nor is, without `sessions`, who is
    signed in.
    """
    cursor = store._cursor()
    cursor.execute(f"ATTACH '{str(target.absolute()).replace(chr(39), chr(39) * 2)}' AS copy (TYPE duckdb)")
    try:
        cursor.execute("BEGIN TRANSACTION")
        cursor.execute("COPY FROM DATABASE est TO copy")
        held = fingerprints(cursor, "est")
        if not sessions:
            cursor.execute("DELETE FROM copy.main.sessions")  # nobody is signed in in a backup
        cursor.execute("COMMIT")
        if held != fingerprints(cursor, "copy"):
            raise StoreDamagedError(
                N_("The copy of {path} is not what is in the store, and was not kept. Try again."), path=store.path
            )
        cursor.execute("CHECKPOINT copy")
        yield cursor
    finally:
        with suppress(duckdb.Error):
            cursor.execute("ROLLBACK")
        cursor.execute("USE est")
        with suppress(duckdb.Error):
            cursor.execute("DETACH copy")
        cursor.close()


def fingerprints_text(cursor: duckdb.DuckDBPyConnection) -> tuple[str, int]:
    """Return what `fingerprints` says of a store as text, and the number of the change after which it is so."""
    return json.dumps(fingerprints(cursor, "est"), sort_keys=True), newest_head(cursor).number


def _put(source: Path, target: Path) -> None:
    """Copy a file so that it is on the disk, for its owner alone."""
    with (
        open(source, "rb") as read,
        open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as written,
    ):
        shutil.copyfileobj(read, written, 2**20)
        written.flush()
        os.fsync(written.fileno())


def _remove_older(path: Path, folder: Path, kept: int) -> None:
    for file in backups_of(path, folder)[: -max(1, kept)]:
        for one in (file, head_path(file)):
            with suppress(OSError):
                one.unlink()
