"""A batch goes in whole or not at all: what of it is new, what it changes, what it says again, and what was wrong."""

from datetime import datetime
from uuid import UUID

import duckdb
import numpy as np
import polars as pl

from est.errors import (
    CentroidsError,
    FileRefusedError,
    NotFoundError,
    ReportsChangedError,
    SameFileError,
    StoreDamagedError,
    UnsettledFileError,
)
from est.identity import new_id
from est.progress import Progress, ignore_progress
from est.reports.batches.comparison import STATES, Comparison
from est.reports.batches.fingerprints import batch_fingerprint
from est.reports.batches.mappings import keep_mapping
from est.reports.batches.new_versions import rows_to_store, voided_states, with_identities
from est.reports.batches.stored_reports import compare_with_store, organisation_state
from est.reports.batches.versions import batch_uuid, retire_reports
from est.reports.fields.mapping import ColumnMapping
from est.reports.rows.validation import MANY, CheckedRows
from est.right_of_way import give_way
from est.sentences import Sentence
from est.store import Change, Store, TextPolicy, applies, insert_rows
from est.store.frames import fetch_frame
from est.text import N_

CHUNK = 50_000  # rows that are put in and read back at once
STEPS = 10  # so many of them at least, where there are enough rows, so that it shows how far it has come
FEWEST = 5_000
INSERTING = 0.9  # the share of the work; the rest is the fingerprint and the commit
REJECTS = {
    "position": pl.UInt32,
    "line": pl.UInt32,
    "column_name": pl.String,
    "value": pl.String,
    "reason": pl.String,
    "original": pl.String,
}
# the names of a file and its columns, and what its rejected rows hold, are kept as they came but for personal data
AS_THEY_CAME = TextPolicy(("file", "mapping", "rejects.column_name", "rejects.value", "rejects.original"))


def take_batch(
    store: Store,
    checked: CheckedRows,
    *,
    who: str,
    when: datetime,
    organisation: UUID | str,
    mapping: ColumnMapping,
    new_organisation: str | None = None,
    keep_good: bool = True,
    accept_centroids: bool = False,
    comparison: Comparison | None = None,
    void_gone: bool = False,
    replaces: UUID | str | None = None,
    progress: Progress = ignore_progress,
) -> UUID:
    """Store a checked file as a batch and return the batch's identity.

    `comparison` is what was seen before (`compare_with_store`), else the file is compared now: known and repeated rows
    are not stored again, a changed one becomes a new version of its report. With `void_gone`, and where the file
    `replaces` a batch, the reports that are gone are voided.

    Refused whole, with nothing stored: a file without one good row, one with rejects when `keep_good` is false
    (FileRefusedError), one that is in the store already (SameFileError), one whose points stand for whole areas unless
    `accept_centroids` (CentroidsError), one whose organisation has got other reports since it was compared
    (ReportsChangedError). An unknown organisation is a NotFoundError, unless `new_organisation` is the name under which
    it is added together with its batch. `progress` is told the share that is stored; what it raises undoes everything.
    """
    refuse_batch(checked, keep_good=keep_good, accept_centroids=accept_centroids)
    if comparison is None:
        comparison = compare_with_store(store, checked, mapping, organisation, replaces)
    batch = new_id()
    voided = comparison.gone if void_gone or replaces else comparison.gone.clear()
    if checked.rows.height > MANY:
        give_way()
    states = with_identities(comparison.states)
    payload = {
        "organisation": str(organisation),
        "new_organisation": new_organisation,
        "file": checked.file,
        "content_hash": checked.content_hash,
        "read": checked.read,
        "mapping": mapping.to_json(),
        "note": "centroids" if checked.centroids else None,
        **comparison.counts,
        "replaces": str(replaces) if replaces else None,
        "state": comparison.state,
    }
    frames = {
        "reports": rows_to_store(checked.rows, states, comparison, batch, organisation),
        "rows": pl.concat([states.select(*STATES), voided_states(voided)]),
        "rejects": rejected_rows(checked),
    }
    store.apply(Change(who, when, "take batch", batch, payload, frames, progress))
    progress(1.0)
    return batch


