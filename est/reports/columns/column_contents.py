"""Whether the values of a column may be of the field that its name means."""

import polars as pl

from est.reports.columns.column_forms import HOURS
from est.reports.columns.row_names import names_rows
from est.reports.columns.value_types import ValueType
from est.reports.fields.mapping import CLOCK_FIELDS, MOMENT_FIELDS
from est.reports.fields.synonyms import field_synonyms, fields_of_name
from est.reports.files.table import Table
from est.reports.values.date_parts import is_day, is_minute, is_year, joined_parts
from est.reports.values.month_texts import read_spans_of_days
from est.reports.values.point_texts import holds_points

_SURE = ("tid", "time", "datum", "date", "klockslag", "start", "end", "slut", "tidpunkt", "occurred", "timestamp")
_MOMENTS = (*MOMENT_FIELDS, *CLOCK_FIELDS)


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
        return is_year(values) if field == "year" else is_day(values)
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
