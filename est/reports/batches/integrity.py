"""Does the store hold together: every batch whole and as it was sent, what stands what they say, all of it logged."""

from dataclasses import dataclass

import duckdb

from est.reports.batches.fingerprints import batch_fingerprint
from est.reports.batches.standing_reports import STANDING, said_sql
from est.space.cells import RESOLUTIONS, cell_column
from est.store import Store

_CELL_MISSING = " OR ".join(f"(cell IS NULL) <> ({cell_column(one)} IS NULL)" for one in RESOLUTIONS)
# each makes a batch
_TAKING = "'take batch', 'enter report', 'correct report', 'amend report', 'void report'"
_QUESTIONS = (
    (
        "{count} reports belong to a batch that is not there.",
        f"SELECT count(*) FROM {STANDING} WHERE batch IS NOT NULL AND batch NOT IN (SELECT id FROM batches)",  # noqa: S608 (names of ours)
    ),
    (
        "{count} rejects belong to a batch that is not there.",
        "SELECT count(*) FROM rejects WHERE batch NOT IN (SELECT id FROM batches)",
    ),
    (
        "{count} reports come from an organisation that is not there.",
        f"SELECT count(*) FROM {STANDING} WHERE organisation IS NULL "  # noqa: S608 (names of ours)
        "OR organisation NOT IN (SELECT id FROM organisations)",
    ),
    (
        "{count} reports have a category that is not there.",
        f"SELECT count(*) FROM {STANDING} WHERE category IS NULL OR category NOT IN (SELECT code FROM categories)",  # noqa: S608 (names of ours)
    ),
    ("{count} reports have the identity of another.", f"SELECT count(*) - count(DISTINCT id) FROM {STANDING}"),  # noqa: S608 (names of ours)
    (
        "{count} versions of reports have the number of another.",
        "SELECT count(*) - count(DISTINCT (id, version)) FROM "  # noqa: S608 (names of ours)
        f"(SELECT id, version FROM {STANDING} UNION ALL SELECT id, version FROM report_versions)",
    ),
    (
        "{count} versions of reports belong to a batch that is not there.",
        "SELECT count(*) FROM report_versions WHERE batch NOT IN (SELECT id FROM batches)",
    ),
    (
        "{count} reports are not those that the batches say, or not in the version that the last of them says.",
        f"SELECT count(*) FROM {said_sql()} said FULL JOIN {STANDING} standing ON standing.id = said.report "  # noqa: S608 (names of ours)
        "WHERE coalesce(said.version, 0) <> coalesce(standing.version, 0)",
    ),
    (
        "{count} reports lie where their review does not belong.",
        "SELECT (SELECT count(*) FROM reports WHERE review <> 'approved') + "
        "(SELECT count(*) FROM unapproved_reports WHERE review IS NOT DISTINCT FROM 'approved')",
    ),
    (
        "{count} batches hold the same file as another.",
        "SELECT count(*) - count(DISTINCT content_hash) FROM batches WHERE undone IS NULL",
    ),
    (
        "{count} reports have no time, or an end before their start.",
        f"SELECT count(*) FROM {STANDING} WHERE starts IS NULL OR ends < starts",  # noqa: S608 (names of ours)
    ),
    (
        "{count} reports lack the cell of their point, or have one although they stand for an area.",
        f"SELECT count(*) FROM {STANDING} WHERE (cell IS NULL) <> (lat IS NULL OR place_precision = 'area')",  # noqa: S608 (names of ours)
    ),
    (
        "{count} reports have a cell at one resolution and none at another.",
        f"SELECT count(*) FROM reports WHERE {_CELL_MISSING}",  # noqa: S608 (names of ours)
    ),
    (
        "{count} batches have no row in the log.",
        f"SELECT count(*) FROM batches WHERE id NOT IN (SELECT object FROM log WHERE action IN ({_TAKING}))",  # noqa: S608 (texts of ours)
    ),
    (
        "{count} batches of the log are neither there nor undone.",
        f"SELECT count(*) FROM (SELECT object FROM log WHERE action IN ({_TAKING}) AND object NOT IN "  # noqa: S608 (ours)
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
