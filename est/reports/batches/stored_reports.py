"""What the store holds of an organisation, for a file to be compared with."""

import dataclasses
import json
from collections.abc import Collection, Mapping
from uuid import UUID

import duckdb
import polars as pl

from est.reports.batches.comparison import WINDOW, Comparison, StoredReports, compare_rows, given_columns
from est.reports.batches.standing_reports import STANDING
from est.reports.fields.mapping import ColumnMapping
from est.reports.fields.registry import FIELDS
from est.reports.fields.schema import STORED
from est.reports.rows.validation import CheckedRows
from est.store import Store
from est.store.frames import fetch_frame

# every column that a file can give, and what is made of them and carried over with them
_GIVEN = ("hour", *WINDOW, "category_original", *(field.column for field in FIELDS if field.column))
_NAMES = ", ".join(_GIVEN)
_WANTED = """(starts BETWEEN $first AND $last OR reference IN (SELECT unnest($references::VARCHAR[])))"""
# The content that a row is compared with is that of the last file which said the report: what somebody corrected by
# hand is no change at its source, and what was voided by hand stays known. What was entered by hand no file says.
# A batch that was purged no longer has its mapping: what it said first has the columns of a file that said it again.
# Only the reports of which a version is wanted are looked at, so that a file costs no more where there are many.
_HELD = f"""
    WITH by_hand AS (
        SELECT r.report, r.batch, b.kind FROM batch_rows r JOIN batches b ON b.id = r.batch
        WHERE b.organisation = $organisation AND b.kind <> 'file' AND b.undone IS NULL),
    everything AS NOT MATERIALIZED (
        SELECT id, batch, version, {_NAMES}, true AS stands FROM {STANDING} WHERE organisation = $organisation
        UNION ALL
        SELECT id, batch, version, {_NAMES}, false FROM report_versions WHERE organisation = $organisation),
    wanted AS (
        SELECT id FROM everything WHERE starts BETWEEN $first AND $last
        UNION
        SELECT id FROM everything WHERE reference IN (SELECT unnest($references::VARCHAR[]))),
    versions AS (
        SELECT * REPLACE (coalesce(version, 1) AS version) FROM everything
        WHERE id IN (FROM wanted) AND id NOT IN (SELECT report FROM by_hand WHERE kind = 'entered')),
    ends AS (
        SELECT id, max(version) AS latest, bool_or(stands) OR id IN (SELECT report FROM by_hand WHERE kind = 'voided')
                AS standing,
            coalesce(max(version) FILTER (stands), max(version)) AS version,
            coalesce(max(version) FILTER (stands AND batch NOT IN (SELECT batch FROM by_hand)),
                max(version) FILTER (batch IN (SELECT id FROM batches WHERE kind = 'file' AND undone IS NULL)),
                max(version)) AS compared
        FROM versions GROUP BY id),
    purged AS (SELECT id FROM batches WHERE purged IS NOT NULL),
    repeated AS (
        SELECT r.report, r.version, min(r.batch) AS batch FROM batch_rows r JOIN batches b ON b.id = r.batch
        WHERE b.kind = 'file' AND b.undone IS NULL
          AND r.report IN (SELECT id FROM versions WHERE batch IN (FROM purged))
        GROUP BY ALL)
    SELECT CAST(v.id AS VARCHAR) AS id, CAST(coalesce(o.batch, v.batch) AS VARCHAR) AS batch,
        e.version, e.latest, e.standing, {_NAMES}
    FROM versions v JOIN ends e ON e.id = v.id AND e.compared = v.version
    LEFT JOIN repeated o ON o.report = v.id AND o.version = v.version AND v.batch IN (FROM purged)
    WHERE {_WANTED}
    ORDER BY v.id"""  # noqa: S608 (names of ours)
_ANY_HELD = "SELECT " + " OR ".join(
    f"EXISTS (FROM {table} WHERE organisation = $organisation)"
    for table in ("reports", "unapproved_reports", "report_versions")
)
HELD_ROWS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "batch": pl.String(),
    "version": pl.UInt32(),
    "latest": pl.UInt32(),
    "standing": pl.Boolean(),
    **{name: STORED[name] for name in _GIVEN},
}


