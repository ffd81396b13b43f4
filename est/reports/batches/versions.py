"""Which version of a report stands: that of the last batch that says it and is not undone."""

from uuid import UUID

import duckdb
import polars as pl

from est.errors import NotFoundError
from est.reports.fields.registry import FIELD, FIELDS
from est.reports.fields.schema import STORED
from est.space.places import DISTRICTS, assign_districts
from est.store import Store
from est.text import N_

_COLUMNS = ", ".join(STORED)


def batch_uuid(batch: UUID | str) -> str:
    """Return the identity of a batch as text; NotFoundError for what is none."""
    try:
        return str(UUID(str(batch)))
    except ValueError:
        raise NotFoundError(
            N_("{batch!r} is not the identity of a batch; `est import` prints it."), batch=batch
        ) from None


def retire_reports(cursor: duckdb.DuckDBPyConnection, batch: UUID) -> None:
    """Take the versions out of `reports` that a batch, just put there, changes or voids. In an applying function."""
    old = (
        "reports WHERE batch IS DISTINCT FROM $batch AND id IN (SELECT report FROM batch_rows "
        "WHERE batch = $batch AND kind IN ('changed', 'voided'))"
    )
    values = {"batch": str(batch)}
    cursor.execute(f"INSERT INTO report_versions ({_COLUMNS}) SELECT {_COLUMNS} FROM {old}", values)  # noqa: S608
    cursor.execute(f"DELETE FROM {old}", values)  # noqa: S608 (names of ours)


def settle_versions(cursor: duckdb.DuckDBPyConnection, batch: UUID) -> None:
    """Let of each report that a batch speaks of the version stand that should. For use in an applying function only."""
    _find_wanted(cursor, batch)
    fallen = (
        "reports WHERE EXISTS (SELECT 1 FROM wanted WHERE wanted.report = reports.id "
        "AND wanted.version IS DISTINCT FROM coalesce(reports.version, 1))"
    )
    cursor.execute(f"INSERT INTO report_versions ({_COLUMNS}) SELECT {_COLUMNS} FROM {fallen}")  # noqa: S608
    cursor.execute(f"DELETE FROM {fallen}")  # noqa: S608 (names of ours)
    risen = (
        "report_versions WHERE EXISTS (SELECT 1 FROM wanted WHERE wanted.report = report_versions.id "
        "AND wanted.version = report_versions.version)"
    )
    cursor.execute(f"INSERT INTO reports ({_COLUMNS}) SELECT {_COLUMNS} FROM {risen}")  # noqa: S608 (names of ours)
    cursor.execute(f"DELETE FROM {risen}")  # noqa: S608 (names of ours)
    _renew_districts(cursor)
    cursor.execute("DROP TABLE wanted")


def _find_wanted(cursor: duckdb.DuckDBPyConnection, batch: UUID) -> None:
    """Make `wanted`: of each report that a batch speaks of, the version to stand, null where no batch says it."""
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE wanted AS
        WITH touched AS (SELECT DISTINCT report FROM batch_rows WHERE batch = $batch),
        told AS (
            SELECT r.report, r.version, r.kind, row_number() OVER (PARTITION BY r.report ORDER BY b.id DESC) AS place
            FROM batch_rows r JOIN batches b ON b.id = r.batch
            WHERE b.undone IS NULL AND r.report IN (SELECT report FROM touched))
        SELECT t.report, CASE WHEN told.kind <> 'voided' THEN told.version END AS version
        FROM touched t LEFT JOIN told ON told.report = t.report AND told.place = 1""",
        {"batch": str(batch)},
    )


def _renew_districts(cursor: duckdb.DuckDBPyConnection) -> None:
    """Give the reports that stand again the districts of today."""
    points = cursor.sql(
        "SELECT CAST(id AS VARCHAR) AS id, lat, lng FROM reports WHERE id IN (SELECT report FROM wanted) "
        "AND lat IS NOT NULL AND lng IS NOT NULL"
    ).pl()
    if points.is_empty():
        return
    known = cursor.sql("SELECT CAST(id AS VARCHAR) AS id, name, outline FROM districts").pl()
    lat, lng = points["lat"].to_numpy(), points["lng"].to_numpy()
    placed = points.with_columns(
        assign_districts(lat, lng, known.select(pl.col(name).cast(kind) for name, kind in DISTRICTS.items()))
    )
    cursor.register("placed", placed.select("id", "district"))
    try:
        cursor.execute(
            "UPDATE reports SET district = placed.district::UUID FROM placed WHERE reports.id = placed.id::UUID "
            "AND reports.district IS DISTINCT FROM placed.district::UUID"
        )
    finally:
        cursor.unregister("placed")


def changed_reports(store: Store, batch: UUID | str) -> pl.DataFrame:
    """Return what a batch changed of reports that were there before it: [row, report, version, field, before, after].

    A row a field that differs, in the order of the file; `field` is its name in the registry.
    """
    columns = {field.name: field.column for field in FIELDS if field.column and field.column != "hour"}
    texts = ", ".join(f"CAST({column} AS VARCHAR) AS {name}" for name, column in columns.items())
    held = f"SELECT id, version, {texts} FROM"
    found = store.ask(
        f"""SELECT r.position AS "row", CAST(r.report AS VARCHAR) AS report, r.version, v.* EXCLUDE (id, version),
            v.version = r.version AS after
            FROM batch_rows r JOIN ({held} reports UNION ALL {held} report_versions) v
                ON v.id = r.report AND v.version IN (r.version, r.version - 1)
            WHERE r.batch = $batch AND r.kind = 'changed' ORDER BY r.position""",  # noqa: S608 (names of ours)
        {"batch": batch_uuid(batch)},
    )
    keys = ["row", "report", "version"]
    long = found.unpivot(list(columns), index=[*keys, "after"], variable_name="field", value_name="value")
    before = long.filter(~pl.col("after")).drop("after").rename({"value": "before"})
    both = long.filter("after").drop("after").rename({"value": "after"}).join(before, on=[*keys, "field"], how="left")
    order = pl.col("field").replace_strict({name: place for place, name in enumerate(FIELD)}, return_dtype=pl.UInt32)
    return (
        both.filter(pl.col("before").ne_missing(pl.col("after")))
        .sort("row", order)
        .select(*keys, "field", "before", "after")
    )
