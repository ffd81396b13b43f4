"""The review of reports: which wait, what is decided of them, and who is trusted to send without one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import duckdb
import polars as pl

from est.errors import EntryError, NotFoundError
from est.identity import new_id, new_ids
from est.reports.batches.standing_reports import Review, renew_districts, settle_review
from est.reports.entries.commands import LONGEST_REASON, POLICY
from est.store import Change, Store, applies, insert_rows
from est.text import N_

NEAR_M = 250  # metres, and
NEAR_TIME = timedelta(hours=24)  # about which two reports may be of one event
_REASONED = (Review.RETURNED, Review.REJECTED)


def waiting_count(store: Store) -> tuple[int, datetime | None]:
    """Return how many reports wait for review, and when the oldest of them was received; None when none waits."""
    found = store.ask(
        "SELECT count(*) AS waiting, min(b.received) AS oldest FROM unapproved_reports u "
        "LEFT JOIN batches b ON b.id = u.batch WHERE u.review = 'received'"
    )
    return int(found["waiting"][0]), found["oldest"][0]


def waiting_reports(store: Store) -> pl.DataFrame:
    """Return what waits for review, the oldest first: [id, version, organisation, trusted, received, received_by] and
    the columns of a report that a reviewer looks at.
    """
    return store.ask(
        "SELECT CAST(u.id AS VARCHAR) AS id, coalesce(u.version, 1) AS version, "
        "CAST(u.organisation AS VARCHAR) AS organisation, coalesce(o.trusted, false) AS trusted, b.received, "
        "b.received_by, u.starts, u.ends, u.hour, u.time_precision, u.lat, u.lng, u.place_precision, u.place, "
        "u.category, u.subcategory, u.effect, u.description FROM unapproved_reports u "
        "LEFT JOIN batches b ON b.id = u.batch LEFT JOIN organisations o ON o.id = u.organisation "
        "WHERE u.review = 'received' ORDER BY b.received, u.id"
    )


def near_reports(store: Store, report: str) -> pl.DataFrame:
    """Return approved reports near one that waits, in place and time, the nearest in time first: [id, starts,
    organisation, category, subcategory, metres].
    """
    return store.ask(
        f"""WITH one AS (SELECT starts, lat, lng FROM unapproved_reports WHERE id = $report),
        near AS (
            SELECT CAST(r.id AS VARCHAR) AS id, r.starts, CAST(r.organisation AS VARCHAR) AS organisation, r.category,
                r.subcategory, abs(epoch(r.starts) - epoch(one.starts)) AS apart,
                111195 * sqrt((r.lat - one.lat) ** 2 + ((r.lng - one.lng) * cos(radians(one.lat))) ** 2) AS metres
            FROM reports r, one WHERE abs(epoch(r.starts) - epoch(one.starts)) <= {NEAR_TIME.total_seconds():.0f})
        SELECT * EXCLUDE (apart) FROM near WHERE metres <= {NEAR_M} ORDER BY apart, id LIMIT 10""",  # noqa: S608 (ours)
        {"report": report},
    )


def review_reports(
    store: Store,
    reports: Sequence[str],
    decision: Review,
    who: str,
    when: datetime,
    reason: str = "",
    duplicate_of: str | None = None,
) -> None:
    """Decide of reports that wait, all alike: approved, returned or rejected with a reason, or a duplicate of another.

    EntryError for a decision without what it needs; NotFoundError when one of them does not wait any longer.
    """
    text = " ".join(reason.split())
    if decision in _REASONED and not text:
        raise EntryError(N_("Say why, in a few words. Who sent the report reads it."))
    if len(text) > LONGEST_REASON:
        raise EntryError(N_("The reason is longer than {most} characters. Make it shorter."), most=LONGEST_REASON)
    if (decision is Review.DUPLICATE) != (duplicate_of is not None):
        raise EntryError(N_("Choose the report that it is a duplicate of."))
    decided = {str(UUID(report)): identity for report, identity in zip(reports, new_ids(len(reports)), strict=True)}
    payload = {
        "decision": decision.value,
        "reason": text or None,
        "duplicate_of": duplicate_of,
        "reports": list(decided),
        "reviews": list(decided.values()),
        # by which the reason is found that is to be erased
        "entry": next(iter(decided.values()), None),
    }
    store.apply(Change(who, when, "review reports", new_id(), payload))


@applies("review reports", POLICY)
def _review(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    payload = change.payload
    values = {"reports": payload["reports"]}
    wanted = "id IN (SELECT unnest($reports::UUID[]))"
    found = cursor.sql(
        "SELECT CAST(id AS VARCHAR) AS report, coalesce(version, 1) AS version, "  # noqa: S608 (texts of ours)
        f"CAST(organisation AS VARCHAR) AS organisation FROM unapproved_reports WHERE {wanted} AND review = 'received'",
        params=values,
    ).pl()
    if found.height != len(set(payload["reports"])):
        raise NotFoundError(N_("Somebody else has decided of the report meanwhile. Nothing was changed."))
    if (
        payload["duplicate_of"]
        and not cursor.execute("SELECT 1 FROM reports WHERE id = ?", [payload["duplicate_of"]]).fetchall()
    ):
        raise NotFoundError(N_("The report that it is a duplicate of is not there any longer. Choose another."))
    cursor.execute(
        f"UPDATE unapproved_reports SET review = $decision WHERE {wanted}",  # noqa: S608 (texts of ours)
        values | {"decision": payload["decision"]},
    )
    insert_rows(
        cursor,
        "reviews",
        found.with_columns(
            id=pl.col("report").replace_strict(dict(zip(payload["reports"], payload["reviews"], strict=True))),
            decision=pl.lit(payload["decision"]),
            reason=pl.lit(payload["reason"], pl.String),
            duplicate_of=pl.lit(payload["duplicate_of"], pl.String),
            decided=pl.lit(change.when),
            decided_by=pl.lit(change.who),
        ),
    )
    settle_review(cursor)
    renew_districts(cursor, wanted, values)


def trusted_organisations(store: Store) -> frozenset[str]:
    """Return the identities of the organisations whose entered reports need no review."""
    found = store.ask("SELECT CAST(id AS VARCHAR) AS id FROM organisations WHERE trusted")
    return frozenset(found["id"])


def set_trust(store: Store, organisation: str, trusted: bool, who: str, when: datetime) -> None:
    """Let what an organisation enters by hand go without review, or no longer; NotFoundError for none."""
    store.apply(Change(who, when, "set trust", UUID(organisation), {"trusted": trusted}))


@applies("set trust")
def _trust(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    if not cursor.execute("SELECT 1 FROM organisations WHERE id = ?", [str(change.object)]).fetchall():
        raise NotFoundError(
            N_("There is no organisation {organisation}; choose one of the list."), organisation=change.object
        )
    cursor.execute(
        "UPDATE organisations SET trusted = ? WHERE id = ?", [bool(change.payload["trusted"]), str(change.object)]
    )
