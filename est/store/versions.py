"""Records that are kept version by version: what differs, what the log kept, and the second of two editors.

A change of such a record carries `version`, `changed` and the record in its payload. A change that touches several at
once carries the same of each of the others by its identity under `others`.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

import duckdb
import polars as pl

from est.errors import AlreadyThereError, EditedByOtherError, NotFoundError
from est.identity import new_id
from est.store.changes import Change
from est.store.database import Store
from est.text import N_

Fields = dict[str, str]

# of what a version changed, personal data is covered: what was there before may be older than the guard, and it must
# be possible to take it out. What is there after is refused in the record itself
CHANGED = ("changed",)

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

    def to_fields(self) -> Fields:
        """Return every field as text, empty where nothing is said."""


R = TypeVar("R", bound=Record)


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
    old, new = before.to_fields(), after.to_fields()
    return {name: (old[name], new[name]) for name in old if old[name] != new[name]}


def merge_edits(opened: Record, stored: Record, wanted: Record) -> Fields:
    """Return what is stored with the fields that `wanted` changed since it was `opened`, those only, as text."""
    return stored.to_fields() | {name: after for name, (_, after) in differences(opened, wanted).items()}


def version_history(found: Collection[Version]) -> pl.DataFrame:
    """Return [version, logged, who, field, before, after]: what each of these versions changed, in their order."""
    rows = [
        (version.number, version.when, version.who, name, before, after)
        for version in found
        for name, (before, after) in version.changed.items()
    ]
    return pl.DataFrame(rows, schema=HISTORY, orient="row")


@dataclass(frozen=True)
class Records(Generic[R]):
    """A kind of record that is kept version by version: one row each in `table`, every version in the log.

    `columns` are the record's fields and what else of it the table keeps; `unsaid` is what a column holds where nothing
    is said, if not null. `from_fields` gives a record back from its `to_fields`, kept in the log under `kept_as`.
    `actions` make versions of it; the first adds one, the second edits it. `missing` is said of an unknown {identity}.
    """

    table: str
    columns: tuple[str, ...]
    from_fields: Callable[[Fields], R]
    actions: tuple[str, ...]
    missing: str
    unsaid: Mapping[str, object] = field(default_factory=dict)
    kept_as: str = "record"

    @property
    def _columns(self) -> str:
        return ", ".join(self.columns)

    def all(self, store: Store) -> list[tuple[str, int, R]]:
        """Return identity (as text), version and record of each, in the order in which they were added."""
        with store.asking() as cursor:
            rows = cursor.execute(
                f"SELECT id, version, {self._columns} FROM {self.table} ORDER BY created, id"  # noqa: S608 (names of ours)
            ).fetchall()
        return [(str(identity), int(version), self._from_row(values)) for identity, version, *values in rows]

    def get(self, store: Store, identity: UUID) -> tuple[R, int]:
        """Return one record and its version; NotFoundError when it is not in the store."""
        with store.asking() as cursor:
            return self.stored_record(cursor, identity)

    def stored_record(self, cursor: duckdb.DuckDBPyConnection, identity: UUID) -> tuple[R, int]:
        """Return one record and its version as a cursor sees it; NotFoundError when it is not there."""
        rows = cursor.execute(
            f"SELECT version, {self._columns} FROM {self.table} WHERE id = ?",  # noqa: S608 (names of ours)
            [str(identity)],
        ).fetchall()
        if not rows:
            raise NotFoundError(self.missing, identity=identity)
        version, *values = rows[0]
        return self._from_row(values), int(version)

    def _from_row(self, values: list[object]) -> R:
        return self.from_fields({name: str(value or "") for name, value in zip(self.columns, values, strict=True)})

    def require_version(
        self, cursor: duckdb.DuckDBPyConnection, identity: UUID, version: int, wanted: R | None = None
    ) -> R:
        """Return what is stored; EditedByOtherError, with what is `wanted` instead, unless that is this version."""
        present, newest = self.stored_record(cursor, identity)
        if newest == version:
            return present
        who, when = cursor.execute(
            f"SELECT changed_by, changed FROM {self.table} WHERE id = ?",  # noqa: S608 (a table of ours)
            [str(identity)],
        ).fetchall()[0]
        differs = differences(present, wanted or present)
        listed = "; ".join(
            f"{name}: {theirs!r} is stored, {mine!r} was wanted" for name, (theirs, mine) in differs.items()
        )
        raise EditedByOtherError(
            f"{who} changed this at {when:%Y-%m-%d %H:%M}, after you opened it. Nothing was overwritten. "
            f"{listed or 'What is stored is what you wanted'}. Open it again and make your change there.",
            who=who,
            when=when,
            version=newest,
            differs=differs,
        )

    def first_version(self, record: R) -> dict[str, Any]:
        """Return the payload of a record's first version."""
        return {"version": 1, self.kept_as: record.to_fields()}

    def next_version(self, version: int, before: R, after: R) -> dict[str, Any]:
        """Return the payload of the version after `version`."""
        changed = {name: list(pair) for name, pair in differences(before, after).items()}
        return {"version": version + 1, "changed": changed, self.kept_as: after.to_fields()}

    def from_payload(self, payload: Mapping[str, Any]) -> R:
        """Return the record of such a payload."""
        return self.from_fields(payload[self.kept_as])

    def add(self, store: Store, record: R, who: str, when: datetime, identity: UUID | None) -> UUID:
        """Add a record and return its identity. One whose identity is in the store already is left as it is."""
        identity = identity or new_id()
        if store.ask(f"SELECT 1 FROM {self.table} WHERE id = ?", [str(identity)]).is_empty():  # noqa: S608 (a table of ours)
            store.apply(Change(who, when, self.actions[0], identity, self.first_version(record)))
        return identity

    def edit(
        self,
        store: Store,
        identity: UUID,
        version: int,
        wanted: R,
        who: str,
        when: datetime,
        action: str = "",
        **logged: int,
    ) -> int:
        """Change a record from the `version` that was read, and return its new version.

        One that is left as it was keeps its version and is not logged. Another `action` than that of an edit may have
        more to be `logged`. Raises EditedByOtherError, and changes nothing, when somebody else has changed it
        since; NotFoundError when it is not in the store; and what the action raises.
        """
        with store.asking() as cursor:
            before = self.require_version(cursor, identity, version, wanted)
        if not differences(before, wanted):
            return version
        payload = self.next_version(version, before, wanted) | logged
        store.apply(Change(who, when, action or self.actions[1], identity, payload))
        return version + 1

    def versions(self, store: Store, identity: UUID) -> tuple[Version, ...]:
        """Return every version of a record, oldest first, from the log.

        The first version has every field that was filled in, with nothing before.
        """
        rows = store.ask(
            """SELECT who, logged, action, object::VARCHAR AS object, payload FROM log
               WHERE action IN (SELECT unnest($actions::VARCHAR[]))
                 AND (object = $identity::UUID OR contains(payload, $identity::VARCHAR))""",
            {"actions": list(self.actions), "identity": str(identity)},
        ).rows()
        found = []
        for who, logged, action, changed, text in rows:
            payload = json.loads(text)
            own = payload if changed == str(identity) else payload.get("others", {}).get(str(identity))
            if own is not None:
                found.append(self._version(who, logged, action, own))
        return tuple(sorted(found, key=lambda version: version.number))

    def _version(self, who: str, logged: datetime, action: str, payload: Mapping[str, Any]) -> Version:
        record = dict(payload[self.kept_as])
        differing = payload.get("changed") or {name: ("", value) for name, value in record.items() if value}
        changed = {name: (str(before), str(after)) for name, (before, after) in differing.items()}
        return Version(int(payload["version"]), who, logged, action, changed, record)

    def in_version(self, store: Store, identity: UUID, number: int) -> R:
        """Return a record as it was in one of its versions; NotFoundError when it had no such version."""
        for version in self.versions(store, identity):
            if version.number == number:
                return self.from_fields(version.record)
        raise NotFoundError(
            N_("{identity} has no version {number}. Choose one of its history."), identity=identity, number=number
        )

    def put_version(
        self, cursor: duckdb.DuckDBPyConnection, change: Change, identity: UUID, payload: Mapping[str, Any]
    ) -> None:
        """Put the version of this payload into the table. For use inside an applying function only.

        Raises AlreadyThereError for a first version of what is there, EditedByOtherError when another version came
        between: inside the transaction nobody can.
        """
        version, record = int(payload["version"]), self.from_payload(payload)
        if version == 1:
            if cursor.execute(f"SELECT 1 FROM {self.table} WHERE id = ?", [str(identity)]).fetchall():  # noqa: S608 (a table of ours)
                raise AlreadyThereError(N_("It is in the store already; nothing was changed. Look for it in the list."))
            places = ", ".join("?" for _ in self.columns)
            cursor.execute(
                f"""INSERT INTO {self.table}
                    ({self._columns}, id, version, created, created_by, changed, changed_by)
                    VALUES ({places}, ?, 1, ?, ?, ?, ?)""",  # noqa: S608 (names of ours)
                [*self._values(record), str(identity), change.when, change.who, change.when, change.who],
            )
            return
        self.require_version(cursor, identity, version - 1, record)
        setting = ", ".join(f"{name} = ?" for name in self.columns)
        cursor.execute(
            f"UPDATE {self.table} SET {setting}, version = ?, changed = ?, changed_by = ? WHERE id = ?",  # noqa: S608 (names of ours)
            [*self._values(record), version, change.when, change.who, str(identity)],
        )

    def _values(self, record: R) -> list[object]:
        """Return the record's values in the order of the columns, as text that DuckDB casts."""
        values = {name: getattr(record, name) for name in self.columns} | record.to_fields()
        return [values[name] or self.unsaid.get(name) for name in self.columns]
