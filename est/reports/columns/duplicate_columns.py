"""Columns of one name that hold different times or coordinates: which of them is meant is asked, never guessed."""

import re
from collections.abc import Mapping

import polars as pl

from est.reports.columns.value_types import ValueType
from est.reports.fields.mapping import ColumnMapping, split_target
from est.reports.fields.notices import Notice
from est.reports.files.table import Table
from est.text import N_

_WHEN_AND_WHERE = ("start", "end", "date", "time", "lat", "lng", "northing", "easting")
_NUMBERED = re.compile(r" \(\d+\)$")  # how names that come twice are told apart


def drop_duplicate_columns(
    table: Table, shapes: Mapping[str, ValueType], mapping: ColumnMapping
) -> tuple[ColumnMapping, list[Notice]]:
    """Return the mapping without the times and coordinates that either of two like-named columns may be."""
    doubtful = [
        column
        for column, target in mapping.columns
        if split_target(target)[0] in _WHEN_AND_WHERE
        and not _NUMBERED.search(column)
        and _has_twin(table, column, shapes)
    ]
    notices = [
        Notice(
            N_("Several columns are called “{column}” and differ. Choose the one that is meant."),
            (("column", column),),
            strong=True,
        )
        for column in doubtful
    ]
    kept = tuple(pair for pair in mapping.columns if pair[0] not in doubtful)
    return ColumnMapping(kept, mapping.categories), notices


def _has_twin(table: Table, column: str, shapes: Mapping[str, ValueType]) -> bool:
    """Return whether another column of the same name holds other values of the same kind: either may be meant."""
    values = table.rows[column].cast(pl.String)
    twins = [other for other in table.columns if other != column and _NUMBERED.sub("", other).lower() == column.lower()]
    return any(
        shapes[twin] == shapes[column] and values.ne_missing(table.rows[twin].cast(pl.String)).any() for twin in twins
    )
