"""Looks after the inbox of a store that is served: what is whole is handled at once, what was handled goes in time."""

import threading
import traceback
from pathlib import Path

import watchfiles

from est.reports.batches.purge import NIGHT
from est.terminal.inbox_desk import InboxDesk

LOOKED_EVERY = 5.0  # seconds, where no change is told: a file that has come to rest, and folders that tell of none


class InboxKeeper(threading.Thread):
    """Sweeps the inbox after each change in it, and every few seconds, until told to stop."""

    def __init__(self, desk: InboxDesk) -> None:
        super().__init__(name="inbox", daemon=True)
        self.desk = desk
        self.stopped = threading.Event()
        self._emptied = desk.now().date()

    def run(self) -> None:
        """Look until told to stop. One file that breaks the program must not keep the others out."""
        while not self.stopped.is_set():
            try:
                self.desk.sweep()
                self._remove_expired()
            except Exception as error:  # noqa: BLE001 (whatever a file does to the program, the next one is looked at)
                # where it broke, and not what the error says, which may be words out of a report
                where = "".join(traceback.format_tb(error.__traceback__)[-3:])
                print(f"est: inbox: a file is left where it is: {type(error).__name__}\n{where}", flush=True)
            self._await_change(self.desk.folder.root)

    def _remove_expired(self) -> None:
        """Remove what is past its time, once each night: on every server, as each has a folder of its own."""
        now = self.desk.now()
        if now.date() > self._emptied and now.hour >= NIGHT:
            self._emptied = now.date()
            self.desk.remove_expired()

    def _await_change(self, root: Path) -> None:
        if not root.is_dir():
            self.stopped.wait(LOOKED_EVERY)
            return
        changes = watchfiles.watch(
            root, stop_event=self.stopped, rust_timeout=int(LOOKED_EVERY * 1000), yield_on_timeout=True,
            raise_interrupt=False,
        )  # fmt: skip
        try:
            next(changes, None)
        except (OSError, RuntimeError):  # the folder was moved away, or the system watches no more of them
            self.stopped.wait(LOOKED_EVERY)
        finally:
            changes.close()

    def stop(self) -> None:
        """Stop, when the file that is being handled is done."""
        self.stopped.set()
        self.join()
