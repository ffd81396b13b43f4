"""How many seconds of processor the check of a file may take while nobody looks at it."""

import time
from collections.abc import Callable

from est.progress import RemainingTime
from est.reports.files.refusal import refusal
from est.text import N_

MOST_SECONDS_ALONE = 300
TOLD_AFTER = 5.0  # seconds, after which the pace of a check is known
LONG_ALONE = N_(
    "Checking its rows takes about {minutes} minutes, more than the {most} that a file may take by itself. Open it "
    "on the page of uploads, or send it in parts, a shorter period in each."
)


class CheckingTime:
    """Hears how far a check has come, and ends it where it would take too long.

    The seconds are those of the processor in this thread, so that a busy machine makes no file a long one.
    """

    def __init__(self, file: str, clock: Callable[[], float] = time.thread_time) -> None:
        """Begin to count."""
        self._file = file
        self._remaining = RemainingTime(clock)

    def __call__(self, share: float) -> None:
        """Hear the share that is done. FileRefusedError when the whole would take too long."""
        left, spent = self._remaining.seconds_left(share), self._remaining.spent
        if spent < TOLD_AFTER:
            return
        whole = spent + (left or 0.0)
        if whole > MOST_SECONDS_ALONE:
            raise refusal(self._file, LONG_ALONE, minutes=max(1, round(whole / 60)), most=MOST_SECONDS_ALONE // 60)
