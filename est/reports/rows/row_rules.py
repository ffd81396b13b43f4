"""One row judged: its time, its place, its words and its texts, many rows at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from est.clock import week_minute, window_minutes
from est.municipality.vocabulary import Vocabulary, normalise_word
from est.privacy.guard import KINDS, personal_data_codes
from est.reports.fields.mapping import ColumnMapping
from est.reports.fields.reasons import REASONS, Reason
from est.reports.fields.schema import ROWS, TEXTS
from est.reports.files.table import ROW
from est.reports.rows.category_words import category_words
from est.reports.rows.faults import RowFaults
from est.reports.rows.occurrence import MomentReading, read_ends, read_starts
from est.reports.rows.reference_data import ReferenceData
from est.reports.values.coordinates import Codes, Mask, ReadPoints, reason_code
from est.reports.values.optional_values import read_optional
from est.space.cells import latlng_to_cells
from est.space.places import assign_districts

SOON = timedelta(minutes=15)  # clocks differ: this much after now is not yet the future
LONGEST_DESCRIPTION = 500
_CONTROL = (
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]"  # of a workbook or Parquet; no row of a text file comes this far with one
)


@dataclass(frozen=True)
class RowValidator:
    """Everything that one row is judged by."""

    mapping: ColumnMapping
    place: ReferenceData
    vocabulary: Vocabulary
    now: datetime
    reading: MomentReading
    kinds: pl.DataFrame
    centroids: bool

    def rows(self, rows: pl.DataFrame, points: ReadPoints) -> tuple[pl.DataFrame, RowFaults]:
        """Return the rows that can be taken, in the columns of ROWS, and the faults of all."""
        faults = RowFaults(rows.height)
        kinds = category_words(rows, self.mapping).join(
            self.kinds, on=["word", "below"], how="left", maintain_order="left"
        )
        optional = read_optional(rows, self.mapping.fields)
        times = self._times(rows, faults, kinds["category"], optional["time_precision"])
        where = self._places(rows, points, faults, optional)
        self._texts(faults, optional.with_columns(kinds["category_original"]))
        judged = (
            pl.DataFrame({"position": rows[ROW]})
            .hstack(times)
            .hstack(where)
            .hstack(kinds.drop("word", "below", "known"))
        )
        judged = judged.hstack(optional.drop("place", "time_precision", "place_precision"))
        judged = judged.with_columns(self._reported(rows))
        return self._finished(judged.filter(faults.none)), faults

    def _times(self, rows: pl.DataFrame, faults: RowFaults, category: pl.Series, told: pl.Series) -> pl.DataFrame:
        starts, blame = read_starts(rows, self.reading)
        faults.say_all(starts["problem"], blame)
        faults.say(Reason.START_MISSING, starts["time"].is_null() & starts["problem"].is_null(), blame)
        ends, blame_end = read_ends(rows, starts, self.reading)
        faults.say_all(ends["problem"], blame_end)
        both = pl.DataFrame(
            {
                "starts": starts["time"],
                "ends": ends["time"],
                "date_only": starts["date_only"],
                "twice": starts["twice"].fill_null(False),
                "ends_twice": ends["twice"].fill_null(False),
                "end_of_day": ends["date_only"].fill_null(False),
                "told": told,
                "coming": ~category.is_in(self.vocabulary.counted),
            }
        )
        # a day that ends where the start is, at midnight, is the day before
        backwards = (both["ends"] < both["starts"]) | (both["end_of_day"] & (both["ends"] == both["starts"]))
        backwards = backwards.fill_null(False)
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

    def _places(
        self, rows: pl.DataFrame, points: ReadPoints, faults: RowFaults, optional: pl.DataFrame
    ) -> pl.DataFrame:
        lat, lng, wrong = points.lat.copy(), points.lng.copy(), points.wrong.copy()
        named = optional["place"]
        missing = wrong == reason_code(Reason.COORDINATE_MISSING)
        known = self._known_places(named, missing)
        found = missing & ~np.isnan(known[0])
        lat[found], lng[found], wrong[found] = known[0][found], known[1][found], 0
        unknown = missing & ~found & named.is_not_null().to_numpy() & self._no_coordinate(rows)
        wrong[unknown] = reason_code(Reason.PLACE_UNKNOWN)
        self._blame_points(rows, faults, wrong, points.blame, unknown)
        told = optional["place_precision"]
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
            normalise_word(name): (lat, lng)
            for name, lat, lng in self.place.places.select("name", "lat", "lng").iter_rows()
        }
        lat, lng = np.full(named.len(), np.nan), np.full(named.len(), np.nan)
        if known and wanted.any():
            for place in np.flatnonzero(wanted).tolist():
                name = named[place]
                if name and normalise_word(name) in known:
                    lat[place], lng[place] = known[normalise_word(name)]
        return lat, lng

    def _no_coordinate(self, rows: pl.DataFrame) -> Mask:
        columns = [
            self.mapping.fields[name] for name in ("lat", "lng", "northing", "easting") if name in self.mapping.fields
        ]
        blank = [rows[column].cast(pl.String).str.strip_chars().fill_null("") == "" for column in columns]
        return np.logical_and.reduce([series.to_numpy() for series in blank]) if blank else np.ones(rows.height, bool)

    def _blame_points(self, rows: pl.DataFrame, faults: RowFaults, wrong: Codes, second: Codes, unknown: Mask) -> None:
        fields = self.mapping.fields
        pair = [fields.get("lat") or fields.get("northing"), fields.get("lng") or fields.get("easting")]
        columns = np.where(second == 1, pair[1] or "", pair[0] or "").astype(object)
        columns[unknown | (columns == "")] = fields.get("place") or ""
        blame = pl.Series(columns.tolist(), dtype=pl.String)
        for number in np.unique(wrong[wrong > 0]).tolist():
            faults.say(REASONS[number - 1], wrong == number, blame)

    def _texts(self, faults: RowFaults, texts: pl.DataFrame) -> None:
        fields = self.mapping.fields
        long = (texts["description"].str.len_chars() > LONGEST_DESCRIPTION).fill_null(False)
        faults.say(Reason.DESCRIPTION_TOO_LONG, long, fields.get("description"))
        for name in TEXTS:
            values = texts[name]
            if values.null_count() == values.len():
                continue
            column = fields.get("category" if name == "category_original" else name) or fields.get("subcategory")
            faults.say(Reason.TEXT_CONTROL, values.str.contains(_CONTROL), column)
            codes = personal_data_codes(values)
            for number in np.unique(codes[codes > 0]).tolist():
                faults.say(Reason(KINDS[number - 1]), codes == number, column)

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
