"""Answers kept for those who may see them: by the question, and by what the asker sees of what it was read from."""

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from est.right_of_way import SHORTER, give_way, open_road
from est.store import Store
from est.store.coming_store import ComingStore
from est.store.kept_answers import KeptAnswer, Remembered, Variants, work_out
from est.ui.answer_size import held_bytes
from est.ui.turns import Turns
from est.worker_process import meanwhile, unawaited

T = TypeVar("T")

TURNS = os.cpu_count() or 1
"""So many answers are worked out at the same time. With more, each takes longer and none comes sooner."""

KEPT = 512
"""So many answers are kept at most."""

KEPT_BYTES = 128 * 2**20
"""So many bytes they hold together at most, about; what a map of some hundred cells takes under one filter is 2 MB."""

SHARED = 2
"""An answer that so many more pages asked for since it was worked out is everybody's."""

COSTLY = 0.05
"""So many seconds of this thread's processor are worth being spent before anybody asks."""

FORESEEN = 6
"""So many answers are worked out at most before a change is shown, the costliest."""


@dataclass
class _Entry:
    """An answer that is kept: its bytes, what it cost (seconds), and how many pages have asked for it since.

    `question` asks it anew, of whatever store, as it was asked of the store `seen`; None where that cannot be done.
    """

    kept: KeptAnswer[Any]
    size: int
    seconds: float
    seen: Store
    question: Callable[[Store], Any] | None
    page: float  # when the last page began that asked for it
    pages: int = 0


class AnswerCache:
    """The latest answers, shared by all sessions of a process. What is asked at the same time is worked out once."""

    def __init__(self, kept: int = KEPT, kept_bytes: int = KEPT_BYTES) -> None:
        self._kept = kept
        self._kept_bytes = kept_bytes
        self._lock = threading.Lock()
        self._answers: OrderedDict[tuple[Hashable, str], _Entry] = OrderedDict()
        self._variants = Variants()
        self._held = 0  # bytes, the sum of the sizes
        self._working: dict[Hashable, threading.Event] = {}  # set when it is worked out
        self._turns = Turns(TURNS)
        self._mine = threading.local()
        open_road(self)

    def get(
        self, store: Store, key: Hashable, work: Callable[[], T], question: Callable[[Store], T] | None = None
    ) -> T:
        """Return the answer of that key, worked out now unless one is kept that stands. An error is raised, not kept.

        The answer is shared with all who see the same of what it was read from: frames and frozen values only, nothing
        that a caller could change. With `question`, which asks the same of any store and nothing else, one that many
        share can be worked out before a change is shown (`foresee`).
        """
        while True:
            working = (key, *self._variants.scopes(store, key))  # of all who may share the answer
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
                    return self._work_out(store, key, work, question, working)
            with self._no_turn():
                others.wait()

    def wait_until_clear(self, seconds: float) -> None:
        """Wait, so many seconds at most, until no page waits for its turn; whoever has one waits for nobody."""
        if not getattr(self._mine, "turn", False):
            self._turns.wait_until_clear(seconds)

    def begin(self) -> None:
        """Take down that a page begins in this thread: the one that began first has the next turn."""
        self._mine.begun = time.monotonic()

    def _find(self, store: Store, key: Hashable) -> KeptAnswer[Any] | None:
        for scope in self._variants.scopes(store, key):
            with self._lock:
                entry = self._answers.get((key, scope))
                if entry is not None:
                    self._answers.move_to_end((key, scope))
                    if entry.page != self._begun:
                        entry.page, entry.pages = self._begun, entry.pages + 1
            if entry is not None and entry.kept.stands(store):
                return entry.kept
        return None

    def _work_out(
        self,
        store: Store,
        key: Hashable,
        work: Callable[[], T],
        question: Callable[[Store], T] | None,
        working: Hashable,
    ) -> T:
        try:
            found: KeptAnswer[T] | None = self._find(store, key)  # while this one waited for its turn
            if found is None:
                begun = time.thread_time()
                found = work_out(store, work)
                seconds = time.thread_time() - begun
                size = held_bytes(found.answer)
                scope = store.scope_of(found.words)
                self._keep(key, scope, _Entry(found, size, seconds, store, question, self._begun))
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

    def _keep(self, key: Hashable, scope: str, entry: _Entry) -> None:
        with self._lock:
            former = self._answers.get((key, scope))
            if former is not None:
                if former.kept.version > entry.kept.version:
                    return  # what came upon a change while it was worked out is of before
                self._held -= former.size
            self._held += entry.size
            self._answers[key, scope] = entry
            self._answers.move_to_end((key, scope))
            self._variants.note(key, entry.kept.words)
            # the latest one stays, however large it is
            while len(self._answers) > self._kept or (self._held > self._kept_bytes and len(self._answers) > 1):
                (gone, _), oldest = self._answers.popitem(last=False)
                self._held -= oldest.size
                self._variants.forget(gone)

    def foresee(self, coming: ComingStore) -> Callable[[], None]:
        """Work out what many share and a change will make fall, as the store will answer it; return what hands it out.

        So it is there when the change is shown, and the next page need not wait for it. What does not succeed is worked
        out by whoever asks for it.
        """
        found: list[tuple[Hashable, str, _Entry]] = []
        for key, entry, question in self._falling(coming):
            seen = entry.seen.view_of(coming)
            begun = time.thread_time()
            try:
                with unawaited():
                    Remembered.renew_all(entry.seen, seen)
                    give_way(SHORTER)
                    kept = work_out(seen, partial(question, seen))
            except Exception:  # noqa: BLE001, S112 (whoever asks for it meets it)  # nosec B112
                continue
            seconds = time.thread_time() - begun
            there = replace(entry, kept=kept, size=held_bytes(kept.answer), seconds=seconds, pages=0)
            found.append((key, seen.scope_of(kept.words), there))

        def show() -> None:
            Remembered.show_all(coming, coming.present)
            for key, scope, entry in found:
                self._keep(key, scope, entry)

        return show

    def _falling(self, coming: ComingStore) -> list[tuple[Hashable, _Entry, Callable[[Store], Any]]]:
        """Return the answers that many share and that a change will make fall, with their questions: the costliest."""
        with self._lock:
            known = [*self._answers.items()]
        shared = [
            (key, entry, entry.question)
            for (key, _), entry in known
            if entry.question is not None
            and entry.pages >= SHARED
            and entry.seconds >= COSTLY
            and entry.kept.falls(coming.present, coming)
        ]
        return sorted(shared, key=lambda one: -one[1].seconds)[:FORESEEN]

    def __len__(self) -> int:
        return len(self._answers)

    @property
    def held(self) -> int:
        """About how many bytes the answers hold."""
        return self._held
