"""What is past its time goes for good: reports by retention, and undone batches with all that they brought.

The batch itself stays, as a row that says that it was there. What was deleted leaves the file when the store is written
anew (`est/store/compaction.py`).
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import duckdb
import polars as pl

from est.errors import ReportsChangedError
from est.identity import new_id
from est.reports.batches.fingerprints import batch_fingerprint, renew_fingerprints
from est.reports.batches.standing_reports import Review
from est.store import Change, Store, applies
from est.store.erasure import Rewritten, emptied_rows, hashes, rewrite_log, rows_without
from est.store.frozen_content import ERASED
from est.text import N_

PURGE = "purge"
NIGHT = 3
"""The hour from which on it is done each night, by a program that serves."""

UNDONE_DAYS = 30
"""So long an undone batch can be put back, and what a review turned down is kept."""

_KEPT_OF_A_BATCH = ("file", "mapping", "reason")
_KNOWN = "SELECT id, version, organisation, category, starts, batch FROM"
_VERSIONS = f"({_KNOWN} reports UNION ALL {_KNOWN} unapproved_reports UNION ALL {_KNOWN} report_versions)"
_TABLES = (
    ("reports", "id"),
    ("unapproved_reports", "id"),
    ("report_versions", "id"),
    ("reviews", "report"),
    ("batch_rows", "report"),
)
# versions that do not stand, with words, of reports that no batch has changed, voided or undone since a moment
_WORDY = f"""
    SELECT v.id::VARCHAR AS id, v.version FROM report_versions v JOIN (
        SELECT r.report, max(greatest(b.received, coalesce(b.undone, b.received))) AS touched
        FROM batch_rows r JOIN batches b ON b.id = r.batch
        WHERE r.kind NOT IN ('known', 'repeated') OR b.undone IS NOT NULL GROUP BY r.report) last ON last.report = v.id
    WHERE last.touched <= $before AND (coalesce(v.description, '{ERASED}') <> '{ERASED}'
        OR coalesce(v.on_the_spot, '{ERASED}') <> '{ERASED}')
    ORDER BY v.id, v.version
"""  # noqa: S608 (names of ours)
# the newest version of each report and the rule that fits it best, and what a review turned down before a moment
_DUE = f"""
    WITH newest AS (
        SELECT id, arg_max(organisation, coalesce(version, 1)) AS organisation,
            arg_max(category, coalesce(version, 1)) AS category, arg_max(starts, coalesce(version, 1)) AS starts
        FROM {_VERSIONS} GROUP BY id),
    due AS (SELECT newest.id::VARCHAR AS id, newest.organisation::VARCHAR AS organisation, newest.category,
        coalesce(both_.months, own.months, kind.months, every.months) AS months
    FROM newest
    LEFT JOIN retention both_ ON both_.organisation = newest.organisation AND both_.category = newest.category
    LEFT JOIN retention own ON own.organisation = newest.organisation AND own.category IS NULL
    LEFT JOIN retention kind ON kind.organisation IS NULL AND kind.category = newest.category
    LEFT JOIN retention every ON every.organisation IS NULL AND every.category IS NULL
    WHERE newest.starts + to_months(coalesce(both_.months, own.months, kind.months, every.months)::INTEGER) <= $now)
    SELECT * FROM due
    UNION ALL
    SELECT u.id::VARCHAR, u.organisation::VARCHAR, u.category, NULL FROM unapproved_reports u
    JOIN (SELECT report, max(decided) AS decided FROM reviews GROUP BY report) last ON last.report = u.id
    WHERE u.review = '{Review.REJECTED.value}' AND last.decided <= $before
        AND u.id::VARCHAR NOT IN (SELECT id FROM due)
    ORDER BY id
