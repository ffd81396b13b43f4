"""From the rows of a file to reports that may be counted, and to rejects that say why not."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import polars as pl

from est.errors import MappingError
from est.municipality.vocabulary import Vocabulary
from est.privacy.guard import cover_personal_data
from est.progress import Progress, ignore_progress
from est.reports.fields.mapping import ColumnMapping
from est.reports.fields.notices import Notice
from est.reports.fields.reasons import Reason
from est.reports.fields.schema import empty_rows
from est.reports.files.returned_rejects import unwrap_returned
from est.reports.files.table import Reject, Table
from est.reports.rows.category_words import category_words, word_kinds, word_notices
from est.reports.rows.centroids import Centroids, find_centroids
from est.reports.rows.faults import RowFaults
from est.reports.rows.occurrence import MomentReading
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.row_rules import RowValidator
from est.reports.rows.unparsed_values import unparsed_notices
from est.reports.values.coordinates import SWEREF, WGS84, Codes, ReadPoints, read_points, reason_code, swapped_by
from est.space.outlines import points_inside
from est.text import N_

MARGIN_M = 300.0  # the outlines that come with the program are coarse
CHUNK = 100_000
NAMED = 30  # columns of a file that an error names


@dataclass(frozen=True)
class CheckedRows:
    """A file after its check: rows in the columns of ROWS, rejects by row, and what a reader should know.

    `read` is accepted and rejected together; `columns` are those of the file and `mapped` those of them that mean
    something; `originals` holds [position, original], the mapped columns of the rejected
    rows as JSON text; `centroids` is set when the points stand for whole areas, and then no row has a cell.
    """

    rows: pl.DataFrame
    rejects: tuple[Reject, ...]
    notices: tuple[Notice, ...] = ()
    file: str = ""
    content_hash: str = ""
    columns: tuple[str, ...] = ()
    mapped: tuple[str, ...] = ()
    originals: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"position": pl.UInt32, "original": pl.String})
    )
    centroids: Centroids | None = None

    @property
    def read(self) -> int:
        """Return how many rows the file has."""
        return self.rows.height + len(self.rejects)


def check_rows(
    table: Table,
    mapping: ColumnMapping,
    place: ReferenceData,
    vocabulary: Vocabulary,
    now: datetime,
    progress: Progress = ignore_progress,
) -> CheckedRows:
    """Return the reports of a table, its rejects (those of the reading too) and notices.

    `now` is local wall-clock time of the municipality. Raises MappingError when a column is missing from the file, or
    the mapping says neither when nor where.
    """
    _demand(table, mapping)
    table = unwrap_returned(table)
    words = category_words(table.rows, mapping)
    kinds = word_kinds(words, mapping, vocabulary)
    points = _points(table.rows, mapping, place)
    columns = tuple(mapping.fields[name] for name in ("lat", "lng", "northing", "easting") if name in mapping.fields)
    centroids = find_centroids(points.lat, points.lng, points.usable, columns)
    reading = MomentReading.of(table.rows, mapping, place.timezone)
    judge = RowValidator(mapping, place, vocabulary, now, reading, kinds, centroids is not None)
    taken, faults = [empty_rows()], [RowFaults(0)]
    for first in range(0, table.rows.height, CHUNK):
        part = slice(first, first + CHUNK)
        rows, fault = judge.rows(
            table.rows[part], ReadPoints(points.lat[part], points.lng[part], points.wrong[part], points.blame[part])
        )
        taken.append(rows)
        faults.append(fault)
        progress(min(1.0, (first + CHUNK) / table.rows.height))
    found = RowFaults.joined(faults)
    rejects = found.rejects(table.rows, mapping)
    return CheckedRows(
        rows=pl.concat(taken),
        rejects=tuple(sorted((*map(_covered, table.rejects), *rejects), key=lambda reject: reject.row)),
        notices=(
            *map(Notice.of, table.notices),
            *_notices(words.filter(found.none), kinds, mapping, centroids),
            *unparsed_notices(table.rows.filter(found.none), reading),
        ),
        file=table.file,
        content_hash=table.content_hash,
        columns=table.columns,
        mapped=tuple(column for column in table.columns if column in mapping.fields.values()),
        originals=found.originals(table.rows, mapping),
        centroids=centroids,
    )


def _covered(reject: Reject) -> Reject:
    """Return a reject of the reading with the personal data in the row as it came covered."""
    return dataclasses.replace(reject, value=reject.value and cover_personal_data(reject.value))


def _demand(table: Table, mapping: ColumnMapping) -> None:
    absent = [column for column, _ in mapping.columns if column not in table.columns]
    if absent:
        raise MappingError(
            N_("The file has no column {column!r}. Its columns are {columns}."),
            column=absent[0],
            columns=_named(table.columns),
        )
    fields = set(mapping.fields)
    if not fields & {"start", "date"}:
        raise MappingError(
            N_(
                "No column says when it happened. The columns are {columns}; map one with --column NAME=start, "
                "or on the page."
            ),
            columns=_named(table.columns),
        )
    if not (fields >= {"lat", "lng"} or fields >= {"northing", "easting"} or "place" in fields):
        raise MappingError(
            N_(
                "No columns say where it happened. The columns are {columns}; map two with --column NAME=lat "
                "--column NAME=lng (or northing and easting), or one with --column NAME=place."
            ),
            columns=_named(table.columns),
        )


def _named(columns: Sequence[str]) -> str:
    """Return the names of the columns, of very many the first."""
    return ", ".join(map(repr, columns[:NAMED])) + (", …" if len(columns) > NAMED else "")


def _points(rows: pl.DataFrame, mapping: ColumnMapping, place: ReferenceData) -> ReadPoints:
    """Return the points of the rows, also of those that name a known place, judged against the municipality."""
    fields = mapping.fields
    if {"lat", "lng"} <= set(fields):
        points = read_points(rows[fields["lat"]], rows[fields["lng"]], WGS84, swedish=place.swedish)
    elif {"northing", "easting"} <= set(fields):
        points = read_points(rows[fields["northing"]], rows[fields["easting"]], SWEREF, swedish=place.swedish)
    else:
        nothing = np.full(rows.height, np.nan)
        missing = np.full(rows.height, reason_code(Reason.COORDINATE_MISSING), np.uint8)
        points = ReadPoints(nothing, nothing.copy(), missing, np.zeros(rows.height, np.uint8))
    if place.municipality is None:
        return points
    outline = place.municipality
    outside, exchanged = swapped_by(lambda lat, lng: points_inside(outline, lat, lng, MARGIN_M), points)
    wrong: Codes = points.wrong.copy()
    wrong[outside] = reason_code(Reason.OUTSIDE_MUNICIPALITY)
    wrong[exchanged] = reason_code(Reason.COORDINATES_SWAPPED)
    return ReadPoints(points.lat, points.lng, wrong, points.blame)


def _notices(words: pl.DataFrame, kinds: pl.DataFrame, mapping: ColumnMapping, found: Centroids | None) -> list[Notice]:
    notices = word_notices(words, kinds, mapping)
    if found:
        notices.insert(
            0,
            Notice(
                N_(
                    "The points stand for whole areas, not for places: {reports} reports lie on {points} points. They "
                    "must not become cells on a map; taken anyway, they count in totals only."
                ),
                (("reports", found.reports), ("points", found.points)),
                strong=True,
            ),
        )
    return notices
