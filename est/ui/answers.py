"""Answers kept for those who may see them: a key holds the question, the asker's scope and the store's version."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

KEPT = 512
"""So many answers are kept at most; a frame of a few thousand cells is some hundred kilobytes."""


class Answers:
    """The latest answers, shared by all sessions of a process. What is asked at the same time is worked out once."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._working: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, work: Callable[[], T]) -> T:
        """Return the answer of that key, worked out now unless it is kept. An error is raised and not kept.

        The answer is shared: frames and frozen values only, nothing that a caller could change.
        """
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                found: T = self._answers[key]
                return found
            busy = self._working.setdefault(key, threading.Lock())
        with busy:
            with self._lock:
                if key in self._answers:
                    again: T = self._answers[key]
                    return again
            try:
                answer = work()
                self._keep(key, answer)
            finally:
                with self._lock:
                    self._working.pop(key, None)
        return answer

    def _keep(self, key: Hashable, answer: object) -> None:
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > self._kept:
                self._answers.popitem(last=False)

    def __len__(self) -> int:
        return len(self._answers)
