"""Records that are kept version by version: what differs, what the log kept, and the second of two editors.

A change of such a record carries `version`, `changed` and `record` in its payload. A change that touches several at
once carries the same of each of the others by its identity under `others`.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import duckdb
import polars as pl

from est.errors import EditedByOtherError, NotFoundError
from est.store.opening import Store
from est.text import N_

Fields = dict[str, str]

HISTORY: dict[str, pl.DataType | type[pl.DataType]] = {
    "version": pl.UInt32,
    "logged": pl.Datetime("us"),
    "who": pl.String,
    "field": pl.String,
    "before": pl.String,
    "after": pl.String,
}


class Record(Protocol):
    """What is kept version by version."""

    def written(self) -> Fields:
        """Return every field as text, empty where nothing is said."""


@dataclass(frozen=True)
class Version:
    """One version of a record: who made it and when, by which action, what it changed, and every field then."""

    number: int
    who: str
    when: datetime
    action: str
    changed: Mapping[str, tuple[str, str]]
    record: Fields


def differences(before: Record, after: Record) -> dict[str, tuple[str, str]]:
    """Return each field that differs, as text, before and after."""
    old, new = before.written(), after.written()
    return {name: (old[name], new[name]) for name in old if old[name] != new[name]}


def merged(opened: Record, stored: Record, wanted: Record) -> Fields:
    """Return what is stored with the fields that `wanted` changed since it was `opened`, those only, as text."""
    return stored.written() | {name: after for name, (_, after) in differences(opened, wanted).items()}


def first_version(record: Record) -> dict[str, Any]:
    """Return the payload of a record's first version."""
    return {"version": 1, "record": record.written()}


def next_version(version: int, before: Record, after: Record) -> dict[str, Any]:
    """Return the payload of the version after `version`."""
    changed = {name: list(pair) for name, pair in differences(before, after).items()}
    return {"version": version + 1, "changed": changed, "record": after.written()}


def versions(store: Store, identity: UUID, actions: Collection[str]) -> tuple[Version, ...]:
    """Return every version of a record, oldest first, from the changes of these actions in the log.

    The first version has every field that was filled in, with nothing before.
    """
    rows = store.ask(
        """SELECT who, logged, action, object::VARCHAR AS object, payload FROM log
           WHERE action IN (SELECT unnest($actions::VARCHAR[]))
             AND (object = $identity::UUID OR contains(payload, $identity::VARCHAR))""",
        {"actions": list(actions), "identity": str(identity)},
    ).rows()
    found = []
    for who, logged, action, changed, text in rows:
        payload = json.loads(text)
        own = payload if changed == str(identity) else payload.get("others", {}).get(str(identity))
        if own is not None:
            found.append(_version(who, logged, action, own))
    return tuple(sorted(found, key=lambda version: version.number))


def _version(who: str, logged: datetime, action: str, payload: Mapping[str, Any]) -> Version:
    record = dict(payload["record"])
    said = payload.get("changed") or {name: ("", value) for name, value in record.items() if value}
    changed = {name: (str(before), str(after)) for name, (before, after) in said.items()}
    return Version(int(payload["version"]), who, logged, action, changed, record)


def history(found: Collection[Version]) -> pl.DataFrame:
    """Return [version, logged, who, field, before, after]: what each of these versions changed, in their order."""
    rows = [
        (version.number, version.when, version.who, name, before, after)
        for version in found
        for name, (before, after) in version.changed.items()
    ]
    return pl.DataFrame(rows, schema=HISTORY, orient="row")


def numbered(found: Collection[Version], identity: UUID, number: int) -> Fields:
    """Return the fields of one of these versions; NotFoundError when there is no such one."""
    for version in found:
        if version.number == number:
            return version.record
    raise NotFoundError(
        N_("{identity} has no version {number}. Choose one of its history."), identity=identity, number=number
    )


def refuse_if_edited(
    cursor: duckdb.DuckDBPyConnection,
    table: str,
    identity: UUID,
    version: int,
    stored: tuple[Record, int],
    wanted: Record,
) -> None:
    """Raise EditedByOtherError unless `version` is the version that is `stored` in the table, a name of ours."""
    present, newest = stored
    if newest == version:
        return
    who, when = cursor.execute(
        f"SELECT changed_by, changed FROM {table} WHERE id = ?",  # noqa: S608 (a table of ours)
        [str(identity)],
    ).fetchall()[0]
    differs = differences(present, wanted)
    listed = "; ".join(f"{name}: {theirs!r} is stored, {mine!r} was wanted" for name, (theirs, mine) in differs.items())
    raise EditedByOtherError(
        f"{who} changed this at {when:%Y-%m-%d %H:%M}, after you opened it. Nothing was overwritten. "
        f"{listed or 'What is stored is what you wanted'}. Open it again and make your change there.",
        who=who,
        when=when,
        version=newest,
        differs=differs,
    )
