"""The columns in which a web form notes when it was filled in."""

from collections.abc import Mapping

from est.reports.columns.column_contents import fields_that_fit
from est.reports.columns.value_types import ValueType
from est.reports.fields.synonyms import field_synonyms
from est.reports.files.table import Table

# of Google's and of Microsoft's forms
_STAMPS = {"timestamp", "tidsstampel", "tidstampel"}
_ENDS_OF_FORMS = {"slutforandetid", "completion time"}
_OF_FORMS = {"starttid", "start time", *_ENDS_OF_FORMS}


def filled_in_columns(table: Table, shapes: Mapping[str, ValueType]) -> set[str]:
    """Return the columns in which a web form notes when it was filled in, which is not when something happened.

    A time stamp is that where another column tells when; the start and the end of the filling in stand as a pair.
    """
    names = {column: field_synonyms(column) for column in table.columns}
    dated = (ValueType.MOMENT, ValueType.DAY)
    filled = {column for column, name in names.items() if set(names.values()) & _ENDS_OF_FORMS and name in _OF_FORMS}
    stamps = {column for column, name in names.items() if name in _STAMPS and shapes[column] in dated}
    told = any(
        {"start", "date"} & set(fields_that_fit(table, column, shapes[column]))
        for column in table.columns
        if shapes[column] in dated and column not in stamps | filled
    )
    return {column for column in filled | (stamps if told else set()) if shapes[column] in dated}
