"""Which tables questions read and changes write, as their statements say.

So an answer stands until a table is written that it was read from, and no edit of a meeting throws the flags away.
"""

import re
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from types import MappingProxyType
from typing import Any, cast

import duckdb

EVERYTHING = "*"  # stands for all tables, where a statement does not tell which
PLAIN = frozenset(
    ("fetchall", "fetchone", "fetchmany", "description", "to_arrow_table", "register", "unregister", "close")
)

_NAMES_LATER = frozenset(("query", "query_table"))  # functions that are told a table by a value

_WORD = re.compile(r"[a-z_][a-z_0-9]*")
_READS = re.compile(r"\s*(select|with|from)\b")
_WRITES = re.compile(
    r"\b(?:insert\s+(?:or\s+\w+\s+)?into|update|delete\s+from|merge\s+into)\s+(?:est\.)?(?:main\.)?\"?(\w+)"
)
_MAKES = re.compile(r"\b(create|drop|alter|copy|attach|detach|call|pragma)\b")


class TableVersions:
    """In which version of the store each table was last written."""

    def __init__(self) -> None:
        self._noted = 0
        self._every = 0  # the last version that may have written to any table
        self._written: dict[str, int] = {}

    def note(self, version: int, tables: Collection[str]) -> None:
        """Take down that a version wrote to these tables and no others."""
        if version != self._noted + 1 or EVERYTHING in tables:
            self._every = version
        self._written = self._written | dict.fromkeys(tables, version)  # a new one: others may be reading the old
        self._noted = version

    def with_written(self, version: int, tables: Collection[str]) -> "TableVersions":
        """Return what will be when a version has written to these tables."""
        coming = TableVersions()
        coming._noted, coming._every, coming._written = self._noted, self._every, self._written
        coming.note(version, tables)
        return coming

    def last(self, words: Collection[str], version: int) -> int:
        """Return the last version, up to this present one, that wrote to a table named among the words.

        It is the present one where not all of them are known, and where there are no words: what was read then is no
        table.
        """
        if self._noted != version or not words or EVERYTHING in words:
            return version
        return max([self._every, *(at for table, at in self._written.items() if table in words)])


class WatchedCursor:
    """A cursor that notes the words of what is asked through it, and the tables of what it writes.

    `views` is table → the statement that stands in its place; each is made before the first statement that has the
    table's name in it, and all before what does not tell which tables it reads. `masked` is table → columns that its
    view names for what it does with them, and that are not read for that.
    """

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        views: Mapping[str, str] = MappingProxyType({}),
        masked: Mapping[str, frozenset[str]] = MappingProxyType({}),
    ) -> None:
        self._inner = cursor
        self._views = views
        self._masked = masked
        self._made: set[str] = set()
        self.tables: set[str] = set()

    def as_cursor(self) -> duckdb.DuckDBPyConnection:
        """Return itself, as what it stands for."""
        return cast("duckdb.DuckDBPyConnection", self)

    def execute(self, sql: str, *values: Any) -> "WatchedCursor":  # noqa: ANN401 (as DuckDB's own)
        """Carry out a statement."""
        self._note(sql)
        self._inner.execute(sql, *values)
        note_columns((name, kind) for name, kind, *_ in self._inner.description or ())
        return self

    def executemany(self, sql: str, *values: Any) -> "WatchedCursor":  # noqa: ANN401 (as DuckDB's own)
        """Carry out a statement once for each of the values."""
        self._note(sql)
        self._inner.executemany(sql, *values)
        return self

    def sql(self, sql: str, **values: Any) -> Any:  # noqa: ANN401 (as DuckDB's own)
        """Return the relation of a statement."""
        self._note(sql)
        found = self._inner.sql(sql, **values)
        if found is not None:
            note_columns(zip(found.columns, found.types, strict=True))
        return found

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever a cursor has)
        """Return what else a cursor has. What is not known to leave the tables alone may write to any."""
        if name not in PLAIN:
            self.tables.add(EVERYTHING)
            note_read(frozenset((EVERYTHING,)))
            self._stand_in(self._views)
        return getattr(self._inner, name)

    def _note(self, sql: str) -> None:
        words = words_of(sql)
        note_read(words)
        self._stand_in(self._views if words & _NAMES_LATER else words & self._views.keys())
        self.tables |= written_by(sql)

    def _stand_in(self, tables: Iterable[str]) -> None:
        """Put the views of these tables in their place."""
        for table in tables:
            view = self._views[table]
            note_read(words_of(view) - self._masked.get(table, frozenset()))
            if table not in self._made:
                # the connection's own, and gone with it; it comes before the table
                self._inner.execute(f"CREATE TEMP VIEW {table} AS {view}")
                self._made.add(table)


@lru_cache(maxsize=2_000)
def words_of(sql: str) -> frozenset[str]:
    """Return every word of a statement in lower case: the tables that it reads are among them."""
    return frozenset(_WORD.findall(sql.lower()))


@lru_cache(maxsize=2_000)
def written_by(sql: str) -> frozenset[str]:
    """Return the tables that a statement writes to; EVERYTHING where it does not tell."""
    text = sql.lower()
    found = frozenset(_WRITES.findall(text))
    if _MAKES.search(text) or not (found or _READS.match(text)):
        return frozenset((EVERYTHING,))
    return found


_READING = threading.local()


def note_read(words: frozenset[str]) -> None:
    """Take down that these words were asked, for every answer that is being worked out in this thread."""
    for read in getattr(_READING, "answers", ()):
        read.update(words)


def note_columns(columns: Iterable[tuple[str, object]]) -> None:
    """Take down the same of the columns (name, type) of an answer: `*` stands for names that no statement holds."""
    if not getattr(_READING, "answers", ()):
        return
    for name, kind in columns:
        note_read(words_of(f"{name} {kind}" if "(" in str(kind) else name))


@contextmanager
def reading() -> Iterator[set[str]]:
    """Give the words of all that is asked in this thread until the end of the block."""
    outer: tuple[set[str], ...] = getattr(_READING, "answers", ())
    words: set[str] = set()
    _READING.answers = (*outer, words)
    try:
        yield words
    finally:
        _READING.answers = outer
