"""A batch goes in whole or not at all, is known again, can be undone, and its rejects can be mended."""

from datetime import datetime
from uuid import UUID

import duckdb
import numpy as np
import polars as pl

from est.errors import CentroidsError, FileRefusedError, NotFoundError, SameFileError, StoreDamagedError
from est.identity import new_id, new_ids
from est.progress import Progress, ignore_progress
from est.reports.fields.mapping import ColumnMapping
from est.reports.fields.schema import STORED
from est.reports.rows.validation import CheckedRows
from est.store import Change, Store, TextPolicy, applies, insert_rows
from est.text import N_

CHUNK = 100_000  # rows that are put in and read back at once
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
# what a later change of a report's district or review leaves alone
_HASHED = (
    "id", "position", "organisation", "starts", "ends", "time_precision", "twice", "lat", "lng", "place_precision",
    "cell", "category", "subcategory", "category_original", "description",
)  # fmt: skip


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
    progress: Progress = ignore_progress,
) -> UUID:
    """Store a checked file as a batch and return the batch's identity.

    Refused whole, with nothing stored: a file without one good row, one with rejects when `keep_good` is false
    (FileRefusedError), one that is in the store already (SameFileError), one whose points stand for whole areas unless
    `accept_centroids` (CentroidsError). An unknown organisation is a NotFoundError, unless `new_organisation` is the
    name under which it is added together with its batch. `progress` is told the share that is stored; what it raises
    undoes everything.
    """
    _refuse(checked, keep_good=keep_good, accept_centroids=accept_centroids)
    batch = new_id()
    rows = checked.rows.with_columns(
        pl.Series("id", new_ids(checked.rows.height), dtype=pl.String),
        batch=pl.lit(str(batch)),
        organisation=pl.lit(str(organisation)),
        review=pl.lit("approved"),
        purge=pl.lit(None, pl.Date),
    ).select(pl.col(name).cast(kind) for name, kind in STORED.items())
    payload = {
        "organisation": str(organisation),
        "new_organisation": new_organisation,
        "file": checked.file,
        "content_hash": checked.content_hash,
        "read": checked.read,
        "mapping": mapping.to_json(),
        "note": "centroids" if checked.centroids else None,
    }
    frames = {"reports": rows, "rejects": rejected_rows(checked)}
    store.apply(Change(who, when, "take batch", batch, payload, frames, progress))
    progress(1.0)
    return batch


