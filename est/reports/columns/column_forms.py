"""In which form a column's times are written, where its name or its values leave no doubt."""

import re
from collections.abc import Mapping

import polars as pl

from est.reports.columns.value_types import ValueType
from est.reports.fields.mapping import CLOCK_FIELDS, MOMENT_FIELDS
from est.reports.fields.synonyms import field_synonyms
from est.reports.files.table import Table
from est.reports.values.clock_texts import holds_four_digits

HOURS = ("hour", "timme")  # names of columns of whole hours
_ORDERS = (  # told in the column's name: `Datum (DD/MM/ÅÅÅÅ)`
    ("dmy", re.compile(r"\bd{1,2}[-/. ]m{1,3}[-/. ][yå]{2,4}\b", re.IGNORECASE)),
    ("mdy", re.compile(r"\bm{1,3}[-/. ]d{1,2}[-/. ][yå]{2,4}\b", re.IGNORECASE)),
)


def with_forms(table: Table, taken: Mapping[str, str], shapes: Mapping[str, ValueType]) -> dict[str, str]:
    """Return field → column with the form of each: `Datum (DD/MM/ÅÅÅÅ)` holds date(dmy), and `2115` time(hhmm)."""
    return {f"{field}{_form(table, field, column, shapes[column])}": column for field, column in taken.items()}


def _form(table: Table, field: str, column: str, shape: ValueType) -> str:
    if field in MOMENT_FIELDS and (told := next((order for order, seen in _ORDERS if seen.search(column)), "")):
        return f"({told})"
    if field not in CLOCK_FIELDS or shape != ValueType.NUMBER:
        return ""
    if field_synonyms(column) in HOURS:
        return "(hour)"
    if holds_four_digits(table.rows[column]):
        return "(hhmm)"
    return "(excel)" if _holds_parts_of_days(table.rows[column]) else ""


def _holds_parts_of_days(values: pl.Series) -> bool:
    """Return whether a column of numbers holds nothing but parts of a day, as Excel keeps a clock: 0.9 is 21:36."""
    known = values.drop_nulls()
    return known.dtype.is_float() and known.len() > 0 and bool(known.is_between(0, 1, closed="left").all())
