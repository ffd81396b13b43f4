"""What many are going to ask after a large change, worked out before they see it: in the transaction of the change."""

from collections.abc import Callable, Collection

import duckdb

from est.right_of_way import SHORTER, give_way
from est.store.changes import Change

Show = Callable[[], None]
Foresight = Callable[[duckdb.DuckDBPyConnection, Collection[str]], Show]
"""What works out answers from the transaction of a change that wrote these tables, and gives what hands them out."""

LARGE = 10_000  # rows of a change that takes a while in any case


def look_ahead(
    foresight: Foresight | None, cursor: duckdb.DuckDBPyConnection, tables: Collection[str], change: Change
) -> Show | None:
    """Return what hands out the answers that were worked out; None where the transaction has not survived that.

    Nothing is worked out for a small change: whoever made it waits for it.
    """
    if sum(frame.height for frame in change.frames.values()) < LARGE:
        return _show_nothing
    give_way(SHORTER)
    if foresight is None:
        return _show_nothing
    show = foresight(cursor, tables)
    give_way(SHORTER)
    try:
        cursor.execute("SELECT 1").fetchall()
    except duckdb.Error:  # a question that failed has ended it
        return None
    return show


def _show_nothing() -> None:
    """Hand out nothing."""
