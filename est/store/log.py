"""The log: every change that was made, by whom and when."""

from datetime import date, timedelta

import polars as pl

from est.store.database import Store

_COLUMNS = "logged, who, action, payload, CAST(object AS VARCHAR) AS object"


def log_rows(
    store: Store, first: date, last: date, action: str | None = None, who: str | None = None, limit: int | None = None
) -> pl.DataFrame:
    """Return [logged, who, action, payload, object] of the days from `first` to `last`, both included, the newest
    first and no more than `limit`.

    `payload` is JSON; `object` the identity of what was changed, as text.
    """
    return store.ask(
        f"""SELECT {_COLUMNS} FROM log
            WHERE logged >= $first::TIMESTAMP AND logged < $after::TIMESTAMP
                AND ($action IS NULL OR action = $action) AND ($who IS NULL OR who = $who)
            ORDER BY logged DESC, id DESC LIMIT $limit""",  # noqa: S608 (names of ours)
        {"first": first, "after": last + timedelta(days=1), "action": action, "who": who, "limit": limit or 2**31},
    )


def rows_of_actions(store: Store, actions: tuple[str, ...], limit: int) -> pl.DataFrame:
    """Return the same of the changes of these actions, whenever they were made."""
    return store.ask(
        f"SELECT {_COLUMNS} FROM log WHERE action IN (SELECT unnest($actions::VARCHAR[])) "  # noqa: S608 (names of ours)
        "ORDER BY logged DESC, id DESC LIMIT $limit",
        {"actions": list(actions), "limit": limit},
    )


def logged_actions(store: Store) -> list[str]:
    """Return the actions that the log holds, by name."""
    return store.ask("SELECT DISTINCT action FROM log ORDER BY action")["action"].to_list()


def logged_people(store: Store) -> list[str]:
    """Return who made the changes that the log holds, by name."""
    return store.ask("SELECT DISTINCT who FROM log ORDER BY who")["who"].to_list()
