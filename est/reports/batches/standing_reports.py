"""Where the version of a report lies that stands: in `reports` when it is approved, in `unapproved_reports` when not.

Every question about the picture asks `reports`, and so cannot find what nobody has approved.
"""

from collections.abc import Mapping
from enum import StrEnum

import duckdb
import polars as pl

from est.reports.fields.schema import STORED
from est.space.places import DISTRICTS, assign_districts

COLUMNS = ", ".join(STORED)
STANDING = f"(SELECT {COLUMNS} FROM reports UNION ALL SELECT {COLUMNS} FROM unapproved_reports)"  # noqa: S608 (names of ours)
"""Every report that stands, approved or not, as a sub-select."""

_APPROVED = "review IS NOT DISTINCT FROM 'approved'"


class Review(StrEnum):
    """How far the review of a report has come."""

    RECEIVED = "received"  # it waits
    APPROVED = "approved"
    RETURNED = "returned"  # to who sent it, with a reason
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


def said_sql(batches: str = "true") -> str:
    """Return a sub-select of [report, version]: the version that the last batch says, null where none is to stand.

    What is voided by hand stays voided whatever later files say, and what was corrected by hand falls with what it
    corrects. `batches` is a condition (SQL of ours) on the batches `b` that are listened to.
    """
    return f"""(SELECT r.report,
        CASE WHEN NOT bool_or(b.kind = 'voided') AND bool_or(b.kind IN ('file', 'entered'))
            AND arg_max(r.kind, b.id) <> 'voided' THEN arg_max(r.version, b.id) END AS version
        FROM batch_rows r JOIN batches b ON b.id = r.batch WHERE b.undone IS NULL AND {batches} GROUP BY r.report)"""  # noqa: S608


def retire_where(cursor: duckdb.DuckDBPyConnection, condition: str, values: Mapping[str, object]) -> None:
    """Take what stands and meets a condition (SQL of ours) out of the two tables. In an applying function only."""
    for table in ("reports", "unapproved_reports"):
        _move(cursor, table, "report_versions", condition, values)


def settle_review(cursor: duckdb.DuckDBPyConnection) -> None:
    """Put every report that stands where its review says it belongs. For use in an applying function only."""
    _move(cursor, "reports", "unapproved_reports", f"NOT ({_APPROVED})", {})
    _move(cursor, "unapproved_reports", "reports", _APPROVED, {})


def raise_where(cursor: duckdb.DuckDBPyConnection, condition: str) -> None:
    """Let earlier versions that meet a condition (SQL of ours) stand again. For use in an applying function only."""
    _move(cursor, "report_versions", "reports", condition, {})
    settle_review(cursor)


def _move(
    cursor: duckdb.DuckDBPyConnection, source: str, target: str, condition: str, values: Mapping[str, object]
) -> None:
    cursor.execute(f"INSERT INTO {target} ({COLUMNS}) SELECT {COLUMNS} FROM {source} WHERE {condition}", values)  # noqa: S608
    if cursor.fetchone() != (0,):  # mostly nothing moves, and then nothing is to be deleted
        cursor.execute(f"DELETE FROM {source} WHERE {condition}", values)  # noqa: S608 (names and conditions of ours)


def renew_districts(cursor: duckdb.DuckDBPyConnection, condition: str, values: Mapping[str, object]) -> None:
    """Give the approved reports that meet a condition (SQL of ours) the districts of today."""
    points = cursor.sql(
        f"SELECT CAST(id AS VARCHAR) AS id, lat, lng FROM reports WHERE {condition} "  # noqa: S608 (conditions of ours)
        "AND lat IS NOT NULL AND lng IS NOT NULL",
        params=values,
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
