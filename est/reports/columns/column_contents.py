"""Whether the values of a column may be of the field that its name means."""

from collections.abc import Mapping

import polars as pl

from est.reports.columns.column_forms import HOURS
from est.reports.columns.row_names import names_rows
from est.reports.columns.value_types import ValueType, sample_values, value_type
from est.reports.fields.mapping import CLOCK_FIELDS, MOMENT_FIELDS, ColumnMapping
from est.reports.fields.synonyms import field_synonyms, fields_of_name
from est.reports.files.returned_rejects import is_ours
from est.reports.files.table import Table
from est.reports.values.bare_numbers import form_of_clocks, form_of_dates, has_clocks, is_bare
from est.reports.values.date_parts import is_day, is_minute, is_weekday, is_year, joined_parts
from est.reports.values.midnights import days_of_cells, own_midnights
from est.reports.values.month_texts import read_spans_of_days
from est.reports.values.point_texts import holds_points

_SURE = ("tid", "time", "datum", "date", "klockslag", "start", "end", "slut", "tidpunkt", "occurred", "timestamp")
_OF_CLOCKS = {"kl", "klockan", "klockslag", "tid", "time"}
_WHERE = {"lat", "lng", "northing", "easting", "point", "place", "address"}
_MOMENTS = (*MOMENT_FIELDS, *CLOCK_FIELDS)


def column_shape(table: Table, column: str, zone: str = "UTC") -> ValueType:
    """Return what the values of a column mostly are; bare numbers are times where its name and all of them say so.

    Midnights of `zone` that were written in UTC are days, and so are the cells of days in a sheet.
    """
    values = table.rows[column]
    shape = value_type(_days(table, values, zone))
    if shape not in (ValueType.NUMBER, ValueType.TEXT):
        return shape
    named = fields_of_name(column)
    # a number in a column called `Skapad` is a time; in one called `Händelse` it may be a code
    dated = "reported" in named or any(_fits(column, field, ValueType.NUMBER) for field in named if field in _MOMENTS)
    if table.has_header and not dated:
        return shape
    some = sample_values(values)
    form = form_of_dates(some) if int(is_bare(some).sum()) * 2 > some.len() else ""
    if not form and table.has_header and shape == ValueType.NUMBER and form_of_clocks(some):
        return ValueType.CLOCK
    if not form or (not table.has_header and form != "ymd"):
        return shape
    return ValueType.MOMENT if has_clocks(some, form) else ValueType.DAY


def _days(table: Table, values: pl.Series, zone: str) -> pl.Series:
    if values.dtype != pl.String:
        return values
    return own_midnights(days_of_cells(values) if table.date_cells.get(values.name) else values, zone)


def fields_that_fit(table: Table, column: str, shape: ValueType) -> list[str]:
    """Return the fields that a column's name can mean and its values do not speak against, the best first.

    A column of places or addresses that holds points is one of points.
    """
    named = fields_of_name(column)
    fits = [field for field in named if may_hold(table, column, field, shape)]
    if not fits and {"place", "address"} & set(named) and may_hold(table, column, "point", shape):
        return ["point"]
    dateless = shape in (ValueType.TEXT, ValueType.NUMBER)
    if {"start", "date"} & set(named) and "day" not in fits and dateless and _means_months(table, table.rows[column]):
        return ["month"]
    return fits


def is_clearly_clocks(table: Table, column: str) -> bool:
    """Return whether a column of what may be times of day is one: 12.50 may be money, 12:50 is none."""
    values = sample_values(table.rows[column])
    if values.dtype != pl.String or _OF_CLOCKS & set(field_synonyms(column).split()):
        return True
    return bool(values.str.contains(":", literal=True).any())


def with_points(table: Table, shapes: Mapping[str, ValueType], mapping: ColumnMapping) -> ColumnMapping:
    """Return the mapping with the only column that holds points, whatever its name, where no other says where."""
    if set(mapping.fields) & _WHERE:
        return mapping
    named = {column for column, _ in mapping.columns}
    free = [column for column in table.columns if column not in named and shapes[column] == ValueType.TEXT]
    points = [column for column in free if not is_ours(column) and holds_points(table.rows[column])]
    if len(points) != 1:
        return mapping
    return ColumnMapping((*mapping.columns, (points[0], "point")), mapping.categories)


def may_hold(table: Table, column: str, field: str, shape: ValueType) -> bool:
    """Return whether the values of a column, which mostly are of a shape, do not speak against the field."""
    return _fits(column, field, shape) and _means(table, column, field)


def _means(table: Table, column: str, field: str) -> bool:
    """Return whether the values are what some fields demand of them: references, points, parts of dates."""
    values = table.rows[column]
    if field == "reference":
        return names_rows(values)
    if field in ("point", "place", "address"):
        return holds_points(values) is (field == "point")
    if field in ("year", "day"):
        return is_year(values) if field == "year" else is_day(values) or is_weekday(values)
    if field == "minute":
        return is_minute(values)
    return field != "month" or _means_months(table, values)


def _means_months(table: Table, values: pl.Series) -> bool:
    """Return whether most values are months or weeks, by themselves or with the years in a column beside them."""
    years = next((table.rows[name] for name in table.columns if "year" in fields_of_name(name)), None)
    if years is not None and is_year(years):
        values = joined_parts(years, values)
    return read_spans_of_days(values)[0].null_count() * 2 < values.len()


def _fits(column: str, field: str, shape: ValueType) -> bool:
    """Return whether the values do not speak against the name: prose is no time unless the name is sure of it."""
    if field in _MOMENTS and shape in (ValueType.TEXT, ValueType.NUMBER):
        words = field_synonyms(column)
        return (words in HOURS and shape == ValueType.NUMBER) or any(
            word in _SURE or word.endswith(("tid", "datum", "tidpunkt")) for word in words.split()
        )
    if field in ("place", "address") and shape == ValueType.NUMBER:  # a code of an area
        return False
    return not (
        field in ("category", "subcategory", "description", "place", "address")
        and shape in (ValueType.MOMENT, ValueType.DAY)
    )
