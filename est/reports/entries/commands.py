"""Entering, correcting and voiding one report, and taking back what was just entered."""

import contextlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import duckdb
import polars as pl

from est.errors import AlreadyThereError, EditedByOtherError, EntryError, NotFoundError
from est.identity import new_id
from est.municipality.vocabulary import store_vocabulary
from est.reports.batches.fingerprints import batch_fingerprint
from est.reports.batches.standing_reports import STANDING, Review
from est.reports.batches.undo import undo_batch
from est.reports.batches.versions import retire_reports
from est.reports.entries.entry import KEPT, MAPPING, Entry, check_entry, may_be_personal
from est.reports.entries.queries import latest_version, standing_report
from est.reports.fields.schema import STORED
from est.reports.rows.reference_data import reference_data
from est.space.address_register import no_addresses
from est.store import Change, Store, TextPolicy, applies, insert_rows
from est.text import N_

TAKEN_BACK_WITHIN = timedelta(minutes=10)
LONGEST_REASON = 300
_NAMES = {"reason": N_("Reason"), "description": N_("Description"), "place": N_("Place")}
POLICY = TextPolicy(names=_NAMES)


@dataclass(frozen=True)
class EnteredReport:
    """A report that was entered: its identity, that of its batch, and whether it waits for review."""

    report: str
    batch: str
    waits: bool


def enter_report(
    store: Store, entry: Entry, organisation: str, who: str, when: datetime, token: UUID | None = None
) -> EnteredReport:
    """Store a report and return what was stored. EntryError says what is wrong with it.

    `token` is the identity of the form that was sent (a UUIDv7): what is sent twice is stored once. The report waits
    for review unless its organisation is trusted and its description is clearly about nobody.
    """
    batch = token or new_id()
    row = check_entry(entry, reference_data(store, _name_of(store, organisation)), store_vocabulary(store), when)
    made = _version(row, str(new_id()), 1, batch, organisation, Review.RECEIVED)
    with contextlib.suppress(AlreadyThereError):  # the answer to the first sending was lost
        store.apply(Change(who, when, "enter report", batch, {"organisation": organisation}, {"reports": made}))
    return entered_report(store, str(batch))


def entered_report(store: Store, batch: str) -> EnteredReport:
    """Return what was stored by the form of this identity; NotFoundError when nothing was, or it was taken back."""
    found = store.ask(
        f"SELECT CAST(id AS VARCHAR) AS id, review FROM {STANDING} WHERE id IN "  # noqa: S608 (names of ours)
        "(SELECT report FROM batch_rows WHERE batch = $batch)",
        {"batch": batch},
    )
    if found.is_empty():
        raise NotFoundError(N_("The report is not there any longer."))
    report, review = found.row(0)
    return EnteredReport(report, batch, review != Review.APPROVED)


def take_back(store: Store, batch: str, who: str, when: datetime) -> None:
    """Take back a report that was entered at most ten minutes ago; EntryError later, NotFoundError when it is gone."""
    found = store.ask(
        "SELECT received FROM batches WHERE id = $batch AND kind = 'entered' AND undone IS NULL", {"batch": batch}
    )
    if found.is_empty():
        raise NotFoundError(N_("The report is not there any longer."))
    if when - found["received"][0] > TAKEN_BACK_WITHIN:
        raise EntryError(
            N_("More than ten minutes have passed. Open the report in the list of reports, and void it with a reason.")
        )
    undo_batch(store, batch, who, when)


