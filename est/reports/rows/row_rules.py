"""Rows judged: when, where, which words and texts. Each rule returns values together with what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from est.municipality.vocabulary import Vocabulary
from est.privacy.guard import KINDS, personal_data_codes
from est.progress import Progress, ignore_progress, part_of
from est.reports.fields.readers import read_fields
from est.reports.fields.reasons import REASONS, Reason
from est.reports.fields.registry import FIELDS
from est.reports.fields.schema import ROWS, TEXTS
from est.reports.files.table import ROW
from est.reports.rows.faults import Fault, first_faults
from est.reports.rows.occurrence import TimeFields, read_occurrence
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.row_places import NAMED, RowPlaces
from est.reports.rows.unparsed_values import find_unparsed
from est.reports.rows.unsure_texts import cover_unsure
from est.space.cells import latlng_to_cells, shown_cells
from est.space.places import assign_districts

LONGEST_DESCRIPTION = 500
_SURE_SHARE = 0.05  # of the judging: what is sure is found in less time than what is not
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


def judge_rows(
    rows: pl.DataFrame,
    kinds: pl.DataFrame,
    places: RowPlaces,
    rules: RowRules,
    progress: Progress = ignore_progress,
) -> JudgedRows:
    """Return what becomes of rows; `kinds` is [category, subcategory, category_original] of them, `places` theirs."""
    optional = read_fields(rows, rules.fields, FIELDS)
    coming = ~kinds["category"].is_in(rules.vocabulary.counted)
    times, time_faults = read_occurrence(rows, rules.times, optional["time_precision"], coming, rules.now)
    where, place_faults = _read_places(places, optional["place_precision"], rules)
    text_faults = _text_faults(
        optional.with_columns(kinds["category_original"]), rules.fields, part_of(progress, 0.0, _SURE_SHARE)
    )
    # the first that is said of a row stands, so this is their order of precedence
    faults = first_faults(rows[ROW], [*time_faults, *place_faults, *text_faults])
    taken = ~rows[ROW].is_in(faults[ROW].implode())
    optional, covered = cover_unsure(rows[ROW], optional, part_of(progress, _SURE_SHARE, 1.0))
    judged = pl.concat(
        [
            pl.DataFrame({"position": rows[ROW]}),
            times,
            where,
            kinds,
            optional.drop("time_precision", "place_precision").with_columns(places.address, places.place),
        ],
        how="horizontal",
    )
    unparsed = find_unparsed(rows.filter(taken), rules.fields, optional.with_columns(times["reported"]).filter(taken))
    covered = covered.filter(~pl.col(ROW).is_in(faults[ROW].implode()))
    return JudgedRows(_finished(judged.filter(taken), rules.place), faults, unparsed, covered)


def _read_places(where: RowPlaces, told: pl.Series, rules: RowRules) -> tuple[pl.DataFrame, list[Fault]]:
    """Return [lat, lng, place_precision] of rows and what is wrong with them; `told` is what they say of precision."""
    found = pl.col("found")
    # an address that is approximate is no point, whatever the file says
    said = pl.when((found != "approximate").fill_null(True) | (pl.col("told") != "point")).then("told")
    otherwise = pl.when(found.is_in(["approximate", NAMED])).then(pl.lit("approximate")).otherwise(pl.lit("point"))
    precision = pl.lit("area") if rules.centroids else pl.coalesce(said, otherwise)
    columns = {"lat": where.lat, "lng": where.lng, "told": told, "found": where.precision}
    places = pl.DataFrame(columns).select("lat", "lng", place_precision=precision)
    return places, _point_faults(where, rules.fields)


def _point_faults(where: RowPlaces, fields: Mapping[str, str]) -> list[Fault]:
    """Return what is wrong with where rows lie."""
    wrong = where.wrong
    numbers = np.unique(wrong[wrong > 0]).tolist()
    if not numbers:
        return []
    point = fields.get("point")
    pair = [fields.get("lat") or fields.get("northing") or point, fields.get("lng") or fields.get("easting") or point]
    words = fields.get("address") or fields.get("place") or ""
    columns = np.where(where.second == 1, pair[1] or words, pair[0] or words).astype(object)
    for place, column in where.blame.items():
        columns[place] = column
    blame = pl.Series([column or None for column in columns.tolist()], dtype=pl.String)
    return [Fault(REASONS[number - 1], wrong == number, blame, where.details) for number in numbers]


def _text_faults(texts: pl.DataFrame, fields: Mapping[str, str], progress: Progress) -> list[Fault]:
    """Return what is wrong with texts that people wrote: too long, control characters, personal data."""
    faults = []
    given = [name for name in TEXTS if texts[name].null_count() < texts.height]
    for number, name in enumerate(given):
        values = texts[name]
        column = fields.get("category" if name == "category_original" else name) or fields.get("subcategory")
        faults.append(Fault(Reason.TEXT_CONTROL, values.str.contains(_CONTROL), column))
        codes = personal_data_codes(values, part_of(progress, number / len(given), (number + 1) / len(given)))
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
