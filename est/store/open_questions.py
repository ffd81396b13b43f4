"""How many questions to a store are being answered, for the code that replaces its file."""

import contextlib
import threading
from collections.abc import Iterator

from est.errors import StoreBusyError
from est.text import N_

PATIENCE = 60.0  # seconds


class OpenQuestions:
    """Counts the questions that are being answered. Any number are at once, and none while the file is exchanged."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._open = 0
        self._awaited = False
        self._own = threading.local()  # how many questions a thread itself has open

    @contextlib.contextmanager
    def counted(self) -> Iterator[None]:
        """Count a question while it is answered. It waits while somebody waits, unless it is a part of another one."""
        depth = getattr(self._own, "depth", 0)
        with self._changed:
            self._changed.wait_for(lambda: depth > 0 or not self._awaited)
            self._open += 1
        self._own.depth = depth + 1
        try:
            yield
        finally:
            self._own.depth = depth
            with self._changed:
                self._open -= 1
                self._changed.notify_all()

    @contextlib.contextmanager
    def none_open(self) -> Iterator[None]:
        """Wait until no question is open, and let no new one begin within; StoreBusyError when they do not end."""
        with self._changed:
            self._awaited = True
            try:
                if not self._changed.wait_for(lambda: self._open == 0, PATIENCE):
                    raise StoreBusyError(
                        N_("Somebody has been asking the store for a minute on end. Nothing was changed. Try again.")
                    )
                yield
            finally:
                self._awaited = False
                self._changed.notify_all()
