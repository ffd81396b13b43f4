"""How many seconds of processor the reading of a file may take before it is refused with a sentence."""

import time

from est.reports.files.refusal import refusal
from est.text import N_

MOST_SECONDS = 15
SLOW = N_("Reading it took longer than {seconds} seconds; send it as CSV.")
SLOW_TEXT = N_("Reading it took longer than {seconds} seconds. Send it in parts, a shorter period in each.")


class ReadingTime:
    """The time that the reading of a file has taken so far, here and in the child process that reads on."""

    def __init__(self, file: str, too_slow: str = SLOW) -> None:
        """Begin to count."""
        self._file = file
        self._too_slow = too_slow
        self._begun = time.thread_time()

    @property
    def left(self) -> float:
        """How many seconds are left; below zero when too many are spent."""
        return MOST_SECONDS - (time.thread_time() - self._begun)

    def demand(self) -> None:
        """Raise FileRefusedError when it takes too long."""
        if self.left < 0:
            raise refusal(self._file, self._too_slow, seconds=MOST_SECONDS)