def refuse_batch(checked: CheckedRows, *, keep_good: bool, accept_centroids: bool) -> None:
    """Raise what `take_batch` raises for a file that cannot be taken, whatever the store holds."""
    rejects = len(checked.rejects)
    if checked.asks:
        raise UnsettledFileError(N_("{question} Nothing was stored."), question=checked.asks[0], file=checked.file)
    if checked.centroids and not accept_centroids:
        raise CentroidsError(
            Sentence(
                N_(
                    "The points of {file} stand for whole areas, not for places: {reports} reports lie on few points "
                    "({points}). Nothing was stored. Confirm that they are taken for totals only."
                ),
                typed="The points of {file} stand for whole areas, not for places: {reports} reports lie on few points "
                "({points}). Nothing was stored. Confirm (--accept-centroids) to count them in totals, without cells "
                "on a map.",
                file=checked.file,
                reports=checked.centroids.reports,
                points=checked.centroids.points,
            )
        )
    if rejects and not keep_good:
        raise FileRefusedError(
            N_("{rejects} of {read} rows of {file} cannot be taken, so nothing was stored, as asked."),
            rejects=rejects,
            read=checked.read,
            file=checked.file,
        )
    if checked.rows.is_empty():
        raise FileRefusedError(
            N_("Not one of the {read} rows of {file} can be taken, so nothing was stored."),
            read=checked.read,
            file=checked.file,
        )


def rejected_rows(checked: CheckedRows) -> pl.DataFrame:
    """Return the rejects of a check in the columns of REJECTS."""
    rows = [(one.row, one.line, one.column, one.value, one.reason) for one in checked.rejects]
    frame = pl.DataFrame(
        rows, schema={name: kind for name, kind in REJECTS.items() if name != "original"}, orient="row"
    )
    return frame.join(checked.originals, on="position", how="left", maintain_order="left")


