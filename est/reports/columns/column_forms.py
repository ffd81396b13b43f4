"""In which form a column's times are written, where its name or its values leave no doubt."""

import re
from collections.abc import Mapping
from datetime import date

from est.reports.columns.value_types import ValueType
from est.reports.fields.mapping import CLOCK_FIELDS, MOMENT_FIELDS, ColumnMapping, split_target
from est.reports.fields.notices import Notice
from est.reports.fields.synonyms import field_synonyms
from est.reports.files.plain_columns import shown_texts
from est.reports.files.table import Table
from est.reports.values.bare_numbers import COUNTED, form_of_clocks, form_of_dates, is_bare, is_count
from est.reports.values.times import read_times
from est.text import N_

HOURS = ("hour", "timme")  # names of columns of whole hours
_ORDERS = (  # told in the column's name: `Datum (DD/MM/ÅÅÅÅ)`
    ("dmy", re.compile(r"\bd{1,2}[-/. ]m{1,3}[-/. ][yå]{2,4}\b", re.IGNORECASE)),
    ("mdy", re.compile(r"\bm{1,3}[-/. ]d{1,2}[-/. ][yå]{2,4}\b", re.IGNORECASE)),
)
_COUNTED: Mapping[str | None, str] = {
    "excel": N_("The numbers in “{column}” are read as Excel's days: {number} is {date}."),
    "epoch": N_("The numbers in “{column}” are read as seconds since 1970: {number} is {date} UTC."),
}


def with_forms(
    table: Table, taken: Mapping[str, str], shapes: Mapping[str, ValueType], today: date | None
) -> dict[str, str]:
    """Return field → column with the form of each: `Datum (DD/MM/ÅÅÅÅ)` holds date(dmy), `2115` time(hhmm)."""
    return {f"{field}{_form(table, field, column, shapes[column], today)}": column for field, column in taken.items()}


def count_notices(table: Table, mapping: ColumnMapping, told: set[str]) -> list[Notice]:
    """Return what to tell of columns whose numbers are read as counts of days or seconds; `told` are columns."""
    notices = []
    for column, target in mapping.columns:
        field, form = split_target(target)
        if field not in MOMENT_FIELDS or form not in _COUNTED or column in told:
            continue
        values = table.rows[column]
        first = values.filter(is_bare(values)).head(1)
        moment = read_times(first, "UTC", form)["time"]
        if moment.null_count() == 0 and moment.len():
            shown = {
                "column": column,
                "number": shown_texts(first)[0].strip(),
                "date": moment.dt.strftime("%Y-%m-%d %H:%M")[0],
            }
            notices.append(Notice(_COUNTED[form], tuple(shown.items())))
    return notices


def _form(table: Table, field: str, column: str, shape: ValueType, today: date | None) -> str:
    if field in MOMENT_FIELDS:
        told = next((order for order, seen in _ORDERS if seen.search(column)), "")
        form = told or form_of_dates(table.rows[column])
        if form in COUNTED and not is_count(table.rows[column], form, today):
            form = ""
    elif field in CLOCK_FIELDS:
        hours = shape == ValueType.NUMBER and field_synonyms(column) in HOURS
        form = "hour" if hours else form_of_clocks(table.rows[column])
    else:
        form = ""
    return f"({form})" if form else ""