def compare_with_store(
    store: Store,
    checked: CheckedRows,
    mapping: ColumnMapping,
    organisation: UUID | str | None,
    replaces: UUID | str | None = None,
) -> Comparison:
    """Return what the rows of a checked file are to the reports of their organisation; None is one that is new.

    With `replaces`, a batch that the file shall replace, all that is this batch's alone and not in the file is gone.
    """
    given = given_columns(mapping.fields)
    with store.asking() as cursor:
        held = _held_reports(cursor, checked.rows, organisation)
        found = compare_rows(checked.rows, checked.others, given, held, _unread(checked, mapping))
        if replaces is not None:
            return found.replacing(_batch_alone(cursor, str(replaces)))
        voided = pl.Series(_voided_by_hand(cursor, organisation), dtype=pl.String)
        return dataclasses.replace(found, gone=found.gone.filter(~pl.col("id").is_in(voided.implode())))


def _voided_by_hand(cursor: duckdb.DuckDBPyConnection, organisation: UUID | str | None) -> list[str]:
    """Return the reports of an organisation that somebody has voided."""
    found = cursor.execute(
        "SELECT CAST(r.report AS VARCHAR) FROM batch_rows r JOIN batches b ON b.id = r.batch "
        "WHERE b.organisation = ? AND b.kind = 'voided' AND b.undone IS NULL",
        [None if organisation is None else str(organisation)],
    ).fetchall()
    return [str(report) for (report,) in found]


def organisation_state(cursor: duckdb.DuckDBPyConnection, organisation: UUID | str) -> str:
    """Return what changes whenever reports of an organisation are taken, undone, put back or changed."""
    reports = cursor.execute(
        f"SELECT count(*), coalesce(sum(coalesce(version, 1)), 0) FROM {STANDING} WHERE organisation = ?",  # noqa: S608
        [str(organisation)],
    ).fetchall()[0]
    batches = cursor.execute(
        "SELECT count(*), count(undone), max(CAST(id AS VARCHAR)) FROM batches WHERE organisation = ?",
        [str(organisation)],
    ).fetchall()[0]
    return " ".join(map(str, (*reports, *batches)))


def _held_reports(
    cursor: duckdb.DuckDBPyConnection, rows: pl.DataFrame, organisation: UUID | str | None
) -> StoredReports:
    first, last = rows.select(first=pl.col("starts").min(), last=pl.col("starts").max()).row(0)
    if organisation is None or first is None:
        return StoredReports(pl.DataFrame(schema=HELD_ROWS), {})
    values: Mapping[str, object] = {
        "organisation": str(organisation),
        "first": first,
        "last": last,
        "references": rows["reference"].drop_nulls().unique().to_list(),
    }
    held = pl.DataFrame(schema=HELD_ROWS)
    # an organisation's first file has nothing to be compared with, and to plan the whole question takes longest
    if cursor.execute(_ANY_HELD, {"organisation": str(organisation)}).fetchone() == (True,):
        held = fetch_frame(cursor.execute(_HELD, values))
    mappings = cursor.execute(
        "SELECT CAST(id AS VARCHAR), mapping FROM batches WHERE organisation = ? AND mapping IS NOT NULL",
        [str(organisation)],
    ).fetchall()
    keeps = cursor.execute("SELECT keeps_copies FROM organisations WHERE id = ?", [str(organisation)]).fetchall()
    return StoredReports(
        held.select(pl.col(name).cast(dtype) for name, dtype in HELD_ROWS.items()),
        {batch: given_columns(ColumnMapping.from_json(text).fields) for batch, text in mappings},
        organisation_state(cursor, organisation),
        bool(keeps and keeps[0][0]),
    )


def _batch_alone(cursor: duckdb.DuckDBPyConnection, batch: str) -> pl.DataFrame:
    """Return the standing reports that no batch but this one says, in the columns of HELD_ROWS."""
    cursor.execute(
        f"""SELECT CAST(id AS VARCHAR) AS id, CAST(batch AS VARCHAR) AS batch, version, version AS latest,
            true AS standing, {_NAMES} FROM {STANDING}
            WHERE id IN (SELECT report FROM batch_rows WHERE batch = $batch AND kind <> 'voided') AND id NOT IN (
                SELECT r.report FROM batch_rows r JOIN batches b ON b.id = r.batch
                WHERE b.id <> $batch AND b.undone IS NULL AND b.kind = 'file')
            ORDER BY id""",  # noqa: S608 (names of ours)
        {"batch": batch},
    )
    found = fetch_frame(cursor)
    return found.select(pl.col(name).cast(dtype) for name, dtype in HELD_ROWS.items())


def _unread(checked: CheckedRows, mapping: ColumnMapping) -> Collection[str]:
    """Return the references of the rows that were rejected."""
    column = mapping.fields.get("reference")
    kept = [json.loads(text) for text in checked.originals["original"]] if column else []
    return {str(row[column]).strip() for row in kept if row.get(column)}
