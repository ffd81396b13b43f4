"""What a municipality has settled about its own store: rows of the table `settings`."""

from datetime import datetime

import duckdb

from est.errors import SettingError
from est.identity import new_id
from est.store.changes import Change, applies
from est.store.database import Store
from est.text import N_

NAMES = frozenset({"timezone", "municipality", "name", "demo", "reminders", "freeze_time", "inbox_days"})


def read_settings(store: Store) -> dict[str, str]:
    """Return what is settled: name → value, of `timezone`, `municipality` (code), `name`, `demo` ("1" if invented),
    `reminders` ("1" where they are sent), `freeze_time` (an hour of the week, see `FreezeTime`), `inbox_days`
    (see `inbox_retention`).
    """
    return dict(store.ask("SELECT name, value FROM settings ORDER BY name").iter_rows())


def municipality_title(store: Store, schema: str) -> str:
    """Return what a municipality is called: the name that it has set, or else that of its schema."""
    return read_settings(store).get("name") or schema.replace("_", " ").title()


def write_setting(store: Store, name: str, value: str, who: str, when: datetime) -> None:
    """Set one of the municipality's settings; SettingError for a name that means nothing."""
    if name not in NAMES:
        raise SettingError(
            N_("There is no setting {name!r}. The settings are {names}."), name=name, names=", ".join(sorted(NAMES))
        )
    store.apply(Change(who, when, "settle", new_id(), {"name": name, "value": value}))


@applies("settle")
def _settle(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute("DELETE FROM settings WHERE name = ?", [change.payload["name"]])
    cursor.execute(
        "INSERT INTO settings (name, value) VALUES (?, ?)", [change.payload["name"], change.payload["value"]]
    )
