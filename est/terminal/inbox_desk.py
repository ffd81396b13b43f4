"""Takes the files of the inbox, one at a time: what nobody has to be asked about is stored, the rest waits."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from est.access.permissions import Actor, Role
from est.access.views import visible_store
from est.errors import EstError, FileRefusedError, SameFileError
from est.municipality.organisations import all_organisations, nearest_names
from est.municipality.vocabulary import store_vocabulary
from est.reports.arrivals.inbox_folder import InboxFolder, KeptFile, read_kept
from est.reports.arrivals.inbox_retention import expired_files, inbox_days, remove_files
from est.reports.arrivals.reception import Reception, receive_file
from est.reports.arrivals.waiting_files import (
    WaitingOutcome,
    keep_waiting,
    settle_waiting,
    waiting_file,
    waiting_files,
)
from est.reports.batches.batch import refuse_known_file
from est.store import Store

INBOX = "inkorg"  # whom the log names for what came by the folder: nobody sat there
MOST_WAITING = 100  # files of one organisation that may wait


@dataclass(frozen=True)
class Handled:
    """A file that was handled: its organisation, its name and its outcome."""

    organisation: str
    file: str
    reception: Reception


class InboxDesk:
    """Handles what lies in the inbox of a store; `say` is told what a person should see of it."""

    def __init__(
        self, store: Store, folder: InboxFolder, now: Callable[[], datetime], say: Callable[[str], None]
    ) -> None:
        self.store = store
        self.folder = folder
        self.now = now
        self._say = say
        self._said: set[str] = set()
        self._failed: set[UUID] = set()
        self._one_at_a_time = threading.Lock()

    def sweep(self) -> list[Handled]:
        """Handle every file that is whole now, and return the outcome of each."""
        handled: list[Handled] = []
        with self._one_at_a_time:
            for folder in self.folder.organisations():
                try:
                    handled += self._sweep_folder(folder)
                except (EstError, OSError) as error:  # the others are not to wait for it
                    self._say_once(f"{str(folder)!r}: {error}")
        return handled

    def send_in(self, actor: Actor, content: bytes, file: str) -> Reception:
        """Return the outcome of a file that an organisation's own system sent.

        Raises FileRefusedError when so many files of the organisation wait that somebody has to look at them first.
        """
        organisation = str(actor.organisation)
        with self._one_at_a_time:
            digest = sha256(content).hexdigest()
            waiting = [one for one in waiting_files(self.store) if one.organisation == organisation]
            for one in waiting:
                if one.content_hash == digest:
                    return Reception(reasons=one.reasons)
            if len(waiting) >= MOST_WAITING:
                raise FileRefusedError(
                    f"{len(waiting)} files of the organisation wait. Somebody has to look at them first."
                )
            kept = self.folder.add_file(self._folder_of(organisation), content, file)
            return self._receive(kept, organisation, actor)

    def remove_expired(self) -> None:
        """Remove what was handled and is past its time, and say how many files that were."""
        with self._one_at_a_time:
            now = self.now()
            removed = remove_files(self.store, expired_files(self.store, self.folder, now), INBOX, now)
        if removed:
            self._say(f"{removed} files were removed: they were handled more than {inbox_days(self.store)} days ago.")

    def _sweep_folder(self, folder: Path) -> list[Handled]:
        organisation = self._organisation_of(folder.name)
        if organisation is None:
            return []
        actor = Actor(INBOX, Role.REPORTER, organisation)
        whole, left = self.folder.whole_files(folder)
        for one in left:
            self._say_once(f"{str(one.path)!r}: {one.why}")
        for path in whole:
            self.folder.claim(path)
        handled = []
        for kept in self.folder.kept_files(folder):
            reception = None if kept.id in self._failed else self._handle(kept, organisation, actor)
            if reception is not None:
                handled.append(Handled(organisation, kept.file, reception))
        return handled

    def _handle(self, kept: KeptFile, organisation: str, actor: Actor) -> Reception | None:
        """Return what became of a file in `waiting`; None when it waits on, or was settled by somebody meanwhile."""
        row = waiting_file(self.store, kept.id)
        if row is None:
            return self._receive(kept, organisation, actor)
        if row.outcome is WaitingOutcome.PUT_ASIDE:
            self.folder.put_aside(kept, self.now())
        elif batch := self._batch_of(row.content_hash):
            if row.outcome is None:
                settle_waiting(self.store, kept.id, WaitingOutcome.TAKEN, actor.name, self.now())
            self.folder.finish(kept, batch, self.now())
        return None

    def _receive(self, kept: KeptFile, organisation: str, actor: Actor) -> Reception:
        """Return what became of a file that nobody has looked at yet, and put it where it then belongs."""
        store = visible_store(self.store, actor)
        try:
            content = read_kept(kept)
            reception = receive_file(store, content, kept.file, organisation, actor.name, self.now())
        except EstError:  # no fault of the file: it is tried again
            raise
        except Exception:
            self._failed.add(kept.id)  # until the next start, so that it does not hold up the others
            raise
        if reception.batch is not None:
            self.folder.finish(kept, reception.batch, self.now())
            return reception
        keep_waiting(
            store,
            kept.id,
            organisation=organisation,
            file=kept.file,
            content_hash=sha256(content).hexdigest(),
            reasons=reception.reasons,
            who=actor.name,
            when=self.now(),
        )
        return reception

    def _batch_of(self, content_hash: str) -> UUID | None:
        """Return the batch that has a file of this hash."""
        try:
            refuse_known_file(self.store, content_hash)
        except SameFileError as error:
            return error.batch
        return None

    def _organisation_of(self, name: str) -> str | None:
        """Return the organisation that a folder is of, by name or identity; None, and say so, when there is none."""
        known = all_organisations(self.store)
        if name in known["id"]:
            return name
        found = store_vocabulary(self.store).organisation(name)
        if found is None:
            near = nearest_names(name, known["name"])
            meant = f" Is {' or '.join(near)} meant?" if near else ""
            self._say_once(
                f"{str(self.folder.root / name)!r}: no organisation is called that, so its files are left.{meant} "
                "Call the folder as the organisation is called in Settings."
            )
        return found

    def _folder_of(self, organisation: str) -> Path:
        """Return the folder of an organisation: one that is there, or else one called by its identity."""
        words = store_vocabulary(self.store)
        for folder in self.folder.organisations():
            if organisation in (folder.name, words.organisation(folder.name)):
                return folder
        return self.folder.root / organisation

    def _say_once(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            self._say(text)
