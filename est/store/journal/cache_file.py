"""The file in which a server keeps what it has worked out of a journal: its own, and thrown away at need."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from est.errors import StoreBusyError, StoreDamagedError
from est.home import PostgresHome
from est.store.chain import head_path
from est.store.connection import log_path, working_folder
from est.text import N_

try:
    import fcntl
except ImportError:  # pragma: no cover (Windows has none; there DuckDB's own lock alone keeps two programs apart)
    fcntl = None  # type: ignore[assignment]

MOST = 16  # programs of one machine that have the same store open, each with a file of its own


class CacheFile:
    """A place for such a file in a folder, taken by this program until it is left."""

    def __init__(self, folder: Path, home: PostgresHome, version: int) -> None:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._name = f"{home.key}-v{version}"
            self.path, self._lock = self._taken(folder, self._name)
        except OSError as error:
            raise StoreDamagedError(
                N_("The folder {folder} cannot be used for the cache ({reason}). Choose another with EST_CACHE."),
                folder=folder,
                reason=error.strerror,
            ) from error
        for file in folder.glob(f"{home.key}-v*.duckdb"):  # of an earlier version, which nobody opens again
            with suppress(ValueError):
                if int(file.stem.rpartition("-v")[2].partition("-")[0]) < version:
                    remove_cache(file)

    @staticmethod
    def _taken(folder: Path, name: str) -> tuple[Path, int]:
        for number in range(1, MOST + 1):
            path = folder / (f"{name}.duckdb" if number == 1 else f"{name}-{number}.duckdb")
            lock = _taken_lock(path.with_suffix(".lock"))
            if lock is not None:
                return path, lock
        raise StoreBusyError(
            N_("{number} programs of this machine have the store open already. Stop one first."), number=MOST
        )

    def remove_idle(self) -> None:
        """Remove the files of the same store here that no program has open: what was erased since is in them."""
        for lock_file in self.path.parent.glob(f"{self._name}*.lock"):
            path = lock_file.with_suffix(".duckdb")
            if path == self.path:
                continue
            lock = _taken_lock(lock_file)
            if lock is not None:  # else its program writes it anew itself
                remove_cache(path)
                os.close(lock)

    def leave(self) -> None:
        """Let another program have the file."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def _taken_lock(file: Path) -> int | None:
    """Return the number of an open file that no other program has locked, or None."""
    lock = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if fcntl is not None:  # pragma: no branch (Windows)
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def remove_cache(path: Path) -> None:
    """Remove a cache and the files beside it, except its lock."""
    for file in (path, log_path(path), head_path(path)):
        with suppress(OSError):
            file.unlink()
    for folder in (working_folder(path), Path(str(path) + ".tmp")):
        shutil.rmtree(folder, ignore_errors=True)
