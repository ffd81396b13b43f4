"""How much one session may send and keep open at the same time, so that nobody fills the machine."""

import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

MINUTE = 60.0
LARGEST = 26 * 2**20  # bytes of one upload: the 25 MB that a page takes, and what is around them
FILES = 12
BYTES = 100 * 2**20
SOCKETS = 12  # windows of one person


class Quotas:
    """What each session sent in the last minute, and how many windows it has open."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sent: defaultdict[str, deque[tuple[float, int]]] = defaultdict(deque)
        self._open: Counter[str] = Counter()

    def take_upload(self, session: str, size: int) -> bool:
        """Count an upload of so many bytes, and tell whether the session may send it now."""
        now = self._clock()
        for other in [one for one, sent in self._sent.items() if not sent or sent[-1][0] <= now - MINUTE]:
            del self._sent[other]
        sent = self._sent[session]
        while sent and sent[0][0] <= now - MINUTE:
            sent.popleft()
        if len(sent) >= FILES or sum(bytes_ for _, bytes_ in sent) + size > BYTES:
            return False
        sent.append((now, size))
        return True

    @contextmanager
    def window(self, session: str) -> Iterator[bool]:
        """Count a window as open until the end of the block, and tell whether the session may have it."""
        self._open[session] += 1
        try:
            yield self._open[session] <= SOCKETS
        finally:
            self._open[session] -= 1
            if not self._open[session]:
                del self._open[session]
