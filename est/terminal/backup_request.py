"""How `est backup` asks the program that has the store open: by a file beside the store, which only its user can write.

The program also makes a backup a day by itself where EST_BACKUP names a folder, and keeps up the store each night.
"""

import json
import os
import threading
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from est.errors import EstError, StoreBusyError, StoreDamagedError
from est.store import Store
from est.store.backup import KEPT, backup_store, backups_of
from est.terminal import municipality_now
from est.terminal.upkeep import Upkeep

LOOKED_EVERY = 1.0  # seconds
PATIENCE = 20.0  # seconds until the program must have taken the request up
LONGEST = 3600.0  # seconds for a backup
EVERY = timedelta(hours=24)


def _request_path(path: Path) -> Path:
    return path.with_name(path.name + ".backup-request")


def _answer_path(path: Path) -> Path:
    return path.with_name(path.name + ".backup-answer")


def request_backup(path: Path, folder: Path, kept: int) -> Path:
    """Ask the program that has a store open for a backup and return its file.

    Raises StoreBusyError when that program takes no requests, and StoreDamagedError for what it says went wrong.
    """
    request, answer = _request_path(path), _answer_path(path)
    answer.unlink(missing_ok=True)
    written = request.with_name(f"{request.name}.{os.getpid()}")
    with open(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump({"folder": str(folder), "kept": kept}, file)
    written.replace(request)
    begun = time.monotonic()
    while time.monotonic() < begun + LONGEST:
        if answer.exists():
            found = json.loads(answer.read_text(encoding="utf-8"))
            answer.unlink()
            if "made" in found:
                return Path(found["made"])
            raise StoreDamagedError(str(found["fault"]).replace("{", "{{").replace("}", "}}"))
        if request.exists() and time.monotonic() > begun + PATIENCE:
            request.unlink(missing_ok=True)
            raise StoreBusyError(f"The store {path} is open in a program that makes no backups. Stop that one first.")
        time.sleep(0.1)
    raise StoreDamagedError(f"The program that has {path} open has not answered within an hour.")


class BackupKeeper(threading.Thread):
    """Looks after a store that is served: backups that are asked for, one a day into a folder, if any, and upkeep."""

    def __init__(self, store: Store, path: Path, folder: Path | None, language: str = "sv") -> None:
        super().__init__(name="backups", daemon=True)
        self.store = store
        self.path = path
        self.folder = folder
        self.stopped = threading.Event()
        self.upkeep = Upkeep(store, folder, municipality_now(store).date(), language)

    def run(self) -> None:
        """Look for requests and for the hour until told to stop."""
        next_look = next_minute = time.monotonic()
        while not self.stopped.wait(LOOKED_EVERY):
            if _request_path(self.path).exists():
                self.answer()
            if self.folder is not None and time.monotonic() >= next_look:
                self.daily(self.folder)
                next_look = time.monotonic() + 600
            if self.store.to_be_compacted:
                self.upkeep.after_erasing()
            if time.monotonic() >= next_minute and self.store.leads():
                now = municipality_now(self.store)  # the hours that are set are the municipality's, not the machine's
                self.upkeep.freeze(now)
                if self.upkeep.is_due(now):
                    self.upkeep.run(now)
                next_minute = time.monotonic() + 60

    def stop(self) -> None:
        """Stop, when a backup that is being made is done."""
        self.stopped.set()
        self.join()

    def answer(self) -> None:
        """Make the backup that a request asks for, and say where it is or why there is none."""
        request, answer = _request_path(self.path), _answer_path(self.path)
        try:
            asked = json.loads(request.read_text(encoding="utf-8"))
            request.unlink()
            made = backup_store(self.store, Path(asked["folder"]), municipality_now(self.store), int(asked["kept"]))
            said = {"made": str(made)}
        except EstError as error:
            said = {"fault": str(error)}
        except (OSError, ValueError, KeyError, TypeError) as error:
            said = {"fault": f"The request for a backup could not be read ({error})."}
            with suppress(OSError):
                request.unlink()
        written = answer.with_name(f"{answer.name}.new")
        with suppress(OSError):
            written.write_text(json.dumps(said), encoding="utf-8")
            written.replace(answer)

    def daily(self, folder: Path) -> None:
        """Make the backup of the day, unless there is one."""
        made = backups_of(self.path, folder) if folder.is_dir() else []
        if made and time.time() - made[-1].stat().st_mtime < EVERY.total_seconds():
            return
        try:
            backup_store(self.store, folder, municipality_now(self.store), KEPT)
        except EstError as error:
            print(f"est: {error}", flush=True)
