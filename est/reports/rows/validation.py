"""From the rows of a file to reports that may be counted, and to rejects that say why not."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from est.municipality.vocabulary import Vocabulary
from est.privacy.guard import cover_personal_data
from est.progress import Progress, ignore_progress, part_of
from est.reports.fields.field import ZONE_FORMS
from est.reports.fields.mapping import CLOCK_FIELDS, MOMENT_FIELDS, ColumnMapping
from est.reports.fields.notices import Notice
from est.reports.fields.schema import ROWS, TEXTS, empty_rows
from est.reports.files.plain_columns import shown_texts
from est.reports.files.returned_rejects import unwrap_returned
from est.reports.files.table import ROW, Reject, Table
from est.reports.rows.category_words import read_category_words, word_notices
from est.reports.rows.centroids import Centroids, find_centroids
from est.reports.rows.faults import FAULTS, ORIGINALS, cover_reject, make_rejects
from est.reports.rows.mapping_demands import demand_mapping
from est.reports.rows.occurrence import TimeFields
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.row_places import StreetQuestion, place_rows
from est.reports.rows.row_rules import RowRules, judge_rows
from est.reports.rows.unmapped_values import OTHERS, unmapped_values
from est.reports.rows.unparsed_values import UNPARSED, unparsed_notices
from est.reports.rows.unsure_texts import COVERED, covered_notices
from est.reports.values.bare_numbers import form_of_dates, is_bare
from est.reports.values.coordinates import WGS84, ReadPoints, no_points, read_pair, read_points
from est.reports.values.date_parts import join_date_parts, join_minutes
from est.reports.values.day_order import UNDECIDED, day_orders
from est.reports.values.midnights import dates_of_midnights
from est.reports.values.nothing_words import empty_nothing
from est.reports.values.point_texts import split_points
from est.reports.values.times import read_times
from est.reports.values.zone_columns import told_zones
from est.sentences import Sentence
from est.space.feature_files import likely_grids
from est.space.grids import GRIDS, GridFamily, zone_question, zones_of
from est.text import N_

MANY = 5_000  # rows: checking them takes a moment
CHUNK = 1_000_000  # characters of text, with those that stand for all the rest of a row, that are judged at a time
_OF_A_ROW = 10
_FIRST = 0.1  # of that in the first part, which has been through all of the check when its pace is told
_PLACED, _JUDGED = 0.1, 0.9  # shares of the check: rows placed, then judged; the rest covers what is rejected
_MIDNIGHTS = N_("Every time in {column} is midnight: the column holds dates, and the time of day is not known.")
_DATE_CELLS = N_(
    "The dates in {column} hold no time of day, so of these it is not known. What stands as text among them is read as "
    "it is written."
)
_ORDER = N_(
    "In {column} the day and the month could be either. Choose above, under How dates are written, which comes first."
)
_ORDER_TYPED = (
    "In {column} the day and the month could be either. Say which comes first: --column '{column}={field}(dmy)' or "
    "--column '{column}={field}(mdy)', or {field}(ymd) where the year does."
)
_CALENDAR = N_(
    "The numbers in {column} are Excel's days, counted from 1900 or from 1904: {number} is {early} or {late}. Choose "
    "above, under How dates are written, which it is."
)
_CALENDAR_TYPED = (
    "The numbers in {column} are Excel's days, counted from 1900 or from 1904: {number} is {early} or {late}. Say "
    "which it is: --column '{column}={field}(excel)' or --column '{column}={field}(excel1904)'."
)
_BESIDE = (("date", "time"), ("start", "time"), ("end_date", "end_time"))  # a date and the clock that tells its time


@dataclass(frozen=True)
class CheckedRows:
    """A file after its check: rows in the columns of ROWS, rejects by row, and what a reader should know.

    `read` is accepted and rejected together; `columns` are those of the file and `mapped` those of them that mean
    something; `originals` holds [position, original], the mapped columns of the rejected rows as JSON text; `others` is
    OTHERS, what the columns hold that mean nothing; `centroids` is set when the points stand for whole areas, and then
    no row has a cell. `asks` is what has to be settled before anything of the file is stored; `streets` are names of
    streets that can be settled, so that their rows are taken too.
    """

    rows: pl.DataFrame
    rejects: tuple[Reject, ...]
    notices: tuple[Notice, ...] = ()
    file: str = ""
    content_hash: str = ""
    columns: tuple[str, ...] = ()
    mapped: tuple[str, ...] = ()
    originals: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ORIGINALS))
    others: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=OTHERS))
    centroids: Centroids | None = None
    asks: tuple[Sentence, ...] = ()
    streets: tuple[StreetQuestion, ...] = ()

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
    fields, forms = mapping.fields, mapping.forms
    demand_mapping(table, fields)
    table = unwrap_returned(table)
    rows, nothing = empty_nothing(table.rows, fields)
    zones = told_zones(rows, fields, forms, place.timezone)
    table = dataclasses.replace(table, rows=rows)
    words = read_category_words(table.rows, fields, mapping.categories, vocabulary)
    points, unknown_grid = points_of_rows(table.rows, fields, forms, place)
    where = place_rows(table.rows, fields, points, place, part_of(progress, 0.0, _PLACED))
    columns = tuple(fields[name] for name in ("lat", "lng", "northing", "easting", "point") if name in fields)
    centroids = find_centroids(points.lat, points.lng, points.usable, columns)
    orders = _orders(table, fields, forms, now.date())
    dated, read = join_date_parts(table.rows, fields)
    dated, read, clock_forms = join_minutes(dated, read, forms)
    rules = RowRules(
        TimeFields(read, clock_forms, place.timezone, orders, zones), place, vocabulary, now, centroids is not None
    )
    dated, days, among = dates_of_midnights(
        dated,
        [fields[name] for name in (*MOMENT_FIELDS, *CLOCK_FIELDS) if name in fields],
        (fields["start"], fields["end"]) if {"start", "end"} <= set(fields) else None,
        place.timezone,
        [column for column, days_alone in table.date_cells.items() if days_alone],
    )
    clocked = {fields.get(day) for day, clock in _BESIDE if clock in fields}
    judging = part_of(progress, _PLACED, _JUDGED)
    judged, taken_rows = [], []
    for first, last, told in _parts(table.rows, fields, judging):
        part = slice(first, last)
        kinds = words.words[part].join(words.kinds, on=["word", "below"], how="left", maintain_order="left")
        some = where.slice_rows(first, last)
        told(0.0)
        found = judge_rows(dated[part], kinds.drop("word", "below", "known"), some, rules, told)
        taken_rows.append(_with_values(found.rows))
        judged.append(dataclasses.replace(found, rows=found.rows.clear()))
    faults = pl.concat([pl.DataFrame(schema=FAULTS), *(part.faults for part in judged)])
    unparsed = pl.concat([pl.DataFrame(schema=UNPARSED), *(part.unparsed for part in judged)])
    covered = pl.concat([pl.DataFrame(schema=COVERED), *(part.covered for part in judged)])
    rejects, originals = make_rejects(table.rows, faults, fields, part_of(progress, _JUDGED, 1.0))
    progress(1.0)
    taken = ~table.rows[ROW].is_in(faults[ROW].implode())
    return CheckedRows(
        rows=_whole(taken_rows),
        rejects=tuple(sorted((*map(cover_reject, table.rejects), *rejects), key=lambda reject: reject.row)),
        notices=(
            *map(_table_notice, table.notices),
            *nothing,
            *zones.notices,
            *(Notice(_MIDNIGHTS, (("column", column),)) for column in days if column not in clocked),
            *(Notice(_DATE_CELLS, (("column", column),)) for column in among if column not in clocked),
            *_centroid_notices(centroids),
            *where.notices,
            *_border_notices(int((points.near & taken.to_numpy()).sum())),
            *word_notices(words, taken, fields),
            *unparsed_notices(table.rows, fields, unparsed),
            *covered_notices(covered, fields),
        ),
        file=table.file,
        content_hash=table.content_hash,
        columns=table.columns,
        mapped=tuple(column for column in table.columns if column in fields.values()),
        originals=originals,
        others=unmapped_values(table.rows, tuple(fields.values()), taken),
        centroids=centroids,
        streets=where.questions,
        asks=zones.asks
        + unknown_grid
        + _calendars(table.rows, fields, forms)
        + tuple(
            Sentence(_ORDER, typed=_ORDER_TYPED, column=column, field=_field_of(column, fields))
            for column, order in orders.items()
            if order == UNDECIDED and column != fields.get("reported")
        ),
    )


def _parts(rows: pl.DataFrame, fields: Mapping[str, str], progress: Progress) -> Iterator[tuple[int, int, Progress]]:
    """Yield parts of the rows that take about as long each, as (first, last, what hears how far it has come)."""
    texts = [rows[fields[name]] for name in TEXTS if name in fields]
    lengths = (one.str.len_chars().fill_null(0) for one in texts if one.dtype == pl.String)
    work = sum(lengths, pl.repeat(_OF_A_ROW, rows.height, dtype=pl.Int64, eager=True)).cum_sum()
    first, before, limit = 0, 0.0, CHUNK * _FIRST
    while first < rows.height:
        last = min(rows.height, int(work.search_sorted(limit)) + 1)
        done = work[last - 1] / work[-1]
        yield first, last, part_of(progress, before, done)
        first, before, limit = last, done, work[last - 1] + CHUNK


def _with_values(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows without the columns that hold nothing."""
    return rows.select("position", *(one.name for one in rows.get_columns()[1:] if one.null_count() < one.len()))


