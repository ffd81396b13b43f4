"""Reports one by one: the present text of each, its versions, and its state."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

import polars as pl

from est.errors import NotFoundError
from est.reports.batches.standing_reports import STANDING
from est.reports.fields.schema import STORED
from est.store import Store
from est.text import N_

VOIDED = "voided"
"""What became of a report that stands no longer; every other word is one of `Review`."""

MOST = 500
_TEXTS = ("id", "batch", "organisation", "district")
_COLUMNS = ", ".join(f"CAST({name} AS VARCHAR) AS {name}" if name in _TEXTS else name for name in STORED)
_EVERY = f"(SELECT *, true AS stands FROM {STANDING} UNION ALL SELECT {', '.join(STORED)}, false FROM report_versions)"  # noqa: S608


def report_uuid(report: str) -> str:
    """Return the identity of a report as text; NotFoundError for what is none."""
    try:
        return str(UUID(report))
    except ValueError:
        raise NotFoundError(N_("There is no such report. Choose one of the list.")) from None


def standing_report(store: Store, report: str) -> dict[str, object]:
    """Return what stands of a report, by the columns of STORED; NotFoundError when nothing does."""
    found = store.ask(
        f"SELECT {_COLUMNS} FROM {STANDING} WHERE id = $report",  # noqa: S608 (names of ours)
        {"report": report_uuid(report)},
    )
    if found.is_empty():
        raise NotFoundError(N_("There is no such report. Choose one of the list."))
    row = found.row(0, named=True)
    return {**row, "version": row["version"] or 1}


def latest_version(store: Store, report: str) -> int:
    """Return the highest number that a version of a report has, 0 for none."""
    found = store.ask(
        f"SELECT max(coalesce(version, 1)) AS latest FROM {_EVERY} WHERE id = $report",  # noqa: S608 (names of ours)
        {"report": report_uuid(report)},
    )
    return int(found["latest"][0] or 0)


def versions_of_report(store: Store, report: str) -> pl.DataFrame:
    """Return every version of a report, the oldest first, and its voidings: [version, stands, kind, file, received,
    received_by, reason, undone] of the batch that brought it, and the columns of STORED.

    `kind` is file, entered, corrected or voided; a row that `voids` brought nothing.
    """
    return store.ask(
        f"""SELECT coalesce(v.version, 1) AS version, v.stands, b.kind, b.file, b.received, b.received_by, b.reason,
            b.undone IS NOT NULL AS undone, CAST(b.id AS VARCHAR) AS brought_by, false AS voids,
            v.* EXCLUDE (version, stands)
        FROM (SELECT {_COLUMNS}, stands FROM {_EVERY} WHERE id = $report) v LEFT JOIN batches b ON b.id = v.batch::UUID
        UNION ALL BY NAME
        SELECT r.version, false AS stands, b.kind, b.file, b.received, b.received_by, b.reason,
            b.undone IS NOT NULL AS undone, CAST(b.id AS VARCHAR) AS brought_by, true AS voids
        FROM batch_rows r JOIN batches b ON b.id = r.batch WHERE r.report = $report AND r.kind = 'voided'
        ORDER BY received NULLS FIRST, version""",  # noqa: S608 (names of ours)
        {"report": report_uuid(report)},
    )


def reviews_of_report(store: Store, report: str) -> pl.DataFrame:
    """Return what was decided of a report: [decision, reason, duplicate_of, decided, decided_by], the oldest first."""
    return store.ask(
        "SELECT decision, reason, CAST(duplicate_of AS VARCHAR) AS duplicate_of, decided, decided_by FROM reviews "
        "WHERE report = $report ORDER BY decided, id",
        {"report": report_uuid(report)},
    )


def list_reports(
    store: Store,
    first: date,
    last: date,
    organisation: str | None = None,
    became: str | None = None,
    among: Collection[str] | None = None,
) -> pl.DataFrame:
    """Return the reports that happened from `first` to `last`, both included, the newest first and at most MOST:
    [id, starts, ends, time_precision, category, subcategory, place, organisation, description, became, reason].

    `became` is the review of a report that stands, or VOIDED; `reason` the last reason that was given. An organisation
    is named by its identity. Of what was voided the last version is told. With `among`, identities, no others.
    """
    return store.ask(
        f"""WITH standing AS {STANDING},
        fallen AS (
            SELECT {", ".join(STORED)} FROM report_versions
            WHERE (id, version) IN (SELECT (id, max(version)) FROM report_versions GROUP BY id)
                AND id NOT IN (SELECT id FROM standing)
                AND id IN (SELECT r.report FROM batch_rows r JOIN batches b ON b.id = r.batch
                    WHERE r.kind = 'voided' AND b.undone IS NULL)),
        latest AS (SELECT *, true AS stands FROM standing UNION ALL SELECT *, false FROM fallen),
        told AS (
            SELECT r.report, arg_max(b.reason, b.id) AS reason FROM batch_rows r JOIN batches b ON b.id = r.batch
            WHERE b.undone IS NULL AND b.kind IN ('corrected', 'voided') GROUP BY r.report),
        decided AS (SELECT report, arg_max(reason, decided) AS reason FROM reviews GROUP BY report)
        SELECT CAST(v.id AS VARCHAR) AS id, v.starts, v.ends, v.time_precision, v.category, v.subcategory, v.place,
            CAST(v.organisation AS VARCHAR) AS organisation, v.description,
            CASE WHEN v.stands THEN v.review ELSE '{VOIDED}' END AS became,
            CASE WHEN v.stands AND v.review <> 'approved' THEN d.reason ELSE t.reason END AS reason
        FROM latest v LEFT JOIN told t ON t.report = v.id LEFT JOIN decided d ON d.report = v.id
        WHERE v.starts >= $first::TIMESTAMP AND v.starts < $after::TIMESTAMP
            AND ($organisation IS NULL OR v.organisation = $organisation::UUID)
            AND ($among IS NULL OR v.id IN (SELECT unnest($among::UUID[])))
            AND ($became IS NULL OR $became = CASE WHEN v.stands THEN v.review ELSE '{VOIDED}' END)
        ORDER BY v.starts DESC, v.id DESC LIMIT {MOST}""",  # noqa: S608 (names of ours)
        {
            "first": first,
            "after": last + timedelta(days=1),
            "organisation": organisation,
            "became": became,
            "among": None if among is None else list(among),
        },
    )
