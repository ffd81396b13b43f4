"""Recognise which column is which field: by its name, by what its values look like, and by what was chosen before."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from est.municipality.vocabulary import Vocabulary
from est.reports.columns.column_contents import column_shape, fields_that_fit, is_clearly_clocks, with_points
from est.reports.columns.column_forms import count_notices, with_forms
from est.reports.columns.coordinate_systems import OTHER_SYSTEM, settle_systems
from est.reports.columns.duplicate_columns import drop_duplicate_columns
from est.reports.columns.form_stamps import filled_in_columns
from est.reports.columns.time_columns import part_pair, settle_times
from est.reports.columns.value_types import ValueType, sample_values
from est.reports.fields.mapping import ColumnMapping, parse_assignment, split_target
from est.reports.fields.notices import Notice
from est.reports.fields.synonyms import field_synonyms
from est.reports.files.plain_columns import shown_texts
from est.reports.files.returned_rejects import is_ours
from est.reports.files.table import Table
from est.reports.values.coordinates import WGS84, read_numbers, read_pair
from est.reports.values.date_parts import are_days_of_weeks, is_weekday
from est.reports.values.kind_texts import kind_of_text
from est.space.borders import Borders
from est.text import N_

__all__ = ["OTHER_SYSTEM", "RecognisedColumns", "parse_assignment", "recognise_columns", "unknown_words"]

_SAME_FIELD = N_("The column “{column}” was left out: another column is the same field.")
_CLOCKS = N_("The column “{column}” looks like times of day and was left out.")
_WEAK_PLACES = {"objekt", "anlaggning", "skola", "skolenhet", "hallplats"}  # that name a place where nothing else does
_MOST_WORDS = 200  # unknown words that are shown


@dataclass(frozen=True)
class RecognisedColumns:
    """What was recognised in a file: the mapping, what it lacks, words that mean no category, and what was seen.

    `missing` names the fields without which no row can be taken; `unknown` is (word, reports), the commonest first;
    `crs` is the coordinate system that the values fit; `samples` are a few values of each column.
    """

    mapping: ColumnMapping
    missing: tuple[str, ...]
    unknown: tuple[tuple[str, int], ...]
    crs: str | None
    samples: Mapping[str, tuple[str, ...]]
    notices: tuple[Notice, ...]


def recognise_columns(
    table: Table,
    vocabulary: Vocabulary,
    saved: ColumnMapping | None = None,
    chosen: ColumnMapping | None = None,
    borders: Borders | None = None,
    today: date | None = None,
    zone: str = "UTC",
) -> RecognisedColumns:
    """Return what a file's columns are. A saved mapping whose columns are all there is taken as it is.

    `chosen` goes above everything else; a column chosen for no field (`column=`) is left out. `borders` are the
    municipality's, which tell in which zone of a grid metres are; `today` tells from which day a count of days begins,
    and `zone`, the municipality's, which times in UTC are its midnights.
    """
    shapes = {column: column_shape(table, column, zone) for column in table.columns}
    if saved and saved.columns and {column for column, _ in saved.columns} <= set(table.columns):
        mapping, notices = saved, [Notice(N_("The columns are mapped as the last time."))]
    else:
        mapping, notices = _by_names(table, shapes, today, chosen.columns if chosen else ())
        if not table.has_header:
            mapping = _by_values(table, shapes, mapping, vocabulary, today)
            notices.append(
                Notice(N_("The file has no column names; the columns were recognised by their values."), strong=True)
            )
        elif "subcategory" not in mapping.fields:
            mapping, notices = _with_category(table, shapes, mapping, vocabulary, notices)
        mapping = with_points(table, shapes, mapping)
        notices += count_notices(table, mapping, {column for column, _ in chosen.columns} if chosen else set())
        if saved:
            mapping = ColumnMapping(mapping.columns, saved.categories)
    mapping, doubts = drop_duplicate_columns(table, shapes, mapping)
    notices += doubts
    if chosen:
        mapping = mapping.with_columns(_with_forms(table, chosen.columns, shapes, today))
        mapping = ColumnMapping(mapping.columns, tuple((dict(mapping.categories) | dict(chosen.categories)).items()))
    told = {split_target(target)[0] for _, target in chosen.columns if target} if chosen else set()
    mapping, crs, seen = settle_systems(table, mapping, told, borders)
    return RecognisedColumns(
        mapping,
        _missing(mapping),
        unknown_words(table, mapping, vocabulary),
        crs,
        {column: _samples(table.rows[column]) for column in table.columns},
        (*notices, *seen),
    )


def _with_forms(
    table: Table, chosen: Sequence[tuple[str, str]], shapes: Mapping[str, ValueType], today: date | None
) -> list[tuple[str, str]]:
    """Return chosen columns with the form of those of which none was said and only one can be."""
    bare = {target: column for column, target in chosen if target and column in shapes and not split_target(target)[1]}
    formed = {column: target for target, column in with_forms(table, bare, shapes, today).items()}
    return [(column, formed.get(column, target)) for column, target in chosen]


def unknown_words(table: Table, mapping: ColumnMapping, vocabulary: Vocabulary) -> tuple[tuple[str, int], ...]:
    """Return (word, reports) of the category column's words that mean no category yet, the commonest first."""
    column = mapping.fields.get("category")
    if column is None or column not in table.rows.columns:
        return ()
    words = table.rows[column].cast(pl.String).str.strip_chars().alias("word").value_counts()
    words = words.filter(pl.col("word").is_not_null() & (pl.col("word") != "")).sort(
        "count", "word", descending=[True, False]
    )
    given = dict(mapping.categories)
    unknown = [
        (word, count) for word, count in words.iter_rows() if word not in given and not kind_of_text(word, vocabulary)
    ]
    return tuple(unknown[:_MOST_WORDS])


