"""Answers kept for those who may see them: a key holds the question, the asker's scope and the store's version."""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")

TURNS = os.cpu_count() or 1
"""So many answers are worked out at the same time. With more, each takes longer and none comes sooner."""

KEPT = 512
"""So many answers are kept at most; a frame of a few thousand cells is some hundred kilobytes."""


class AnswerCache:
    """The latest answers, shared by all sessions of a process. What is asked at the same time is worked out once."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._working: dict[Hashable, threading.Lock] = {}
        self._turns = threading.Semaphore(TURNS)
        self._mine = threading.local()

    def get(self, key: Hashable, work: Callable[[], T]) -> T:
        """Return the answer of that key, worked out now unless it is kept. An error is raised and not kept.

        The answer is shared: frames and frozen values only, nothing that a caller could change.
        """
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                found: T = self._answers[key]
                return found
        # the turn comes before the question's own lock: who holds the lock then always has a turn and gets done
        with self._turn():
            return self._worked_out(key, work)

    def _worked_out(self, key: Hashable, work: Callable[[], T]) -> T:
        with self._lock:
            busy = self._working.setdefault(key, threading.Lock())
        with busy:
            with self._lock:
                if key in self._answers:
                    meanwhile: T = self._answers[key]
                    return meanwhile
            try:
                answer = work()
                self._keep(key, answer)
            finally:
                with self._lock:
                    self._working.pop(key, None)
        return answer

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for a turn. An answer that asks for others has its turn already."""
        if getattr(self._mine, "turn", False):
            yield
            return
        with self._turns:
            self._mine.turn = True
            try:
                yield
            finally:
                self._mine.turn = False

    def _keep(self, key: Hashable, answer: object) -> None:
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > self._kept:
                self._answers.popitem(last=False)

    def __len__(self) -> int:
        return len(self._answers)