def correct_report(
    store: Store,
    report: str,
    version: int,
    entry: Entry,
    reason: str,
    who: str,
    when: datetime,
    *,
    reviewed: bool = False,
) -> int:
    """Make a new version of a report from the `version` that was read, with a reason, and return its number.

    It waits for review again unless its organisation is trusted. With `reviewed`, which is another action, its review
    stays as it was. What the form does not ask for stays. Raises EntryError, NotFoundError, and EditedByOtherError when
    somebody has changed it since.
    """
    before = standing_report(store, report)
    _require_version(before, version)
    known = reference_data(store, _name_of(store, str(before["organisation"])))
    kept = KEPT
    if (entry.lat, entry.lng) == (before["lat"], before["lng"]):
        # a point that stays was moved to its street when it came; what is written may be a home for all that
        known = replace(known, register=no_addresses())
    else:  # and an address is of the point that was
        kept = tuple(name for name in KEPT if name != "address")
    row = check_entry(entry, known, store_vocabulary(store), when)
    row = row.with_columns(pl.lit(before[name], row.schema[name]).alias(name) for name in kept)
    # the form knows no seconds
    same = [name for name in ("starts", "ends") if row[name][0] and _to_the_minute(before[name]) == row[name][0]]
    row = row.with_columns(pl.lit(before[name], row.schema[name]).alias(name) for name in same)
    if (entry.category, entry.subcategory) == (before["category"], before["subcategory"]):
        row = row.with_columns(category_original=pl.lit(before["category_original"], pl.String))
    batch, number = new_id(), latest_version(store, report) + 1
    review = Review(str(before["review"])) if reviewed else Review.RECEIVED
    made = _version(row, report, number, batch, str(before["organisation"]), review)
    payload = {
        "organisation": str(before["organisation"]),
        "report": report,
        "version": version,
        "reason": _given_reason(reason),
        "fields": [name for name in STORED if name in row.columns and _differs(row[name][0], before[name])],
    }
    store.apply(Change(who, when, "amend report" if reviewed else "correct report", batch, payload, {"reports": made}))
    return number


def void_report(store: Store, report: str, version: int, reason: str, who: str, when: datetime) -> UUID:
    """Void a report with a reason, and return the identity of the batch by which that is undone.

    It stays voided whatever later files say. Raises as `correct_report` does.
    """
    before = standing_report(store, report)
    _require_version(before, version)
    batch = new_id()
    payload = {
        "organisation": str(before["organisation"]),
        "report": report,
        "version": version,
        "reason": _given_reason(reason),
    }
    store.apply(Change(who, when, "void report", batch, payload))
    return batch


def _name_of(store: Store, organisation: str) -> str:
    """Return the name of an organisation, by which its addresses are homes or not; nothing when there is none."""
    found = store.ask("SELECT name FROM organisations WHERE id = $id", {"id": organisation})
    return str(found["name"][0]) if found.height else ""


def _given_reason(reason: str) -> str:
    text = " ".join(reason.split())
    if not text:
        raise EntryError(N_("Say why, in a few words. The reason is kept with the report."))
    if len(text) > LONGEST_REASON:
        raise EntryError(N_("The reason is longer than {most} characters. Make it shorter."), most=LONGEST_REASON)
    return text


def _to_the_minute(moment: object) -> object:
    return moment.replace(second=0, microsecond=0) if isinstance(moment, datetime) else moment


def _differs(one: object, other: object) -> bool:
    return (str(one) if isinstance(one, UUID) else one) != (str(other) if isinstance(other, UUID) else other)


def _require_version(before: dict[str, object], version: int) -> None:
    if before["version"] != version:
        raise EditedByOtherError(
            N_("Somebody else has changed the report since you opened it. Nothing was overwritten. Open it again.")
        )


def _version(
    row: pl.DataFrame, report: str, number: int, batch: UUID, organisation: str, review: Review
) -> pl.DataFrame:
    """Return one version of a report, in the columns of STORED."""
    made = row.with_columns(
        id=pl.lit(report),
        batch=pl.lit(str(batch)),
        organisation=pl.lit(organisation),
        version=pl.lit(number),
        review=pl.lit(review.value),
        purge=pl.lit(None, pl.Date),
    )
    return made.select(pl.col(name).cast(kind) for name, kind in STORED.items())