def _whole(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return the rows of all parts, in the columns of ROWS; a column that no part has holds nothing.

    Such a column takes no memory: it is one nothing, said once for all rows.
    """
    rows = pl.concat([empty_rows().select("position"), *parts], how="diagonal")
    given = set(rows.columns)
    return rows.select(pl.col(name) if name in given else pl.lit(None, kind).alias(name) for name, kind in ROWS.items())


def _orders(table: Table, fields: Mapping[str, str], forms: Mapping[str, str | None], today: date) -> dict[str, str]:
    """Return the order of day and month of each column of times whose form does not say it.

    A text among cells that are dates concerns its own row where it does not tell the order.
    """
    asked = [fields[name] for name in MOMENT_FIELDS if name in fields and forms.get(name) in (None, *ZONE_FORMS)]
    told = {form for name in MOMENT_FIELDS if (form := forms.get(name)) in ("dmy", "mdy")}
    orders = day_orders([table.rows[column] for column in asked], told, today)
    return {name: order for name, order in orders.items() if order != UNDECIDED or not table.holds_mostly_dates(name)}


def _calendars(rows: pl.DataFrame, fields: Mapping[str, str], forms: Mapping[str, str | None]) -> tuple[Sentence, ...]:
    """Return what to ask of columns whose numbers are days of either of Excel's calendars."""
    asks = []
    for name in MOMENT_FIELDS:
        if name not in fields or forms.get(name) not in (None, *ZONE_FORMS) or name == "reported":
            continue
        values = rows[fields[name]]
        if form_of_dates(values) == "excel":
            first = values.filter(is_bare(values)).head(1)
            days = [
                read_times(first, "UTC", form)["time"].dt.strftime("%Y-%m-%d")[0] for form in ("excel", "excel1904")
            ]
            shown = {"column": fields[name], "field": name, "number": shown_texts(first)[0].strip()}
            asks.append(Sentence(_CALENDAR, typed=_CALENDAR_TYPED, **shown, early=days[0], late=days[1]))
    return tuple(asks)


def _field_of(column: str, fields: Mapping[str, str]) -> str:
    return next(name for name, other in fields.items() if other == column)


def _table_notice(text: str) -> Notice:
    """Return what the reading says of a file; what it shows of the file's own texts is covered."""
    notice = Notice.from_text(text)
    shown = ((name, cover_personal_data(one) if isinstance(one, str) else one) for name, one in notice.values)
    return dataclasses.replace(notice, values=tuple(shown))


def points_of_rows(
    rows: pl.DataFrame, fields: Mapping[str, str], forms: Mapping[str, str | None], place: ReferenceData
) -> tuple[ReadPoints, tuple[Sentence, ...]]:
    """Return the points of the rows, judged against the municipality, and what has to be asked about their grid."""
    if {"lat", "lng"} <= set(fields):
        first, second, system = rows[fields["lat"]], rows[fields["lng"]], WGS84
    elif {"northing", "easting"} <= set(fields):
        first, second, system = rows[fields["northing"]], rows[fields["easting"]], GridFamily.TM.value
    elif "point" in fields:
        first, second, system = split_points(rows[fields["point"]], swedish=place.swedish)
    else:
        return no_points(rows.height), ()
    told = next((form for name in ("northing", "easting", "point") if (form := forms.get(name))), None)
    asks: tuple[Sentence, ...] = ()
    if told:
        system = GRIDS[int(told)].name
    elif system != WGS84:
        system, asks = _settled_grid(first, second, place)
    borders = None if asks else place.borders  # of points in a zone that is not known nobody knows where they lie
    return read_points(first, second, system, swedish=place.swedish, borders=borders), asks


def _settled_grid(first: pl.Series, second: pl.Series, place: ReferenceData) -> tuple[str, tuple[Sentence, ...]]:
    """Return the grid that metres are in: by their range and, where it has several zones, by the municipality."""
    north, east, system, _ = read_pair(first, second)
    family = GridFamily(system) if system in list(GridFamily) else GridFamily.TM
    likely = likely_grids(family, north, east, place.borders)
    if len(likely) == 1:
        return likely[0].name, ()
    return zones_of(family)[0].name, (zone_question(family, likely),)


def _border_notices(near: int) -> list[Notice]:
    if not near:
        return []
    return [
        Notice(
            N_(
                "Reports whose point lies just outside the municipality's outline: {count}. They are taken, as the "
                "outline is coarse. Your own outline can be given in the settings."
            ),
            (("count", near),),
        )
    ]


def _centroid_notices(found: Centroids | None) -> list[Notice]:
    if not found:
        return []
    return [
        Notice(
            N_(
                "The points stand for whole areas, not for places: {reports} reports lie on few points ({points}). "
                "They must not become cells on a map; taken anyway, they count in totals only."
            ),
            (("reports", found.reports), ("points", found.points)),
            strong=True,
        )
    ]