def _by_names(
    table: Table, shapes: Mapping[str, ValueType], today: date | None, chosen: Sequence[tuple[str, str]]
) -> tuple[ColumnMapping, list[Notice]]:
    """Return what the names say of the columns that nobody chose a field for, beside those that are `chosen`."""
    told = {column: split_target(target)[0] if target else "" for column, target in chosen if column in shapes}
    taken = {field: column for column, field in told.items() if field}
    doubled: list[str] = []
    filled_in = filled_in_columns(table, shapes)
    for column in table.columns:
        if is_ours(column) or column in told:
            continue
        fits = ["reported"] if column in filled_in else fields_that_fit(table, column, shapes[column])
        free = next((field for field in fits if field not in taken), None)
        if free:
            taken[free] = column
        elif "category" in fits and shapes[taken["category"]] == ValueType.NUMBER and shapes[column] == ValueType.TEXT:
            doubled.append(taken["category"])  # the words go before their codes
            taken["category"] = column
        elif "place" in fits and _is_weak(taken["place"]) and not _is_weak(column):
            doubled.append(taken["place"])
            taken["place"] = column
        elif fits and not part_pair(taken, fits, column, shapes):
            doubled.append(column)
    named = dict(taken)
    weekly = {"month", "day"} <= set(taken) and are_days_of_weeks(
        *(table.rows[taken[name]] if name in taken else None for name in ("year", "month", "day"))
    )
    if not weekly and "day" in taken and is_weekday(table.rows[taken["day"]]):
        del taken["day"]
    settle_times(taken, shapes, weekly=weekly)
    if "time" not in taken or shapes[taken["time"]] != ValueType.NUMBER:  # a minute is one of an hour
        taken.pop("minute", None)
    _settle_points(taken)
    clocks = [
        column
        for column in table.columns
        if shapes[column] == ValueType.CLOCK
        and column not in taken.values()
        and (column in named.values() or (table.has_header and is_clearly_clocks(table, column)))
    ]
    taken = with_forms(table, taken, shapes, today)
    notices = [Notice(_CLOCKS, (("column", column),), strong=True) for column in clocks]
    notices += [Notice(_SAME_FIELD, (("column", column),)) for column in doubled if column not in clocks]
    return ColumnMapping(tuple((column, field) for field, column in taken.items())), notices


def _is_weak(column: str) -> bool:
    """Return whether a name means a place only where no other does."""
    return field_synonyms(column) in _WEAK_PLACES


def _settle_points(taken: dict[str, str]) -> None:
    """Keep the one pair of columns that is a point, under the names lat and lng until its values are seen, in place."""
    first = taken.get("lat") or taken.get("northing")
    second = taken.get("lng") or taken.get("easting")
    named = "lat" in taken and "lng" in taken
    for field in ("lat", "lng", "northing", "easting"):
        taken.pop(field, None)
    if first and second:
        taken.pop("point", None)
        taken |= {"lat": first, "lng": second} if named else {"northing": first, "easting": second}


