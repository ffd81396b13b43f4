"""What a new store begins with: the categories, subcategories and organisations of `data/*.csv`, and a time zone."""

import zoneinfo
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from est.errors import SettingError
from est.identity import new_id, new_ids
from est.settings import DATA
from est.store import Change, Store, applies, insert_rows
from est.store.kept_answers import Remembered
from est.text import N_

TIMEZONE = "Europe/Stockholm"
_TIMEZONES = Remembered[str]()


def prepare_store(store: Store, who: str, when: datetime, timezone: str | None = None) -> None:
    """Fill a new store with the defaults, once, and settle its time zone.

    A store that has been filled keeps what it has. Its time zone changes only while it has no reports; a time zone
    that is not the store's raises SettingError, and so does one that does not exist.
    """
    if timezone is not None and timezone not in zoneinfo.available_timezones():
        raise SettingError(
            N_("There is no time zone {timezone!r}. Write one such as Europe/Stockholm."), timezone=timezone
        )
    if store.ask("SELECT 1 FROM settings WHERE name = 'timezone'").is_empty():
        store.apply(_filling(who, when, timezone or TIMEZONE))
    elif timezone is not None and timezone != store_timezone(store):
        store.apply(Change(who, when, "set time zone", new_id(), {"timezone": timezone}))


def store_timezone(store: Store) -> str:
    """Return the time zone of the store's municipality."""
    return _TIMEZONES.get(store, None, _read_timezone)


def _read_timezone(store: Store) -> str:
    row = store.ask("SELECT value FROM settings WHERE name = 'timezone'")
    return str(row.item()) if row.height else TIMEZONE


def _filling(who: str, when: datetime, timezone: str) -> Change:
    organisations = _read("organisations.csv")
    return Change(
        who,
        when,
        "fill a new store",
        new_id(),
        {"timezone": timezone},
        {
            "organisations": organisations.select(
                pl.Series("id", new_ids(organisations.height)),
                "name",
                pl.col("every_row") == "true",
                active=True,
            ),
            "categories": _read("categories.csv").with_columns(
                pl.col("counted") == "true",
                severity=pl.lit(None, dtype=pl.UInt8),
                active=True,
                position=pl.int_range(pl.len(), dtype=pl.UInt16),
            ),
            "subcategories": _read("subcategories.csv").with_columns(
                active=True, position=pl.int_range(pl.len(), dtype=pl.UInt16)
            ),
        },
    )


def default_categories() -> tuple[str, ...]:
    """Return the codes of the categories that every store begins with, and that mean the same in each."""
    return tuple(_read("categories.csv")["code"])


def _read(name: str, folder: Path = DATA) -> pl.DataFrame:
    return pl.read_csv(folder / name, infer_schema=False)


@applies("fill a new store")
def _fill(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    if cursor.execute("SELECT 1 FROM settings WHERE name = 'timezone'").fetchall():
        raise SettingError(N_("The store was filled by somebody else at the same moment. Nothing more is to be done."))
    for table, rows in change.frames.items():
        insert_rows(cursor, table, rows)
    cursor.execute("INSERT INTO settings (name, value) VALUES ('timezone', ?)", [change.payload["timezone"]])


@applies("set time zone")
def _set_timezone(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    wanted = change.payload["timezone"]
    if cursor.execute("SELECT 1 FROM reports UNION ALL SELECT 1 FROM unapproved_reports LIMIT 1").fetchall():
        kept = cursor.execute("SELECT value FROM settings WHERE name = 'timezone'").fetchall()[0][0]
        raise SettingError(
            N_(
                "The store's reports are written in the time of {kept}; they cannot become times of {wanted}. "
                "Leave --timezone out, or import into a store of its own."
            ),
            kept=kept,
            wanted=wanted,
        )
    cursor.execute("UPDATE settings SET value = ? WHERE name = 'timezone'", [wanted])
