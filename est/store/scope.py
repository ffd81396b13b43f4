"""A store as one visitor has it: each table as much of it as they may see, and no change that they may not make."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import MappingProxyType
from uuid import UUID

import duckdb

from est.store.changes import Change
from est.store.database import Store
from est.store.session_table import SessionTable
from est.store.table_versions import EVERYTHING

Permit = Callable[[Change], None]

_WHOLE_ROWS = frozenset(("columns", "hash", "row", "row_to_json", "struct_pack", "to_json"))
"""Words of what may take in columns without their names."""


@dataclass(frozen=True)
class Mask:
    """Columns of a table that are not the same for all, and what a visitor sees of it apart from them.

    `otherwise` is the statement of that, None where it is the table itself.
    """

    columns: frozenset[str]
    otherwise: str | None


class ScopedStore(Store):
    """The same open store, seen through views that stand in the place of its tables.

    `views` is table → the statement of what is seen of it, which names the table itself as `est.main.…`. Whatever is
    asked, by whichever function, is asked of the views. `permit` raises for a change that is not allowed. `masks` is
    table → what of its view others do not share, and what they do.
    """

    def __init__(
        self,
        whole: Store,
        views: Mapping[str, str],
        permit: Permit,
        masks: Mapping[str, Mask] = MappingProxyType({}),
    ) -> None:
        self._whole = whole
        self._views = {**whole.views, **views}
        self._masks = masks
        self._masked = {**whole.masked, **{table: mask.columns for table, mask in masks.items()}}
        self._scopes: dict[frozenset[str], str] = {}
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
        return ScopedStore(self._whole.view_of(whole), self._views, self._permit, self._masks)

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

    @property
    def masked(self) -> Mapping[str, frozenset[str]]:
        """Table → columns of which not all that stands there is seen."""
        return self._masked

    def scope_of(self, words: Collection[str]) -> str:
        """Return what is seen of the tables among these words, without masked columns that are not among them.

        It is the same for two visitors if and only if they see the same of what was asked.
        """
        seen = frozenset(words)
        if EVERYTHING in seen:
            return _told(self._views)
        if seen not in self._scopes:
            self._scopes[seen] = _told({table: view for table in self._views if (view := self._seen(table, seen))})
        return self._scopes[seen]

    def _seen(self, table: str, words: frozenset[str]) -> str | None:
        """Return what is seen of a table where these words were asked, None for nothing and for all of it."""
        mask = self._masks.get(table)
        if table not in words:
            return None
        if mask is not None and words.isdisjoint(mask.columns | _WHOLE_ROWS):
            return mask.otherwise
        return self._views[table]

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
