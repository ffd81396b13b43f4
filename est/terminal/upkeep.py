"""What the served program does each night: it reminds, purges, and rewrites the store."""

from datetime import date, datetime
from importlib import metadata
from pathlib import Path

from est.errors import EstError
from est.meetings.reminder_letters import post_reminders
from est.meetings.situation.freeze_time import freeze_due
from est.meetings.situation.queries import frozen_pictures
from est.meetings.subscriptions import post_subscriptions
from est.reports.batches.purge import NIGHT, purge, purge_plan
from est.store import Store
from est.store.backup_expiry import others_advice
from est.store.compaction import BACKUP_DAYS, compact_store, remove_expired_backups
from est.text import translator

NAME = "est"  # whom the log names: nobody asked for it that night


class Upkeep:
    """The upkeep of a store that is served, with the folder of its backups, if any; `today` is when it began."""

    def __init__(self, store: Store, folder: Path | None, today: date, language: str = "sv") -> None:
        self.store = store
        self.words = translator(language)
        self.folder = folder
        self.done = today
        self._version = -1
        self._newest = frozen_pictures(store)["frozen"].max()

    def is_due(self, now: datetime) -> bool:
        """Tell whether a night has come since the last time."""
        return now.date() > self.done and now.hour >= NIGHT

    def after_erasing(self) -> None:
        """Write the store anew where another server erased something; what goes wrong is said, and tried again."""
        try:
            compact_store(self.store)
        except EstError as error:
            print(f"est: {error}", flush=True)

    def freeze(self, now: datetime) -> None:
        """Freeze the last week where its set hour has come, and send what is subscribed to of a picture that is new.

        What goes wrong is said on the program's output.
        """
        try:
            week = freeze_due(self.store, NAME, now, metadata.version("est"))
            if week is not None:
                print(f"est: froze the situation picture of {week.name}.", flush=True)
            newest = frozen_pictures(self.store)["frozen"].max()
            if newest != self._newest:  # by the hour or by hand
                self._newest = newest
                post_subscriptions(self.store, NAME, now, self.words)
        except EstError as error:
            print(f"est: {error}", flush=True)

    def run(self, now: datetime) -> None:
        """Put reminders and what is subscribed to into the queue, purge, write the store anew if it changed since the
        last time, and remove backups past their time; those of other stores are told.

        What goes wrong is said on the program's output and tried again the next night.
        """
        self.done = now.date()
        for post in (post_reminders, post_subscriptions):
            try:
                post(self.store, NAME, now, self.words)
            except EstError as error:  # which must not keep what is past its time from being purged
                print(f"est: {error}", flush=True)
        try:
            purge(self.store, purge_plan(self.store, now), NAME, now)
            if self.store.version != self._version:
                compact_store(self.store, former_before=now)
                self.store.keep_copy()
                self._version = self.store.version
            if self.folder is not None and self.store.path is not None and self.folder.is_dir():
                remove_expired_backups(self.store.path, self.folder, now)
                others = others_advice(self.store.path, self.folder, now, BACKUP_DAYS)
                if others:
                    print(f"est: {others}", flush=True)
        except EstError as error:
            print(f"est: {error}", flush=True)
