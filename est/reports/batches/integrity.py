"""Does the store hold together: every batch whole and as it was sent, what stands what they say, all of it logged."""

from dataclasses import dataclass

import duckdb

from est.reports.batches.batch import batch_fingerprint
from est.space.cells import RESOLUTIONS, cell_column
from est.store import Store

_CELL_MISSING = " OR ".join(f"(cell IS NULL) <> ({cell_column(one)} IS NULL)" for one in RESOLUTIONS)
_QUESTIONS = (
    (
        "{count} reports belong to a batch that is not there.",
        "SELECT count(*) FROM reports WHERE batch IS NOT NULL AND batch NOT IN (SELECT id FROM batches)",
    ),
    (
        "{count} rejects belong to a batch that is not there.",
        "SELECT count(*) FROM rejects WHERE batch NOT IN (SELECT id FROM batches)",
    ),
    (
        "{count} reports come from an organisation that is not there.",
        "SELECT count(*) FROM reports WHERE organisation IS NULL OR organisation NOT IN (SELECT id FROM organisations)",
    ),
    (
        "{count} reports have a category that is not there.",
        "SELECT count(*) FROM reports WHERE category IS NULL OR category NOT IN (SELECT code FROM categories)",
    ),
    ("{count} reports have the identity of another.", "SELECT count(*) - count(DISTINCT id) FROM reports"),
    (
        "{count} versions of reports have the number of another.",
        "SELECT count(*) - count(DISTINCT (id, version)) FROM "
        "(SELECT id, version FROM reports UNION ALL SELECT id, version FROM report_versions)",
    ),
    (
        "{count} versions of reports belong to a batch that is not there.",
        "SELECT count(*) FROM report_versions WHERE batch NOT IN (SELECT id FROM batches)",
    ),
    (
        "{count} reports are not those that the batches say, or not in the version that the last of them says.",
        "SELECT count(*) FROM "
        "(SELECT report, arg_max(CASE WHEN kind <> 'voided' THEN version ELSE 0 END, b.id) AS version "
        "FROM batch_rows r JOIN batches b ON b.id = r.batch WHERE b.undone IS NULL GROUP BY report) said "
        "FULL JOIN reports ON reports.id = said.report "
        "WHERE coalesce(said.version, 0) <> coalesce(reports.version, 0)",
    ),
    (
        "{count} batches hold the same file as another.",
        "SELECT count(*) - count(DISTINCT content_hash) FROM batches WHERE undone IS NULL",
    ),
    (
        "{count} reports have no time, or an end before their start.",
        "SELECT count(*) FROM reports WHERE starts IS NULL OR ends < starts",
    ),
    (
        "{count} reports lack the cell of their point, or have one although they stand for an area.",
        "SELECT count(*) FROM reports WHERE (cell IS NULL) <> (lat IS NULL OR place_precision = 'area')",
    ),
    (
        "{count} reports have a cell at one resolution and none at another.",
        f"SELECT count(*) FROM reports WHERE {_CELL_MISSING}",  # noqa: S608 (names of ours)
    ),
    (
        "{count} batches have no row in the log.",
        "SELECT count(*) FROM batches WHERE id NOT IN (SELECT object FROM log WHERE action = 'take batch')",
    ),
    (
        "{count} batches of the log are neither there nor undone.",
        "SELECT count(*) FROM (SELECT object FROM log WHERE action = 'take batch' AND object NOT IN "
        "(SELECT id FROM batches) AND object NOT IN (SELECT object FROM log WHERE action = 'undo batch'))",
    ),
)


@dataclass(frozen=True)
class IntegrityReport:
    """How much was looked through, and each thing that does not hold, as a sentence."""

    batches: int
    reports: int
    faults: tuple[str, ...]


def check_integrity(store: Store) -> IntegrityReport:
    """Return what does not hold in a store; every report of every batch is read and compared with its fingerprint."""
    with store.asking() as cursor:
        faults = [
            sentence.format(count=count)
            for sentence, sql in _QUESTIONS
            if (count := int(cursor.execute(sql).fetchall()[0][0]))
        ]
        batches = cursor.execute(
            "SELECT CAST(id AS VARCHAR), file, rows_hash, read, accepted, rejected, known + repeated, "
            "coalesce(purged_rows, 0), coalesce(rejects_purged, false) FROM batches WHERE purged IS NULL "
            "ORDER BY received, id"
        ).fetchall()
        standing = int(cursor.execute("SELECT count(*) FROM batches WHERE undone IS NULL").fetchall()[0][0])
        for batch in batches:
            faults += _batch(cursor, *batch)
        reports = int(cursor.execute("SELECT count(*) FROM reports").fetchall()[0][0])
    return IntegrityReport(standing, reports, tuple(faults))


def _batch(
    cursor: duckdb.DuckDBPyConnection,
    batch: str,
    file: str,
    rows_hash: str,
    read: int,
    accepted: int,
    rejected: int,
    again: int,
    purged: int,
    rejects_purged: bool,
) -> list[str]:
    count, fingerprint = batch_fingerprint(cursor, batch)
    rejects = int(cursor.execute("SELECT count(*) FROM rejects WHERE batch = ?", [batch]).fetchall()[0][0])
    faults = []
    if count + purged != accepted:
        faults.append(f"Batch {batch} ({file}) has {count} reports; {accepted} were taken.")
    elif fingerprint != rows_hash:
        faults.append(f"Batch {batch} ({file}) is not what was taken: its reports have been changed.")
    if rejects != (0 if rejects_purged else rejected) or read != accepted + rejected + again:
        faults.append(f"Batch {batch} ({file}) has {rejects} rejects; {rejected} of {read} rows were rejected.")
    return faults
