"""The store as it was before an upgrade, beside the store: the way back, until something is erased or it is old."""

import shutil
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from est.errors import StoreDamagedError
from est.store.chain import Head, head_path, newest_head, read_head, sync_folder, write_head
from est.store.connection import working_folder
from est.store.fingerprints import fingerprints

SUFFIX = ".before-upgrade"


def former_path(path: Path) -> Path:
    """Return where the store at `path` lies as it was before its last upgrade."""
    return path.with_name(path.name + SUFFIX)


def keep_former(cursor: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Copy the store that a cursor has open, as it is, beside its file; `est restore` takes the copy.

    A copy with the same changes stays: an upgrade that was interrupted half-way goes on, and the way back is the copy
    of before it began. Raises duckdb.Error where the copy cannot be made or is not the same: then nothing has been
    upgraded.
    """
    kept, working = former_path(path), working_folder(path)  # the one folder where DuckDB may write
    if kept.is_file() and _is_of(kept, newest_head(cursor)):
        return
    unfinished = working / "former.duckdb"
    try:
        shutil.rmtree(working, ignore_errors=True)  # of a copy that was killed
        working.mkdir(mode=0o700)
        cursor.execute(f"ATTACH '{str(unfinished.absolute()).replace(chr(39), chr(39) * 2)}' AS former (TYPE duckdb)")
        try:
            cursor.execute("COPY FROM DATABASE est TO former")
            if fingerprints(cursor, "est") != fingerprints(cursor, "former"):
                raise duckdb.IOException("the copy of before the upgrade is not what is in the store")
            if cursor.execute(
                "SELECT 1 FROM duckdb_tables() WHERE database_name = 'former' AND table_name = 'sessions'"
            ).fetchall():
                cursor.execute("DELETE FROM former.main.sessions")  # nobody is signed in in a backup
            cursor.execute("CHECKPOINT former")
            head = newest_head(cursor, "former.main.log")
        finally:
            cursor.execute("DETACH former")
        unfinished.chmod(0o600)
        write_head(kept, head)
        unfinished.replace(kept)
        sync_folder(path.parent)
    except OSError as error:
        raise duckdb.IOException(str(error)) from error
    finally:
        shutil.rmtree(working, ignore_errors=True)


def _is_of(kept: Path, head: Head) -> bool:
    try:
        return read_head(kept) == head
    except StoreDamagedError:
        return False  # it says nothing of its copy, so that is made anew


def remove_former(path: Path, now: datetime | None = None, days: int = 0) -> None:
    """Remove the store as it was before an upgrade; with `now`, only where it is older than so many days."""
    kept = former_path(path)
    with suppress(FileNotFoundError):
        if now is not None and kept.stat().st_mtime > (now - timedelta(days=days)).timestamp():
            return
        for file in (kept, head_path(kept)):
            file.unlink(missing_ok=True)
