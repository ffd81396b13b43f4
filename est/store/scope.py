"""A store as one visitor has it: each table as much of it as they may see, and no change that they may not make."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import duckdb

from est.store.changes import Change
from est.store.database import Store
from est.store.session_table import SessionTable
from est.store.table_versions import EVERYTHING

Permit = Callable[[Change], None]


class ScopedStore(Store):
    """The same open store, seen through views that stand in the place of its tables.

    `views` is table → the statement of what is seen of it, which names the table itself as `est.main.…`. Whatever is
    asked, by whichever function, is asked of the views. `permit` raises for a change that is not allowed. `own` are the
    tables of which this visitor alone sees what they see; of all others it is the same for whoever has the same views.
    """

    def __init__(
        self, whole: Store, views: Mapping[str, str], permit: Permit, own: Collection[str] = frozenset()
    ) -> None:
        self._whole = whole
        self._views = {**whole.views, **views}
        self._own = frozenset(own)
        self._scope = _told(self._views)
        self._common = _told({table: view for table, view in self._views.items() if table not in self._own})
        self._permit = permit
        self.path = whole.path
        self.home = whole.home
        self.memory = whole.memory
        self._questions = whole._questions

    @property
    def version(self) -> int:
        """The version of the whole store."""
        return self._whole.version

    def last_written(self, words: Collection[str]) -> int:
        """Return the last version that wrote to a table among the words, of the whole store."""
        return self._whole.last_written(words)

    @property
    def whole(self) -> Store:
        """The store that this is seen of."""
        return self._whole.whole

    def view_of(self, whole: Store) -> Store:
        """Return the same part of another whole."""
        return ScopedStore(self._whole.view_of(whole), self._views, self._permit, self._own)

    @property
    def silence(self) -> float | None:
        """Since when nothing was heard, as of the whole store."""
        return self._whole.silence

    @property
    def sessions(self) -> SessionTable | None:
        """Where sessions are kept, as of the whole store."""
        return self._whole.sessions

    def leads(self) -> bool:
        """Tell whether this program does what is done once, as the whole store does."""
        return self._whole.leads()

    def refresh(self) -> None:
        """Take up what others have changed, in the whole store."""
        self._whole.refresh()

    @property
    def views(self) -> Mapping[str, str]:
        """Table → statement of what stands in its place."""
        return self._views

    def scope_of(self, words: Collection[str]) -> str:
        """Return what is seen where these words were asked: without the own tables, unless one may be among them.

        It is the same for two visitors if and only if they see the same.
        """
        return self._common if self._own.isdisjoint(words) and EVERYTHING not in words else self._scope

    @contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._whole._reading() as cursor:  # for `asking` alone, which puts the views before what is asked
            yield cursor

    def apply(self, change: Change) -> UUID:
        """Carry out a change that is permitted; raise what `permit` raises for any other."""
        self._permit(change)
        return self._whole.apply(change)

    def checkpoint(self) -> None:
        """Write everything into the file itself, as the whole store does."""
        self._whole.checkpoint()

    def close(self) -> None:
        """Leave the store open: it is everybody's."""


class AskingStore(ScopedStore):
    """A store as one visitor sees it, in which who writes is asked about what may be about a person.

    `cleared` are the texts of which they have said that they are about nobody.
    """

    def __init__(self, seen: Store, cleared: Collection[str]) -> None:
        super().__init__(seen, {}, lambda change: None)
        self._cleared = cleared

    def scope_of(self, words: Collection[str]) -> str:
        """Return what is seen where these words were asked: the same as without being asked."""
        return self._whole.scope_of(words)

    def view_of(self, whole: Store) -> Store:
        """Return the same part of another whole; nobody is asked anything about it."""
        return self._whole.view_of(whole)

    def apply(self, change: Change) -> UUID:
        """Carry out a change; UnsureTextError for a text that may be about a person and was not cleared."""
        return self._whole.apply(replace(change, cleared=self._cleared))


def _told(views: Mapping[str, str]) -> str:
    return ";".join(f"{table}: {view}" for table, view in views.items())
