"""How far a long piece of work has come, and how long it still takes, for those who wait for it."""

from collections import deque
from collections.abc import Callable

Progress = Callable[[float], None]
"""Hears the share (0-1) that is done."""

WINDOW = 20.0  # seconds of which the pace is taken
SHORTEST = 2.0  # seconds before a pace can be told


def ignore_progress(share: float) -> None:
    """Hear how far it has come, and do nothing."""


def part_of(progress: Progress, first: float, last: float) -> Progress:
    """Return what hears the share of a part of the work, which is that from `first` to `last` of the whole."""
    if progress is ignore_progress:
        return progress
    return lambda share: progress(first + (last - first) * share)


class RemainingTime:
    """How many seconds a piece of work still takes, at the pace of the last seconds; `clock` counts them."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._begun = clock()
        self._seen: deque[tuple[float, float]] = deque()

    @property
    def spent(self) -> float:
        """How many seconds it has taken so far."""
        return self._clock() - self._begun

    def seconds_left(self, share: float) -> float | None:
        """Return the seconds that are left when this share is done; None while nobody can tell."""
        now = self._clock()
        while len(self._seen) > 1 and now - self._seen[1][0] > WINDOW:
            self._seen.popleft()
        self._seen.append((now, share))
        begun, before = self._seen[0]
        if now - begun < SHORTEST or share <= before:
            return None
        return (1 - share) * (now - begun) / (share - before)
