"""Whose answer is worked out next, when more are asked for than the machine has cores."""

import heapq
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """So many turns at the same time; of those who wait, the one that began first has the next.

    A page asks for several answers one after the other. In the order in which they ask, every page would wait anew for
    each, behind pages that have just begun, and all of them would be ready late.
    """

    def __init__(self, count: int) -> None:
        self._free = count
        self._changed = threading.Condition()
        self._waiting: list[tuple[float, int]] = []
        self._asked = 0

    @contextmanager
    def wait_for(self, begun: float) -> Iterator[None]:
        """Wait for a turn, as one who began at this moment, and have it until the end of the block."""
        self._take(begun)
        try:
            yield
        finally:
            self._give_back()

    @contextmanager
    def lend(self, begun: float) -> Iterator[None]:
        """Leave a turn that one has to others until the end of the block, and wait for one again."""
        self._give_back()
        try:
            yield
        finally:
            self._take(begun)

    def wait_until_clear(self, seconds: float) -> None:
        """Wait, so many seconds at most, until nobody waits and there is a turn; it is not taken."""
        with self._changed:
            self._changed.wait_for(lambda: self._free and not self._waiting, seconds)

    def _take(self, begun: float) -> None:
        with self._changed:
            self._asked += 1
            mine = (begun, self._asked)
            heapq.heappush(self._waiting, mine)
            self._changed.wait_for(lambda: self._free and self._waiting[0] == mine)
            heapq.heappop(self._waiting)
            self._free -= 1
            self._changed.notify_all()  # there may be a turn for the next one too

    def _give_back(self) -> None:
        with self._changed:
            self._free += 1
            self._changed.notify_all()

    def __len__(self) -> int:
        return len(self._waiting)
