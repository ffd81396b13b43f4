"""Work that tests give to a process of its own, which reads it from this module."""

import threading

from est.progress import Progress


def counted(most: int, progress: Progress) -> int:
    """Return how far was counted, and say each step."""
    for step in range(most):
        progress((step + 1) / most)
    return most


def unsendable() -> object:
    """Return what no pickle holds."""
    return threading.Lock()
