"""Rows judged: when, where, which words and texts. Each rule returns values together with what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from est.municipality.vocabulary import Vocabulary, normalise_word
from est.privacy.guard import KINDS, personal_data_codes
from est.reports.fields.readers import read_fields
from est.reports.fields.reasons import REASONS, Reason
from est.reports.fields.registry import FIELDS
from est.reports.fields.schema import ROWS, TEXTS
from est.reports.files.table import ROW
from est.reports.rows.faults import Fault, first_faults
from est.reports.rows.occurrence import TimeFields, read_occurrence
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.unparsed_values import find_unparsed
from est.reports.rows.unsure_texts import cover_unsure
from est.reports.values.coordinates import CODES, Codes, Mask, Numbers, ReadPoints
from est.space.cells import latlng_to_cells, shown_cells
from est.space.places import assign_districts

LONGEST_DESCRIPTION = 500
_COORDINATES = ("lat", "lng", "northing", "easting", "point")
_CONTROL = (
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]"  # of a workbook or Parquet; no row of a text file comes this far with one
)


@dataclass(frozen=True)
class RowRules:
    """Everything that rows are judged by."""

    times: TimeFields
    place: ReferenceData
    vocabulary: Vocabulary
    now: datetime
    centroids: bool

    @property
    def fields(self) -> Mapping[str, str]:
        """Return field → column."""
        return self.times.columns


@dataclass(frozen=True)
class JudgedRows:
    """The rows that can be taken, in the columns of ROWS; FAULTS of the others; UNPARSED and COVERED of those taken."""

    rows: pl.DataFrame
    faults: pl.DataFrame
    unparsed: pl.DataFrame
    covered: pl.DataFrame


def judge_rows(rows: pl.DataFrame, kinds: pl.DataFrame, points: ReadPoints, rules: RowRules) -> JudgedRows:
    """Return what becomes of rows; `kinds` is [category, subcategory, category_original] of them, `points` theirs."""
    optional = read_fields(rows, rules.fields, FIELDS)
    coming = ~kinds["category"].is_in(rules.vocabulary.counted)
    times, time_faults = read_occurrence(rows, rules.times, optional["time_precision"], coming, rules.now)
    where, place_faults = _read_places(rows, points, optional, rules)
    text_faults = _text_faults(optional.with_columns(kinds["category_original"]), rules.fields)
    # the first that is said of a row stands, so this is their order of precedence
    faults = first_faults(rows[ROW], [*time_faults, *place_faults, *text_faults])
    taken = ~rows[ROW].is_in(faults[ROW].implode())
    optional, covered = cover_unsure(rows[ROW], optional)
    judged = pl.concat(
        [
            pl.DataFrame({"position": rows[ROW]}),
            times,
            where,
            kinds,
            optional.drop("time_precision", "place_precision"),
        ],
        how="horizontal",
    )
    unparsed = find_unparsed(rows.filter(taken), rules.fields, optional.with_columns(times["reported"]).filter(taken))
    covered = covered.filter(~pl.col(ROW).is_in(faults[ROW].implode()))
    return JudgedRows(_finished(judged.filter(taken), rules.place), faults, unparsed, covered)


def _read_places(
    rows: pl.DataFrame, points: ReadPoints, optional: pl.DataFrame, rules: RowRules
) -> tuple[pl.DataFrame, list[Fault]]:
    """Return [lat, lng, place_precision] of rows, also where they name a known place, and what is wrong with them."""
    lat, lng, wrong = points.lat.copy(), points.lng.copy(), points.wrong.copy()
    named = optional["place"]
    missing = wrong == CODES[Reason.COORDINATE_MISSING]
    known = _known_places(named, missing, rules.place.places)
    found = missing & ~np.isnan(known[0])
    lat[found], lng[found], wrong[found] = known[0][found], known[1][found], 0
    unknown = missing & ~found & named.is_not_null().to_numpy() & _no_coordinate(rows, rules.fields)
    wrong[unknown] = CODES[Reason.PLACE_UNKNOWN]
    precision = (
        pl.lit("area")
        if rules.centroids
        else pl.coalesce(
            pl.col("told"), pl.when(pl.col("found")).then(pl.lit("approximate")).otherwise(pl.lit("point"))
        )
    )
    places = pl.DataFrame({"lat": lat, "lng": lng, "told": optional["place_precision"], "found": found}).select(
        "lat", "lng", place_precision=precision
    )
    return places, _point_faults(wrong, points.blame, unknown, rules.fields)


def _known_places(named: pl.Series, wanted: Mask, places: pl.DataFrame) -> tuple[Numbers, Numbers]:
    """Return lat and lng of the known place that a row names, NaN where it names none or needs none."""
    lat, lng = np.full(named.len(), np.nan), np.full(named.len(), np.nan)
    known = {
        normalise_word(name): (north, east) for name, north, east in places.select("name", "lat", "lng").iter_rows()
    }
    if known and wanted.any():
        for place in np.flatnonzero(wanted).tolist():
            name = named[place]
            if name and normalise_word(name) in known:
                lat[place], lng[place] = known[normalise_word(name)]
    return lat, lng


def _no_coordinate(rows: pl.DataFrame, fields: Mapping[str, str]) -> Mask:
    columns = [fields[name] for name in _COORDINATES if name in fields]
    blank = [rows[column].cast(pl.String).str.strip_chars().fill_null("") == "" for column in columns]
    return np.logical_and.reduce([series.to_numpy() for series in blank]) if blank else np.ones(rows.height, bool)


def _point_faults(wrong: Codes, second: Codes, unknown: Mask, fields: Mapping[str, str]) -> list[Fault]:
    """Return what is wrong with points; `second` is where the second column of a pair is to be named for it."""
    numbers = np.unique(wrong[wrong > 0]).tolist()
    if not numbers:
        return []
    point = fields.get("point")
    pair = [fields.get("lat") or fields.get("northing") or point, fields.get("lng") or fields.get("easting") or point]
    columns = np.where(second == 1, pair[1] or "", pair[0] or "").astype(object)
    columns[unknown | (columns == "")] = fields.get("place") or ""
    blame = pl.Series([column or None for column in columns.tolist()], dtype=pl.String)
    return [Fault(REASONS[number - 1], wrong == number, blame) for number in numbers]


def _text_faults(texts: pl.DataFrame, fields: Mapping[str, str]) -> list[Fault]:
    """Return what is wrong with texts that people wrote: too long, control characters, personal data."""
    faults = []
    for name in TEXTS:
        values = texts[name]
        if values.null_count() == values.len():
            continue
        column = fields.get("category" if name == "category_original" else name) or fields.get("subcategory")
        faults.append(Fault(Reason.TEXT_CONTROL, values.str.contains(_CONTROL), column))
        codes = personal_data_codes(values)
        faults += [Fault(Reason(KINDS[number - 1]), codes == number, column) for number in np.unique(codes[codes > 0])]
    long = Fault(
        Reason.DESCRIPTION_TOO_LONG,
        texts["description"].str.len_chars() > LONGEST_DESCRIPTION,
        fields.get("description"),
    )
    return [long, *faults]


def _finished(rows: pl.DataFrame, place: ReferenceData) -> pl.DataFrame:
    """Return the columns of ROWS, with the cells and the district of each row's point."""
    lat, lng = rows["lat"].to_numpy(), rows["lng"].to_numpy()
    cells = pl.DataFrame({"cell": latlng_to_cells(lat, lng), **shown_cells(lat, lng)})
    placed = pl.col("place_precision") != "area"
    return rows.with_columns(
        *(pl.when(placed).then(column).alias(column.name) for column in cells),
        assign_districts(lat, lng, place.districts),
    ).select(pl.col(name).cast(kind) for name, kind in ROWS.items())
