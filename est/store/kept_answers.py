"""Answers of a store that are kept: each stands until a table is written that it was read from."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from est.store.database import Store
from est.store.table_versions import note_read, reading

T = TypeVar("T")
NEVER = -1  # no version of a store


@dataclass(frozen=True)
class KeptAnswer(Generic[T]):
    """An answer, the words of all that was asked for it, and the last version that wrote to a table among them."""

    answer: T
    words: frozenset[str]
    version: int

    def stands(self, store: Store) -> bool:
        """Tell whether this is what the store would still answer. What it was read from is read by whoever uses it."""
        if store.last_written(self.words) != self.version:
            return False
        note_read(self.words)
        return True


def work_out(store: Store, work: Callable[[], T]) -> KeptAnswer[T]:
    """Return the answer that `work` gives, which asks in this thread alone.

    One that a change came upon while it was worked out never stands.
    """
    before = store.version
    with reading() as words:
        answer = work()
    asked = frozenset(words)
    version = store.last_written(asked)
    return KeptAnswer(answer, asked, version if version <= before else NEVER)


def scopes(store: Store) -> tuple[str, str]:
    """Return the scopes an answer may be kept under: of all who see the same but for what is each one's; this one's."""
    return store.scope_of(()), store.scope


class Remembered(Generic[T]):
    """What one function was answered, store by store, for those who see the same of it; for small answers of few keys.

    They go with their store, so they must not hold it.
    """

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Store, dict[Hashable, KeptAnswer[T]]] = WeakKeyDictionary()

    def get(self, store: Store, key: Hashable, work: Callable[[], T]) -> T:
        """Return the answer of that key, worked out now unless the last one stands."""
        known = self._known.setdefault(store.whole, {})
        for scope in scopes(store):
            kept = known.get((scope, key))
            if kept is not None and kept.stands(store):
                return kept.answer
        kept = work_out(store, work)
        known[store.scope_of(kept.words), key] = kept
        return kept.answer
