"""The folder of files that come by themselves: one an organisation, and in it what waits, was taken or put aside.

A file is moved into `waiting` before it is read, under an identity of its own, so it is handled once whoever looks.
It leaves `waiting` for `taken`, with the date and the batch, or for `aside`, and is removed from there when its time
is past (`inbox_retention`). What leads out of
the folder, is larger than can be read, or has a name that cannot be shown is left where it is, and told of.
"""

import contextlib
import os
import re
import stat
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from est.errors import FileRefusedError
from est.identity import new_id
from est.reports.files.reader import MOST_BYTES
from est.text import N_

try:
    import fcntl
except ImportError:  # Windows has none
    fcntl = None  # type: ignore[assignment]

WAITING, TAKEN, ASIDE = "waiting", "taken", "aside"
SETTLED = 3.0  # seconds in which a file that is whole does not change
LONGEST_NAME = 150  # bytes, so that date and batch find room beside it
# names that programs give what they are still writing, or keep beside an open document
_UNFINISHED = re.compile(
    r"(?:^[.~])|\.(?:tmp|temp|part|partial|filepart|crdownload|download|swp|upload)$|~$", re.IGNORECASE
)

_HANDLED = re.compile(r"(\d{4}-\d\d-\d\d) ([0-9a-f-]{36}) .*", re.DOTALL)

LINK = "It is a link. Copy the file itself into the folder."
NO_FILE = "It is no file. Put files alone into the folder of an organisation."
HARD_LINKED = "It has a second name elsewhere on the disk. Copy the file into the folder."
LARGE = "It is larger than {most} MB. Send it in parts."
ODD_NAME = "Its name cannot be shown, or is too long. Give it another one."
UNREADABLE = "The program is not allowed to read it. Give it leave to."


@dataclass(frozen=True)
class KeptFile:
    """A file in `waiting`: its identity, the name it came under, and where it lies."""

    id: UUID
    file: str
    path: Path


@dataclass(frozen=True)
class LeftFile:
    """A file that is left where it is, and why; told once as long as it does not change."""

    path: Path
    why: str


@dataclass(frozen=True)
class HandledFile:
    """A file in `taken` or `aside`: the day when it came there, its batch or its own identity, and where it lies."""

    day: date
    id: str
    path: Path


