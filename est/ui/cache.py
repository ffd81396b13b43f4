"""Answers kept for those who may see them: by the question, and by what the asker sees of what it was read from."""

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from est.store import Store
from est.store.kept_answers import KeptAnswer, scopes, work_out
from est.ui.answer_size import held_bytes
from est.ui.turns import Turns
from est.worker_process import meanwhile

T = TypeVar("T")

TURNS = os.cpu_count() or 1
"""So many answers are worked out at the same time. With more, each takes longer and none comes sooner."""

KEPT = 512
"""So many answers are kept at most."""

KEPT_BYTES = 128 * 2**20
"""So many bytes they hold together at most, about; what a map of some hundred cells takes under one filter is 2 MB."""


class AnswerCache:
    """The latest answers, shared by all sessions of a process. What is asked at the same time is worked out once."""

    def __init__(self, kept: int = KEPT, kept_bytes: int = KEPT_BYTES) -> None:
        self._kept = kept
        self._kept_bytes = kept_bytes
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, KeptAnswer[Any]] = OrderedDict()
        self._sizes: dict[Hashable, int] = {}
        self._held = 0  # bytes, the sum of the sizes
        self._working: dict[Hashable, threading.Event] = {}  # set when it is worked out
        self._turns = Turns(TURNS)
        self._mine = threading.local()

    def get(self, store: Store, key: Hashable, work: Callable[[], T]) -> T:
        """Return the answer of that key, worked out now unless one is kept that stands. An error is raised, not kept.

        The answer is shared with all who see the same of what it was read from: frames and frozen values only, nothing
        that a caller could change.
        """
        working = (key, store.scope_of(()))  # of all who may share the answer
        while True:
            found: KeptAnswer[T] | None = self._find(store, key)
            if found is not None:
                return found.answer
            with self._turn():
                # whoever works one out has a turn, and so gets done
                with self._lock:
                    others = self._working.get(working)
                    if others is None:
                        self._working[working] = threading.Event()
                if others is None:
                    return self._work_out(store, key, work, working)
            with self._no_turn():
                others.wait()

    def begin(self) -> None:
        """Take down that a page begins in this thread: the one that began first has the next turn."""
        self._mine.begun = time.monotonic()

    def _find(self, store: Store, key: Hashable) -> KeptAnswer[Any] | None:
        for scope in scopes(store):
            with self._lock:
                found = self._answers.get((key, scope))
                if found is not None:
                    self._answers.move_to_end((key, scope))
            if found is not None and found.stands(store):
                return found
        return None

    def _work_out(self, store: Store, key: Hashable, work: Callable[[], T], working: Hashable) -> T:
        try:
            found: KeptAnswer[T] | None = self._find(store, key)  # while this one waited for its turn
            if found is None:
                found = work_out(store, work)
                self._keep((key, store.scope_of(found.words)), found)
        finally:
            with self._lock:
                self._working.pop(working).set()
        return found.answer

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for a turn. An answer that asks for others has its turn already."""
        if getattr(self._mine, "turn", False):
            yield
            return
        with self._turns.wait_for(self._begun):
            self._mine.turn = True
            try:
                with meanwhile(self._no_turn):
                    yield
            finally:
                self._mine.turn = False

    @contextmanager
    def _no_turn(self) -> Iterator[None]:
        """Leave the turn, if this is an answer that has one, to others until the end of the block."""
        if not getattr(self._mine, "turn", False):
            yield
            return
        with self._turns.lend(self._begun):
            yield

    @property
    def _begun(self) -> float:
        """When the page of this thread began."""
        return float(getattr(self._mine, "begun", 0.0))

    def _keep(self, key: Hashable, answer: KeptAnswer[Any]) -> None:
        size = held_bytes(answer.answer)
        with self._lock:
            self._held += size - self._sizes.get(key, 0)
            self._sizes[key] = size
            self._answers[key] = answer
            self._answers.move_to_end(key)
            # the latest one stays, however large it is
            while len(self._answers) > self._kept or (self._held > self._kept_bytes and len(self._answers) > 1):
                oldest, _ = self._answers.popitem(last=False)
                self._held -= self._sizes.pop(oldest)

    def __len__(self) -> int:
        return len(self._answers)

    @property
    def held(self) -> int:
        """About how many bytes the answers hold."""
        return self._held
