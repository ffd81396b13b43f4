"""In which form a column's times are written, where its name or its values leave no doubt."""

import re
from collections.abc import Mapping

from est.reports.columns.value_types import ValueType
from est.reports.fields.mapping import CLOCK_FIELDS, MOMENT_FIELDS
from est.reports.fields.synonyms import field_synonyms
from est.reports.files.table import Table
from est.reports.values.clock_texts import holds_four_digits

HOURS = ("hour", "timme")  # names of columns of whole hours
_UTC = re.compile(r"\b(?:utc|gmt|zulu)\b")


def with_forms(table: Table, taken: Mapping[str, str], shapes: Mapping[str, ValueType]) -> dict[str, str]:
    """Return field → column with the form of each: `Tid (UTC)` holds start(utc), and `2115` time(hhmm)."""
    return {f"{field}{_form(table, field, column, shapes[column])}": column for field, column in taken.items()}


def _form(table: Table, field: str, column: str, shape: ValueType) -> str:
    if field in (*MOMENT_FIELDS, *CLOCK_FIELDS) and _UTC.search(field_synonyms(column)):
        return "(utc)"
    if field in CLOCK_FIELDS and shape == ValueType.NUMBER and field_synonyms(column) in HOURS:
        return "(hour)"
    digits = field in CLOCK_FIELDS and shape == ValueType.NUMBER and holds_four_digits(table.rows[column])
    return "(hhmm)" if digits else ""