class InboxFolder:
    """The folder `root`; `clock` gives the seconds used to see that a file has stopped growing."""

    def __init__(self, root: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.root = root
        self._clock = clock
        self._looks: dict[Path, tuple[int, int, float]] = {}

    def organisations(self) -> list[Path]:
        """Return the folders of organisations, by name; links and hidden ones are none."""
        return [Path(entry.path) for entry in _entries(self.root) if entry.is_dir(follow_symlinks=False)]

    def whole_files(self, folder: Path) -> tuple[list[Path], list[LeftFile]]:
        """Return the files of an organisation that are whole now, and those that are left where they are."""
        whole: list[Path] = []
        left: list[LeftFile] = []
        for entry in _entries(folder):
            path = Path(entry.path)
            if entry.name in (WAITING, TAKEN, ASIDE) and entry.is_dir(follow_symlinks=False):
                continue
            why = _fault(entry)
            if why is not None:
                left.append(LeftFile(path, why))
            elif self._is_whole(path):
                whole.append(path)
        return whole, left

    def claim(self, path: Path) -> KeptFile | None:
        """Return a whole file after it was moved into `waiting`; None when somebody else has moved it."""
        identity = new_id()
        moved = self._move(path, path.parent, WAITING, f"{identity} {path.name}")
        return KeptFile(identity, path.name, moved) if moved else None

    def kept_files(self, folder: Path) -> list[KeptFile]:
        """Return the files of an organisation in `waiting`, the oldest first."""
        return [found for entry in _entries(folder / WAITING) if (found := _kept(entry))]

    def find_file(self, identity: UUID | str) -> KeptFile | None:
        """Return the file of an identity in the `waiting` of any organisation."""
        wanted = UUID(str(identity))
        return next(
            (one for folder in self.organisations() for one in self.kept_files(folder) if one.id == wanted), None
        )

    def add_file(self, folder: Path, content: bytes, file: str) -> KeptFile:
        """Return a file of this content and name, new in the `waiting` of an organisation; whole or not at all."""
        there = _own_folder(folder, WAITING)
        identity = new_id()
        name = _plain_name(file)
        unfinished = there / f".{identity}.part"
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        path = there / f"{identity} {name}"
        unfinished.rename(path)
        return KeptFile(identity, name, path)

    def finish(self, kept: KeptFile, batch: UUID | str, when: datetime) -> None:
        """Move a file that was taken, with the date and its batch in its name."""
        self._move(kept.path, kept.path.parents[1], TAKEN, f"{when:%Y-%m-%d} {batch} {kept.file}")

    def put_aside(self, kept: KeptFile, when: datetime) -> None:
        """Move a file that is not to be taken."""
        self._move(kept.path, kept.path.parents[1], ASIDE, f"{when:%Y-%m-%d} {kept.id} {kept.file}")

    def handled_files(self) -> list[HandledFile]:
        """Return the files in `taken` and `aside` of every organisation."""
        return [
            HandledFile(date.fromisoformat(told[1]), told[2], Path(entry.path))
            for folder in self.organisations()
            for name in (TAKEN, ASIDE)
            for entry in _entries(folder / name)
            if (told := _HANDLED.fullmatch(entry.name)) and entry.is_file(follow_symlinks=False)
        ]

    def _move(self, path: Path, folder: Path, name: str, called: str) -> Path | None:
        there = _own_folder(folder, name) / called
        self._looks.pop(path, None)
        try:
            return path.rename(there)
        except FileNotFoundError:
            return None

    def _is_whole(self, path: Path) -> bool:
        """Tell whether a file has not changed for a while, and nobody has it open for writing."""
        try:
            found = path.lstat()
        except OSError:
            self._looks.pop(path, None)
            return False
        now, seen = self._clock(), self._looks.get(path)
        if seen is None or seen[:2] != (found.st_size, found.st_mtime_ns):
            self._looks[path] = (found.st_size, found.st_mtime_ns, now)
            return False
        return now - seen[2] >= SETTLED and not _is_open_for_writing(path)


def read_kept(kept: KeptFile) -> bytes:
    """Return the content of a file in `waiting`; FileRefusedError when it can no longer be read."""
    try:
        with open(os.open(kept.path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise FileRefusedError(N_("{file} cannot be read: {reason}."), file=kept.file, reason=error.strerror) from error


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Yield what lies in a folder, by name, without what is hidden or unfinished; nothing of what is no folder."""
    if folder.is_symlink():
        return
    with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as found:
        yield from sorted((one for one in found if not _UNFINISHED.search(one.name)), key=lambda one: one.name)


def _fault(entry: os.DirEntry[str]) -> str | None:
    """Return why a file is left where it is, or None."""
    try:
        found = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    faults = (
        (stat.S_ISLNK(found.st_mode), LINK),
        (not stat.S_ISREG(found.st_mode), NO_FILE),
        (found.st_nlink > 1, HARD_LINKED),
        (found.st_size > MOST_BYTES, LARGE.format(most=MOST_BYTES // 1024**2)),
        (not _is_plain(entry.name), ODD_NAME),
        (not os.access(entry.path, os.R_OK), UNREADABLE),
    )
    return next((why for wrong, why in faults if wrong), None)


def _is_plain(name: str) -> bool:
    """Tell whether a name can be shown and kept: characters that are seen, in UTF-8, and not too many."""
    seen = all(unicodedata.category(letter)[0] != "C" for letter in name)  # "C": control, unassigned, half of a pair
    return seen and len(name.encode("utf-8", "replace")) <= LONGEST_NAME


def _plain_name(file: str) -> str:
    """Return a name from outside as one that a file here can have."""
    bare = "".join(
        "_" if letter in '/\\:*?"<>|' else letter for letter in file if unicodedata.category(letter)[0] != "C"
    )
    return bare.strip(". ").encode()[:LONGEST_NAME].decode(errors="ignore") or "file"


def _kept(entry: os.DirEntry[str]) -> KeptFile | None:
    try:
        identity = UUID(entry.name[:36])
    except ValueError:
        return None
    regular = entry.is_file(follow_symlinks=False)
    return KeptFile(identity, entry.name[37:], Path(entry.path)) if regular else None


def _own_folder(folder: Path, name: str) -> Path:
    """Return a folder of ours in that of an organisation, made if need be; FileRefusedError for a link in its place."""
    there = folder / name
    if folder.is_symlink() or there.is_symlink():
        raise FileRefusedError(N_("{folder} is a link. Let it be a folder."), folder=there)
    try:
        there.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FileRefusedError(
            N_("The folder {folder} cannot be made: {reason}."), folder=there, reason=error.strerror
        ) from error
    return there


def _is_open_for_writing(path: Path) -> bool:
    """Tell whether a program has a file open for writing, where the system can tell; False where it cannot."""
    if fcntl is None or not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_RDLCK)  # refused while anybody has it open for writing
    except BlockingIOError:
        return True
    except OSError:  # of another user, or on a file system without leases
        return False
    else:
        fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        return False
    finally:
        os.close(opened)
