"""The log: every change that was made, by whom and when."""

import json
from datetime import date, timedelta
from typing import Any

import polars as pl

from est.store.database import Store

LONGEST_DETAIL = 200
MOST = 1000
COLUMNS = {
    "logged": pl.Datetime("us"),
    "who": pl.String,
    "action": pl.String,
    "details": pl.String,
    "object": pl.String,
}


def log_rows(store: Store, first: date, last: date, action: str | None = None, limit: int = MOST) -> pl.DataFrame:
    """Return [logged, who, action, details, object] of the days from `first` to `last`, both included, the
    newest first and no more than `limit`.

    `details` is what the change was about, as short text; `object` the identity of what was changed, as text.
    """
    rows = store.ask(
        """SELECT logged, who, action, payload, CAST(object AS VARCHAR) AS object FROM log
           WHERE logged >= $first::TIMESTAMP AND logged < $after::TIMESTAMP AND ($action IS NULL OR action = $action)
           ORDER BY logged DESC, id DESC LIMIT $limit""",
        {"first": first, "after": last + timedelta(days=1), "action": action, "limit": limit},
    )
    return _with_details(rows)


def rows_of_actions(store: Store, actions: tuple[str, ...], limit: int = MOST) -> pl.DataFrame:
    """Return the same of the changes of these actions, whenever they were made."""
    rows = store.ask(
        """SELECT logged, who, action, payload, CAST(object AS VARCHAR) AS object FROM log
           WHERE action IN (SELECT unnest($actions::VARCHAR[])) ORDER BY logged DESC, id DESC LIMIT $limit""",
        {"actions": list(actions), "limit": limit},
    )
    return _with_details(rows)


def _with_details(rows: pl.DataFrame) -> pl.DataFrame:
    details = [describe_change(json.loads(payload)) for payload in rows["payload"]]
    return rows.with_columns(pl.Series("details", details, dtype=pl.String)).select(*COLUMNS)


def logged_actions(store: Store) -> list[str]:
    """Return the actions that the log holds, by name."""
    return store.ask("SELECT DISTINCT action FROM log ORDER BY action")["action"].to_list()


def describe_change(payload: dict[str, Any]) -> str:
    """Return what a change carried, as `name: value, ...`; outlines and other long values are cut short."""
    parts = [f"{name}: {_short(value)}" for name, value in payload.items() if value not in (None, "", [], {})]
    return _short(", ".join(parts), LONGEST_DETAIL)


def _short(value: object, longest: int = 60) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= longest else text[: longest - 1] + "…"