def _refuse(checked: CheckedRows, *, keep_good: bool, accept_centroids: bool) -> None:
    rejects = len(checked.rejects)
    if checked.centroids and not accept_centroids:
        raise CentroidsError(
            N_(
                "The points of {file} stand for whole areas, not for places: {reports} reports lie on {points} "
                "points. Nothing was stored. Confirm (--accept-centroids) to count them in totals, without cells "
                "on a map."
            ),
            file=checked.file,
            reports=checked.centroids.reports,
            points=checked.centroids.points,
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
    _refuse_again(cursor, payload["content_hash"])
    if payload["new_organisation"]:
        _insert_organisation(cursor, payload["organisation"], payload["new_organisation"])
    if not cursor.execute("SELECT 1 FROM organisations WHERE id = ?", [payload["organisation"]]).fetchall():
        raise NotFoundError(
            N_("There is no organisation {organisation}; choose one of the list or add it."),
            organisation=payload["organisation"],
        )
    size = min(CHUNK, max(FEWEST, -(-rows.height // STEPS)))
    for first in range(0, rows.height, size):
        change.progress(INSERTING * first / rows.height)
        _insert_verified(cursor, rows[first : first + size])
    change.progress(INSERTING)
    insert_rows(cursor, "rejects", rejects.select(pl.lit(str(change.object)).alias("batch"), *REJECTS))
    count, fingerprint = batch_fingerprint(cursor, change.object)
    if count != rows.height:
        raise StoreDamagedError(
            N_("{sent} reports were sent to the store and {count} arrived; nothing was kept."),
            sent=rows.height,
            count=count,
        )
    cursor.execute(
        "INSERT INTO batches (id, organisation, file, content_hash, rows_hash, read, accepted, rejected, mapping, "
        "note, received, received_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            str(change.object), payload["organisation"], payload["file"], payload["content_hash"], fingerprint,
            payload["read"], rows.height, rejects.height, payload["mapping"], payload["note"], change.when, change.who,
        ],
    )  # fmt: skip
    _keep_mapping(cursor, payload["organisation"], payload["mapping"], change.when)


def refuse_known_file(store: Store, content_hash: str) -> None:
    """Raise SameFileError, which says when and by whom, when a file is in the store already."""
    with store.asking() as cursor:
        _refuse_again(cursor, content_hash)


def _refuse_again(cursor: duckdb.DuckDBPyConnection, content_hash: str) -> None:
    same = cursor.execute(
        "SELECT file, received, received_by, CAST(id AS VARCHAR) FROM batches WHERE content_hash = ?", [content_hash]
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
    stored: pl.DataFrame = cursor.sql(
        f"SELECT {columns} FROM reports WHERE batch = $batch AND position BETWEEN $first AND $last",  # noqa: S608
        params={"batch": rows["batch"][0], "first": rows["position"].min(), "last": rows["position"].max()},
    ).pl()
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


def batch_fingerprint(cursor: duckdb.DuckDBPyConnection, batch: UUID | str) -> tuple[int, str]:
    """Return the number of stored reports of a batch and a hash of them that does not depend on their order."""
    parts = ", ".join(f"coalesce(CAST({name} AS VARCHAR), '-')" for name in _HASHED)
    count, fingerprint = cursor.execute(
        "SELECT count(*), CAST(coalesce(sum(hashed), 0) AS VARCHAR) FROM ("  # noqa: S608 (names of ours)
        f"SELECT CAST(md5_number_lower(concat_ws('|', {parts})) AS HUGEINT) AS hashed FROM reports WHERE batch = ?)",
        [str(batch)],
    ).fetchall()[0]
    return int(count), str(fingerprint)


def _keep_mapping(cursor: duckdb.DuckDBPyConnection, organisation: str, mapping: str, when: datetime) -> None:
    cursor.execute("DELETE FROM mappings WHERE organisation = ? AND mapping = ?", [organisation, mapping])
    cursor.execute(
        "INSERT INTO mappings (organisation, mapping, saved) VALUES (?, ?, ?)", [organisation, mapping, when]
    )


def saved_mapping(store: Store, organisation: UUID | str, columns: tuple[str, ...]) -> ColumnMapping | None:
    """Return the organisation's latest mapping whose columns are all in a file, or else its latest one, or None."""
    kept = store.ask(
        "SELECT mapping FROM mappings WHERE organisation = $organisation ORDER BY saved DESC, mapping",
        {"organisation": str(organisation)},
    )
    mappings = [ColumnMapping.from_json(text) for text in kept["mapping"].to_list()]
    fitting = [one for one in mappings if {column for column, _ in one.columns} <= set(columns)]
    return next(iter([*fitting, *mappings]), None)


def undo_batch(store: Store, batch: UUID | str, who: str, when: datetime) -> None:
    """Remove a batch whole: its reports, its rejects and itself. The log keeps that it was there, and who undid it."""
    kept = store.ask(
        "SELECT file, content_hash, read, accepted, rejected FROM batches WHERE id = $batch", {"batch": _uuid(batch)}
    )
    if kept.is_empty():
        raise NotFoundError(N_("There is no batch {batch} in the store. `est check` lists the batches."), batch=batch)
    store.apply(Change(who, when, "undo batch", UUID(str(batch)), kept.row(0, named=True)))


def _uuid(batch: UUID | str) -> str:
    try:
        return str(UUID(str(batch)))
    except ValueError:
        raise NotFoundError(
            N_("{batch!r} is not the identity of a batch; `est import` prints it."), batch=batch
        ) from None


@applies("undo batch", AS_THEY_CAME)
def _undo(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    batch = str(change.object)
    if not cursor.execute("SELECT 1 FROM batches WHERE id = ?", [batch]).fetchall():
        raise NotFoundError(
            N_("Somebody else undid the batch {batch} at the same moment; nothing is left to be done."), batch=batch
        )
    for table, column in (("reports", "batch"), ("rejects", "batch"), ("batches", "id")):
        cursor.execute(f"DELETE FROM {table} WHERE {column} = ?", [batch])  # noqa: S608 (names of ours)


def all_batches(store: Store) -> pl.DataFrame:
    """Return [id, file, organisation, read, accepted, rejected, received, received_by, note], the newest first."""
    return store.ask(
        "SELECT CAST(b.id AS VARCHAR) AS id, b.file, o.name AS organisation, b.read, b.accepted, b.rejected, "
        "b.received, b.received_by, b.note FROM batches b LEFT JOIN organisations o ON o.id = b.organisation "
        "ORDER BY b.received DESC, b.id DESC"
    )


def batch_rejects(store: Store, batch: UUID | str) -> pl.DataFrame:
    """Return [row, line, column, value, reason, original] of a batch, by row."""
    return store.ask(
        'SELECT position AS "row", line, column_name AS "column", value, reason, original FROM rejects '
        "WHERE batch = $batch ORDER BY position, line",
        {"batch": _uuid(batch)},
    )


def _insert_organisation(cursor: duckdb.DuckDBPyConnection, identity: str, name: str) -> None:
    cursor.execute("INSERT INTO organisations (id, name, active) VALUES (?, ?, true)", [identity, name.strip()])
