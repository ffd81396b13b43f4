"""The right of way of pages: work that no page waits for stops between its pieces until none waits for its turn.

Python runs one of its threads at a time, so a large file that is taken at once would hold up everybody's pages; taken
piece by piece, in the time that they leave, it is there somewhat later.
"""

import threading
from typing import Protocol
from weakref import WeakSet

LONGEST = 1.0
"""So many seconds a piece waits at most: where pages come without end, it is worked on all the same."""

SHORTER = 0.5
"""So many where others wait for it, because it is done within a change of the store."""


class Road(Protocol):
    """Something that pages wait for."""

    def wait_until_clear(self, seconds: float) -> None:
        """Wait, so many seconds at most, until no page waits."""


_lock = threading.Lock()
_roads: WeakSet[Road] = WeakSet()


def open_road(road: Road) -> None:
    """Let what gives way give it to those who wait for this, as long as it is there."""
    with _lock:
        _roads.add(road)


def give_way(seconds: float = LONGEST) -> None:
    """Wait, so many seconds at most on each road, until no page waits; not at all in a program without pages."""
    with _lock:
        roads = [*_roads]
    for road in roads:
        road.wait_until_clear(seconds)
