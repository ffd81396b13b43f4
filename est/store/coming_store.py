"""The store as it will be when the change that is being made is there, for what is worked out before it is shown."""

import contextlib
from collections.abc import Collection, Iterator

import duckdb

from est.store.database import Store
from est.store.open_questions import OpenQuestions


class ComingStore(Store):
    """What a store will hold: asked in the transaction of the change, by the thread that makes it, until it ends.

    `tables` are those that the change wrote to.
    """

    def __init__(self, present: Store, cursor: duckdb.DuckDBPyConnection, tables: Collection[str]) -> None:
        self.present = present
        self.path = present.path
        self.home = present.home
        self.memory = present.memory
        self._within = cursor
        self._version = present.version + 1
        self._tables = present._tables.with_written(self._version, tables)
        self._questions = OpenQuestions()
        self._asked = False

    @contextlib.contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        if self._asked:
            # through this one cursor it would see what stands in the place of tables for the other, and take it away
            raise RuntimeError("in a transaction no question is asked in the midst of another")
        self._asked = True
        try:
            yield self._within
        finally:
            self._asked = False
            with contextlib.suppress(duckdb.Error):  # a question that failed may have ended the transaction
                self._drop_views()

    def _drop_views(self) -> None:
        """Take away what stood in the place of tables for one question: the next one may see others of them."""
        made = "SELECT view_name FROM duckdb_views() WHERE temporary AND NOT internal"
        for (name,) in self._within.execute(made).fetchall():
            self._within.execute(f'DROP VIEW temp."{name}"')