@applies("take batch", AS_THEY_CAME)
def _take(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    payload, rows, rejects = change.payload, change.frames["reports"], change.frames["rejects"]
    states = change.frames["rows"]
    _refuse_again(cursor, payload["content_hash"])
    if payload["new_organisation"]:
        _insert_organisation(cursor, payload["organisation"], payload["new_organisation"])
    if not cursor.execute("SELECT 1 FROM organisations WHERE id = ?", [payload["organisation"]]).fetchall():
        raise NotFoundError(
            N_("There is no organisation {organisation}; choose one of the list or add it."),
            organisation=payload["organisation"],
        )
    if payload["state"] and payload["state"] != organisation_state(cursor, payload["organisation"]):
        raise ReportsChangedError(
            N_(
                "Other reports of the same organisation were taken, undone or changed while {file} was looked at. "
                "Nothing was stored. Check the file again."
            ),
            file=payload["file"],
        )
    size = min(CHUNK, max(FEWEST, -(-rows.height // STEPS)))
    for first in range(0, rows.height, size):
        change.progress(INSERTING * first / rows.height)
        _insert_verified(cursor, rows[first : first + size])
    change.progress(INSERTING)
    insert_rows(cursor, "batch_rows", states.select(pl.lit(str(change.object)).alias("batch"), *STATES))
    # what waited, was returned or rejected is looked at anew when it has changed at its source
    cursor.execute(
        "UPDATE reports SET review = 'received' WHERE batch = ? AND id IN (SELECT id FROM unapproved_reports)",
        [str(change.object)],
    )
    retire_reports(cursor, change.object)
    insert_rows(cursor, "rejects", rejects.select(pl.lit(str(change.object)).alias("batch"), *REJECTS))
    count, fingerprint = batch_fingerprint(cursor, change.object)
    if count != rows.height:
        raise StoreDamagedError(
            N_("{sent} reports were sent to the store and {count} arrived; nothing was kept."),
            sent=rows.height,
            count=count,
        )
    _insert_batch(cursor, change, fingerprint)
    keep_mapping(cursor, payload["organisation"], payload["mapping"], change.when)


def _insert_batch(cursor: duckdb.DuckDBPyConnection, change: Change, fingerprint: str) -> None:
    payload, rows, rejects = change.payload, change.frames["reports"], change.frames["rejects"]
    voided = int((change.frames["rows"]["kind"] == "voided").sum())
    values = {
        "id": str(change.object),
        "kind": "file",
        **{name: payload[name] for name in ("organisation", "file", "content_hash", "read", "mapping", "note")},
        **{name: payload[name] for name in ("known", "changed", "gone", "repeated", "replaces")},
        "rows_hash": fingerprint,
        "accepted": rows.height,
        "rejected": rejects.height,
        "voided": voided,
        "received": change.when,
        "received_by": change.who,
    }
    places = ", ".join("?" for _ in values)
    cursor.execute(f"INSERT INTO batches ({', '.join(values)}) VALUES ({places})", list(values.values()))  # noqa: S608 (names of ours)


def refuse_known_file(store: Store, content_hash: str) -> None:
    """Raise SameFileError, which says when and by whom, when a file is in the store already."""
    with store.asking() as cursor:
        _refuse_again(cursor, content_hash)


def _refuse_again(cursor: duckdb.DuckDBPyConnection, content_hash: str) -> None:
    same = cursor.execute(
        "SELECT file, received, received_by, CAST(id AS VARCHAR) FROM batches "
        "WHERE content_hash = ? AND undone IS NULL",
        [content_hash],
    ).fetchall()
    if same:
        file, received, person, batch = same[0]
        raise SameFileError(
            N_(
                "This very file was taken on {received} by {person}, under the name {file} (batch {batch}). "
                "Nothing was stored. Undo that batch first if it is to be taken again."
            ),
            received=f"{received:%Y-%m-%d %H:%M}",
            person=person,
            file=file,
            batch=batch,
        )


def _insert_verified(cursor: duckdb.DuckDBPyConnection, rows: pl.DataFrame) -> None:
    """Insert a part of a batch and compare what the store gives back with the frame, without regard to order.

    DuckDB 2.0.0 can misread frames while scanning them; the way back goes by another path.
    """
    insert_rows(cursor, "reports", rows)
    columns = ", ".join(f"CAST({name} AS VARCHAR) AS {name}" if _is_identity(name) else name for name in rows.columns)
    cursor.execute(
        f"SELECT {columns} FROM reports WHERE batch = $batch AND position BETWEEN $first AND $last",  # noqa: S608
        {"batch": rows["batch"][0], "first": rows["position"].min(), "last": rows["position"].max()},
    )
    stored = fetch_frame(cursor)
    same_types = stored.select(pl.col(name).cast(kind) for name, kind in rows.schema.items())
    if stored.height != rows.height or _sum_of_hashes(same_types) != _sum_of_hashes(rows):
        raise StoreDamagedError(
            N_(
                "What the store gave back is not what was sent to it, so nothing was kept. Send the file again; if it "
                "happens again, report it together with the file."
            )
        )


def _is_identity(name: str) -> bool:
    return name in ("id", "batch", "organisation", "district")


def _sum_of_hashes(rows: pl.DataFrame) -> int:
    return int(rows.hash_rows(seed=0).to_numpy().sum(dtype=np.uint64))


def all_batches(store: Store) -> pl.DataFrame:
    """Return the batches of files that are not undone, the newest first.

    [id, file, organisation, read, accepted, known, changed, repeated, rejected, gone, voided, replaces, received,
    received_by, note].
    """
    return store.ask(
        "SELECT CAST(b.id AS VARCHAR) AS id, b.file, o.name AS organisation, b.read, b.accepted, b.known, b.changed, "
        "b.repeated, b.rejected, b.gone, b.voided, CAST(b.replaces AS VARCHAR) AS replaces, b.received, b.received_by, "
        "b.note FROM batches b LEFT JOIN organisations o ON o.id = b.organisation "
        "WHERE b.undone IS NULL AND b.kind = 'file' ORDER BY b.received DESC, b.id DESC"
    )


def latest_batch(store: Store, organisation: str) -> str | None:
    """Return the batch of a file that an organisation delivered last, of those that are not undone, or None."""
    found = store.ask(
        "SELECT CAST(id AS VARCHAR) AS id FROM batches WHERE undone IS NULL AND kind = 'file' "
        "AND organisation = $organisation ORDER BY received DESC, id DESC LIMIT 1",
        {"organisation": UUID(organisation)},
    )
    return None if found.is_empty() else str(found["id"][0])


def batch_rejects(store: Store, batch: UUID | str) -> pl.DataFrame:
    """Return [row, line, column, value, reason, original] of a batch, by row."""
    return store.ask(
        'SELECT position AS "row", line, column_name AS "column", value, reason, original FROM rejects '
        "WHERE batch = $batch ORDER BY position, line",
        {"batch": batch_uuid(batch)},
    )


def _insert_organisation(cursor: duckdb.DuckDBPyConnection, identity: str, name: str) -> None:
    cursor.execute("INSERT INTO organisations (id, name, active) VALUES (?, ?, true)", [identity, name.strip()])
