"""Which version of a report stands: that of the last batch that says it and is not undone."""

from uuid import UUID

import duckdb
import polars as pl

from est.errors import NotFoundError
from est.reports.batches.standing_reports import (
    STANDING,
    raise_where,
    renew_districts,
    retire_where,
    said_sql,
    settle_review,
)
from est.reports.fields.registry import FIELD, FIELDS
from est.sentences import Sentence
from est.store import Store
from est.text import N_


def batch_uuid(batch: UUID | str) -> str:
    """Return the identity of a batch as text; NotFoundError for what is none."""
    try:
        return str(UUID(str(batch)))
    except ValueError:
        raise NotFoundError(
            Sentence(
                N_("{batch!r} is not the identity of a batch. Choose one of those that are listed."),
                typed="{batch!r} is not the identity of a batch; `est import` prints it.",
                batch=batch,
            )
        ) from None


def retire_reports(cursor: duckdb.DuckDBPyConnection, batch: UUID) -> None:
    """Take out what stands no longer as a batch, just put there, changes or voids it. In an applying function."""
    values = {"batch": str(batch)}
    touched = "(SELECT report FROM batch_rows WHERE batch = $batch AND kind IN ('changed', 'voided'))"
    if cursor.execute(f"FROM {touched} LIMIT 1", values).fetchall():
        retire_where(cursor, f"batch IS DISTINCT FROM $batch AND id IN {touched}", values)
    # a change at its source does not bring back what was voided by hand
    voided = (
        "SELECT r.report FROM batch_rows r JOIN batches b ON b.id = r.batch "
        "WHERE b.kind = 'voided' AND b.undone IS NULL"
    )
    if cursor.execute(f"{voided} LIMIT 1").fetchall():
        retire_where(cursor, f"batch = $batch AND id IN ({voided})", values)
    settle_review(cursor)


def settle_versions(cursor: duckdb.DuckDBPyConnection, batch: UUID) -> None:
    """Let of each report that a batch speaks of the version stand that should. For use in an applying function only."""
    cursor.execute(
        f"""CREATE OR REPLACE TEMP TABLE wanted AS
        SELECT t.report, said.version FROM (SELECT DISTINCT report FROM batch_rows WHERE batch = $batch) t
        LEFT JOIN {said_sql()} said ON said.report = t.report""",  # noqa: S608 (names of ours)
        {"batch": str(batch)},
    )
    fallen = "(id, coalesce(version, 1)) NOT IN (SELECT (report, coalesce(version, 0)) FROM wanted)"
    retire_where(cursor, f"id IN (SELECT report FROM wanted) AND {fallen}", {})  # noqa: S608 (text of ours)
    raise_where(cursor, "(id, version) IN (SELECT (report, version) FROM wanted WHERE version IS NOT NULL)")
    renew_districts(cursor, "id IN (SELECT report FROM wanted)", {})
    cursor.execute("DROP TABLE wanted")


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
            FROM batch_rows r JOIN ({held} {STANDING} UNION ALL {held} report_versions) v
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
