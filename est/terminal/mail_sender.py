"""What sends the letters that are approved while the dashboard is served: looks into the queue, and tries again."""

import threading
from collections.abc import Callable
from datetime import datetime

from est.documents.attached_files import attached_files
from est.errors import EstError
from est.mail.delivery import send_waiting
from est.mail.messages import settle_interrupted
from est.settings import Settings
from est.store import Store
from est.terminal import municipality_now
from est.terminal.upkeep import NAME

LOOKED_EVERY = 10.0  # seconds


class MailSender(threading.Thread):
    """Sends what waits in the queue of a store that is served."""

    def __init__(self, store: Store, settings: Settings) -> None:
        super().__init__(name="mail", daemon=True)
        self.store = store
        self.settings = settings
        self.stopped = threading.Event()
        self.told = ""  # what went wrong last, said once

    def run(self) -> None:
        """Look into the queue until told to stop; what goes wrong is said on the program's output."""
        settled = False
        while not self.stopped.wait(LOOKED_EVERY if settled else 0):
            if not self.store.leads():  # another server of the store sends
                settled = self.stopped.wait(LOOKED_EVERY)
                continue
            if not settled:
                self._attempt(lambda: settle_interrupted(self.store, NAME, self._now()))
                settled = True
                continue
            self._attempt(
                lambda: send_waiting(
                    self.store, self.settings.mail_password, NAME, self._now, self.stopped.is_set, attach=attached_files
                )
            )

    def stop(self) -> None:
        """Stop when the message that is being sent is done."""
        self.stopped.set()
        self.join()

    def _now(self) -> datetime:
        return municipality_now(self.store)  # as the pages write it: the machine's own clock may be another one

    def _attempt(self, work: Callable[[], object]) -> None:
        try:
            work()
            self.told = ""
        except EstError as error:
            if str(error) != self.told:
                self.told = str(error)
                print(f"est: {error}", flush=True)
