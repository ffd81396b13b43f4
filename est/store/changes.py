"""A change as a value, and the table of functions that apply each action. Nothing else writes to a store."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import duckdb
import polars as pl

from est.errors import UnknownActionError
from est.progress import Progress, ignore_progress
from est.text import N_


@dataclass(frozen=True)
class Change:
    """Who does what to which object and when, with what it takes to do it.

    `payload` is what JSON can hold and is kept in the log. `frames` are the rows that go with it; of these
    the log keeps the number. `when` is local wall-clock time.
    """

    who: str
    when: datetime
    action: str
    object: UUID
    payload: Mapping[str, Any] = field(default_factory=dict)
    frames: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    progress: Progress = field(default=ignore_progress, compare=False, repr=False)


Apply = Callable[[duckdb.DuckDBPyConnection, Change], None]
_ACTIONS: dict[str, Apply] = {}


def applies(name: str) -> Callable[[Apply], Apply]:
    """Return a decorator that makes a function the one that applies changes of this action."""

    def register(apply: Apply) -> Apply:
        if _ACTIONS.setdefault(name, apply).__qualname__ != apply.__qualname__:
            raise UnknownActionError(N_("Two functions apply {name!r}; an action has one."), name=name)
        return apply

    return register


def applied_actions() -> dict[str, str]:
    """Return action → the module whose function applies it, of the modules that are imported."""
    return {name: apply.__module__ for name, apply in _ACTIONS.items()}


def apply_function(name: str) -> Apply:
    """Return the function that applies an action; UnknownActionError when there is none."""
    try:
        return _ACTIONS[name]
    except KeyError:
        known = ", ".join(sorted(_ACTIONS)) or "none"
        raise UnknownActionError(
            N_("No function applies {name!r}. Known actions: {known}."), name=name, known=known
        ) from None


def insert_rows(cursor: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    """Put the rows of a frame into a table, by column name. For use inside an applying function only."""
    columns = ", ".join(f'"{name}"' for name in rows.columns)
    cursor.register("incoming", rows)
    try:
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM incoming")  # noqa: S608 (names of ours)
    finally:
        # an insert that failed has ended the transaction; its own error is the one to be told
        with contextlib.suppress(duckdb.TransactionException):
            cursor.unregister("incoming")