"""  # noqa: S608 (names of ours)


@dataclass(frozen=True)
class PurgePlan:
    """What is past its time: `reports` [id, organisation, category, months], months null of those that a review turned
    down, undone `batches` [id, file, undone], and
    the words of `versions` [id, version] that do not stand any longer, as they were corrected or voided.
    """

    reports: pl.DataFrame
    batches: pl.DataFrame
    versions: pl.DataFrame

    @property
    def is_empty(self) -> bool:
        """Whether nothing is past its time."""
        return self.reports.is_empty() and self.batches.is_empty() and self.versions.is_empty()

    def counts(self) -> pl.DataFrame:
        """Return [organisation, category, months, reports]: what each rule removes; null for those turned down."""
        keys = ["organisation", "category", "months"]
        return self.reports.group_by(keys).len("reports").sort(keys, nulls_last=True)


def purge_plan(store: Store, now: datetime, undone_days: int = UNDONE_DAYS) -> PurgePlan:
    """Return what a purge would remove at this moment; what was undone, turned down in review, or does not stand, after
    so many days.
    """
    before = {"before": now - timedelta(days=undone_days)}
    return PurgePlan(
        store.ask(_DUE, {"now": now} | before),
        store.ask(
            "SELECT id::VARCHAR AS id, file, undone FROM batches WHERE undone <= $before AND purged IS NULL "
            "ORDER BY id",
            before,
        ),
        store.ask(_WORDY, before),
    )


def purge(store: Store, plan: PurgePlan, who: str, when: datetime) -> None:
    """Remove what a plan holds, with every version of it, its rejects, and what the log kept of it.

    Raises ReportsChangedError, and removes nothing, when one of the batches was put back since.
    """
    if plan.is_empty:
        return
    reports, batches = plan.reports["id"].to_list(), plan.batches["id"].to_list()
    with store.asking() as cursor:
        told = hashes(_rewritten(cursor, reports, batches))
    payload = {"batches": batches, "log": told}
    frames = {"reports": plan.reports.select("id"), "versions": plan.versions}
    store.apply(Change(who, when, PURGE, new_id(), payload, frames))


@applies(PURGE)
def _purge(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    batches, reports = list(change.payload["batches"]), change.frames["reports"]["id"].to_list()
    undone = cursor.execute(
        "SELECT count(*) FROM batches WHERE id IN (SELECT unnest(?::UUID[])) AND undone IS NOT NULL AND purged IS NULL",
        [batches],
    ).fetchall()
    if int(undone[0][0]) != len(batches):
        raise ReportsChangedError(N_("A batch that was to be purged was put back meanwhile. Nothing was removed."))
    rewrite_log(cursor, _rewritten(cursor, reports, batches), change.payload["log"])
    _remove_words(cursor, change.frames["versions"])
    _remove_batches(cursor, batches, change.when)
    _remove_reports(cursor, reports)
    cursor.execute(f"DELETE FROM reviews WHERE report NOT IN (SELECT id FROM {_VERSIONS})")  # noqa: S608 (names of ours)


def _rewritten(cursor: duckdb.DuckDBPyConnection, reports: list[str], batches: list[str]) -> Rewritten:
    """Return the rows of the log that hold something of what goes, as they are without it."""
    found = emptied_rows(cursor, reports) | _decisions_without(cursor, reports)
    for batch in batches:
        found |= rows_without(cursor, UUID(batch), _KEPT_OF_A_BATCH)
    for thing in _reasoned(cursor, reports):
        found |= rows_without(cursor, UUID(thing), ("reason",))
    return found


def _decisions_without(cursor: duckdb.DuckDBPyConnection, reports: list[str]) -> Rewritten:
    """Return the rows of the log in which some of these reports were reviewed, without the reason."""
    rows = cursor.execute(
        "SELECT number, coalesce(payload_hash, sha256(payload)), payload FROM log WHERE action = 'review reports'"
    ).fetchall()
    found = {}
    for number, first, text in rows:
        payload = json.loads(text)
        if payload.get("reason") not in (None, "", ERASED) and set(payload.get("reports", ())) & set(reports):
            found[int(number)] = (first, json.dumps(payload | {"reason": ERASED}, ensure_ascii=False))
    return found


def _remove_words(cursor: duckdb.DuckDBPyConnection, versions: pl.DataFrame) -> None:
    """Erase what was written in versions that do not stand; when and where it was said to be stays."""
    if versions.is_empty():
        return
    cursor.register("wordy", versions)
    try:
        cursor.execute(
            "UPDATE report_versions SET description = CASE WHEN description IS NOT NULL THEN $erased END, "
            "on_the_spot = CASE WHEN on_the_spot IS NOT NULL THEN $erased END "
            "FROM wordy WHERE report_versions.id = wordy.id::UUID AND report_versions.version = wordy.version",
            {"erased": ERASED},
        )
        touched = cursor.execute(
            "SELECT DISTINCT batch::VARCHAR FROM report_versions WHERE id IN (SELECT id::UUID FROM wordy)"
        ).fetchall()
    finally:
        cursor.unregister("wordy")
    renew_fingerprints(cursor, [batch for (batch,) in touched if batch])


def _reasoned(cursor: duckdb.DuckDBPyConnection, reports: list[str]) -> list[str]:
    """Return the corrections, voidings and decisions of reports, of which each holds a reason in words."""
    found = cursor.execute(
        "SELECT CAST(b.id AS VARCHAR) FROM batches b JOIN batch_rows r ON r.batch = b.id "
        "WHERE b.reason IS NOT NULL AND b.kind <> 'file' AND r.report IN (SELECT unnest($reports::UUID[])) "
        "UNION SELECT CAST(id AS VARCHAR) FROM reviews "
        "WHERE reason IS NOT NULL AND report IN (SELECT unnest($reports::UUID[]))",
        {"reports": reports},
    ).fetchall()
    return [str(thing) for (thing,) in found]


def _remove_batches(cursor: duckdb.DuckDBPyConnection, batches: list[str], when: datetime) -> None:
    """Remove what undone batches brought and no other batch says; the batches' own rows stay, without words."""
    cursor.execute(
        """DELETE FROM report_versions WHERE batch IN (SELECT unnest($batches::UUID[])) AND NOT EXISTS (
            SELECT 1 FROM batch_rows r JOIN batches b ON b.id = r.batch
            WHERE r.report = report_versions.id AND r.version = report_versions.version
              AND b.purged IS NULL AND b.id NOT IN (SELECT unnest($batches::UUID[])))""",
        {"batches": batches},
    )
    for table in ("batch_rows", "rejects"):
        cursor.execute(f"DELETE FROM {table} WHERE batch IN (SELECT unnest(?::UUID[]))", [batches])  # noqa: S608
    cursor.execute(
        "UPDATE batches SET purged = ?, file = ?, mapping = NULL, reason = NULL WHERE id IN (SELECT unnest(?::UUID[]))",
        [when, ERASED, batches],
    )


