"""Answers of a store that are kept: each stands until a table is written that it was read from."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from est.right_of_way import SHORTER, give_way
from est.store.database import Store
from est.store.table_versions import EVERYTHING, note_read, reading

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

    def falls(self, present: Store, coming: Store) -> bool:
        """Tell whether this is what a store answers, and not what it is going to answer."""
        return present.last_written(self.words) == self.version != coming.last_written(self.words)


def work_out(store: Store, work: Callable[[], T]) -> KeptAnswer[T]:
    """Return the answer that `work` gives, which asks in this thread alone.

    One that a change came upon while it was worked out never stands. One for which nothing was asked was made of what
    somebody had before, who may have seen of anything what others do not: it is as if all had been asked.
    """
    before = store.version
    with reading() as words:
        answer = work()
    asked = frozenset(words) or frozenset((EVERYTHING,))
    version = store.last_written(asked)
    return KeptAnswer(answer, asked, version if version <= before else NEVER)


class Variants:
    """By the words that were asked for it, the answers of one question to those who see different things."""

    def __init__(self) -> None:
        self._words: dict[Hashable, tuple[frozenset[str], ...]] = {}

    def note(self, key: Hashable, words: frozenset[str]) -> None:
        """Take down that a question was answered from what has these words."""
        known = self._words.get(key, ())
        if words not in known:
            self._words[key] = (words, *known)  # a new one: others may be reading the old

    def forget(self, key: Hashable) -> None:
        """Forget a question."""
        self._words.pop(key, None)

    def scopes(self, store: Store, key: Hashable) -> list[str]:
        """Return what is seen of all that a question was known to be answered from: what its answers are kept under."""
        return [store.scope_of(words) for words in self._words.get(key, ())]


class Remembered(Generic[T]):
    """What one function was answered, store by store, for those who see the same of it; for small answers of few keys.

    They go with their store, so neither they nor the questions may hold it.
    """

    every: ClassVar["WeakSet[Remembered[Any]]"] = WeakSet()

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Store, dict[tuple[str, Hashable], _Told[T]]] = WeakKeyDictionary()
        self._variants = Variants()
        self.every.add(self)

    def get(self, store: Store, key: Hashable, question: Callable[[Store], T]) -> T:
        """Return the answer of that key, worked out now unless the last one stands."""
        kept = self._standing(store, key)
        if kept is None:
            kept = work_out(store, lambda: question(store))
            self._keep(store.whole, (store.scope_of(kept.words), key), _Told(kept, question))
        return kept.answer

    def standing_answer(self, store: Store, key: Hashable) -> T | None:
        """Return the answer of that key where the last one stands, else None."""
        kept = self._standing(store, key)
        return None if kept is None else kept.answer

    def _standing(self, store: Store, key: Hashable) -> KeptAnswer[T] | None:
        known = self._known.setdefault(store.whole, {})
        for scope in self._variants.scopes(store, key):
            told = known.get((scope, key))
            if told is not None and told.kept.stands(store):
                return told.kept
        return None

    def renew(self, present: Store, coming: Store) -> None:
        """Ask a store that is to come what its present one is known to answer now and will no longer."""
        for (scope, key), told in [*self._known.get(present.whole, {}).items()]:
            if scope == coming.scope_of(told.kept.words) and told.kept.falls(present, coming):
                give_way(SHORTER)
                self.get(coming, key, told.question)

    def show(self, coming: Store, present: Store) -> None:
        """Let the answers of a store that was to come be those of the present one."""
        for place, told in self._known.pop(coming.whole, {}).items():
            self._keep(present.whole, place, told)

    @classmethod
    def renew_all(cls, present: Store, coming: Store) -> None:
        """Do so for every function whose answers are remembered."""
        for one in [*cls.every]:
            one.renew(present, coming)

    @classmethod
    def show_all(cls, coming: Store, present: Store) -> None:
        """Do so for every function whose answers are remembered."""
        for one in [*cls.every]:
            one.show(coming, present)

    def _keep(self, store: Store, place: tuple[str, Hashable], told: "_Told[T]") -> None:
        known = self._known.setdefault(store, {})
        former = known.get(place)
        if former is None or told.kept.version >= former.kept.version:
            known[place] = told
            self._variants.note(place[1], told.kept.words)


@dataclass(frozen=True)
class _Told(Generic[T]):
    """An answer that is remembered, with its question."""

    kept: KeptAnswer[T]
    question: Callable[[Store], T]
