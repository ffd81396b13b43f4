"""What the store holds of an organisation, for a file to be compared with."""

import json
from collections.abc import Collection, Mapping
from uuid import UUID

import duckdb
import polars as pl

from est.reports.batches.comparison import Comparison, StoredReports, compare_rows, given_columns
from est.reports.fields.mapping import ColumnMapping
from est.reports.fields.registry import FIELDS
from est.reports.fields.schema import STORED
from est.reports.rows.validation import CheckedRows
from est.store import Store

# every column that a file can give, and what is made of them and carried over with them
_GIVEN = ("hour", "minutes", "category_original", *(field.column for field in FIELDS if field.column))
_NAMES = ", ".join(_GIVEN)
_WANTED = """organisation = $organisation
    AND (starts BETWEEN $first AND $last OR reference IN (SELECT unnest($references::VARCHAR[])))"""
_HELD = f"""
    WITH standing AS (
        SELECT id, batch, coalesce(version, 1) AS version, {_NAMES} FROM reports WHERE {_WANTED}),
    earlier AS (
        SELECT id, max(version) AS latest FROM report_versions WHERE organisation = $organisation GROUP BY id),
    fallen AS (
        SELECT v.id, v.batch, v.version, {", ".join(f"v.{name}" for name in _GIVEN)}
        FROM report_versions v JOIN earlier e ON e.id = v.id AND e.latest = v.version
        WHERE {_WANTED} AND v.id NOT IN (SELECT id FROM reports WHERE organisation = $organisation))
    SELECT CAST(s.id AS VARCHAR) AS id, CAST(batch AS VARCHAR) AS batch, version,
        greatest(version, coalesce(latest, 0)) AS latest, standing, {_NAMES}
    FROM (SELECT *, true AS standing FROM standing UNION ALL SELECT *, false FROM fallen) s
    LEFT JOIN earlier e ON e.id = s.id
    ORDER BY s.id"""  # noqa: S608 (names of ours)
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
        return found if replaces is None else found.replacing(_batch_alone(cursor, str(replaces)))


def organisation_state(cursor: duckdb.DuckDBPyConnection, organisation: UUID | str) -> str:
    """Return what changes whenever reports of an organisation are taken, undone, put back or changed."""
    reports = cursor.execute(
        "SELECT count(*), coalesce(sum(coalesce(version, 1)), 0) FROM reports WHERE organisation = ?",
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
    held = cursor.sql(_HELD, params=values).pl()
    mappings = cursor.execute(
        "SELECT CAST(id AS VARCHAR), mapping FROM batches WHERE organisation = ?", [str(organisation)]
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
    found: pl.DataFrame = cursor.sql(
        f"""SELECT CAST(id AS VARCHAR) AS id, CAST(batch AS VARCHAR) AS batch, version, version AS latest,
            true AS standing, {_NAMES} FROM reports
            WHERE id IN (SELECT report FROM batch_rows WHERE batch = $batch AND kind <> 'voided') AND id NOT IN (
                SELECT r.report FROM batch_rows r JOIN batches b ON b.id = r.batch
                WHERE b.id <> $batch AND b.undone IS NULL)
            ORDER BY id""",  # noqa: S608 (names of ours)
        params={"batch": batch},
    ).pl()
    return found.select(pl.col(name).cast(dtype) for name, dtype in HELD_ROWS.items())


def _unread(checked: CheckedRows, mapping: ColumnMapping) -> Collection[str]:
    """Return the references of the rows that were rejected."""
    column = mapping.fields.get("reference")
    kept = [json.loads(text) for text in checked.originals["original"]] if column else []
    return {str(row[column]).strip() for row in kept if row.get(column)}