def _by_values(
    table: Table,
    shapes: Mapping[str, ValueType],
    mapping: ColumnMapping,
    vocabulary: Vocabulary,
    today: date | None,
) -> ColumnMapping:
    """Return the mapping of a file without column names: times, two coordinates, known words, and the longest text."""
    taken = dict(mapping.fields)
    left = [column for column in table.columns if column not in taken.values()]
    moments = [column for column in left if shapes[column] == ValueType.MOMENT]
    days = [column for column in left if shapes[column] == ValueType.DAY]
    clocks = [column for column in left if shapes[column] == ValueType.CLOCK]
    if moments:
        taken |= dict(zip(("start", "end"), moments[:2], strict=False))
    elif days:
        taken |= {"date": days[0], "time": clocks[0]} if clocks else {"start": days[0]}
    taken |= _point_by_values(
        table, [column for column in left if shapes[column] in (ValueType.NUMBER, ValueType.CLOCK)]
    )
    texts = [column for column in left if shapes[column] == ValueType.TEXT]
    if "category" not in taken and (column := _category_by_values(table, texts, vocabulary)):
        taken["category"] = column
    others = [column for column in texts if column not in taken.values()]
    if others:
        taken["description"] = max(others, key=lambda column: _length(table.rows[column]))
    taken = with_forms(table, taken, shapes, today)
    return ColumnMapping(tuple((column, field) for field, column in taken.items()))


def _with_category(
    table: Table,
    shapes: Mapping[str, ValueType],
    mapping: ColumnMapping,
    vocabulary: Vocabulary,
    notices: list[Notice],
) -> tuple[ColumnMapping, list[Notice]]:
    """Return the mapping with the column whose words are categories, where none is called so or holds one.

    `type` may hold what kind of record a row is, such as `report`. The notices tell which column is left out then.
    """
    named = mapping.fields.get("category")
    if named and any(kind_of_text(str(word), vocabulary) for word in sample_values(table.rows[named]).unique()):
        return mapping, notices
    given = {column for column, _ in mapping.columns}
    texts = [column for column in table.columns if shapes[column] == ValueType.TEXT and column not in given]
    column = _category_by_values(table, texts, vocabulary)
    if column is None:
        return mapping, notices
    told = [notice for notice in notices if notice != Notice(_SAME_FIELD, (("column", column),))]
    left_out = [Notice(_SAME_FIELD, (("column", named),))] if named else []
    return mapping.with_columns([(column, "category")]), told + left_out


def _category_by_values(table: Table, columns: list[str], vocabulary: Vocabulary) -> str | None:
    """Return the first of these columns of which more than half of the values are words for a category."""
    for column in columns:
        words = sample_values(table.rows[column]).cast(pl.String).to_list()
        if not is_ours(column) and sum(kind_of_text(word, vocabulary) is not None for word in words) * 2 > len(words):
            return column
    return None


def _point_by_values(table: Table, columns: list[str]) -> dict[str, str]:
    values = {column: sample_values(table.rows[column]) for column in columns}
    likely = [column for column in columns if _looks_like_coordinate(read_numbers(values[column], grouped=True)[0])]
    for first, second in itertools.pairwise(likely):
        size = min(values[first].len(), values[second].len())
        _, _, system, exchanged = read_pair(values[first].head(size), values[second].head(size))
        if system:
            north, east = (second, first) if exchanged else (first, second)
            return {"lat": north, "lng": east} if system == WGS84 else {"northing": north, "easting": east}
    return {}


def _looks_like_coordinate(found: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> bool:
    known = found[np.isfinite(found)]
    return bool(len(known) and ((np.mean(known != np.floor(known)) > 0.5) or (np.mean(known > 100_000) > 0.5)))


def _missing(mapping: ColumnMapping) -> tuple[str, ...]:
    fields = set(mapping.fields)
    missing = [] if fields & {"start", "date", "month"} else ["start"]
    if not (fields >= {"lat", "lng"} or fields >= {"northing", "easting"} or fields & {"place", "address", "point"}):
        missing += ["lat", "lng"]
    return tuple(missing)


def _samples(values: pl.Series) -> tuple[str, ...]:
    some = sample_values(values, 50).unique(maintain_order=True).head(3)
    return tuple(str(value)[:80] for value in shown_texts(some))


def _length(values: pl.Series) -> float:
    lengths = sample_values(values).cast(pl.String).str.len_chars().mean()
    return float(lengths) if isinstance(lengths, int | float) else 0.0
