"""What DuckDB reads for a statement, held against what the statement says: no word is read that it does not name.

The answers of one visitor are kept for others who see other words (`est/store/scope.py`) where no statement, and no
column of an answer, names a column of words. A statement could read them without: `count(DISTINCT report)` does, and
`report::VARCHAR LIKE …`. DuckDB's plan tells, however it is done.
"""

from collections.abc import Iterable
from typing import Any

import duckdb

from est.access.views import WORDS
from est.store.scope import _WHOLE_ROWS
from est.store.table_versions import _READS, WatchedCursor, note_columns, reading, words_of

TABLES = frozenset(("reports", "report_versions", "unapproved_reports"))
_NAMES = _WHOLE_ROWS | set(WORDS)


class UnnamedWordsError(AssertionError):
    """A statement reads what people wrote, and neither it nor a column of its answer says so."""


class LookedAt:
    """Statements that were looked at, each once: a plan is the same whatever is asked with it, of the same views."""

    def __init__(self) -> None:
        self._known: set[tuple[str, ...]] = set()

    def look(self, cursor: duckdb.DuckDBPyConnection, sql: str, values: Any, *views: str) -> None:
        """Raise UnnamedWordsError for a statement that reads words of which nobody would know."""
        words = words_of(sql)
        if not words & TABLES or words & _NAMES or not _READS.match(sql.lower()):
            return
        if (sql, *views) in self._known:
            return
        try:
            said = described(cursor.execute(f"DESCRIBE {sql}", values).fetchall())
            plan = words_of(str(cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", values).fetchall()))
        except duckdb.Error:
            return  # whoever asks meets it
        if plan & set(WORDS) and not said & _NAMES:
            raise UnnamedWordsError(f"reads {', '.join(sorted(plan & set(WORDS)))}: {sql}")
        if "empty_result" not in plan:  # another time there may be something to be read
            self._known.add((sql, *views))


def described(columns: Iterable[tuple[Any, ...]]) -> set[str]:
    """Return what is noted of the columns of an answer."""
    with reading() as said:
        note_columns((name, kind) for name, kind, *_ in columns)
    return said


def views_of(cursor: WatchedCursor) -> list[str]:
    """Return what stands in the place of the tables with words."""
    return [cursor._views.get(table, "") for table in sorted(TABLES)]


def watch(patch: Any, looked_at: LookedAt) -> None:
    """Look at every statement that is asked from here on."""
    asked, related = WatchedCursor.execute, WatchedCursor.sql

    def execute(self: WatchedCursor, sql: str, *values: Any) -> WatchedCursor:
        self._note(sql)
        looked_at.look(self._inner, sql, values[0] if values else None, *views_of(self))
        return asked(self, sql, *values)

    def relation(self: WatchedCursor, sql: str, **values: Any) -> Any:
        self._note(sql)
        looked_at.look(self._inner, sql, values.get("params"), *views_of(self))
        return related(self, sql, **values)

    patch.setattr(WatchedCursor, "execute", execute)
    patch.setattr(WatchedCursor, "sql", relation)