def _remove_reports(cursor: duckdb.DuckDBPyConnection, reports: list[str]) -> None:
    """Remove reports in every version, and let the batches that brought them know how many are left."""
    if not reports:
        return
    bringing = cursor.execute(
        f"SELECT DISTINCT batch::VARCHAR FROM {_VERSIONS} "  # noqa: S608 (names of ours)
        "WHERE batch IS NOT NULL AND id IN (SELECT unnest(?::UUID[]))",
        [reports],
    ).fetchall()
    cursor.execute(
        "UPDATE batches SET reason = ? WHERE id IN (SELECT unnest(?::UUID[]))", [ERASED, _reasoned(cursor, reports)]
    )
    for table, column in _TABLES:
        cursor.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT unnest(?::UUID[]))", [reports])  # noqa: S608
    for (batch,) in bringing:
        count, fingerprint = batch_fingerprint(cursor, batch)
        cursor.execute(
            "UPDATE batches SET purged_rows = accepted - ?, rows_hash = ? WHERE id = ?", [count, fingerprint, batch]
        )
        if not count:  # what was rejected is as old as what was taken
            cursor.execute("DELETE FROM rejects WHERE batch = ?", [batch])
            cursor.execute("UPDATE batches SET rejects_purged = true WHERE id = ?", [batch])