@applies("enter report", POLICY)
def _enter(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    if cursor.execute("SELECT 1 FROM batches WHERE id = ?", [str(change.object)]).fetchall():
        raise AlreadyThereError(N_("It is in the store already; nothing was changed. Look for it in the list."))
    _insert(cursor, change, "entered")


@applies("correct report", POLICY)
def _correct(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    _insert_correction(cursor, change)


@applies("amend report", POLICY)
def _amend(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    """Do what a correction does; another action, as who may review leaves the review as it is."""
    _insert_correction(cursor, change)


def _insert_correction(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    before = _require_stored(cursor, change.payload["report"], change.payload["version"])
    _insert(cursor, change, "corrected", before)


@applies("void report", POLICY)
def _void(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    payload = change.payload
    _require_stored(cursor, payload["report"], payload["version"])
    cursor.execute(
        "INSERT INTO batch_rows (batch, position, report, version, kind) VALUES (?, NULL, ?, ?, 'voided')",
        [str(change.object), payload["report"], payload["version"]],
    )
    _insert_batch(cursor, change, "voided")
    retire_reports(cursor, change.object)


def _require_stored(cursor: duckdb.DuckDBPyConnection, report: str, version: int) -> Review:
    """Return the review of the version that was read; EditedByOtherError unless it is the one that stands."""
    found = cursor.execute(f"SELECT coalesce(version, 1), review FROM {STANDING} WHERE id = ?", [report]).fetchall()  # noqa: S608
    _require_version({"version": found[0][0] if found else None}, version)
    return Review(found[0][1])


def _insert(cursor: duckdb.DuckDBPyConnection, change: Change, kind: str, before: Review | None = None) -> None:
    """Put one version of a report in the place of those before it, with the batch that says it."""
    rows = change.frames["reports"]
    organisation = change.payload["organisation"]
    known = cursor.execute("SELECT coalesce(trusted, false) FROM organisations WHERE id = ?", [organisation]).fetchall()
    if not known:
        raise NotFoundError(
            N_("There is no organisation {organisation}; choose one of the list."), organisation=organisation
        )
    # what was returned or rejected is looked at anew, whoever sent it, and so is what may be about a person
    if known[0][0] and before in (None, Review.APPROVED) and not may_be_personal(rows["description"][0]):
        rows = rows.with_columns(review=pl.lit(Review.APPROVED.value))
    report, number = rows["id"][0], int(rows["version"][0])
    if cursor.execute("SELECT 1 FROM report_versions WHERE id = ? AND version >= ?", [report, number]).fetchall():
        _require_version({"version": None}, number)
    insert_rows(cursor, "reports", rows)
    cursor.execute(
        "INSERT INTO batch_rows (batch, position, report, version, kind) VALUES (?, ?, ?, ?, ?)",
        [str(change.object), int(rows["position"][0]), report, number, "new" if kind == "entered" else "changed"],
    )
    _insert_batch(cursor, change, kind)
    retire_reports(cursor, change.object)


def _insert_batch(cursor: duckdb.DuckDBPyConnection, change: Change, kind: str) -> None:
    _, fingerprint = batch_fingerprint(cursor, change.object)
    held = int(kind != "voided")
    values = {
        "id": str(change.object),
        "kind": kind,
        "organisation": change.payload["organisation"],
        "file": "",
        "content_hash": str(change.object),  # no two are the same, as no two files are
        "rows_hash": fingerprint,
        "read": held,
        "accepted": held,
        "rejected": 0,
        "changed": int(kind == "corrected"),
        **dict.fromkeys(("known", "gone", "repeated"), 0),
        "voided": int(kind == "voided"),
        "mapping": MAPPING.to_json(),
        "reason": change.payload.get("reason"),
        "received": change.when,
        "received_by": change.who,
    }
    places = ", ".join("?" for _ in values)
    cursor.execute(f"INSERT INTO batches ({', '.join(values)}) VALUES ({places})", list(values.values()))  # noqa: S608 (names of ours)
