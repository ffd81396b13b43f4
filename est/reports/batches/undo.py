"""A batch is undone whole: what it brought goes, what it changed is as before, and all of that can be taken back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import duckdb
import polars as pl

from est.errors import NotFoundError, SameFileError
from est.reports.batches.standing_reports import STANDING, said_sql
from est.reports.batches.versions import batch_uuid, settle_versions
from est.sentences import Sentence
from est.store import Change, Store, TextPolicy, applies
from est.text import N_

_NAMED = TextPolicy(("file",))


@dataclass(frozen=True)
class UndoneReports:
    """What undoing a batch does: reports that go, that go back to an earlier version, that come back, that stay.

    `stay` are reports of the batch that a later or an earlier file says too. `points` is [lat, lng] of those that go.
    """

    go: int
    earlier: int
    back: int
    stay: int
    points: pl.DataFrame


def undo_effect(store: Store, batch: UUID | str) -> UndoneReports:
    """Return what undoing a batch would do. NotFoundError when it is not there, or undone already."""
    identity = str(_standing(store, batch)["id"])
    rows = store.ask(
        f"""WITH own AS (SELECT DISTINCT report FROM batch_rows WHERE batch = $batch),
            other AS {said_sql("b.id <> $batch AND r.report IN (SELECT report FROM own)")}
        SELECT o.version IS NOT NULL AS remains, p.id IS NOT NULL AS stands,
            o.version IS NOT DISTINCT FROM p.version AS same, p.lat, p.lng
        FROM own LEFT JOIN other o ON o.report = own.report LEFT JOIN {STANDING} p ON p.id = own.report""",  # noqa: S608
        {"batch": identity},
    )
    goes = pl.col("stands") & ~pl.col("remains")
    return UndoneReports(
        rows.filter(goes).height,
        rows.filter(pl.col("stands"), pl.col("remains"), ~pl.col("same")).height,
        rows.filter(~pl.col("stands"), pl.col("remains")).height,
        rows.filter(pl.col("stands"), pl.col("remains"), pl.col("same")).height,
        rows.filter(goes).select("lat", "lng"),
    )


def undo_batch(store: Store, batch: UUID | str, who: str, when: datetime) -> None:
    """Undo a batch: no report rests on it any longer, and what it changed or voided is as it was before.

    It is kept with what it brought until it is purged, and `restore_batch` puts it back. NotFoundError when it is not
    there, or undone already.
    """
    store.apply(Change(who, when, "undo batch", UUID(batch_uuid(batch)), _standing(store, batch)))


def restore_batch(store: Store, batch: UUID | str, who: str, when: datetime) -> None:
    """Put an undone batch back as it was. SameFileError when its file was taken again since."""
    kept = store.ask(
        "SELECT file, content_hash, read, accepted, rejected, CAST(undone AS VARCHAR) AS undone FROM batches "
        "WHERE id = $batch AND undone IS NOT NULL AND purged IS NULL",
        {"batch": batch_uuid(batch)},
    )
    if kept.is_empty():
        raise NotFoundError(
            N_("There is no undone batch {batch} in the store; nothing is to be put back."), batch=batch
        )
    store.apply(Change(who, when, "restore batch", UUID(batch_uuid(batch)), kept.row(0, named=True)))


def _standing(store: Store, batch: UUID | str) -> dict[str, object]:
    """Return what the log keeps of a batch that is not undone; NotFoundError when it is not there, or undone."""
    kept = store.ask(
        "SELECT CAST(id AS VARCHAR) AS id, file, content_hash, read, accepted, rejected FROM batches "
        "WHERE id = $batch AND undone IS NULL",
        {"batch": batch_uuid(batch)},
    )
    if kept.is_empty():
        _refuse_undone(store, batch)
        raise NotFoundError(
            Sentence(
                N_("There is no batch {batch} in the store. Choose one of those that are listed."),
                typed="There is no batch {batch} in the store. `est check` lists the batches.",
                batch=batch,
            )
        )
    return kept.row(0, named=True)


def _refuse_undone(store: Store, batch: UUID | str) -> None:
    """Raise NotFoundError that says since when a batch is undone, where it is."""
    undone = store.ask(
        "SELECT undone, undone_by, purged IS NOT NULL AS purged FROM batches WHERE id = $batch AND undone IS NOT NULL",
        {"batch": batch_uuid(batch)},
    )
    for since, who, purged in undone.iter_rows():
        told = {"batch": batch, "since": f"{since:%Y-%m-%d %H:%M}", "who": who}
        if purged:
            raise NotFoundError(
                N_("The batch {batch} was undone on {since} by {who} and is purged since; nothing of it is left."),
                **told,
            )
        raise NotFoundError(
            Sentence(
                N_(
                    "The batch {batch} is undone already, since {since} by {who}. It can be put back among the undone "
                    "batches."
                ),
                typed="The batch {batch} is undone already, since {since} by {who}. Put it back with: "
                "est undo {batch} --back",
                **told,
            )
        )


@applies("undo batch", _NAMED)
def _undo(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    batch = str(change.object)
    if not cursor.execute("SELECT 1 FROM batches WHERE id = ? AND undone IS NULL", [batch]).fetchall():
        raise NotFoundError(
            N_("Somebody else undid the batch {batch} at the same moment; nothing is left to be done."), batch=batch
        )
    cursor.execute("UPDATE batches SET undone = ?, undone_by = ? WHERE id = ?", [change.when, change.who, batch])
    settle_versions(cursor, change.object)


@applies("restore batch", _NAMED)
def _restore(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    batch = str(change.object)
    again = cursor.execute(
        "SELECT CAST(id AS VARCHAR) FROM batches WHERE content_hash = ? AND undone IS NULL",
        [change.payload["content_hash"]],
    ).fetchall()
    if again:
        raise SameFileError(
            N_("The file {file} was taken again since, or the batch put back already (batch {batch})."),
            file=change.payload["file"],
            batch=again[0][0],
        )
    if cursor.execute("SELECT 1 FROM batches WHERE id = ? AND purged IS NOT NULL", [batch]).fetchall():
        raise NotFoundError(N_("The batch {batch} was purged at the same moment; nothing of it is left."), batch=batch)
    cursor.execute("UPDATE batches SET undone = NULL, undone_by = NULL WHERE id = ?", [batch])
    settle_versions(cursor, change.object)


def undone_batches(store: Store) -> pl.DataFrame:
    """Return [id, file, organisation, accepted, received, undone, undone_by] of undone batches, the latest first."""
    return store.ask(
        "SELECT CAST(b.id AS VARCHAR) AS id, b.file, o.name AS organisation, b.accepted, b.received, b.undone, "
        "b.undone_by FROM batches b LEFT JOIN organisations o ON o.id = b.organisation "
        "WHERE b.undone IS NOT NULL AND b.purged IS NULL AND b.kind = 'file' ORDER BY b.undone DESC, b.id DESC"
    )
