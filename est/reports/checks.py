"""From the rows of a file to reports that may be counted, and to rejects that say why not."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from est.clock import week_minute, window_minutes
from est.errors import MappingError
from est.reports.centroids import Centroids, find_centroids
from est.reports.coordinates import SWEREF, WGS84, Codes, Mask, Points, code, read_points, swapped_by
from est.reports.faults import Faults
from est.reports.kinds_of_words import kinds_of, notices_of, words_in
from est.reports.mapping import ColumnMapping
from est.reports.moments import Reading, ends_of, starts_of
from est.reports.notices import Notice
from est.reports.personal import cover, personal
from est.reports.reasons import REASONS, Reason
from est.reports.returned import returned
from est.reports.rows import ROWS, TEXTS, empty_rows
from est.reports.surroundings import Surroundings
from est.reports.table import ROW, Progress, Reject, Table, ignore
from est.reports.values import choice, effect, text, yes
from est.reports.vocabulary import Vocabulary, plain
from est.space.cells import latlng_to_cells
from est.space.outlines import inside
from est.space.places import assign_districts
from est.text import N_

SOON = timedelta(minutes=15)  # clocks differ: this much after now is not yet the future
MARGIN_M = 300.0  # the outlines that come with the program are coarse
LONGEST_DESCRIPTION = 500
CHUNK = 100_000
TIME_PRECISIONS = {
    "exact": "exakt exact",
    "approximate": "ungefar ungefarlig ca approximate approx",
    "unknown": "okand unknown",
}
PLACE_PRECISIONS = {
    "point": "punkt point exakt exact",
    "approximate": "ungefarlig ungefar approximate approx",
    "area": "omrade area",
}


@dataclass(frozen=True)
class Checked:
    """A file after its check: rows in the columns of ROWS, rejects by row, and what a reader should know.

    `read` is accepted and rejected together; `originals` holds [position, original], the mapped columns of the rejected
    rows as JSON text; `centroids` is set when the points stand for whole areas, and then no row has a cell.
    """

    rows: pl.DataFrame
    rejects: tuple[Reject, ...]
    notices: tuple[Notice, ...] = ()
    file: str = ""
    content_hash: str = ""
    columns: tuple[str, ...] = ()
    originals: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"position": pl.UInt32, "original": pl.String})
    )
    centroids: Centroids | None = None

    @property
    def read(self) -> int:
        """Return how many rows the file has."""
        return self.rows.height + len(self.rejects)


def check(
    table: Table,
    mapping: ColumnMapping,
    place: Surroundings,
    vocabulary: Vocabulary,
    now: datetime,
    progress: Progress = ignore,
) -> Checked:
    """Return the reports of a table, its rejects (those of the reading too) and notices.

    `now` is local wall-clock time of the municipality. Raises MappingError when a column is missing from the file, or
    the mapping says neither when nor where.
    """
    _demand(table, mapping)
    table = returned(table)
    words = words_in(table.rows, mapping)
    kinds = kinds_of(words, mapping, vocabulary)
    points = _points(table.rows, mapping, place)
    columns = tuple(mapping.fields[name] for name in ("lat", "lng", "northing", "easting") if name in mapping.fields)
    centroids = find_centroids(points.lat, points.lng, points.usable, columns)
    judge = _Judge(
        mapping, place, vocabulary, now, Reading.of(table.rows, mapping, place.timezone), kinds, centroids is not None
    )
    taken, faults = [empty_rows()], [Faults(0)]
    for first in range(0, table.rows.height, CHUNK):
        part = slice(first, first + CHUNK)
        rows, fault = judge.rows(
            table.rows[part], Points(points.lat[part], points.lng[part], points.wrong[part], points.blame[part])
        )
        taken.append(rows)
        faults.append(fault)
        progress(min(1.0, (first + CHUNK) / table.rows.height))
    found = Faults.joined(faults)
    return Checked(
        rows=pl.concat(taken),
        rejects=tuple(
            sorted((*map(_covered, table.rejects), *found.rejects(table.rows, mapping)), key=lambda reject: reject.row)
        ),
        notices=(*map(Notice.of, table.notices), *_notices(words, kinds, mapping, centroids)),
        file=table.file,
        content_hash=table.content_hash,
        columns=table.columns,
        originals=found.originals(table.rows, mapping),
        centroids=centroids,
    )


def _covered(reject: Reject) -> Reject:
    """Return a reject of the reading with the personal data in the row as it came covered."""
    return dataclasses.replace(reject, value=reject.value and cover(reject.value))


def _demand(table: Table, mapping: ColumnMapping) -> None:
    absent = [column for column, _ in mapping.columns if column not in table.columns]
    if absent:
        raise MappingError(
            f"The file has no column {absent[0]!r}. Its columns are {', '.join(map(repr, table.columns))}."
        )
    fields = set(mapping.fields)
    if not fields & {"start", "date"}:
        raise MappingError(
            f"No column says when it happened. The columns are {', '.join(map(repr, table.columns))}; "
            "map one with --column NAME=start, or on the page."
        )
    if not (fields >= {"lat", "lng"} or fields >= {"northing", "easting"} or "place" in fields):
        raise MappingError(
            f"No columns say where it happened. The columns are {', '.join(map(repr, table.columns))}; map two with "
            "--column NAME=lat --column NAME=lng (or northing and easting), or one with --column NAME=place."
        )


def _points(rows: pl.DataFrame, mapping: ColumnMapping, place: Surroundings) -> Points:
    """Return the points of the rows, also of those that name a known place, judged against the municipality."""
    fields = mapping.fields
    if {"lat", "lng"} <= set(fields):
        points = read_points(rows[fields["lat"]], rows[fields["lng"]], WGS84, swedish=place.swedish)
    elif {"northing", "easting"} <= set(fields):
        points = read_points(rows[fields["northing"]], rows[fields["easting"]], SWEREF, swedish=place.swedish)
    else:
        nothing = np.full(rows.height, np.nan)
        missing = np.full(rows.height, code(Reason.COORDINATE_MISSING), np.uint8)
        points = Points(nothing, nothing.copy(), missing, np.zeros(rows.height, np.uint8))
    if place.municipality is None:
        return points
    outline = place.municipality
    outside, exchanged = swapped_by(lambda lat, lng: inside(outline, lat, lng, MARGIN_M), points)
    wrong: Codes = points.wrong.copy()
    wrong[outside] = code(Reason.OUTSIDE_MUNICIPALITY)
    wrong[exchanged] = code(Reason.COORDINATES_SWAPPED)
    return Points(points.lat, points.lng, wrong, points.blame)


def _notices(words: pl.DataFrame, kinds: pl.DataFrame, mapping: ColumnMapping, found: Centroids | None) -> list[Notice]:
    notices = notices_of(words, kinds, mapping)
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


@dataclass(frozen=True)
class _Judge:
    """Everything that one row is judged by."""

    mapping: ColumnMapping
    place: Surroundings
    vocabulary: Vocabulary
    now: datetime
    reading: Reading
    kinds: pl.DataFrame
    centroids: bool

    def rows(self, rows: pl.DataFrame, points: Points) -> tuple[pl.DataFrame, Faults]:
        """Return the rows that can be taken, in the columns of ROWS, and the faults of all."""
        fields = self.mapping.fields
        faults = Faults(rows.height)
        kinds = words_in(rows, self.mapping).join(self.kinds, on=["word", "below"], how="left", maintain_order="left")
        times = self._times(rows, faults, kinds["category"])
        where = self._places(rows, points, faults)
        texts = {
            name: text(rows[fields[name]]) if name in fields else None
            for name in ("description", "place_kind", "source", "on_the_spot")
        }
        self._texts(faults, {**texts, "place": where["place"], "category_original": kinds["category_original"]})
        judged = (
            pl.DataFrame({"position": rows[ROW]})
            .hstack(times)
            .hstack(where)
            .hstack(kinds.drop("word", "below", "known"))
        )
        judged = judged.with_columns(
            *(
                pl.lit(None, ROWS[name]).alias(name) if values is None else values.alias(name)
                for name, values in texts.items()
            ),
            effect(rows, fields.get("effect")),
            yes(rows, fields.get("suspicion")).alias("suspicion"),
            yes(rows, fields.get("police_reported")).alias("police_reported"),
            self._reported(rows),
        )
        return self._finished(judged.filter(faults.none)), faults

    def _times(self, rows: pl.DataFrame, faults: Faults, category: pl.Series) -> pl.DataFrame:
        starts, blame = starts_of(rows, self.reading)
        faults.say_all(starts["problem"], blame)
        faults.say(Reason.START_MISSING, starts["time"].is_null() & starts["problem"].is_null(), blame)
        ends, blame_end = ends_of(rows, starts, self.reading)
        faults.say_all(ends["problem"], blame_end)
        both = pl.DataFrame(
            {
                "starts": starts["time"],
                "ends": ends["time"],
                "date_only": starts["date_only"],
                "twice": starts["twice"].fill_null(False),
                "ends_twice": ends["twice"].fill_null(False),
                "end_of_day": ends["date_only"].fill_null(False),
                "told": choice(rows, self.mapping.fields.get("time_precision"), TIME_PRECISIONS),
                "coming": ~category.is_in(self.vocabulary.counted),
            }
        )
        backwards = (both["ends"] < both["starts"]).fill_null(False)
        # within the autumn hour that comes twice, or where the file gave the zone, the end may only look earlier
        looks = backwards & (
            (starts["instant"] <= ends["instant"]).fill_null(False)
            | (
                both["twice"]
                & both["ends_twice"]
                & (both["ends"] > both["starts"] - timedelta(hours=1)).fill_null(False)
            )
        )
        faults.say(Reason.END_BEFORE_START, backwards & ~looks, blame_end)
        limit = self.now + SOON
        over = both["ends"] - pl.Series([timedelta(days=1)]).new_from_index(0, both.height).zip_with(
            both["end_of_day"], pl.Series([timedelta(0)]).new_from_index(0, both.height)
        )
        faults.say(Reason.FUTURE, ((both["starts"] > limit) & ~both["coming"]).fill_null(False), blame)
        faults.say(Reason.FUTURE, ((over > limit) & ~both["coming"]).fill_null(False), blame_end)
        hour = (pl.col("starts").dt.weekday().cast(pl.Int16) - 1) * 24 + pl.col("starts").dt.hour().cast(pl.Int16)
        return both.select(
            "starts",
            ends=pl.when(looks).then(pl.col("starts")).otherwise(pl.col("ends")),
            time_precision=pl.when(pl.col("date_only"))
            .then(pl.lit("unknown"))
            .otherwise(pl.coalesce("told", pl.lit("exact"))),
            twice=pl.col("twice"),
            hour=pl.when(~pl.col("date_only")).then(hour).cast(pl.UInt8),
        ).with_columns(
            week_minute(pl.col("starts")).alias("week_minute"),
            window_minutes(pl.col("starts"), pl.col("ends")).alias("minutes"),
        )

    def _places(self, rows: pl.DataFrame, points: Points, faults: Faults) -> pl.DataFrame:
        fields = self.mapping.fields
        lat, lng, wrong = points.lat.copy(), points.lng.copy(), points.wrong.copy()
        named = (
            text(rows[fields["place"]])
            if "place" in fields
            else pl.repeat(None, rows.height, dtype=pl.String, eager=True)
        )
        missing = wrong == code(Reason.COORDINATE_MISSING)
        known = self._known_places(named, missing)
        found = missing & ~np.isnan(known[0])
        lat[found], lng[found], wrong[found] = known[0][found], known[1][found], 0
        unknown = missing & ~found & named.is_not_null().to_numpy() & self._no_coordinate(rows)
        wrong[unknown] = code(Reason.PLACE_UNKNOWN)
        self._blame_points(rows, faults, wrong, points.blame, unknown)
        told = choice(rows, fields.get("place_precision"), PLACE_PRECISIONS)
        precision = (
            pl.lit("area")
            if self.centroids
            else pl.coalesce(
                pl.col("told"), pl.when(pl.col("found")).then(pl.lit("approximate")).otherwise(pl.lit("point"))
            )
        )
        return pl.DataFrame({"lat": lat, "lng": lng, "place": named, "told": told, "found": found}).select(
            "lat", "lng", "place", place_precision=precision
        )

    def _known_places(
        self, named: pl.Series, wanted: Mask
    ) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], ...]:
        """Return lat and lng of the known place that a row names, NaN where it names none or needs none."""
        known = {
            plain(name): (lat, lng) for name, lat, lng in self.place.places.select("name", "lat", "lng").iter_rows()
        }
        lat, lng = np.full(named.len(), np.nan), np.full(named.len(), np.nan)
        if known and wanted.any():
            for place in np.flatnonzero(wanted).tolist():
                name = named[place]
                if name and plain(name) in known:
                    lat[place], lng[place] = known[plain(name)]
        return lat, lng

    def _no_coordinate(self, rows: pl.DataFrame) -> Mask:
        columns = [
            self.mapping.fields[name] for name in ("lat", "lng", "northing", "easting") if name in self.mapping.fields
        ]
        blank = [rows[column].cast(pl.String).str.strip_chars().fill_null("") == "" for column in columns]
        return np.logical_and.reduce([series.to_numpy() for series in blank]) if blank else np.ones(rows.height, bool)

    def _blame_points(self, rows: pl.DataFrame, faults: Faults, wrong: Codes, second: Codes, unknown: Mask) -> None:
        fields = self.mapping.fields
        pair = [fields.get("lat") or fields.get("northing"), fields.get("lng") or fields.get("easting")]
        columns = np.where(second == 1, pair[1] or "", pair[0] or "").astype(object)
        columns[unknown | (columns == "")] = fields.get("place") or ""
        blame = pl.Series(columns.tolist(), dtype=pl.String)
        for number in np.unique(wrong[wrong > 0]).tolist():
            faults.say(REASONS[number - 1], wrong == number, blame)

    def _texts(self, faults: Faults, texts: dict[str, pl.Series | None]) -> None:
        fields = self.mapping.fields
        description = texts["description"]
        if description is not None:
            long = (description.str.len_chars() > LONGEST_DESCRIPTION).fill_null(False)
            faults.say(Reason.DESCRIPTION_TOO_LONG, long, fields["description"])
        for name in TEXTS:
            values = texts[name]
            if values is None or values.null_count() == values.len():
                continue
            codes = personal(values)
            column = fields.get("category" if name == "category_original" else name) or fields.get("subcategory")
            for number in np.unique(codes[codes > 0]).tolist():
                faults.say(REASONS[number - 1], codes == number, column)

    def _reported(self, rows: pl.DataFrame) -> pl.Series:
        if "reported" not in self.mapping.fields:
            return pl.repeat(None, rows.height, dtype=pl.Datetime("us"), eager=True).alias("reported")
        return self.reading.read(rows, "reported")["time"].alias("reported")

    def _finished(self, rows: pl.DataFrame) -> pl.DataFrame:
        lat, lng = rows["lat"].to_numpy(), rows["lng"].to_numpy()
        cells = pl.Series("cell", latlng_to_cells(lat, lng))
        area = pl.col("place_precision") == "area"
        return rows.with_columns(
            pl.when(~area).then(cells).alias("cell"), assign_districts(lat, lng, self.place.districts)
        ).select(pl.col(name).cast(kind) for name, kind in ROWS.items())


Check = Callable[[Table, ColumnMapping], Checked]
